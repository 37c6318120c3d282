"""Indices that go wrong: a sum over i of what has j, a left side in j and a right side in k."""

from __future__ import annotations

from dataclasses import dataclass

from derivcheck.elaboration.indices import free_slots
from derivcheck.meaning.expressions import Expression, Reduce, children, walk
from derivcheck.reader.sources import Span


@dataclass(frozen=True, slots=True)
class Misbound:
    """A sum over `index`; `letter` stands in its summand and is bound by nothing."""

    index: str
    letter: str
    span: Span


def misbound(lhs: Expression, rhs: Expression) -> Misbound | None:
    """The first sum or product with the wrong index, if there is one.

    Its index does not stand in the summand and a letter of the summand stands on this side only; or its index
    is free on the other side, and a letter stands in the summand and nowhere else.
    """
    for side, other in ((lhs, rhs), (rhs, lhs)):
        outside = free_slots(other)
        for node in walk(side):
            if isinstance(node, Reduce) and node.index:
                letters = _loose_letters(node, side, outside)
                if letters:
                    return Misbound(node.index, letters[0], node.span)
    return None


def crossed(lhs: Expression, rhs: Expression, counting: frozenset[str]) -> tuple[str, str] | None:
    """A letter of the left side alone and one of the right side alone, where both count something elsewhere.

    Letters that no sum of the document binds may name one thing, the c of v_c, and stand where they like.
    """
    here, there = free_slots(lhs), free_slots(rhs)
    left, right = here - there, there - here
    return (min(left), min(right)) if left and right and left | right <= counting else None


def _loose_letters(node: Reduce, side: Expression, outside: set[str]) -> list[str]:
    inside = free_slots(node.body)
    if node.index not in inside:
        primed = node.index.rstrip("'") in inside
        return [] if primed else sorted(inside - outside)
    elsewhere = outside | _occurring(side, node)
    return sorted(inside - elsewhere - {node.index}) if node.index in outside else []


def _occurring(side: Expression, apart: Reduce) -> set[str]:
    """Letters that stand in a side outside one of its sums."""
    found: set[str] = set()
    waiting = [side]
    while waiting:
        node = waiting.pop()
        if node is not apart:
            parts = list(children(node))
            found |= free_slots(node).difference(*map(free_slots, parts))
            waiting += parts
    return found
