"""The value of a source term at an Instance, enclosed in an Arb ball or exactly rational.

A derivative is evaluated by nilpotent arithmetic (dual numbers): a value is a polynomial in e1, .., em
with e_k^2 = 0; d body / d x[..] adds a new e to that one entry and reads off its coefficient. A named
intermediate is computed from its Definition, or, where it is the variable, perturbed itself. Part of the
trusted base; it shares no code with the normal form or the symbolic derivative.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Generic, TypeAlias

from flint import arb, ctx

from derivcheck.calculus.arithmetic import (
    Arithmetic,
    BallArithmetic,
    ExactArithmetic,
    IrrationalError,
    PrecisionError,
    S,
)
from derivcheck.calculus.nilpotent import Nilpotent, NilpotentAlgebra
from derivcheck.calculus.supports import Supports
from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Subscript,
    Term,
    Times,
    Total,
    free_indices,
)
from derivcheck.core.verdicts import Instance

BUDGET = 1_000_000
"""Operations that one evaluation may take."""

LARGEST_MATRIX = 12
"""Rows of a matrix that is inverted, at most."""

DEPTH = 8
"""Derivatives that may be nested in one another."""

Environment: TypeAlias = Mapping[str, int]
Perturbed: TypeAlias = tuple[tuple[int, str, tuple[int, ...]], ...]
"""Entries that carry an e: its bit, the tensor, the components."""


def evaluate(
    node: Term, context: Context, instance: Instance, precision: int = 64, *, budget: int = BUDGET
) -> arb:
    """A ball that holds the value of the term, finite; `precision` in bits.

    Raises UndefinedError where the term has no value, its subclass PrecisionError where a higher
    precision may find one, LimitError past the budget, MalformedError where the Instance lacks a value.
    """
    return evaluate_together((node,), context, instance, precision, budget=budget)[0]


def evaluate_together(
    nodes: Iterable[Term], context: Context, instance: Instance, precision: int, *, budget: int = BUDGET
) -> list[arb]:
    """A ball for each term, what they share computed once; the budget is for each. Raises as `evaluate`."""
    with ctx.workprec(precision):
        evaluator = Evaluator(context, instance, BallArithmetic(), budget)
        balls = [evaluator.at(node, instance.indices) for node in nodes]
    if not all(ball.is_finite() for ball in balls):
        raise PrecisionError("a value is not enclosed by a finite ball")
    return balls


def evaluate_exact(
    node: Term, context: Context, instance: Instance, *, budget: int = BUDGET
) -> Fraction | None:
    """The value where rational arithmetic finds it, else None. Raises as `evaluate` does."""
    try:
        return Evaluator(context, instance, ExactArithmetic(), budget).at(node, instance.indices)
    except IrrationalError:
        return None


class Evaluator(Generic[S]):
    """Values of terms at one Instance; shared subterms and intermediates are computed once."""

    def __init__(
        self, context: Context, instance: Instance, arithmetic: Arithmetic[S], budget: int = BUDGET
    ) -> None:
        self._context = context
        self._instance = instance
        self._arithmetic = arithmetic
        self._algebra = NilpotentAlgebra(arithmetic, self._charge)
        self._budget = self._left = budget
        self._memo: dict[tuple[Term | str, tuple[int | None, ...], Perturbed], Nilpotent[S]] = {}
        self._entries: dict[tuple[str, tuple[int, ...]], Nilpotent[S]] = {}
        self._names: dict[Term, tuple[str, ...]] = {}
        self._supports = Supports.of(context)

    def at(self, node: Term, environment: Environment) -> S:
        """The value of the term with these components for its free indices, by name."""
        self._left = self._budget
        try:
            return self._value(node, environment, ())[0]
        except RecursionError as error:
            raise LimitError("the term is nested too deeply to be evaluated") from error

    def _value(self, node: Term, environment: Environment, perturbed: Perturbed) -> Nilpotent[S]:
        self._left -= 1
        if self._left < 0:
            self._charge(0)
        match node:
            case Entry(tensor, subscripts):
                at = tuple([s if isinstance(s, int) else _at(s.name, environment) for s in subscripts])
                return self._entry(node, tensor, at, perturbed) if perturbed else self._known(tensor, at)
            case Times(factors):
                return self._algebra.product(
                    [self._value(factor, environment, perturbed) for factor in factors]
                )
            case Plus(terms):
                return self._algebra.sum([self._value(term, environment, perturbed) for term in terms])
            case Number(value):
                return self._algebra.number(value)
            case Constant(name):
                return {0: self._arithmetic.constant(name)}
            case Dimension(size):
                return self._algebra.number(Fraction(self._length(size)))
            case Delta(left, right):
                same = self._component(left, environment) == self._component(right, environment)
                return self._algebra.number(Fraction(int(same)))
            case _:
                return self._remembered(node, environment, perturbed)

    def _remembered(self, node: Term, environment: Environment, perturbed: Perturbed) -> Nilpotent[S]:
        if perturbed:
            support = self._supports.find(node)
            perturbed = tuple([p for p in perturbed if p[1] in support])
        key = (node, tuple([environment.get(name) for name in self._free(node)]), perturbed)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._compound(node, environment, perturbed)
        return found

    def _compound(self, node: Term, environment: Environment, perturbed: Perturbed) -> Nilpotent[S]:
        match node:
            case Power(base, exponent):
                return self._algebra.power(self._value(base, environment, perturbed), exponent)
            case Apply(function, argument):
                return self._algebra.apply(function, self._value(argument, environment, perturbed))
            case Total(index, body) | Product(index, body):
                inner = dict(environment)
                combine = self._algebra.sum if isinstance(node, Total) else self._algebra.product
                return combine(
                    self._value(body, _bound(inner, index, component), perturbed)
                    for component in range(1, self._length(index.size) + 1)
                )
            case Inverse(tensor, left, right):
                row, column = (self._component(s, environment) for s in (left, right))
                return self._algebra.inverse(self._matrix(tensor, perturbed))[row - 1][column - 1]
            case Determinant(tensor):
                return self._algebra.determinant(self._matrix(tensor, perturbed))
            case Partial(body, variable):
                return self._partial(body, variable, environment, perturbed)
            case _:
                raise TypeError(f"not a term: {node!r}")

    def _partial(
        self, body: Term, variable: Entry, environment: Environment, perturbed: Perturbed
    ) -> Nilpotent[S]:
        """The part of the body that the new e multiplies."""
        bit = 1 << max((p[0].bit_length() for p in perturbed), default=0)
        if bit >= 1 << DEPTH:
            raise LimitError(f"more than {DEPTH} derivatives inside one another")
        components = tuple(self._component(s, environment) for s in variable.subscripts)
        value = self._value(body, environment, (*perturbed, (bit, variable.tensor, components)))
        found = {mask ^ bit: part for mask, part in value.items() if mask & bit}
        return found if 0 in found else {0: self._arithmetic.number(Fraction(0)), **found}

    def _entry(
        self, node: Entry, tensor: str, components: tuple[int, ...], perturbed: Perturbed
    ) -> Nilpotent[S]:
        support = self._supports.find(node)
        perturbed = tuple([p for p in perturbed if p[1] in support])
        if not perturbed:
            return self._known(tensor, components)
        value = self._base(tensor, components, perturbed)
        for bit, name, where in perturbed:
            if name == tensor and where == components:
                value = {**value, bit: self._arithmetic.number(Fraction(1))}
        return value

    def _known(self, tensor: str, components: tuple[int, ...]) -> Nilpotent[S]:
        """The entry where nothing that it depends on is perturbed."""
        found = self._entries.get((tensor, components))
        if found is None:
            found = self._entries[tensor, components] = self._base(tensor, components, ())
        return found

    def _base(self, tensor: str, components: tuple[int, ...], perturbed: Perturbed) -> Nilpotent[S]:
        """The entry before it is perturbed itself: given, or computed from earlier names."""
        definition = self._context.definitions.get(tensor)
        if definition is None:
            value = self._instance.values.get((tensor, components))
            if value is None:
                raise MalformedError(f"the Instance gives no value to {_spelled(tensor, components)}")
            declared = self._declared(tensor, components, perturbed)
            return self._algebra.sum((self._algebra.number(value), *declared))
        perturbed = tuple([p for p in perturbed if p[1] != tensor])
        key = (tensor, components, perturbed)
        found = self._memo.get(key)
        if found is None:
            if len(components) != len(definition.indices):
                raise MalformedError(f"{_spelled(tensor, components)} has the wrong number of subscripts")
            inner = {index.name: c for index, c in zip(definition.indices, components, strict=True)}
            found = self._memo[key] = self._value(definition.body, inner, perturbed)
        return found

    def _declared(self, tensor: str, at: tuple[int, ...], perturbed: Perturbed) -> Iterator[Nilpotent[S]]:
        """(d x[..] / d w[v]) dw[v] for every derivative of this tensor that is declared; first order only."""
        for jacobian in self._context.jacobians if perturbed else ():
            if jacobian.of == tensor:
                if len(perturbed) > 1:
                    raise LimitError("only a first derivative is declared")
                for where in components([self._length(i.size) for i in jacobian.variables]):
                    formal = (*jacobian.indices, *jacobian.variables)
                    environment = {i.name: c for i, c in zip(formal, (*at, *where), strict=True)}
                    moved = self._entry(Entry(jacobian.wrt, where), jacobian.wrt, where, perturbed)
                    nilpotent = {mask: part for mask, part in moved.items() if mask}
                    yield self._algebra.product((self._value(jacobian.body, environment, ()), nilpotent))

    def _matrix(self, tensor: str, perturbed: Perturbed) -> list[list[Nilpotent[S]]]:
        """The entries of a named square matrix, by rows."""
        length = self._length((self._context.axes(tensor) or (1,))[0])
        if length > LARGEST_MATRIX:
            raise LimitError(f"a matrix of {length} rows is too large to be inverted")
        lines = [[(i, j) for j in range(1, length + 1)] for i in range(1, length + 1)]
        return [[self._entry(Entry(tensor, at), tensor, at, perturbed) for at in line] for line in lines]

    def _component(self, subscript: Subscript, environment: Environment) -> int:
        return subscript if isinstance(subscript, int) else _at(subscript.name, environment)

    def _length(self, size: Size) -> int:
        length = size if isinstance(size, int) else self._instance.sizes.get(size)
        if length is None:
            raise MalformedError(f"the Instance gives no length to the size {size}")
        return length

    def _free(self, node: Term) -> tuple[str, ...]:
        found = self._names.get(node)
        if found is None:
            found = self._names[node] = tuple(sorted(index.name for index in free_indices(node)))
        return found

    def _charge(self, operations: int) -> None:
        self._left -= operations
        if self._left < 0:
            raise LimitError("an evaluation went past its budget of operations")


def components(sizes: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """All 1-based component tuples of axes of these lengths."""
    return itertools.product(*(range(1, size + 1) for size in sizes))


def _at(index: str, environment: Environment) -> int:
    component = environment.get(index)
    if component is None:
        raise MalformedError(f"the Instance gives no component to the index {index}")
    return component


def _bound(environment: dict[str, int], index: Index, component: int) -> dict[str, int]:
    environment[index.name] = component
    return environment


def _spelled(tensor: str, components: tuple[int, ...]) -> str:
    return f"{tensor}[{', '.join(map(str, components))}]" if components else tensor
