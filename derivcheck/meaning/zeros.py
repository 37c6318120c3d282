"""A subscript 0 where an o was meant: u_0 beside u_o, and z_0 under a sum over o = 1, ..., W."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from derivcheck.meaning.names import base_name, label
from derivcheck.reader.statements import Statement
from derivcheck.reader.syntax import BigOperator, Name, Node, Number, Relation, Scripted, walk


@dataclass
class Zeros:
    """What a document shows of the letters that have a subscript 0.

    beside: those that have an o in the same statement, too. summed: those that stand under a sum over
    o = 1, ... in which nothing else has an o. counted: the o is an index that does not begin with 1.
    """

    beside: set[str] = field(default_factory=set[str])
    summed: set[str] = field(default_factory=set[str])
    counted: bool = False

    def see(self, statement: Statement) -> None:
        """Count a statement with all its sides."""
        trees = [side.tree for side in statement.sides if isinstance(side.tree, Node)]
        self.beside |= _letters(trees, "0") & _letters(trees, "o")
        for node in (node for tree in trees for node in walk(tree)):
            if isinstance(node, BigOperator) and any(map(_is_o, _indices(node))):
                from_one = any(_begins(each) for each in node.lower)
                self.counted = self.counted or not from_one
                if from_one and not any(map(_is_o, walk(node.body))):
                    self.summed |= _letters([node.body], "0")

    def speak_against(self, letter: str, usually: bool, *, numbered: bool) -> bool:
        """Whether a 0 on the letter is a slip. usually: it has an o far more often. numbered: or a 1, a 2."""
        if self.counted:
            return False
        return letter in self.summed or (usually and (letter in self.beside or not numbered))


def _letters(trees: list[Node], subscript: str) -> set[str]:
    nodes = (node for tree in trees for node in walk(tree))
    return {
        base_name(node.base)
        for node in nodes
        if isinstance(node, Scripted) and isinstance(node.base, Name) and len(node.lower) == 1
        and label(node.lower[0]) == subscript
    }  # fmt: skip


def _indices(node: BigOperator) -> Iterator[Node]:
    return (each for part in node.lower for each in walk(part))


def _is_o(node: Node) -> bool:
    return isinstance(node, Name) and node.text == "o"


def _begins(lower: Node) -> bool:
    """Whether it says that the index begins with 1."""
    return isinstance(lower, Relation) and any(
        isinstance(each, Number) and each.text == "1" for each in walk(lower)
    )
