r"""Arguments that are left out: after L(\theta; x, y) = ... a document writes L(\theta) and L(x, y)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from derivcheck.meaning.names import base_name
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Application, Name, Node, Scripted

_DEFINING = frozenset(("=", ":=", r"\equiv"))
_DENSITIES = frozenset(("p", "P", "q", "Q", "Pr", "pi", "sigma"))


@dataclass(frozen=True)
class ShortLists:
    """The whole argument list of each function that a document defines with one list of several names."""

    whole: Mapping[Node, Application]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> ShortLists:
        found: dict[Node, list[Application]] = {}
        for statement in statements:
            tree = statement.sides[0].tree
            defines = len(statement.sides) > 1 and statement.relations[0] in _DEFINING
            if defines and not statement.continues and isinstance(tree, Application):
                found.setdefault(tree.head, []).append(tree)
        alike = (each for each in found.values() if len({one.items for one in each}) == 1)
        return cls({each[0].head: each[0] for each in alike if _lists_names(each[0])})

    def completed(self, side: Side) -> Side:
        """The side with every list that leaves out some of the names made whole."""
        if not self.whole or not isinstance(side.tree, Node):
            return side
        tree = rewritten(side.tree, self._made_whole)
        return replace(side, tree=tree) if tree is not side.tree else side

    def _made_whole(self, node: Node) -> Node:
        if not isinstance(node, Application) or node.head not in self.whole:
            return node
        whole = self.whole[node.head]
        several = len(set(node.items)) == len(node.items) and "|" not in node.separators
        fewer = several and set(node.items) < set(whole.items)
        return replace(node, items=whole.items, separators=whole.separators) if fewer else node


def _lists_names(node: Application) -> bool:
    """Whether a function of several different names stands there, and no density."""
    base = node.head.base if isinstance(node.head, Scripted) else node.head
    if not isinstance(base, Name) or base_name(base) in _DENSITIES or node.bracket != "()":
        return False
    names = all(isinstance(each, Name) or _is_named(each) for each in node.items)
    several = len(set(node.items)) == len(node.items) > 1
    return names and several and "|" not in node.separators


def _is_named(node: Node) -> bool:
    return isinstance(node, Scripted) and isinstance(node.base, Name) and not node.primes
