"""Whether a document leaves out its sums: a_{ij} b_{jk} = c_{ik} (Einstein's convention)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derivcheck.meaning.expressions import Component, Delta, Expression, Multiply, Reduce, walk
from derivcheck.meaning.indices import once

SAID = re.compile(
    r"einstein|(?:repeated|double|dummy)\s+(?:index|indices|subscripts?)|summation\s+convention"
    r"|(?:are|is)\s+summed[- ]over|impli(?:ed|cit)\s+sum"
    r"|summation\s+(?:is|signs?\s+are)\s+(?:implied|implicit)"
    r"|\b(?:drop|omit|suppress|leave\s+out)(?:ping|ting|ing)?\s+(?:the|all)\s+sum(?:mation)?\s+(?:sign|symbol)",
    re.IGNORECASE,
)
"""Where a document says that indices which stand twice in a term are summed over."""

_WRITTEN = re.compile(r"\\sum(?![a-z])|∑")
_NOTATION = re.compile(r"\b(?:index|indicial|suffix|tensor(?:ial)?)\s+notation", re.IGNORECASE)
_ENOUGH = 2
"""So many steps have to leave out a sum before it is taken for a habit; one where index notation is named."""


def leaves_out_sums(sides: Iterable[tuple[Expression, Expression]], text: str) -> bool:
    """Whether the document says so; or it writes no sum at all, and steps of it hold with sums alone."""
    if SAID.search(text) is not None:
        return True
    if _WRITTEN.search(text) is not None:
        return False
    told = 0
    for pair in sides:
        if any(isinstance(node, Reduce) for side in pair for node in walk(side)):
            return False
        told += _lacks_a_sum(*pair)
    return told >= (1 if _NOTATION.search(text) else _ENOUGH)


def _lacks_a_sum(lhs: Expression, rhs: Expression) -> bool:
    """Whether two factors of a side share an index that the other side lacks, and all others agree."""
    if once(lhs) != once(rhs):
        return False
    left, right = _shared(lhs), _shared(rhs)
    return bool(left - _slots(rhs) or right - _slots(lhs))


def _shared(node: Expression) -> set[str]:
    """The indices that two factors of one product have, one of them beside another index."""
    found: set[str] = set()
    for product in walk(node):
        factors = product.factors if isinstance(product, Multiply) else ()
        arrays = [slots for each in factors if (slots := _own(each))]
        for place, one in enumerate(arrays):
            for other in arrays[place + 1 :]:
                if max(len(one), len(other)) > 1:
                    found |= {slot for slot in one if slot in other}
    return found


def _slots(node: Expression) -> set[str]:
    return {slot for each in walk(node) for slot in _own(each)}


def _own(node: Expression) -> tuple[str, ...]:
    """The letters that an entry of an array, or a delta, has for its indices."""
    slots = node.slots if isinstance(node, Component) else ()
    slots = (node.left, node.right) if isinstance(node, Delta) else slots
    return tuple(slot for slot in slots if isinstance(slot, str))
