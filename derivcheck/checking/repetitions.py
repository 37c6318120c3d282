"""Indices on a page that sums over repeated ones without writing it: where it is sure what is summed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from derivcheck.elaboration.indices import diagonal
from derivcheck.elaboration.names import closure
from derivcheck.meaning.environment import Defined, Environment
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
from derivcheck.meaning.indices import is_square, left_alone

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

    A step that writes a sum leaves none out. Where one side has no index at all it is the whole of which the
    other is an entry, or an index is lost.
    """
    if any(isinstance(node, Reduce) for side in (lhs, rhs) for node in walk(side)):
        return False
    sides = _times(lhs, left_alone(lhs, rhs)), _times(rhs, left_alone(rhs, lhs))
    letters = {*sides[0], *sides[1]} - diagonal(lhs, rhs) - diagonal(rhs, lhs)
    together = all(sides)
    for each in letters:
        found = [side.get(each, _NEVER) for side in sides]
        if not (_is_regular(found) if together else all(_is_regular((one,)) for one in found)):
            return True
    nodes = (node for part in closure((lhs, rhs), environment) for node in walk(part))
    used = {node.name for node in nodes if isinstance(node, Variable)}
    defined = (environment.definitions[name] for name in used & set(environment.definitions))
    return any(_loose(each) for each in defined)


def _is_regular(found: Iterable[frozenset[int]]) -> bool:
    """Never or twice in every term, which is a sum; or once in every term of both sides."""
    every = _union(found)
    return every <= _SUMMED or every == _ONCE


def _loose(defined: Defined) -> set[str]:
    own = set(defined.formals)
    return {each for each, times in _times(defined.body, own).items() if not times <= _SUMMED} - own


def _times(node: Expression, kept: set[str]) -> Times:
    """`kept`: letters that stand for one entry, and no sum, in a square."""
    if isinstance(node, Add):
        terms = [_times(each, kept) for each in node.terms]
        return {each: _union(term.get(each, _NEVER) for term in terms) for each in _letters(terms)}
    if is_square(node):
        within = _within(node.base, kept)
        return {
            each: _SUMMED if times == _ONCE and each not in kept else times for each, times in within.items()
        }
    if isinstance(node, Apply | Opaque | Raise | Inverse):
        return _together(_within(each, kept) for each in children(node))
    if isinstance(node, Divide):
        return _together((_times(node.over, kept), _within(node.under, kept)))
    found = _together(_times(each, kept) for each in children(node))
    if isinstance(node, Component):
        slots = Counter(each for each in node.slots if isinstance(each, str))
    elif isinstance(node, Delta | Condition):
        slots = Counter(each for each in (node.left, node.right) if isinstance(each, str))
    else:
        slots = Counter[str]()
    if isinstance(node, Reduce | Listed):
        found.pop(node.index, None)
    return _together((found, {each: frozenset((min(times, _MANY),)) for each, times in slots.items()}))


def _within(node: Expression, kept: set[str]) -> Times:
    """In a divisor, or what a function is applied to: what is summed there stands nowhere else."""
    found = {each: times for each, times in _times(node, kept).items() if not times <= _SUMMED}
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
