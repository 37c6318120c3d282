"""The sums that a document has written so far: what a summand looks like when it has its index."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.checking.indices import Misbound, reductions
from derivcheck.elaboration.indices import free_slots, renamed
from derivcheck.meaning.expressions import Expression, Reduce, walk

_ANY = "."
"""Stands for the index of a sum, whatever its letter."""


class Sums:
    """Sums of one document, alike where they differ in the letter of their index alone."""

    def __init__(self) -> None:
        self._written: set[Expression] = set()

    def remember(self, *sides: Expression) -> None:
        """Every sum in the sides whose summand has its index."""
        found = (node for side in sides for node in walk(side) if isinstance(node, Reduce))
        self._written |= {_alike(node, node.body) for node in found if node.index in free_slots(node.body)}

    def has(self, node: Reduce) -> bool:
        """Whether the sum has been written before."""
        return _alike(node, node.body) in self._written

    def misbound(self, lhs: Expression, rhs: Expression) -> Misbound | None:
        """A sum whose summand has another letter where it had the index of the sum before."""
        for node, bound in (*reductions(lhs), *reductions(rhs)):
            letters = free_slots(node.body)
            if node.index and node.index not in letters:
                for letter in sorted(letters - bound):
                    if _alike(node, renamed(node.body, {letter: node.index})) in self._written:
                        return Misbound(node.index, letter, node.span)
        return None


def _alike(node: Reduce, body: Expression) -> Reduce:
    return replace(node, index=_ANY, size=None, conditions=(), body=renamed(body, {node.index: _ANY}))
