"""A claim with a number in place of every named size, and whether it is shown there.

Sums of known length are written out by the normal form; what is left is a rational function of its nodes.
A claim that is shown at some sizes is not shown at others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from derivcheck.calculus.nodes import Polynomial
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.rational_functions import vanishes
from derivcheck.calculus.zero import is_shown_zero
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian, Tensor
from derivcheck.core.errors import LimitError
from derivcheck.core.indices import Index, Size, Subscript
from derivcheck.core.terms import (
    Delta,
    Determinant,
    Dimension,
    Entry,
    Inverse,
    Number,
    Product,
    Term,
    Total,
    children,
    free_indices,
    rebuild,
    subscripts,
)

BUDGET = 20_000
"""Products of monomials that one choice of sizes may take."""

MOST_CASES = 64
"""Components of the free indices of a claim, and of an assumption, that are looked at."""

Sizes: TypeAlias = Mapping[str, int]
Case: TypeAlias = dict[Index, Subscript]


def named_sizes(claim: Claim) -> tuple[str, ...]:
    """The named sizes that the sides rest on, through definitions, sorted."""
    definitions = claim.context.definitions
    found, seen, waiting = set[Size](), set[Term](), [claim.lhs, claim.rhs]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        found |= _own_sizes(node, claim.context)
        waiting += children(node)
        if isinstance(node, Entry) and node.tensor in definitions:
            waiting.append(definitions[node.tensor].body)
    return tuple(sorted(size for size in found if isinstance(size, str)))


def _own_sizes(node: Term, context: Context) -> set[Size]:
    match node:
        case Dimension(size):
            return {size}
        case Entry(tensor, _) | Inverse(tensor, _, _) | Determinant(tensor):
            return set(context.axes(tensor) or ())
        case Total(index, _) | Product(index, _):
            return {index.size}
        case _:
            return {s.size for s in subscripts(node) if isinstance(s, Index)}


def at_sizes(claim: Claim, sizes: Sizes) -> Claim:
    """The claim with a number in place of every named size; `sizes` has them all."""
    context = claim.context
    known = Context(
        {each.name: _tensor(each, sizes) for each in context.tensors.values()},
        {each.name: _definition(each, sizes) for each in context.definitions.values()},
        tuple(Assumption(a.relation, _term(a.lhs, sizes), _term(a.rhs, sizes)) for a in context.assumptions),
        context.vectors,
        tuple(_jacobian(each, sizes) for each in context.jacobians),
    )
    return Claim(known, _term(claim.lhs, sizes), _term(claim.rhs, sizes), claim.name)


def is_shown_at(claim: Claim, sizes: Sizes, budget: int = BUDGET) -> bool:
    """True only where the claim holds at these sizes wherever both sides are defined; False is no answer.

    Raises LimitError past the budget, and MalformedError where a side is defined nowhere at these sizes.
    """
    known = at_sizes(claim, sizes)
    check_claim(known)
    normalizer = Normalizer.of(known.context)
    normalizer.restart()
    normalizer.algebra.budget = normalizer.plain.algebra.budget = budget
    difference = normalizer.normalize(known.lhs - known.rhs)
    cases = list(_cases(known.lhs, known.rhs))
    return any(_vanishes_everywhere(normalizer, difference, cases, names) for names in _stages(normalizer))


def _stages(normalizer: Normalizer) -> tuple[frozenset[str], ...]:
    """Which intermediates are replaced by their definitions: none, the nonlinear ones, all."""
    every = frozenset(normalizer.context.definitions)
    return tuple(dict.fromkeys((frozenset[str](), frozenset(filter(normalizer.is_nonlinear, every)), every)))


def _vanishes_everywhere(
    normalizer: Normalizer, difference: Polynomial, cases: list[Case], names: frozenset[str]
) -> bool:
    """Whether every component of the difference, and of the equations with it, is shown to be zero."""
    algebra = normalizer.algebra
    p = normalizer.unfold(difference, names)
    equations = list(_equations(normalizer, names))
    components = (algebra.rename(p, case) for case in cases)
    return all(is_shown_zero(algebra, c) or vanishes(c, equations) for c in components)


def _equations(normalizer: Normalizer, names: frozenset[str]) -> Iterator[Polynomial]:
    """Left side less right side of every assumed equation, component by component."""
    plain = normalizer.plain
    for assumption in normalizer.context.assumptions:
        if assumption.relation == "=":
            p = plain.unfold(plain.normalize(assumption.lhs - assumption.rhs), names)
            for case in _cases(assumption.lhs, assumption.rhs):
                yield plain.algebra.rename(p, case)


def _cases(*terms: Term) -> Iterator[Case]:
    """Every choice of components of the free indices."""
    free = sorted(frozenset[Index]().union(*map(free_indices, terms)))
    lengths = [index.size for index in free if isinstance(index.size, int)]
    if prod(lengths) > MOST_CASES:
        raise LimitError(f"{prod(lengths)} components are more than {MOST_CASES}")
    for where in product(*(range(1, length + 1) for length in lengths)):
        yield dict(zip(free, where, strict=True))


def _size(size: Size, sizes: Sizes) -> int:
    return size if isinstance(size, int) else sizes[size]


def _index(index: Index, sizes: Sizes) -> Index:
    return Index(index.name, _size(index.size, sizes))


def _subscript(subscript: Subscript, sizes: Sizes) -> Subscript:
    return _index(subscript, sizes) if isinstance(subscript, Index) else subscript


def _tensor(each: Tensor, sizes: Sizes) -> Tensor:
    return Tensor(each.name, tuple(_size(size, sizes) for size in each.axes), each.latex)


def _definition(each: Definition, sizes: Sizes) -> Definition:
    indices = tuple(_index(index, sizes) for index in each.indices)
    return Definition(each.name, indices, _term(each.body, sizes), each.latex)


def _jacobian(each: Jacobian, sizes: Sizes) -> Jacobian:
    indices, variables = (
        tuple(_index(index, sizes) for index in group) for group in (each.indices, each.variables)
    )
    return Jacobian(each.of, each.wrt, indices, variables, _term(each.body, sizes))


def _term(node: Term, sizes: Sizes) -> Term:
    match node:
        case Dimension(size):
            return Number(Fraction(sizes[size]))
        case Entry(tensor, found):
            return Entry(tensor, tuple(_subscript(s, sizes) for s in found))
        case Delta(left, right):
            return Delta(_subscript(left, sizes), _subscript(right, sizes))
        case Inverse(tensor, left, right):
            return Inverse(tensor, _subscript(left, sizes), _subscript(right, sizes))
        case Total(index, body) | Product(index, body):
            return type(node)(_index(index, sizes), _term(body, sizes))
        case _:
            return rebuild(node, tuple(_term(child, sizes) for child in children(node)))
