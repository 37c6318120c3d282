"""Reading an index-notation term back into matrix notation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivcheck.core import terms
from derivcheck.core.contexts import Context
from derivcheck.core.errors import NotationError
from derivcheck.core.terms import (
    Apply,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Plus,
    Power,
    Subscript,
    Term,
    Times,
    Total,
    free_indices,
    fresh_index,
    plus,
    substitute,
    times,
)
from derivcheck.notation.matrix_construction import add, diagonal, hadamard, matmul, scale, transpose
from derivcheck.notation.matrix_expressions import (
    Axis,
    Constant,
    DeterminantName,
    Elementwise,
    EntryPower,
    Identity,
    InverseName,
    MatrixExpr,
    Name,
    NamedNumber,
    Ones,
    SizeNumber,
    Softmax,
)
from derivcheck.notation.matrix_factors import factors_of, has_delta, involves, outward, size_number
from derivcheck.notation.matrix_softmax import SoftmaxEntry, name_softmaxes


class _UnreadableError(NotationError):
    """This term has no closed form in matrix notation that is known here."""


def read_matrix(term: Term, free: tuple[Index, ...], context: Context) -> MatrixExpr | None:
    """The term in matrix notation, its free indices in the order of the axes; None where there is no form.

    One axis is written as a column or as a row, as the Context says.
    """
    if len(free) > 2 or not free_indices(term) <= set(free):
        return None
    row, column = (*free, None, None)[:2]
    if len(free) == 1 and context.vectors == "row":
        row, column = None, row
    softmaxes: dict[str, SoftmaxEntry] = {}
    named = name_softmaxes(term, softmaxes)
    try:
        return _Reader(context, softmaxes, _symmetric(context)).read(named, row, column)
    except _UnreadableError:
        return None


def _symmetric(context: Context) -> frozenset[str]:
    """Matrices that are assumed to be their own transpose: these are never written with a transpose."""
    found: set[str] = set()
    for each in context.assumptions:
        left, right = each.lhs, each.rhs
        if each.relation == "=" and isinstance(left, Entry) and isinstance(right, Entry):
            turned = left.tensor == right.tensor and left.subscripts == right.subscripts[::-1]
            if turned and len(set(left.subscripts)) == len(free_indices(left)) == 2:
                found.add(left.tensor)
    return frozenset(found)


def _axis(index: Index | None) -> Axis:
    return None if index is None else index.size


@dataclass(frozen=True)
class _Reader:
    """Reads terms at a row index and a column index; either may be absent."""

    context: Context
    softmaxes: Mapping[str, SoftmaxEntry]
    symmetric: frozenset[str]

    def read(self, node: Term, row: Index | None, column: Index | None) -> MatrixExpr:
        """The matrix whose entry at the row and the column is the term."""
        needs_row, needs_column = involves(node, row), involves(node, column)
        if not needs_row and not needs_column and (row is not None or column is not None):
            return scale(Fraction(1), (self.read(node, None, None),), Ones(_axis(row), _axis(column)))
        if row is not None and not needs_row:
            return matmul(Ones(row.size, None), self.read(node, None, column))
        if column is not None and not needs_column:
            return matmul(self.read(node, row, None), Ones(None, column.size))
        if self._against_convention(row, column):
            return transpose(self._read(node, column, row))
        return self._read(node, row, column)

    def _against_convention(self, row: Index | None, column: Index | None) -> bool:
        """Whether a vector is wanted as a row where vectors are columns, or the reverse."""
        if (row is None) == (column is None):
            return False
        return (self.context.vectors == "row") == (column is None)

    def _read(self, node: Term, row: Index | None, column: Index | None) -> MatrixExpr:
        match node:
            case Number(value):
                return Constant(value)
            case Dimension(size):
                return SizeNumber(size)
            case terms.Constant(name):
                return NamedNumber(name)
            case Determinant(tensor):
                return DeterminantName(tensor)
            case Inverse(tensor, left, right):
                return self._inverse(tensor, (left, right), row, column)
            case Entry(tensor, subscripts):
                return self._name(tensor, subscripts, row, column)
            case Plus(parts):
                return add(*(self.read(part, row, column) for part in parts))
            case Apply(function, argument):
                return Elementwise(function, self.read(argument, row, column))
            case Power(base, exponent):
                return EntryPower(self.read(base, row, column), exponent)
            case Total(_, _):
                return self._total(node, row, column)
            case Times(_) | Delta(_, _):
                return self._product(factors_of(node), row, column)
            case _:
                raise _UnreadableError(f"{type(node).__name__} has no matrix notation")

    def _name(
        self, tensor: str, subscripts: tuple[Subscript, ...], row: Index | None, column: Index | None
    ) -> MatrixExpr:
        if tensor in self.softmaxes:
            return self._softmax(self.softmaxes[tensor], subscripts, row, column)
        axes = self.context.axes(tensor) or ()
        wanted = tuple(index for index in (row, column) if index is not None)
        if len(axes) > 2 or sorted(map(repr, subscripts)) != sorted(map(repr, wanted)):
            raise _UnreadableError(f"an entry of {tensor} that is no row and column")
        if len(axes) == 2:
            whole = Name(tensor, axes[0], axes[1])
            return whole if subscripts == wanted or tensor in self.symmetric else transpose(whole)
        size = axes[0] if axes else None
        return Name(tensor, None, size) if self.context.vectors == "row" else Name(tensor, size, None)

    def _inverse(
        self, tensor: str, at: tuple[Subscript, Subscript], row: Index | None, column: Index | None
    ) -> MatrixExpr:
        whole = InverseName(tensor, (self.context.axes(tensor) or (1,))[0])
        if at not in ((row, column), (column, row)) or row is None or row == column:
            raise _UnreadableError(f"an entry of the inverse of {tensor} that is no row and column")
        return whole if at == (row, column) else transpose(whole)

    def _product(self, factors: Sequence[Term], row: Index | None, column: Index | None) -> MatrixExpr:
        found = self._with_delta(factors, row, column)
        if found is not None:
            return found
        scalars = [part for part in factors if not involves(part, row) and not involves(part, column)]
        rows = [part for part in factors if involves(part, row) and not involves(part, column)]
        columns = [part for part in factors if involves(part, column) and not involves(part, row)]
        both = [part for part in factors if involves(part, row) and involves(part, column)]
        number = tuple(self.read(part, None, None) for part in scalars)
        if row is None and column is None:
            return scale(Fraction(1), number, Constant(Fraction(1)))
        left = [self.read(part, row, None) for part in rows]
        right = [self.read(part, None, column) for part in columns]
        if not both:
            sides = [hadamard(*side) for side in (left, right) if side]
            return scale(Fraction(1), number, matmul(*sides))
        middle = hadamard(*(self.read(part, row, column) for part in both))
        around = [*([diagonal(hadamard(*left))] if left else []), middle]
        around += [diagonal(hadamard(*right))] if right else []
        return scale(Fraction(1), number, matmul(*around))

    def _with_delta(
        self, factors: Sequence[Term], row: Index | None, column: Index | None
    ) -> MatrixExpr | None:
        """delta(i, j) f(i, j) is a diagonal matrix; a sum with deltas in it is multiplied out first."""
        for place, part in enumerate(factors):
            others = (*factors[:place], *factors[place + 1 :])
            if isinstance(part, Delta):
                return self._diagonal(part, others, row, column)
            if isinstance(part, Plus) and others and any(map(has_delta, part.terms)):
                return self.read(plus(*(times(*others, piece) for piece in part.terms)), row, column)
        return None

    def _diagonal(
        self, delta: Delta, others: Sequence[Term], row: Index | None, column: Index | None
    ) -> MatrixExpr:
        if row is None or column is None or {delta.left, delta.right} != {row, column}:
            raise _UnreadableError("a delta that is not between row and column")
        merged = substitute(times(*others), {column: row})
        if not involves(merged, row):
            return scale(Fraction(1), (self.read(merged, None, None),), Identity(row.size))
        at = (None, row) if self.context.vectors == "row" else (row, None)
        return diagonal(self.read(merged, *at))

    def _softmax(
        self, meaning: SoftmaxEntry, at: tuple[Subscript, ...], row: Index | None, column: Index | None
    ) -> MatrixExpr:
        given = dict(zip(meaning.indices, at, strict=True))
        argument = self.read(substitute(meaning.argument, given), row, column)
        along = given[meaning.along]
        if along not in (row, column) or row == column:
            raise _UnreadableError("a softmax along neither row nor column")
        return Softmax(argument, 0 if along == row else 1)

    def _total(self, node: Total, row: Index | None, column: Index | None) -> MatrixExpr:
        """A sum over one index: a product of what depends on it and the row, and on it and the column."""
        index = fresh_index(node.index.size)
        inside = outward(substitute(node.body, {node.index: index}))
        outside = [part for part in inside if not involves(part, index)]
        if outside:
            rest = [part for part in inside if involves(part, index)]
            core = Total(index, times(*rest)) if rest else size_number(index)
            return self._product((*outside, core), row, column)
        corner = next((p for p in inside if involves(p, row) and involves(p, column)), None)
        if corner is not None:
            return self._split(index, inside, corner, row, column)
        left = [part for part in inside if involves(part, row)]
        right = [part for part in inside if involves(part, column)]
        alone = [part for part in inside if part not in left and part not in right]
        return self._contract(index, left, alone, right, (row, column))

    def _contract(
        self,
        index: Index,
        left: list[Term],
        alone: list[Term],
        right: list[Term],
        at: tuple[Index | None, Index | None],
    ) -> MatrixExpr:
        """sum_m left[i, m] alone[m] right[m, j] as a chain of matrix products."""
        row, column = at
        if left and right:
            middle = [diagonal(self._vector(alone, index))] if alone else []
            return matmul(self._matrix(left, row, index), *middle, self._matrix(right, index, column))
        if left:
            return matmul(self._matrix(left, row, index), self._column(alone, index))
        if right:
            return matmul(self._row(alone, index), self._matrix(right, index, column))
        return self._inner(alone, index)

    def _inner(self, parts: list[Term], index: Index) -> MatrixExpr:
        """sum_m of the product of the parts: the side that is transposed is a name, or the vector of ones."""
        place = next((place for place, part in enumerate(parts) if isinstance(part, Entry)), 0)
        turned = parts[place : place + 1] if len(parts) > 1 else []
        rest = [*parts[:place], *parts[place + 1 :]] if turned else parts
        if self.context.vectors == "row":
            return matmul(self._row(rest, index), self._column(turned, index))
        return matmul(self._row(turned, index), self._column(rest, index))

    def _matrix(self, parts: Sequence[Term], row: Index | None, column: Index | None) -> MatrixExpr:
        return hadamard(*(self.read(part, row, column) for part in parts))

    def _column(self, parts: Sequence[Term], index: Index) -> MatrixExpr:
        return self.read(times(*parts), index, None)

    def _row(self, parts: Sequence[Term], index: Index) -> MatrixExpr:
        return self.read(times(*parts), None, index)

    def _vector(self, parts: Sequence[Term], index: Index) -> MatrixExpr:
        return self._row(parts, index) if self.context.vectors == "row" else self._column(parts, index)

    def _split(
        self,
        index: Index,
        inside: Sequence[Term],
        corner: Term,
        row: Index | None,
        column: Index | None,
    ) -> MatrixExpr:
        """A factor that has all three indices is read where it is a sum: each summand apart."""
        if not isinstance(corner, Plus):
            raise _UnreadableError("a factor with three indices")
        others = times(*(part for part in inside if part is not corner))
        pieces = plus(*(Total(index, times(others, part)) for part in corner.terms))
        return self.read(pieces, row, column)
