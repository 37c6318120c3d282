"""Whether a document leaves out its sums: a_{ij} b_{jk} = c_{ik} (Einstein's convention)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from derivcheck.meaning.expressions import Component, Delta, Derivative, Expression, Multiply, Reduce, walk
from derivcheck.meaning.indices import once

_INDICES = r"(?:ind(?:ex|ices|exes)|(?:sub|super)scripts?)"
_TWICE = r"(?:repeat\w*|twice|doubled?|dumm(?:y|ies)|(?:more\s+than|two)\s+(?:once|times))"
_SUMS = r"(?:sum(?:s|med|ming|mations?)?|sigmas?|\\sum|\$\\?\\[sS]igma\$|[∑Σ])"
SAID = re.compile(
    rf"einstein|einsum\s+(?:notation|convention)|summation\s+convention"
    rf"|(?:repeated|double|dummy)\s+{_INDICES}|\b(?:is|are)\s+summed[-\s]+over\b"
    rf"|{_INDICES}\b[^.]{{0,60}}\b{_TWICE}\b[^.]{{0,60}}\b{_SUMS}"
    rf"|\b{_SUMS}\b[^.]{{0,60}}\b{_INDICES}\b[^.]{{0,60}}\b{_TWICE}"
    rf"|impli(?:ed|cit)\s+{_SUMS}|{_SUMS}\b[^.]{{0,40}}\b(?:is|are)\s+(?:\w+\s+)?(?:implied|implicit|understood)"
    rf"|\b(?:drop|omit|suppress|leav(?:e|ing)\s+out)(?:ping|ting|ing)?\s+(?:the|all)\s+{_SUMS}"
    rf"|\b(?:drop|omit|suppress|leav(?:e|ing)|left?)(?:ping|ting|ing)?\s+(?:the\s+|all\s+)?{_SUMS}[^.]{{0,20}}\s+out\b",
    re.IGNORECASE,
)
"""Where a document says that indices which stand twice in a term are summed over."""

_NOTATION = re.compile(r"\b(?:index|indicial|suffix|tensor(?:ial)?)\s+notation", re.IGNORECASE)
_ENOUGH = 2
"""So many steps have to leave out a sum before it is taken for a habit; one where index notation is named."""
_MANY = 3
"""So many, and more than those that write one, where a document writes sums, too."""


def leaves_out_sums(sides: Iterable[tuple[Expression, Expression]], text: str) -> bool:
    """Whether the document says so; or steps of it hold with sums alone that it does not write."""
    if SAID.search(text) is not None:
        return True
    lacking = written = 0
    for pair in sides:
        if any(isinstance(node, Reduce) for side in pair for node in walk(side)):
            written += 1
        else:
            lacking += _lacks_a_sum(*pair)
    least = _MANY if written else 1 if _NOTATION.search(text) else _ENOUGH
    return lacking >= least and lacking > written


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
    """The letters that an entry of an array, a delta, or a derivative of an entry has for its indices."""
    slots = node.slots if isinstance(node, Component) else ()
    slots = (node.left, node.right) if isinstance(node, Delta) else slots
    if isinstance(node, Derivative):
        return tuple(each for part in (node.body, *node.variables) for each in _own(part))
    return tuple(slot for slot in slots if isinstance(slot, str))
