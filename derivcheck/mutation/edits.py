"""Single edits of a term: the slips of a derivation done by hand, and the ways to put them right.

An edit keeps the free indices of the term, so that a claim stays well formed in that respect; other
rules are for the caller to check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import combinations

from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Subscript,
    Term,
    Times,
    Total,
    children,
    free_indices,
    plus,
    rebuild,
    substitute,
    times,
)


class Kind(Enum):
    """What sort of slip an edit is, the plainest repair first."""

    OPPOSITE = "the whole side negated"
    DROPPED_FACTOR = "a factor left out"
    EXTRA_FACTOR = "a factor put before the whole side"
    SWAPPED = "two free indices exchanged"
    SIGN = "one term or argument negated"
    DROPPED_TERM = "a term left out"
    REPLACED = "an entry, a size, a power or a function replaced"
    FACTOR_OF_TERM = "a factor put before one term"
    MOVED_FACTOR = "a scalar factor moved from one term to another"
    UNSUMMED = "an entry-wise product in place of a sum"
    SUMMED = "a sum in place of one entry"


@dataclass(frozen=True, slots=True)
class Edit:
    """`result` is the whole term with `before` changed to `after`.

    `factor` is what was put before or moved; `indices` those exchanged, or the one no longer or newly
    summed over.
    """

    kind: Kind
    result: Term
    before: Term
    after: Term
    factor: Term | None = None
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Palette:
    """What edits may bring in: factors for the whole side and for a single term, sizes, scalars."""

    factors: tuple[Term, ...] = ()
    term_factors: tuple[Term, ...] = ()
    sizes: tuple[str, ...] = ()
    scalars: tuple[str, ...] = ()


def edits(side: Term, palette: Palette) -> Iterator[Edit]:
    """Every single edit of the side that changes it and keeps its free indices, without repetition."""
    free = free_indices(side)
    seen = {side}
    for edit in _all(side, tuple(sorted(free)), palette):
        if edit.result not in seen and free_indices(edit.result) == free:
            seen.add(edit.result)
            yield edit


def _all(side: Term, free: tuple[Index, ...], palette: Palette) -> Iterator[Edit]:
    yield Edit(Kind.OPPOSITE, -side, side, -side)
    for factor in palette.factors:
        yield Edit(Kind.EXTRA_FACTOR, times(factor, side), side, times(factor, side), factor)
    for one, other in combinations(free, 2):
        if one.size == other.size:
            swapped = substitute(side, {one: other, other: one})
            yield Edit(Kind.SWAPPED, swapped, side, swapped, indices=(one, other))
    yield from _within(side, free, palette)


def _within(node: Term, scope: tuple[Index, ...], palette: Palette) -> Iterator[Edit]:
    """Edits at the node and below it. A derivative is edited in its variable only."""
    yield from _here(node, scope, palette)
    if isinstance(node, Total | Product):
        scope = (*scope, node.index)
    parts = children(node)
    for place, part in enumerate(parts):
        if isinstance(node, Partial) and place == 0:
            continue
        for edit in _within(part, scope, palette):
            if not isinstance(node, Partial) or isinstance(edit.result, Entry):
                whole = rebuild(node, (*parts[:place], edit.result, *parts[place + 1 :]))
                yield replace(edit, result=whole)


def _here(node: Term, scope: tuple[Index, ...], palette: Palette) -> Iterator[Edit]:
    match node:
        case Plus(terms):
            yield from _of_sum(terms, palette)
        case Times(factors):
            yield from _of_product(factors)
        case Total(index, body) | Product(index, body):
            for other in scope:
                if other.size == index.size:
                    after = substitute(body, {index: other})
                    yield Edit(Kind.UNSUMMED, after, node, after, indices=(index,))
        case Apply() | Power() | Entry() | Delta() | Dimension():
            for after in _replacements(node, scope, palette):
                yield Edit(Kind.REPLACED, after, node, after)
            yield from _of_atom(node, scope)
        case _:
            pass


def _of_sum(terms: tuple[Term, ...], palette: Palette) -> Iterator[Edit]:
    for place, term in enumerate(terms):
        before, after = terms[:place], terms[place + 1 :]
        yield Edit(Kind.SIGN, plus(*before, -term, *after), term, -term)
        yield Edit(Kind.DROPPED_TERM, plus(*before, *after), term, Number(Fraction(0)))
        for factor in palette.term_factors:
            product = times(factor, term)
            yield Edit(Kind.FACTOR_OF_TERM, plus(*before, product, *after), term, product, factor)
        yield from _moved(terms, place, palette)


def _moved(terms: tuple[Term, ...], place: int, palette: Palette) -> Iterator[Edit]:
    """A scalar factor of one term taken to another."""
    term = terms[place]
    for factor in term.factors if isinstance(term, Times) else (term,):
        if not isinstance(factor, Entry) or factor.tensor not in palette.scalars:
            continue
        for other, target in enumerate(terms):
            if other != place:
                changed = list(terms)
                changed[place], changed[other] = _without(term, factor), times(factor, target)
                yield Edit(Kind.MOVED_FACTOR, plus(*changed), term, target, factor)


def _without(term: Term, factor: Term) -> Term:
    factors = list(term.factors) if isinstance(term, Times) else [term]
    factors.remove(factor)
    return times(*factors)


def _of_product(factors: tuple[Term, ...]) -> Iterator[Edit]:
    for place, factor in enumerate(factors):
        rest = (*factors[:place], *factors[place + 1 :])
        if isinstance(factor, Number) and factor.value < 0:
            yield Edit(Kind.SIGN, times(-1, *factors), times(*factors), times(-1, *factors))
            size = Number(-factor.value)
            yield Edit(Kind.DROPPED_FACTOR, times(-1, *rest), size, Number(Fraction(1)))
        elif not all(isinstance(other, Number) for other in rest):
            yield Edit(Kind.DROPPED_FACTOR, times(*rest), factor, Number(Fraction(1)))


def _of_atom(node: Term, scope: tuple[Index, ...]) -> Iterator[Edit]:
    """The sign of an argument; a sum over an index in place of one entry."""
    if isinstance(node, Apply):
        after = Apply(node.function, -node.argument)
        yield Edit(Kind.SIGN, after, node.argument, -node.argument)
    if isinstance(node, Apply | Entry):
        for index in scope:
            if index in free_indices(node):
                bound = Index(_unused(index.name, scope), index.size)
                after = Total(bound, substitute(node, {index: bound}))
                yield Edit(Kind.SUMMED, after, node, after, indices=(index,))


def _replacements(node: Term, scope: tuple[Index, ...], palette: Palette) -> Iterator[Term]:
    match node:
        case Apply(function, argument):
            if function != "exp":
                yield FUNCTIONS[function].derivative(argument)
        case Power(base, exponent):
            for other in (-exponent, exponent - 1, exponent + 1):
                if other and not (exponent == -1 and other == -2):
                    yield base if other == 1 else Power(base, other)
        case Entry(tensor, found):
            for changed in _resubscripted(found, scope):
                yield Entry(tensor, changed)
        case Delta(left, right):
            for changed in _resubscripted((left, right), scope):
                yield Delta(*changed)
        case Dimension(size):
            for other in palette.sizes:
                if other != size:
                    yield Dimension(other)
        case _:
            pass


def _resubscripted(found: tuple[Subscript, ...], scope: tuple[Index, ...]) -> Iterator[tuple[Subscript, ...]]:
    """Two subscripts of one range exchanged (a transpose), or one replaced by another index of its range."""
    for one, other in combinations(range(len(found)), 2):
        if _range(found[one]) == _range(found[other]):
            changed = list(found)
            changed[one], changed[other] = found[other], found[one]
            yield tuple(changed)
    for place, subscript in enumerate(found):
        for index in scope:
            if index.size == _range(subscript):
                yield (*found[:place], index, *found[place + 1 :])


def _range(subscript: Subscript) -> str | int | None:
    return subscript.size if isinstance(subscript, Index) else None


def _unused(name: str, scope: tuple[Index, ...]) -> str:
    taken = {index.name for index in scope}
    while name in taken:
        name += "'"
    return name
