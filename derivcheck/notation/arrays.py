"""Arrays: a shape, and a SymPy scalar for every choice of subscripts.

Nothing is broadcast but a scalar with an array. Sums bind new indices each time they are written, so
nothing is captured. `==` and `<` make a Statement and have no truth value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from derivcheck.core.contexts import Relation
from derivcheck.core.errors import DerivcheckError, NotationError, Place, ShapeError
from derivcheck.notation.places import author_place
from derivcheck.notation.subscripts import subscript
from derivcheck.notation.symbols import (
    Axis,
    Scalar,
    ScalarSymbol,
    TensorBase,
    added,
    bound_index,
    divided,
    multiplied,
    placed_at,
    raised,
    size_of,
    subtracted,
    sum_over,
    sympy,
)
from derivcheck.notation.wording import ATOM, POWER, PRODUCT, SUM, Wording, joined, shapes_in, wording


class Array:
    """An expression of the author: `axes` are its sizes, `at(*indices)` its entries.

    `base` is the SymPy symbol where the array is a declared tensor or a named intermediate. An array
    without axes stands wherever SymPy expects an expression.
    """

    __hash__ = None  # type: ignore[assignment] - == makes a Statement, so there is no hash
    __iter__ = None
    _op_priority = 100.0

    def __init__(
        self, axes: tuple[Axis, ...], entries: Callable[..., Scalar], source: Wording, base: Any = None
    ) -> None:
        self.axes = axes
        self.base = base
        self.source = source.shortened()
        self._entries = entries
        self._known: dict[tuple[Any, ...], Scalar] = {}

    def at(self, *indices: Any) -> Scalar:
        """The SymPy scalar at the indices, one an axis. The indices must be new (see `bound_index`)."""
        if indices not in self._known:
            self._known[indices] = self._entries(*indices)
        return self._known[indices]

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @property
    def text(self) -> str:
        """What the author wrote."""
        return self.source.text

    @property
    def shape(self) -> str:
        """The sizes as text: "n x D", "scalar"."""
        return " x ".join(str(size_of(axis)) for axis in self.axes) or "scalar"

    def _sympy_(self) -> Scalar:
        if self.axes:
            what = f"an array of shape {self.shape} in a SymPy expression"
            remedy = "use the functions of derivcheck.notation.language, with the array on the left of =="
            raise NotationError(what, text=self.text, remedy=remedy, place=author_place())
        return self.at()

    def __repr__(self) -> str:
        return f"<{self.text}: {self.shape}>"

    def __bool__(self) -> NoReturn:
        raise NotationError("an array has no truth value", text=self.text, place=author_place())

    def __getitem__(self, subscripts: Any) -> Array:
        """The entry, or the slice where a subscript is `:`."""
        chosen: tuple[Any, ...] = subscripts if isinstance(subscripts, tuple) else (subscripts,)
        if len(chosen) != self.rank:
            raise ShapeError(
                f"{len(chosen)} subscripts for {self.rank} axes", text=bindings(self), place=author_place()
            )
        fixed = tuple(
            subscript(given, axis, bindings(self)) for given, axis in zip(chosen, self.axes, strict=True)
        )
        kept = tuple(axis for axis, at in zip(self.axes, fixed, strict=True) if at is None)
        text = ", ".join(":" if at is None else str(at) for at in fixed)
        return Array(
            kept, lambda *free: self._placed(fixed, free), Wording(f"{self.source.within(ATOM)}[{text}]")
        )

    def _placed(self, fixed: tuple[Any, ...], free: tuple[Any, ...]) -> Scalar:
        rest = iter(free)
        subscripts = tuple(next(rest) if at is None else at for at in fixed)
        if self.base is not None:
            return self.at(*subscripts)
        new = tuple(map(bound_index, self.axes))
        return placed_at(self.at(*new), new, subscripts)

    @property
    def T(self) -> Array:
        """The transposed matrix."""
        if self.rank != 2:
            raise ShapeError(
                f"only a matrix is transposed; this has shape {self.shape}",
                text=f"{self.source.within(ATOM)}.T\n{bindings(self)}",
                remedy="a vector is neither row nor column: write outer(a, b), dot(a, b) or A @ b",
                place=author_place(),
            )
        return Array(self.axes[::-1], lambda i, j: self.at(j, i), Wording(f"{self.source.within(ATOM)}.T"))

    def __neg__(self) -> Array:
        return Array(
            self.axes,
            lambda *at: multiplied(sympy.Integer(-1), self.at(*at)),
            Wording("-" + self.source.within(PRODUCT), SUM),
        )

    def __add__(self, other: object) -> Array:
        return _combined(self, "+", other, SUM, added)

    def __radd__(self, other: object) -> Array:
        return _combined(other, "+", self, SUM, added)

    def __sub__(self, other: object) -> Array:
        return _combined(self, "-", other, SUM, subtracted)

    def __rsub__(self, other: object) -> Array:
        return _combined(other, "-", self, SUM, subtracted)

    def __mul__(self, other: object) -> Array:
        return _combined(self, "*", other, PRODUCT, multiplied)

    def __rmul__(self, other: object) -> Array:
        return _combined(other, "*", self, PRODUCT, multiplied)

    def __truediv__(self, other: object) -> Array:
        return _combined(self, "/", other, PRODUCT, divided)

    def __rtruediv__(self, other: object) -> Array:
        return _combined(other, "/", self, PRODUCT, divided)

    def __pow__(self, other: object) -> Array:
        return _combined(self, "**", other, POWER, raised)

    def __rpow__(self, other: object) -> Array:
        return _combined(other, "**", self, POWER, raised)

    def __matmul__(self, other: object) -> Array:
        """Contraction of the last axis with the first axis of the other array."""
        return _contracted(self, as_array(other))

    def __rmatmul__(self, other: object) -> Array:
        return _contracted(as_array(other), self)

    def __eq__(self, other: object) -> Statement:  # type: ignore[override] - the author writes a == b
        return stated("=", self, other)

    def __ne__(self, other: object) -> Statement:  # type: ignore[override] - the author writes a != b
        return stated("!=", self, other)

    def __gt__(self, other: object) -> Statement:
        return stated(">", self, other)

    def __ge__(self, other: object) -> Statement:
        return stated(">=", self, other)

    def __lt__(self, other: object) -> Statement:
        return stated(">", other, self)

    def __le__(self, other: object) -> Statement:
        return stated(">=", other, self)


@dataclass(frozen=True, eq=False, slots=True)
class Statement:
    """A relation between two arrays of one shape, as the author stated it: an equation, or lambda > 0."""

    relation: Relation
    lhs: Array
    rhs: Array
    place: Place | None

    def __bool__(self) -> NoReturn:
        raise NotationError(
            "a statement has no truth value; it is something to check",
            text=self.text,
            remedy="hand it to Problem.claim or to given=[...]; write one relation at a time, not a < b < c",
            place=author_place(),
        )

    @property
    def text(self) -> str:
        """What the author wrote."""
        sign = "==" if self.relation == "=" else self.relation
        return f"{self.lhs.text} {sign} {self.rhs.text}"


def stated(relation: Relation, lhs: object, rhs: object) -> Statement:
    """The statement, where the shapes agree or one side is a number."""
    left, right = as_array(lhs), as_array(rhs)
    sign = "==" if relation == "=" else relation
    if _sizes(left) != _sizes(right) and not (_is_constant(left) or _is_constant(right)):
        raise mismatch(
            left, sign, right, "both sides must have one shape; a scalar side may only be a number"
        )
    return Statement(relation, left, right, author_place())


def as_array(value: object) -> Array:
    """The value as an array; a number or a SymPy scalar has no axes.

    Raises NotationError for a float, for a truth value and for anything else.
    """
    if isinstance(value, Array):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        value = sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, sympy.Expr) and not isinstance(value, sympy.Float):
        expression: Scalar = value
        return Array((), lambda: expression, wording(expression))
    if isinstance(value, float | complex | sympy.Float):
        remedy = "write an exact number such as Rational(1, 2); in Python 1/2 is a float"
    else:
        remedy = "use arrays, numbers and SymPy scalars"
    raise NotationError(
        "this cannot stand in a formula", text=str(value)[:80], remedy=remedy, place=author_place()
    )


def _combined(
    lhs: object, sign: str, rhs: object, level: int, make: Callable[[Scalar, Scalar], Scalar]
) -> Array:
    """Entry by entry; a scalar goes with every entry."""
    left, right = as_array(lhs), as_array(rhs)
    if left.rank and right.rank and _sizes(left) != _sizes(right):
        raise mismatch(left, sign, right, _REMEDY.get(sign, "give both operands one shape"))
    text = joined(left.source, sign, right.source, level)
    return Array(
        left.axes or right.axes,
        lambda *at: make(left.at(*at[: left.rank]), right.at(*at[: right.rank])),
        text,
    )


_REMEDY = {"*": "* works entry by entry; for a matrix product write A @ b, for column times row outer(a, b)"}


def _contracted(left: Array, right: Array) -> Array:
    if not (left.rank and right.rank) or size_of(left.axes[-1]) != size_of(right.axes[0]):
        remedy = "@ sums the last axis of the left with the first of the right: transpose one, or use *"
        raise mismatch(left, "@", right, remedy)

    def entries(*at: Any) -> Scalar:
        new = bound_index(left.axes[-1])
        here, there = at[: left.rank - 1], at[left.rank - 1 :]
        return sum_over(new, multiplied(left.at(*here, new), right.at(new, *there)))

    text = joined(left.source, "@", right.source, PRODUCT)
    return Array(left.axes[:-1] + right.axes[1:], entries, text)


def _sizes(array: Array) -> tuple[str | int, ...]:
    return tuple(map(size_of, array.axes))


def _is_constant(array: Array) -> bool:
    return not array.rank and not array.at().atoms(TensorBase, ScalarSymbol, sympy.Idx)


def bindings(*arrays: Array) -> str:
    """The names in the arrays with their shapes: "X: n x D, theta: K"."""
    return shapes_in(array.at(*map(bound_index, array.axes)) for array in arrays)


def mismatch(left: Array, sign: str, right: Array, remedy: str) -> DerivcheckError:
    """The error for two operands whose shapes do not go together."""
    level = SUM if sign in ("==", "!=", ">", ">=") else PRODUCT
    text = f"{joined(left.source, sign, right.source, level).text}\n{bindings(left, right)}"
    what = f"the shapes do not fit: {left.shape} {sign} {right.shape}"
    return ShapeError(what, text=text, remedy=remedy, place=author_place())
