"""The entry of every part of a formula at a row and a column, as a term of the core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from derivcheck.core.contexts import Definition
from derivcheck.core.errors import LimitError
from derivcheck.core.indices import Index, Size, fresh_index
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Inverse,
    Number,
    Power,
    Product,
    Term,
    Total,
    times,
)
from derivcheck.expression.functions import ALONG_AXIS, CONSTANTS, ELEMENTWISE, SOFTMAX_AXES
from derivcheck.expression.inference import Typing
from derivcheck.expression.syntax import (
    Call,
    Negated,
    Numeral,
    Operation,
    Raised,
    Symbol,
    Syntax,
    Transposed,
    constant,
)

MOST_ENTRIES = 4000
"""Bound on the parts that are written out: a softmax of a softmax doubles them at every level."""

_HALF = Fraction(1, 2)


@dataclass
class Writer:
    """Writes entries out. Inverses and determinants are those of names: other matrices get one."""

    typing: Typing
    definitions: dict[str, Definition] = field(default_factory=dict[str, Definition])
    _named: dict[Syntax, str] = field(default_factory=dict[Syntax, str])
    _written: int = 0

    def entry(self, node: Syntax, row: Index | None, column: Index | None) -> Term:
        """The entry of the node; a scalar has the same one everywhere."""
        self._written += 1
        if self._written > MOST_ENTRIES:
            raise LimitError(f"the formula has more than {MOST_ENTRIES} parts when it is written out")
        if self.typing.shapes[node] == (None, None):
            row = column = None
        match node:
            case Numeral(_, value):
                return Number(value)
            case Symbol(_, name) if name in self.typing.sizes:
                return Dimension(name)
            case Symbol(_, name) if name in CONSTANTS:
                return Constant(name)
            case Symbol(_, name):
                return Entry(name, tuple(index for index in (row, column) if index is not None))
            case Negated(_, operand):
                return -self.entry(operand, row, column)
            case Transposed(_, operand):
                return self.entry(operand, column, row)
            case Operation(_, operator, left, right):
                return self._operation(operator, left, right, (row, column))
            case Raised(_, base, exponent, entrywise):
                power = constant(exponent)
                assert power is not None
                return self._raised(base, power, entrywise, (row, column))
            case Call(_, function, arguments):
                return self._call(function, arguments, row, column)
            case _:
                raise TypeError(f"{type(node).__name__} is not syntax")

    def _operation(
        self, operator: str, left: Syntax, right: Syntax, at: tuple[Index | None, Index | None]
    ) -> Term:
        shapes = self.typing.shapes
        if operator == "*" and (None, None) not in (shapes[left], shapes[right]):
            return self._product(left, right, at)
        here, there = self.entry(left, *at), self.entry(right, *at)
        match operator:
            case "+":
                return here + there
            case "-":
                return here - there
            case "/" | "./":
                return here / there
            case _:
                return here * there

    def _product(self, left: Syntax, right: Syntax, at: tuple[Index | None, Index | None]) -> Term:
        between = self.typing.shapes[left][1]
        if between is None:
            return self.entry(left, at[0], None) * self.entry(right, None, at[1])
        return _total(between, lambda k: self.entry(left, at[0], k) * self.entry(right, k, at[1]))

    def _raised(
        self, base: Syntax, power: Fraction, entrywise: bool, at: tuple[Index | None, Index | None]
    ) -> Term:
        shape = self.typing.shapes[base]
        if shape != (None, None) and not entrywise:
            return self._inverse(base, at) if power == -1 else self._chain(base, int(power), at)
        if isinstance(base, Call) and base.function == "norm2":
            inside, power = self._squares(base.arguments[0]), power / 2
        else:
            inside = self.entry(base, *at)
        return inside if power == 1 else Number(Fraction(1)) if power == 0 else Power(inside, power)

    def _chain(self, base: Syntax, power: int, at: tuple[Index | None, Index | None]) -> Term:
        size = self.typing.shapes[base][0]
        assert size is not None
        if power == 1:
            return self.entry(base, *at)
        return _total(size, lambda k: self.entry(base, at[0], k) * self._chain(base, power - 1, (k, at[1])))

    def _call(
        self, function: str, arguments: tuple[Syntax, ...], row: Index | None, column: Index | None
    ) -> Term:
        first = arguments[0]
        match function:
            case "sqrt":
                return Power(self.entry(first, row, column), _HALF)
            case _ if function in ELEMENTWISE:
                return Apply(function, self.entry(first, row, column))
            case "eye" | "ones":
                return Delta(row, column) if function == "eye" and row and column else times()
            case "softmax" | "log_softmax" | "softmax_rows" | "softmax_columns":
                return self._softmax(function, first, row, column)
            case "outer":
                return self._along(arguments[0], row) * self._along(arguments[1], column)
            case "diag":
                return self._diagonal(first, row, column)
            case "inv":
                return self._inverse(first, (row, column))
            case _ if function in ALONG_AXIS and len(arguments) > 1:
                return self._along_axis(function, arguments, (row, column))
            case _:
                return self._reduced(function, arguments)

    def _reduced(self, function: str, arguments: tuple[Syntax, ...]) -> Term:
        """A function that gives one number."""
        first = arguments[0]
        rows, columns = self.typing.shapes[first]
        match function:
            case "sum":
                return self._sum(first, lambda entry: entry)
            case "prod":
                return self._sum(first, lambda entry: entry, Product)
            case "mean":
                sizes = [_number(size) for size in (rows, columns) if size is not None]
                return self._sum(first, lambda entry: entry) / times(*sizes)
            case "norm1":
                return self._sum(first, lambda entry: Apply("abs", entry))
            case "norm2":
                return Power(self._squares(first), _HALF)
            case "logsumexp":
                return Apply("log", self._sum(first, lambda entry: Apply("exp", entry)))
            case "dot":
                return self._dot(first, arguments[1])
            case "det":
                return Determinant(self._name(first))
            case _:
                return self._trace(first)

    def _along_axis(
        self, function: str, arguments: tuple[Syntax, ...], at: tuple[Index | None, Index | None]
    ) -> Term:
        """The sum over the rows (1) or the columns (2), at the component that is left."""
        matrix, axis = arguments[0], constant(arguments[1])
        size = self.typing.shapes[matrix][0 if axis == 1 else 1]
        assert size is not None

        def summand(index: Index) -> Term:
            found = self.entry(matrix, *((index, at[1]) if axis == 1 else (at[0], index)))
            return Apply("exp", found) if function == "logsumexp" else found

        whole = _total(size, summand)
        if function == "logsumexp":
            return Apply("log", whole)
        return whole / _number(size) if function == "mean" else whole

    def _trace(self, node: Syntax) -> Term:
        size = self.typing.shapes[node][0]
        return (
            self.entry(node, None, None) if size is None else _total(size, lambda k: self.entry(node, k, k))
        )

    def _squares(self, node: Syntax) -> Term:
        return self._sum(node, lambda entry: Power(entry, Fraction(2)))

    def _sum(self, node: Syntax, of: Callable[[Term], Term], kind: type[Total | Product] = Total) -> Term:
        """The sum, or the product, of a function of all entries."""
        rows, columns = self.typing.shapes[node]
        if rows is None or columns is None:
            size = rows if rows is not None else columns
            assert size is not None
            return _total(size, lambda i: of(self._along(node, i)), kind)
        return _total(rows, lambda i: _total(columns, lambda j: of(self.entry(node, i, j)), kind), kind)

    def _dot(self, left: Syntax, right: Syntax) -> Term:
        sizes = [size for size in self.typing.shapes[left] if size is not None]
        if len(sizes) == 1:
            return _total(sizes[0], lambda i: self._along(left, i) * self._along(right, i))
        return _total(
            sizes[0], lambda i: _total(sizes[1], lambda j: self.entry(left, i, j) * self.entry(right, i, j))
        )

    def _along(self, vector: Syntax, index: Index | None) -> Term:
        """The entry of a vector, whether it is a column or a row."""
        return self.entry(
            vector, *((index, None) if self.typing.shapes[vector][1] is None else (None, index))
        )

    def _softmax(self, function: str, node: Syntax, row: Index | None, column: Index | None) -> Term:
        axis = SOFTMAX_AXES.get(function, 0 if column is None else 1)
        size = self.typing.shapes[node][axis]
        assert size is not None

        def exponential(index: Index) -> Term:
            return Apply("exp", self.entry(node, *((index, column) if axis == 0 else (row, index))))

        here, over = self.entry(node, row, column), _total(size, exponential)
        return here - Apply("log", over) if function == "log_softmax" else Apply("exp", here) / over

    def _diagonal(self, node: Syntax, row: Index | None, column: Index | None) -> Term:
        if None not in self.typing.shapes[node]:
            return self.entry(node, row, row)
        assert row is not None
        assert column is not None
        return Delta(row, column) * self._along(node, row)

    def _inverse(self, node: Syntax, at: tuple[Index | None, Index | None]) -> Term:
        row, column = at
        assert row is not None
        assert column is not None
        return Inverse(self._name(node), row, column)

    def _name(self, node: Syntax) -> str:
        """The name of a matrix; one that has none becomes an intermediate."""
        if isinstance(node, Symbol):
            return node.name
        if node not in self._named:
            rows, columns = self.typing.shapes[node]
            assert rows is not None
            assert columns is not None
            i, j = fresh_index(rows, "i"), fresh_index(columns, "j")
            name = self._fresh_name()
            self.definitions[name] = Definition(name, (i, j), self.entry(node, i, j))
            self._named[node] = name
        return self._named[node]

    def _fresh_name(self) -> str:
        taken = {*self.typing.variables, *self.typing.sizes, *self.definitions}
        wishes = [*"MNPQRS", *(f"M{number}" for number in range(1, MOST_ENTRIES))]
        return next(wish for wish in wishes if wish not in taken)


def _total(size: Size, body: Callable[[Index], Term], kind: type[Total | Product] = Total) -> Term:
    index = fresh_index(size)
    return kind(index, body(index))


def _number(size: Size) -> Term:
    return Dimension(size) if isinstance(size, str) else Number(Fraction(size))
