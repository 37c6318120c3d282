"""Terms at concrete sizes as SymPy expressions: one symbol an entry, sums and products written out.

No text reaches SymPy but the names v0, v1, .. of symbols. Derivatives are those of a scalar expression by
one plain symbol.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import sympy

from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError
from derivcheck.core.indices import Index, Size, Subscript
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Inverse,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Term,
    Times,
    Total,
    free_indices,
)

BUDGET = 20_000
"""Nodes that may be unrolled in one comparison."""

LARGEST = 30_000
"""Nodes of an expression, shared ones counted each time, since SymPy walks through each."""


class Step(sympy.Function):  # pyright: ignore[reportUntypedBaseClass]
    """1 for positive arguments, 0 for negative ones; its derivative is 0 where it has one."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


def _sigmoid(u: sympy.Expr) -> sympy.Expr:
    return 1 / (1 + sympy.exp(-u))


def _sign(u: sympy.Expr) -> sympy.Expr:
    return 2 * Step(u) - 1


FUNCTIONS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sigmoid": _sigmoid,
    "tanh": lambda u: 1 - 2 / (1 + sympy.exp(2 * u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "silu": lambda u: u * _sigmoid(u),
    "gelu": lambda u: u * (1 + sympy.erf(u / sympy.sqrt(sympy.Integer(2)))) / 2,
    "erf": sympy.erf,
    "relu": lambda u: u * Step(u),
    "abs": lambda u: u * _sign(u),
    "sign": _sign,
    "step": Step,
}


class Unrolling:
    """The terms of a Context at concrete sizes."""

    def __init__(self, context: Context, sizes: Mapping[str, int]) -> None:
        self.context = context
        self.sizes = sizes
        self._symbols: dict[tuple[str, tuple[int, ...]], sympy.Symbol] = {}
        self._known: dict[object, sympy.Expr] = {}
        self._positive = _positive_tensors(context)
        self._sizes: dict[sympy.Basic, int] = {}
        self._work = 0

    def length(self, size: Size) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    def components(self, indices: Sequence[Index]) -> list[dict[Index, int]]:
        """Every choice of a component for each index."""
        ranges = [range(1, self.length(index.size) + 1) for index in indices]
        return [dict(zip(indices, place, strict=True)) for place in itertools.product(*ranges)]

    def at(self, node: Term, point: Mapping[Index, int], held: frozenset[str] = frozenset()) -> sympy.Expr:
        """The term at components of its free indices; the intermediates in `held` are symbols.

        Raises LimitError past the budget.
        """
        key = (node, tuple(point[index] for index in sorted(free_indices(node))), held)
        found = self._known.get(key)
        if found is None:
            self._work += 1
            if self._work > BUDGET:
                raise LimitError("unrolling went past its budget")
            found = self._known[key] = self._at(node, point, held)
            if self._size(found) > LARGEST:
                raise LimitError("an unrolled expression is too large")
        return found

    def _size(self, expression: sympy.Basic) -> int:
        size = self._sizes.get(expression)
        if size is None:
            size = self._sizes[expression] = 1 + sum(map(self._size, expression.args))
        return size

    def _at(self, node: Term, point: Mapping[Index, int], held: frozenset[str]) -> sympy.Expr:
        def each(parts: Sequence[Term]) -> list[sympy.Expr]:
            return [self.at(part, point, held) for part in parts]

        match node:
            case Number(value):
                return _rational(value)
            case Constant():
                return sympy.pi
            case Dimension(size):
                return sympy.Integer(self.sizes[size])
            case Entry(name, subscripts):
                return self._entry(name, tuple(_component(s, point) for s in subscripts), held)
            case Delta(left, right):
                return sympy.Integer(int(_component(left, point) == _component(right, point)))
            case Inverse(name, left, right):
                return self._inverse(name, _component(left, point), _component(right, point), held)
            case Determinant(name):
                return _determinant(self._matrix(name, held))
            case Plus(terms):
                return sympy.Add(*each(terms))
            case Times(factors):
                return sympy.Mul(*each(factors))
            case Power(base, exponent):
                return sympy.Pow(self.at(base, point, held), _rational(exponent))
            case Apply(function, argument):
                return FUNCTIONS[function](self.at(argument, point, held))
            case Total(index, body) | Product(index, body):
                parts = [self.at(body, {**point, **more}, held) for more in self.components([index])]
                return sympy.Add(*parts) if isinstance(node, Total) else sympy.Mul(*parts)
            case Partial(body, variable):
                where = tuple(_component(s, point) for s in variable.subscripts)
                return self._derivative(body, point, held, variable.tensor, where)
            case _:
                raise TypeError(f"no term: {node}")

    def symbol(self, name: str, where: tuple[int, ...]) -> sympy.Symbol:
        """The symbol of an entry."""
        found = self._symbols.get((name, where))
        if found is None:
            positive = True if name in self._positive else None
            found = sympy.Symbol(f"v{len(self._symbols)}", real=True, positive=positive)
            self._symbols[name, where] = found
        return found

    def _entry(self, name: str, where: tuple[int, ...], held: frozenset[str]) -> sympy.Expr:
        if name in self.context.tensors or name in held:
            return self.symbol(name, where)
        definition = self.context.definitions[name]
        return self.at(definition.body, dict(zip(definition.indices, where, strict=True)), held)

    def _derivative(
        self,
        body: Term,
        point: Mapping[Index, int],
        held: frozenset[str],
        name: str,
        where: tuple[int, ...],
    ) -> sympy.Expr:
        """The intermediate that is the variable is a symbol while differentiating, then itself again."""
        independent = name in self.context.tensors or name in held
        inner = self.at(body, point, held if independent else held | {name})
        slope = sympy.diff(inner, self.symbol(name, where))
        if independent:
            return slope
        back = {
            symbol: self._entry(name, place, held)
            for (other, place), symbol in tuple(self._symbols.items())
            if other == name and symbol in slope.free_symbols
        }
        return slope.xreplace(back)

    def _matrix(self, name: str, held: frozenset[str]) -> list[list[sympy.Expr]]:
        axes = self.context.axes(name) or ()
        rows, columns = (range(1, self.length(size) + 1) for size in axes)
        return [[self._entry(name, (row, column), held) for column in columns] for row in rows]

    def _inverse(self, name: str, row: int, column: int, held: frozenset[str]) -> sympy.Expr:
        """Cramer's rule: the cofactor of (column, row) over the determinant."""
        matrix = self._matrix(name, held)
        minor = [
            [entry for j, entry in enumerate(line, 1) if j != row]
            for i, line in enumerate(matrix, 1)
            if i != column
        ]
        return (-1) ** (row + column) * _determinant(minor) / _determinant(matrix)


def _positive_tensors(context: Context) -> frozenset[str]:
    """Tensors of which every entry is assumed to be positive."""
    return frozenset(
        assumption.lhs.tensor
        for assumption in context.assumptions
        if assumption.relation == ">"
        and isinstance(assumption.lhs, Entry)
        and len(free_indices(assumption.lhs)) == len(assumption.lhs.subscripts)
        and isinstance(assumption.rhs, Number)
        and assumption.rhs.value >= 0
    )


def _component(subscript: Subscript, point: Mapping[Index, int]) -> int:
    return subscript if isinstance(subscript, int) else point[subscript]


def _rational(value: Fraction) -> sympy.Expr:
    return sympy.Rational(value.numerator, value.denominator)


def _determinant(matrix: list[list[sympy.Expr]]) -> sympy.Expr:
    """Expansion along the first row."""
    if not matrix:
        return sympy.Integer(1)
    first, *rest = matrix
    return sympy.Add(
        *(
            (-1) ** column * entry * _determinant([[*line[:column], *line[column + 1 :]] for line in rest])
            for column, entry in enumerate(first)
        )
    )
