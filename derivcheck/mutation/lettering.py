"""A claim spelled out, with readable index names that are the same in every part of it.

So its parts can be edited and quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, names
from derivcheck.core.terms import (
    Delta,
    Entry,
    Index,
    Inverse,
    Partial,
    Product,
    Subscript,
    Term,
    Total,
    children,
    rebuild,
    substitute,
)
from derivcheck.notation.letters import Letters


def spelled_out(claim: Claim) -> Claim:
    """The claim with each intermediate replaced by its definition, unless both sides rest on it.

    What only one side rests on is part of what that side states: delta in dJ/dtheta = delta.
    """
    context = claim.context
    left, right = _resting_on(claim.lhs, context), _resting_on(claim.rhs, context)
    lhs, rhs = _unfolded(claim.lhs, context, right), _unfolded(claim.rhs, context, left)
    return replace(claim, lhs=lhs, rhs=rhs)


def lettered(claim: Claim) -> tuple[Claim, Mapping[Index, Index]]:
    """The claim with its indices renamed as they print, and what each free index was before."""
    letters = Letters(claim.lhs + claim.rhs)
    before = {Index(letters[index], index.size): index for index in claim.free}
    return replace(claim, lhs=_renamed(claim.lhs, letters), rhs=_renamed(claim.rhs, letters)), before


def original(claim: Claim, before: Mapping[Index, Index]) -> Claim:
    """The claim with its free indices as they were."""
    return replace(claim, lhs=substitute(claim.lhs, before), rhs=substitute(claim.rhs, before))


def _resting_on(side: Term, context: Context) -> frozenset[str]:
    """Intermediates that the side names, and those that their definitions name."""
    found: set[str] = set()
    waiting = list(names([side]))
    while waiting:
        definition = context.definitions.get(waiting.pop())
        if definition is not None and definition.name not in found:
            found.add(definition.name)
            waiting += names([definition.body])
    return frozenset(found)


def _unfolded(node: Term, context: Context, kept: frozenset[str]) -> Term:
    """A derivative stays as it is: what it differentiates by is a name."""
    match node:
        case Entry(tensor, _) if tensor in context.definitions and tensor not in kept:
            return _unfolded(context.definitions[tensor].at(node), context, kept)
        case Partial():
            return node
        case _:
            return rebuild(node, tuple(_unfolded(part, context, kept) for part in children(node)))


def _renamed(node: Term, letters: Letters) -> Term:
    match node:
        case Entry(tensor, found):
            return Entry(tensor, tuple(_letter(s, letters) for s in found))
        case Delta(left, right):
            return Delta(_letter(left, letters), _letter(right, letters))
        case Inverse(tensor, left, right):
            return Inverse(tensor, _letter(left, letters), _letter(right, letters))
        case Total(index, body) | Product(index, body):
            outer = letters.scope.get(index)
            bound = Index(letters.bind(index), index.size)
            inner = _renamed(body, letters)
            letters.release(index, outer)
            return type(node)(bound, inner)
        case _:
            return rebuild(node, tuple(_renamed(part, letters) for part in children(node)))


def _letter(subscript: Subscript, letters: Letters) -> Subscript:
    return Index(letters[subscript], subscript.size) if isinstance(subscript, Index) else subscript
