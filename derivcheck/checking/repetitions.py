"""Indices on a page that sums over repeated ones without writing it: where it is sure what is summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from derivcheck.elaboration.indices import diagonal
from derivcheck.elaboration.names import closure
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import (
    Add,
    Apply,
    Component,
    Condition,
    Delta,
    Divide,
    Expression,
    Inverse,
    Listed,
    Opaque,
    Raise,
    Reduce,
    Variable,
    children,
    walk,
)

_MANY = 3
"""Times that are not told apart from more: what stands neither once nor twice is not sure."""
_NEVER = frozenset((0,))
_SUMMED = frozenset((0, 2))
_ONCE = frozenset((1,))

Times = dict[str, frozenset[int]]
"""How often each index stands in the terms of an expression, its products written out."""


def is_irregular(lhs: Expression, rhs: Expression, environment: Environment) -> bool:
    """Whether an index stands three times in a term, twice in one and once in another, on one side alone, or
    in a definition beside those that its left side has: y_o = e_o / e_w with a sum over w that goes unsaid.

    A step that writes a sum leaves none out.
    """
    if any(isinstance(node, Reduce) for side in (lhs, rhs) for node in walk(side)):
        return False
    if any(map(_counts_alone, (lhs, rhs))):
        return True
    sides = _times(lhs), _times(rhs)
    letters = {*sides[0], *sides[1]} - diagonal(lhs, rhs) - diagonal(rhs, lhs)
    if any(not _is_regular(side.get(each, _NEVER) for side in sides) for each in letters):
        return True
    nodes = (node for part in closure((lhs, rhs), environment) for node in walk(part))
    used = {node.name for node in nodes if isinstance(node, Variable)}
    defined = (environment.definitions[name] for name in used & set(environment.definitions))
    return any(_loose(each.body) - set(each.formals) for each in defined)


def _counts_alone(side: Expression) -> bool:
    """Whether an index stands in deltas alone, with others like it: nothing says how far that runs."""
    nodes, times = tuple(walk(side)), _times(side)
    slots = {each for node in nodes if isinstance(node, Component) for each in node.slots}
    known = slots | {each for each, found in times.items() if found == _ONCE}
    deltas = [{node.left, node.right} for node in nodes if isinstance(node, Delta)]
    for _ in deltas:
        known |= {each for pair in deltas if pair & known for each in pair}
    return not all(pair & known for pair in deltas)


def _is_regular(found: Iterable[frozenset[int]]) -> bool:
    """Never or twice in every term, which is a sum; or once in every term of both sides."""
    every = _union(found)
    return every <= _SUMMED or every == _ONCE


def _loose(body: Expression) -> set[str]:
    return {each for each, times in _times(body).items() if not times <= _SUMMED}


def _times(node: Expression) -> Times:
    if isinstance(node, Add):
        terms = [_times(each) for each in node.terms]
        return {each: _union(term.get(each, _NEVER) for term in terms) for each in _letters(terms)}
    if isinstance(node, Apply | Opaque | Raise | Inverse):
        return _together(map(_within, children(node)))
    if isinstance(node, Divide):
        return _together((_times(node.over), _within(node.under)))
    found = _together(map(_times, children(node)))
    if isinstance(node, Component):
        slots = Counter(each for each in node.slots if isinstance(each, str))
    elif isinstance(node, Delta | Condition):
        slots = Counter(each for each in (node.left, node.right) if isinstance(each, str))
    else:
        slots = Counter[str]()
    if isinstance(node, Reduce | Listed):
        found.pop(node.index, None)
    return _together((found, {each: frozenset((min(times, _MANY),)) for each, times in slots.items()}))


def _within(node: Expression) -> Times:
    """In a divisor, or what a function is applied to: what is summed there stands nowhere else."""
    found = {each: times for each, times in _times(node).items() if not times <= _SUMMED}
    return {each: times if times == _ONCE else frozenset((_MANY,)) for each, times in found.items()}


def _together(factors: Iterable[Times]) -> Times:
    found: Times = {}
    for factor in factors:
        for each, times in factor.items():
            before = found.get(each, _NEVER)
            found[each] = frozenset(min(one + other, _MANY) for one in before for other in times)
    return found


def _union(found: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*found)


def _letters(terms: Iterable[Times]) -> set[str]:
    return set[str]().union(*terms)
