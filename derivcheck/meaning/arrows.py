r"""Arrows over vectors: \vec{x} has the components x_i, where x alone is nothing else.

Only where every x without an arrow has one subscript more than those with one, and none stands alone: a
document that writes \vec{x}_i and x_i, or x beside \vec{x}, means two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derivcheck.meaning.vocabulary_places import lower_entries
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Application, Name, Node, Scripted, walk

_ARROW = "vec"


@dataclass
class _Letter:
    """With how many subscripts a letter stands, with an arrow and without."""

    arrowed: set[int] = field(default_factory=set[int])
    plain: set[int] = field(default_factory=set[int])

    @property
    def is_one(self) -> bool:
        return len(self.arrowed) == 1 and self.plain == {max(self.arrowed) + 1}


@dataclass(frozen=True)
class Arrows:
    """The letters, without their arrows, of which the arrow tells the whole from its components."""

    letters: frozenset[Name]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Arrows:
        found: dict[Name, _Letter] = {}
        for tree in _trees(statements):
            _count(tree, found)
        return cls(frozenset(name for name, letter in found.items() if letter.is_one))

    def dropped(self, side: Side) -> Side:
        """The side with the letters in bold in place of their arrows."""
        if not self.letters or not isinstance(side.tree, Node):
            return side
        tree = rewritten(side.tree, self._bold)
        return replace(side, tree=tree) if tree is not side.tree else side

    def _bold(self, node: Node) -> Node:
        if isinstance(node, Name) and _ARROW in node.accents and _without(node) in self.letters:
            return replace(_without(node), font="bold")
        return node


def _trees(statements: Iterable[Statement]) -> Iterator[Node]:
    for statement in statements:
        for side in (*statement.sides, *statement.conditions):
            if isinstance(side.tree, Node):
                yield side.tree


def _count(tree: Node, found: dict[Name, _Letter]) -> None:
    bases: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Scripted) and isinstance(node.base, Name) and node.lower:
            bases.add(id(node.base))
            _see(node.base, len(tuple(lower_entries(node.lower))), found)
        elif isinstance(node, Application) and isinstance(node.head, Name):
            _see(node.head, 0, found)
    for node in walk(tree):
        if isinstance(node, Name) and id(node) not in bases:
            _see(node, 0, found)


def _see(name: Name, subscripts: int, found: dict[Name, _Letter]) -> None:
    letter = found.setdefault(_without(name), _Letter())
    (letter.arrowed if _ARROW in name.accents else letter.plain).add(subscripts)


def _without(name: Name) -> Name:
    return replace(name, accents=tuple(each for each in name.accents if each != _ARROW))
