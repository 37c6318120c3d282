"""Two branches of a function by cases that have the same condition, and different values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Case, Cases, Node, walk

_REASON = "the same condition stands at another value above"


def with_repeated_conditions(side: Side) -> Side:
    """The side with a slip for every condition that was written again."""
    if not isinstance(side.tree, Node):
        return side
    slips = tuple(_slips(side.tree))
    return replace(side, slips=(*side.slips, *slips)) if slips else side


def _slips(tree: Node) -> Iterator[Slip]:
    for node in (each for each in walk(tree) if isinstance(each, Cases)):
        for one, other in combinations(node.rows, 2):
            if _is_repeated(one, other) and other.condition is not None:
                yield Slip(other.condition.span, _REASON, "write when the other value holds", sure=True)


def _is_repeated(one: Case, other: Case) -> bool:
    same = one.condition == other.condition and one.words.split() == other.words.split()
    return one.condition is not None and same and one.value != other.value
