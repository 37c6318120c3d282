"""Matrix notation: the expressions, their shapes, and constructors that keep them in a usual form.

A shape is (rows, columns). None stands for an axis that is not there: a column vector of size n has the
shape (n, None), a row vector (None, n), a scalar (None, None).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derivcheck.core.terms import Size

Axis: TypeAlias = Size | None
Shape: TypeAlias = tuple[Axis, Axis]


class MatrixExpr:
    """A scalar, a vector or a matrix."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Name(MatrixExpr):
    """A declared tensor or a named intermediate, of at most two axes."""

    name: str
    rows: Axis
    columns: Axis

    @property
    def shape(self) -> Shape:
        return self.rows, self.columns


@dataclass(frozen=True, slots=True)
class Constant(MatrixExpr):
    """A rational number."""

    value: Fraction

    @property
    def shape(self) -> Shape:
        return None, None


@dataclass(frozen=True, slots=True)
class SizeNumber(MatrixExpr):
    """A named size used as a number."""

    size: str

    @property
    def shape(self) -> Shape:
        return None, None


@dataclass(frozen=True, slots=True)
class Ones(MatrixExpr):
    """The vector or matrix of ones."""

    rows: Axis
    columns: Axis

    @property
    def shape(self) -> Shape:
        return self.rows, self.columns


@dataclass(frozen=True, slots=True)
class Identity(MatrixExpr):
    """The identity matrix."""

    size: Size

    @property
    def shape(self) -> Shape:
        return self.size, self.size


@dataclass(frozen=True, slots=True)
class Diagonal(MatrixExpr):
    """The square matrix with a vector on its diagonal."""

    vector: MatrixExpr

    @property
    def shape(self) -> Shape:
        rows, columns = self.vector.shape
        size = columns if rows is None else rows
        return size, size


@dataclass(frozen=True, slots=True)
class Transpose(MatrixExpr):
    inner: MatrixExpr

    @property
    def shape(self) -> Shape:
        return self.inner.shape[1], self.inner.shape[0]


@dataclass(frozen=True, slots=True)
class MatMul(MatrixExpr):
    """A chain of matrix products; an outer product where a column meets a row."""

    factors: tuple[MatrixExpr, ...]

    @property
    def shape(self) -> Shape:
        return self.factors[0].shape[0], self.factors[-1].shape[1]


@dataclass(frozen=True, slots=True)
class Hadamard(MatrixExpr):
    """Product entry by entry of factors of one shape."""

    factors: tuple[MatrixExpr, ...]

    @property
    def shape(self) -> Shape:
        return self.factors[0].shape


@dataclass(frozen=True, slots=True)
class Scale(MatrixExpr):
    """A rational number times scalars times an expression."""

    number: Fraction
    scalars: tuple[MatrixExpr, ...]
    inner: MatrixExpr

    @property
    def shape(self) -> Shape:
        return self.inner.shape


@dataclass(frozen=True, slots=True)
class Add(MatrixExpr):
    """A sum of expressions of one shape."""

    terms: tuple[MatrixExpr, ...]

    @property
    def shape(self) -> Shape:
        return self.terms[0].shape


@dataclass(frozen=True, slots=True)
class EntryPower(MatrixExpr):
    """Every entry to a rational power; for a scalar, the power."""

    inner: MatrixExpr
    exponent: Fraction

    @property
    def shape(self) -> Shape:
        return self.inner.shape


@dataclass(frozen=True, slots=True)
class Elementwise(MatrixExpr):
    """A function of the table, of every entry."""

    function: str
    inner: MatrixExpr

    @property
    def shape(self) -> Shape:
        return self.inner.shape


@dataclass(frozen=True, slots=True)
class Softmax(MatrixExpr):
    """exp(x) over its sum along one axis: 0 down each column, 1 along each row."""

    inner: MatrixExpr
    axis: int

    @property
    def shape(self) -> Shape:
        return self.inner.shape


ONE = Constant(Fraction(1))
SCALAR: Shape = (None, None)


def transpose(inner: MatrixExpr) -> MatrixExpr:
    """The transpose, carried inside where that reads better: y^T X for (X^T y)^T."""
    match inner:
        case Transpose(original):
            return original
        case Ones(rows, columns):
            return Ones(columns, rows)
        case Scale(number, scalars, body):
            return Scale(number, scalars, transpose(body))
        case MatMul(factors) if all(isinstance(part, Name | Transpose | Ones) for part in factors):
            return matmul(*(transpose(part) for part in reversed(factors)))
        case Identity(_) | Diagonal(_):
            return inner
        case _:
            return inner if inner.shape == SCALAR else Transpose(inner)


def diagonal(vector: MatrixExpr) -> MatrixExpr:
    """The diagonal matrix; how the vector is oriented does not matter."""
    return Diagonal(vector.inner if isinstance(vector, Transpose) else vector)


def matmul(*factors: MatrixExpr) -> MatrixExpr:
    """The product of the chain: nested chains flattened, numbers in front, identities left out."""
    number, scalars, parts = Fraction(1), list[MatrixExpr](), list[MatrixExpr]()
    for factor in factors:
        inner = factor
        if isinstance(factor, Scale):
            number, inner = number * factor.number, factor.inner
            scalars.extend(factor.scalars)
        if isinstance(inner, Identity):
            continue
        parts.extend(inner.factors if isinstance(inner, MatMul) else (inner,))
    if not parts:
        parts.append(factors[0])
    return scale(number, tuple(scalars), parts[0] if len(parts) == 1 else MatMul(tuple(parts)))


def hadamard(*factors: MatrixExpr) -> MatrixExpr:
    """The product entry by entry; matrix products first, as backpropagation is written."""
    number, scalars, parts = Fraction(1), list[MatrixExpr](), list[MatrixExpr]()
    for factor in factors:
        inner = factor
        if isinstance(factor, Scale):
            number, inner = number * factor.number, factor.inner
            scalars.extend(factor.scalars)
        parts.extend(inner.factors if isinstance(inner, Hadamard) else (inner,))
    parts.sort(key=lambda part: not isinstance(part, MatMul))
    return scale(number, tuple(scalars), parts[0] if len(parts) == 1 else Hadamard(tuple(parts)))


def scale(number: Fraction, scalars: tuple[MatrixExpr, ...], inner: MatrixExpr) -> MatrixExpr:
    """number * scalars * inner, where all numbers are collected in front."""
    kept: list[MatrixExpr] = []
    for scalar in scalars:
        match scalar:
            case Constant(value):
                number *= value
            case Scale(value, more, body):
                number *= value
                kept.extend((*more, body))
            case _:
                kept.append(scalar)
    match inner:
        case Scale(value, more, body):
            return scale(number * value, (*kept, *more), body)
        case Constant(value) if kept:
            return scale(number * value, tuple(kept[:-1]), kept[-1])
        case Constant(value):
            return Constant(number * value)
        case _:
            return Scale(number, tuple(kept), inner) if kept or number != 1 else inner


def add(*terms: MatrixExpr) -> MatrixExpr:
    """The sum, flattened; a matrix that stands first or last in every summand is taken out."""
    parts: list[MatrixExpr] = []
    for each in terms:
        parts.extend(each.terms if isinstance(each, Add) else (each,))
    if len(parts) == 1:
        return parts[0]
    for place in (0, -1):
        opened = [_without(part, place) for part in parts]
        shared = {factor for factor, _ in opened}
        factor = shared.pop()
        if factor is not None and not shared:
            inner = add(*(rest for _, rest in opened))
            return matmul(factor, inner) if place == 0 else matmul(inner, factor)
    return Add(tuple(parts))


def _without(expr: MatrixExpr, place: int) -> tuple[MatrixExpr | None, MatrixExpr]:
    """The first or last factor of a chain, where it is a matrix, and the rest of the chain."""
    match expr:
        case Scale(number, scalars, inner):
            factor, rest = _without(inner, place)
            return factor, scale(number, scalars, rest)
        case MatMul(factors) if None not in factors[place].shape:
            return factors[place], matmul(*(factors[1:] if place == 0 else factors[:-1]))
        case _:
            return None, expr
