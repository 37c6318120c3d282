"""Whether two sides differ where every array has one entry: there, no shape or index that we chose counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from derivcheck.calculus.replay import Finding, compare
from derivcheck.core import terms
from derivcheck.core.claims import Claim
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Apply, Delta, Entry, Power, Term, Total
from derivcheck.methods.sampling import instances_of_ones

LOOKS = 8
"""Instances of ones at which both sides are compared."""

_COUNT = re.compile(r"[nmNMKkDdVTHBCp](?:_[A-Za-z0-9]+)?")
"""How numbers are written that count entries."""


def differs_at_ones(claim: Claim) -> bool:
    """Whether the two sides differ where every array has one entry, and what counts entries is 1; or one
    entry says nothing of them.
    """
    context = claim.context
    if not context.sizes() or _hangs_on_sizes(claim):
        return True
    counts = [name for name, each in context.tensors.items() if not each.axes and _COUNT.fullmatch(name)]
    for instance in islice(instances_of_ones(context, (claim.lhs, claim.rhs), counts), LOOKS):
        try:
            if compare(claim, instance).finding is Finding.EXCLUDES:
                return True
        except LimitError:
            continue
    return False


def _hangs_on_sizes(claim: Claim) -> bool:
    """Whether it divides by a sum or has a delta: a softmax of one entry is 1, a sum over others empty."""
    bodies = (each.body for each in claim.context.definitions.values())
    return any(_is_idle_at_ones(node) for side in (claim.lhs, claim.rhs, *bodies) for node in _nodes(side))


def _is_idle_at_ones(node: Term) -> bool:
    """A delta, or a division by a plain sum of exponentials or entries, which is no inner product."""
    if isinstance(node, Delta):
        return True
    total = node.base if isinstance(node, Power) and node.exponent < 0 else None
    return isinstance(total, Total) and isinstance(total.body, Apply | Entry)


def _nodes(term: Term) -> Iterator[Term]:
    yield term
    for child in terms.children(term):
        yield from _nodes(child)
