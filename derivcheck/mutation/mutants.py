"""Claims with one mistake in them, each described."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from derivcheck.core.claims import Claim, is_meaningful
from derivcheck.core.contexts import Context, entries
from derivcheck.core.terms import (
    Dimension,
    Entry,
    Index,
    Term,
    children,
    contains_partial,
    subscripts,
    term,
)
from derivcheck.core.terms import Total as Sum
from derivcheck.mutation.edits import Edit, Kind, Palette, edits
from derivcheck.mutation.lettering import lettered, original, spelled_out
from derivcheck.notation.text import text

MOST = 100
"""Mutants of one claim."""

LONGEST = 80
"""Characters of a term in a description, about."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim that differs from a given one by a single slip, and the slip in words."""

    description: str
    claim: Claim


def mutants(claim: Claim) -> tuple[Mutant, ...]:
    """Well-formed one-mistake mutants of the right side, and of a left side that states a formula.

    What only one side rests on is spelled out first, and edited as part of it.
    In a fixed order, all different from the claim and from one another, evenly thinned out where there
    would be more than MOST. Whether one happens to be true is not judged here.
    """
    readable, before = lettered(spelled_out(claim))
    palette = _palette(readable)
    found = {
        (mutant.claim.lhs, mutant.claim.rhs): replace(mutant, claim=original(mutant.claim, before))
        for mutant in (*_right(readable, palette), *_left(readable, palette))
        if is_meaningful(mutant.claim)
    }
    every = max(1, -(-len(found) // MOST))
    return tuple(_told_apart(list(found.values())[::every]))


def relevant_sizes(context: Context, nodes: Iterable[Term]) -> tuple[str, ...]:
    """Named sizes that the terms speak of, through intermediates too, in the order of the Context."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        found |= {str(index.size) for index in subscripts(node) if isinstance(index, Index)}
        found |= {str(node.index.size)} if isinstance(node, Sum) else set()
        found |= {node.size} if isinstance(node, Dimension) else set()
        waiting += children(node)
        if isinstance(node, Entry) and node.tensor in context.definitions and node.tensor not in seen:
            seen.add(node.tensor)
            waiting.append(context.definitions[node.tensor].body)
    return tuple(size for size in context.sizes() if size in found)


def scalars(context: Context, nodes: Iterable[Term]) -> tuple[str, ...]:
    """Declared scalars that occur in the terms themselves."""
    named = {entry.tensor for node in nodes for entry in entries(node)}
    return tuple(name for name, tensor in context.tensors.items() if not tensor.axes and name in named)


def described(edit: Edit, side: str) -> str:
    """The slip in words, as something that was done to the side."""
    before, after = short(edit.before), short(edit.after)
    factor = "" if edit.factor is None else short(edit.factor)
    match edit.kind:
        case Kind.OPPOSITE:
            return f"sign of the {side} side flipped"
        case Kind.EXTRA_FACTOR:
            return f"extra factor {factor}"
        case Kind.SWAPPED:
            return f"indices {' and '.join(map(str, edit.indices))} exchanged"
        case Kind.SIGN:
            return f"sign of {after if before.startswith('-') else before} flipped"
        case Kind.FACTOR_OF_TERM:
            return f"extra factor {factor} before the term {before}"
        case Kind.DROPPED_TERM:
            return f"term {before} dropped"
        case Kind.DROPPED_FACTOR:
            return f"factor {before} dropped"
        case Kind.MOVED_FACTOR:
            return f"factor {factor} moved from the term {before} to {after}"
        case Kind.UNSUMMED | Kind.SUMMED | Kind.REPLACED:
            return f"{after} in place of {before}"


def short(node: Term) -> str:
    """The term as text, its middle left out where it is long."""
    spelled = text(node)
    return spelled if len(spelled) <= LONGEST else f"{spelled[: LONGEST // 2]} ... {spelled[-LONGEST // 4 :]}"


def _told_apart(found: Sequence[Mutant]) -> Iterator[Mutant]:
    """The same slip at another place says so."""
    seen: dict[str, int] = {}
    for mutant in found:
        count = seen[mutant.description] = seen.get(mutant.description, 0) + 1
        where = f", place {count}" if count > 1 else ""
        yield replace(mutant, description=mutant.description + where)


def _right(claim: Claim, palette: Palette) -> Iterator[Mutant]:
    for edit in _mistakes(claim.rhs, palette):
        yield Mutant(described(edit, "right"), replace(claim, rhs=edit.result))


def _left(claim: Claim, palette: Palette) -> Iterator[Mutant]:
    if isinstance(claim.lhs, Entry) or contains_partial(claim.lhs):
        return
    for edit in _mistakes(claim.lhs, palette):
        yield Mutant(f"left side: {described(edit, 'left')}", replace(claim, lhs=edit.result))


def _mistakes(side: Term, palette: Palette) -> Iterator[Edit]:
    return (edit for edit in edits(side, palette) if edit.kind is not Kind.SUMMED)


def _palette(claim: Claim) -> Palette:
    sides = (claim.lhs, claim.rhs)
    sizes = relevant_sizes(claim.context, sides)
    found = scalars(claim.context, sides)
    doubled = (term(2), *(Entry(name, ()) for name in found))
    return Palette((term(2), *(1 / Dimension(size) for size in sizes)), doubled, sizes, found)
