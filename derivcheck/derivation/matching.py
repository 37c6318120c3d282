"""Folding: recognising the body of a definition, or the left side of an assumption, inside a term."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivcheck.core.contexts import Assumption, Definition
from derivcheck.core.terms import (
    Entry,
    Index,
    Number,
    Plus,
    Term,
    Times,
    free_indices,
    plus,
    substitute,
    times,
)
from derivcheck.derivation.bound_indices import Binding, match
from derivcheck.derivation.products import powers, product, size


def fold(node: Term, pattern: Term, replacement: Term, variables: frozenset[Index]) -> Term | None:
    """The node with one instance of the pattern at its root replaced; None where there is none.

    A product may be found among the factors of a larger product, a sum among the summands of a sum.
    """
    if isinstance(pattern, Times):
        return _fold_product(node, pattern, replacement, variables)
    if isinstance(pattern, Plus) and isinstance(node, Plus) and len(node.terms) > len(pattern.terms):
        return _fold_sum(node, pattern, replacement, variables)
    binding = next(match(pattern, node, {}, variables), None)
    return None if binding is None else substitute(replacement, binding)


def _fold_product(node: Term, pattern: Times, replacement: Term, variables: frozenset[Index]) -> Term | None:
    number, available = powers(node)
    wanted_number, wanted = powers(pattern)
    for binding, left in _consume(tuple(wanted.items()), available, {}, variables):
        return times(product(number / wanted_number, left), substitute(replacement, binding))
    return None


def _consume(
    wanted: tuple[tuple[Term, Fraction], ...],
    available: dict[Term, Fraction],
    binding: Binding,
    variables: frozenset[Index],
) -> Iterator[tuple[Binding, dict[Term, Fraction]]]:
    if not wanted:
        yield binding, {base: exponent for base, exponent in available.items() if exponent}
        return
    pattern, exponent = wanted[0]
    for base, have in available.items():
        if have * exponent <= 0 or abs(have) < abs(exponent):
            continue
        for found in match(pattern, base, binding, variables):
            left = {**available, base: have - exponent}
            yield from _consume(wanted[1:], left, found, variables)


def _fold_sum(node: Plus, pattern: Plus, replacement: Term, variables: frozenset[Index]) -> Term | None:
    for binding, left in _take(pattern.terms, node.terms, {}, variables):
        return plus(*left, substitute(replacement, binding))
    return None


def _take(
    wanted: tuple[Term, ...], available: tuple[Term, ...], binding: Binding, variables: frozenset[Index]
) -> Iterator[tuple[Binding, tuple[Term, ...]]]:
    if not wanted:
        yield binding, available
        return
    for place, part in enumerate(available):
        for found in match(wanted[0], part, binding, variables):
            yield from _take(wanted[1:], available[:place] + available[place + 1 :], found, variables)


def fold_definition(node: Term, definition: Definition) -> Term | None:
    """The node with the body of the definition replaced by its name, at every other use as well."""
    variables = frozenset(definition.indices)
    if isinstance(definition.body, Entry | Number) or not variables <= free_indices(definition.body):
        return None
    folded = fold(node, definition.body, Entry(definition.name, definition.indices), variables)
    if folded is None:
        return None
    again = fold_definition(folded, definition)
    return folded if again is None else again


def use_assumption(node: Term, assumption: Assumption) -> Term | None:
    """The node with the left side of an equation replaced by its shorter right side."""
    variables = free_indices(assumption.lhs)
    shorter = size(assumption.rhs) < size(assumption.lhs) and free_indices(assumption.rhs) <= variables
    if assumption.relation != "=" or not shorter:
        return None
    return fold(node, assumption.lhs, assumption.rhs, variables)
