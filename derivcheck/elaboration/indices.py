"""Indices of an expression before shapes are known: which are free, renaming, sums without an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import (
    Add,
    Apply,
    Component,
    Condition,
    Delta,
    Derivative,
    Divide,
    Expression,
    IndexNumber,
    Inverse,
    Listed,
    Multiply,
    Number,
    Opaque,
    Raise,
    Reduce,
    Slot,
    Variable,
    children,
    mapped,
    walk,
)
from derivcheck.meaning.indices import index_names, is_square, left_alone, occurrences
from derivcheck.meaning.nodes import kept


def free_slots(node: Expression) -> set[str]:
    """Names of the indices that are bound by no sum or list around them."""
    return set(_free(node))


@kept
def _free(node: Expression) -> frozenset[str]:
    found = set[str]().union(*map(_free, children(node)))
    if isinstance(node, Component):
        found |= _own_slots(node)
    elif isinstance(node, Delta | Condition):
        found |= {slot for slot in (node.left, node.right) if isinstance(slot, str)}
    elif isinstance(node, Reduce | Listed):
        found.discard(node.index)
    return frozenset(found)


def contracted(node: Expression) -> set[str]:
    """The indices of two factors of a product, a_i b_i, that is written where a sum may be meant."""
    found: set[str] = set()
    for term in node.terms if isinstance(node, Add) else (node,):
        factors = term.factors if isinstance(term, Multiply) else ()
        slots = [_own_slots(each) for each in factors if isinstance(each, Component)]
        found |= {each for one, other in combinations(slots, 2) for each in one & other}
    return found


def _own_slots(node: Component) -> set[str]:
    return {slot for slot in node.slots if isinstance(slot, str)}


def renamed(node: Expression, names: Mapping[str, Slot]) -> Expression:
    """Free indices replaced. (An index that a sum binds is left alone, and catches none of the new ones.)"""
    if not names:
        return node
    if isinstance(node, Reduce | Listed):
        names = {old: new for old, new in names.items() if old != node.index}
        node = apart(node, {new for new in names.values() if isinstance(new, str)})
    found = mapped(node, lambda part: renamed(part, names))
    if isinstance(found, Component):
        return replace(found, slots=tuple(_new(slot, names) for slot in found.slots))
    if isinstance(found, Delta | Condition):
        return replace(found, left=_new(found.left, names), right=_new(found.right, names))
    if isinstance(found, IndexNumber):
        number = _new(found.index, names)
        return replace(found, index=number) if isinstance(number, str) else Number(Fraction(number or 0))
    return found


def apart(node: Reduce | Listed, taken: set[str]) -> Reduce | Listed:
    """The same sum or list, with another index where its own is taken by what is to be put into it."""
    if node.index not in taken:
        return node
    fresh = node.index + "'"
    while fresh in taken or fresh in index_names(node):
        fresh += "'"
    within = {node.index: fresh}
    inside = mapped(replace(node, index=""), lambda part: renamed(part, within))
    assert isinstance(inside, Reduce | Listed)
    return replace(inside, index=fresh)


def _new(slot: Slot, names: Mapping[str, Slot]) -> Slot:
    return names.get(slot, slot) if isinstance(slot, str) else slot


def outside_sums(node: Expression) -> set[str]:
    """The free indices that stand anywhere but in a sum without an index."""
    return free_slots(_without_sums(node))


def _without_sums(node: Expression) -> Expression:
    bare = isinstance(node, Reduce) and not node.index
    return Number(Fraction(0)) if bare else mapped(node, _without_sums)


def with_sums(node: Expression, outside: set[str]) -> Expression:
    """Sums without an index get the only index of their body that does not stand outside; if there is one."""
    found = mapped(node, lambda part: with_sums(part, outside))
    if isinstance(found, Reduce) and not found.index:
        candidates = free_slots(found.body) - outside
        if len(candidates) == 1:
            return replace(found, index=candidates.pop())
    return found


def diagonal(node: Expression, other: Expression) -> set[str]:
    """Indices of an entry on the diagonal that the other side has, too: d a_i / d s_i = a_i (1 - a_i)."""
    inside = occurrences(other).keys()
    return {
        index
        for part in walk(node)
        if isinstance(part, Derivative)
        for index in occurrences(part.body)
        if index in inside and any(index in occurrences(each) for each in part.variables)
    }


def both_summed(lhs: Expression, rhs: Expression) -> tuple[Expression, Expression]:
    """Both sides of an equation with the sums over repeated indices written out."""
    kept = diagonal(lhs, rhs) | diagonal(rhs, lhs)
    here, there = kept | left_alone(lhs, rhs), kept | left_alone(rhs, lhs)
    return with_repeated_summed(lhs, here), with_repeated_summed(rhs, there)


def with_repeated_summed(node: Expression, kept: set[str]) -> Expression:
    """Einstein's convention: an index that stands twice in a term, and is not among those kept, is summed.

    In what a function is applied to, in a divisor and in the base of a power, it is summed there:
    exp(U_ij V_j) is no sum of exponentials.
    """
    if isinstance(node, Add):
        return replace(node, terms=tuple(with_repeated_summed(term, kept) for term in node.terms))
    node = _summed_within(node, kept)
    repeated = sorted(index for index, times in occurrences(node).items() if times > 1 and index not in kept)
    for index in repeated:
        node = Reduce("sum", index, None, node, span=node.span)
    return node


def _summed_within(node: Expression, kept: set[str]) -> Expression:
    """The sums in what functions are applied to, divisors and bases of powers; and in the terms of a sum
    that have an index twice which stands nowhere beside it: (A_ij x_j - b_i) c_i. In x_i^2 it stands twice.
    """
    if isinstance(node, Reduce | Listed):
        kept = kept | {node.index}
    if is_square(node):
        base = with_repeated_summed(node.base, kept)
        single = {index for index, times in occurrences(base).items() if times == 1}
        return Multiply((base, base), ("",), span=node.span) if single - kept else replace(node, base=base)
    if isinstance(node, Apply | Opaque | Raise | Inverse):
        return mapped(node, lambda part: with_repeated_summed(part, kept))
    every = occurrences(node)

    def within(part: Expression) -> Expression:
        if not isinstance(part, Add):
            return _summed_within(part, kept | beside(part))
        return with_repeated_summed(part, kept | beside(part))

    def beside(part: Expression) -> set[str]:
        return set(every - occurrences(part))

    if isinstance(node, Divide):
        return replace(node, over=within(node.over), under=with_repeated_summed(node.under, kept))
    return mapped(node, within)


def with_columns(node: Expression, environment: Environment) -> Expression:
    """With w_j as the column j of w, where the document says that w is d x m and j runs to m, not to d."""
    changed = mapped(node, lambda part: with_columns(part, environment))
    if not isinstance(changed, Component) or not isinstance(changed.base, Variable):
        return changed
    shape, slot = environment.shapes.get(changed.base.name), changed.slots[0]
    if len(changed.slots) != 1 or not isinstance(slot, str):
        return changed
    if shape is None or not shape.firm or len(shape.sizes) != 2:
        return changed
    rows, columns = shape.sizes
    if rows == columns or environment.ranges.get(slot) != columns:
        return changed
    return replace(changed, slots=(None, slot))
