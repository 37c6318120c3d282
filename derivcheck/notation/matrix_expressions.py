"""Matrix notation: the expressions, their shapes, and constructors that keep them in a usual form.

A shape is (rows, columns). None stands for an axis that is not there: a column vector of size n has the
shape (n, None), a row vector (None, n), a scalar (None, None).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derivcheck.core.indices import Size

Axis: TypeAlias = Size | None
Shape: TypeAlias = tuple[Axis, Axis]


class MatrixExpr(ABC):
    """A scalar, a vector or a matrix."""

    __slots__ = ()

    @property
    @abstractmethod
    def shape(self) -> Shape:
        """Its rows and columns."""


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
class NamedNumber(MatrixExpr):
    """A number that is not rational: pi."""

    name: str

    @property
    def shape(self) -> Shape:
        return None, None


@dataclass(frozen=True, slots=True)
class InverseName(MatrixExpr):
    """The inverse of a named square matrix."""

    name: str
    size: Size

    @property
    def shape(self) -> Shape:
        return self.size, self.size


@dataclass(frozen=True, slots=True)
class DeterminantName(MatrixExpr):
    """The determinant of a named square matrix."""

    name: str

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
