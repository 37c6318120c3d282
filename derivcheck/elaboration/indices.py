"""Indices of an expression before shapes are known: which are free, renaming, sums without an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derivcheck.meaning.expressions import (
    Component,
    Condition,
    Delta,
    Expression,
    Listed,
    Reduce,
    Slot,
    children,
    mapped,
)


def free_slots(node: Expression) -> set[str]:
    """Names of the indices that are bound by no sum or list around them."""
    found: set[str] = set()
    for part in children(node):
        found |= free_slots(part)
    if isinstance(node, Component):
        found |= {slot for slot in node.slots if isinstance(slot, str)}
    elif isinstance(node, Delta | Condition):
        found |= {slot for slot in (node.left, node.right) if isinstance(slot, str)}
    elif isinstance(node, Reduce | Listed):
        found.discard(node.index)
    return found


def renamed(node: Expression, names: Mapping[str, Slot]) -> Expression:
    """Free indices replaced. (An index that a sum binds is left alone.)"""
    if isinstance(node, Reduce | Listed) and node.index in names:
        names = {old: new for old, new in names.items() if old != node.index}
    found = mapped(node, lambda part: renamed(part, names))
    if isinstance(found, Component):
        return replace(found, slots=tuple(_new(slot, names) for slot in found.slots))
    if isinstance(found, Delta | Condition):
        return replace(found, left=_new(found.left, names), right=_new(found.right, names))
    return found


def _new(slot: Slot, names: Mapping[str, Slot]) -> Slot:
    return names.get(slot, slot) if isinstance(slot, str) else slot


def with_sums(node: Expression, outside: set[str]) -> Expression:
    """Sums without an index get the only index of their body that does not stand outside; if there is one."""
    found = mapped(node, lambda part: with_sums(part, outside))
    if isinstance(found, Reduce) and not found.index:
        candidates = free_slots(found.body) - outside
        if len(candidates) == 1:
            return replace(found, index=candidates.pop())
    return found
