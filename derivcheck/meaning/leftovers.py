r"""A d\tau that is left in \sum_\tau ... d\tau, where a document has turned its integral into a sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from derivcheck.reader.sources import Slip, Span
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import BigOperator, Name, Node, Product, walk


@dataclass(frozen=True)
class Leftovers:
    """The variables by which a document integrates."""

    integrated: frozenset[Node]

    @classmethod
    def of(cls, trees: Iterable[Node]) -> Leftovers:
        integrals = (node for tree in trees for node in walk(tree) if _is_integral(node))
        return cls(frozenset(name for each in integrals for name, _ in _differentials(each)))

    def named(self, side: Side) -> Side:
        """The side with a slip for every d x under a sum over x, where nothing is integrated."""
        if not self.integrated or not isinstance(side.tree, Node):
            return side
        if any(_is_integral(node) for node in walk(side.tree)):
            return side
        slips = tuple(self._slips(side.tree))
        return replace(side, slips=(*side.slips, *slips)) if slips else side

    def _slips(self, tree: Node) -> Iterator[Slip]:
        for node in walk(tree):
            if isinstance(node, BigOperator) and node.kind == "sum" and len(node.lower) == 1:
                for name, span in _differentials(node.body):
                    if name == node.lower[0] and name in self.integrated:
                        yield Slip(span, "a differential stands in a sum", "leave it out", sure=True)


def _is_integral(node: Node) -> bool:
    return isinstance(node, BigOperator) and node.kind == "int"


def _differentials(tree: Node) -> Iterator[tuple[Node, Span]]:
    """Every x of a d x in a product, with the place of both."""
    for node in (each for each in walk(tree) if isinstance(each, Product)):
        for place, operator in enumerate(node.operators):
            sign, name = node.factors[place], node.factors[place + 1]
            if operator == "" and isinstance(sign, Name) and (sign.text, sign.accents) == ("d", ()):
                yield name, sign.span | name.span
