"""Indices of an expression: which it names, which it binds, and renaming them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from derivcheck.meaning.expressions import (
    Add,
    Component,
    Condition,
    Delta,
    Expression,
    IndexNumber,
    Listed,
    Number,
    Raise,
    Reduce,
    Slot,
    children,
    mapped,
    walk,
)


def index_names(body: Expression) -> frozenset[str]:
    """Every index that is named in an expression, bound or free."""
    return frozenset(name for node in walk(body) for name in _named(node))


def _named(node: Expression) -> Iterator[str]:
    match node:
        case IndexNumber(index=index):
            yield index
        case Component(slots=slots):
            yield from (slot for slot in slots if isinstance(slot, str))
        case Condition(left=left, right=right) | Delta(left=left, right=right):
            yield from (slot for slot in (left, right) if isinstance(slot, str))
        case Reduce(index=index) | Listed(index=index):
            yield index
        case _:
            pass


def bound_names(body: Expression) -> frozenset[str]:
    """The indices that a sum, a product or a list binds."""
    return frozenset(node.index for node in walk(body) if isinstance(node, (Reduce, Listed)))


def reindexed(body: Expression, names: Mapping[str, str]) -> Expression | None:
    """The expression with free indices renamed; None where one would be captured."""
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return body
    if bound_names(body) & (changed.keys() | set(changed.values())):
        return None
    return _renamed(body, changed)


def _renamed(node: Expression, names: Mapping[str, str]) -> Expression:
    def slot(old: Slot) -> Slot:
        return names.get(old, old) if isinstance(old, str) else old

    node = mapped(node, lambda child: _renamed(child, names))
    match node:
        case IndexNumber(index=index):
            return replace(node, index=names.get(index, index))
        case Component(slots=slots):
            return replace(node, slots=tuple(map(slot, slots)))
        case Condition(left=left, right=right) | Delta(left=left, right=right):
            return replace(node, left=slot(left), right=slot(right))
        case _:
            return node


def occurrences(node: Expression, squared: int = 1) -> Counter[str]:
    """How often each free index stands in the expression; in a sum, in that of its terms that has it most.

    squared: how often it stands in x_i^2.
    """
    found: Counter[str] = Counter()
    for part in children(node):
        own = occurrences(part, squared)
        found = found | own if isinstance(node, Add) else found + own
    if isinstance(node, Component):
        found.update(slot for slot in node.slots if isinstance(slot, str))
    elif isinstance(node, Delta | Condition):
        found.update(slot for slot in (node.left, node.right) if isinstance(slot, str))
    elif isinstance(node, Reduce | Listed):
        del found[node.index]
    elif is_square(node):
        found.update({name: times * (squared - 1) for name, times in found.items()})
    return found


def is_square(node: Expression) -> TypeGuard[Raise]:
    """Whether an expression is squared."""
    return isinstance(node, Raise) and node.exponent == Number(Fraction(2))


def _terms(node: Expression) -> tuple[Expression, ...]:
    return tuple(part for term in node.terms for part in _terms(term)) if isinstance(node, Add) else (node,)


def once(node: Expression, squared: int = 1) -> set[str]:
    """Indices that stand just once in some term: the ones that a sum over repeated indices leaves."""
    found = (occurrences(term, squared) for term in _terms(node))
    return {index for term in found for index, times in term.items() if times == 1}


def left_alone(side: Expression, other: Expression) -> set[str]:
    """Indices of a side that are not summed, as they stand just once in a term of the other side. Where one
    side has just the square x_i^2 of them, and the other has them twice or not at all, they are summed.
    """
    return once(other, 2) | (once(side) & once(other))
