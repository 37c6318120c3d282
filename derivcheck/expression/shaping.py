"""The shape of every part of a formula, given which names are scalars, vectors and matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn, TypeAlias

from derivcheck.core.errors import ShapeError
from derivcheck.core.indices import Size
from derivcheck.expression.conventions import Kind
from derivcheck.expression.declarations import Declarations, Declared, shapes_text
from derivcheck.expression.functions import (
    ALONG_AXIS,
    CONSTANTS,
    ELEMENTWISE,
    SOFTMAX_AXES,
    SOFTMAXES,
    SQUARE_TO_SCALAR,
    WHOLE_TO_SCALAR,
)
from derivcheck.expression.places import pointed
from derivcheck.expression.sizes import AxisClass, Conflict, Origin, Sizes, axes_of, kind_of
from derivcheck.expression.syntax import (
    Call,
    Negated,
    Numeral,
    Operation,
    Raised,
    Span,
    Symbol,
    Syntax,
    Transposed,
    constant,
)

Flexible: TypeAlias = tuple[AxisClass | None, AxisClass | None]
"""Rows and columns as classes of axes; None for an axis that is not there."""

SCALAR: Flexible = (None, None)
HIGHEST_POWER = 8
"""A matrix to a higher power is not written out."""


class Shaper:
    """Gives shapes from the leaves up; raises ShapeError where an operation has no meaning."""

    def __init__(
        self,
        source: str,
        declared: Declarations,
        kinds: Mapping[str, Kind],
        size_names: frozenset[str],
        places: Mapping[str, Span],
    ) -> None:
        self.sizes = Sizes()
        self.variables: dict[str, Flexible] = {}
        self.shapes: dict[Syntax, Flexible] = {}
        self.spreads = 0
        self._source = source
        self._kinds = kinds
        self._places = places
        self.size_names = size_names
        for name, shape in declared.shapes.items():
            self.variables[name] = self._declared(name, shape)
        for name in declared.symmetric:
            self._symmetric(name)

    def shape(self, node: Syntax) -> Flexible:
        """The shape of the node; those of its parts are kept in `shapes`."""
        found = self.shapes[node] = self._shape(node)
        return found

    def _shape(self, node: Syntax) -> Flexible:
        match node:
            case Numeral(_, _):
                return SCALAR
            case Symbol(_, name):
                return SCALAR if name in self.size_names | CONSTANTS else self._variable(name)
            case Negated(_, operand):
                return self.shape(operand)
            case Transposed(_, operand):
                rows, columns = self.shape(operand)
                if isinstance(operand, Symbol) and (rows, columns) == SCALAR:
                    self._refuse(f"{operand.name} is a scalar and is transposed", node.span)
                return columns, rows
            case Raised(_, _, _, _):
                return self._raised(node)
            case Operation(_, operator, left, right):
                return self._operation(operator, self.shape(left), self.shape(right), node)
            case Call(_, function, arguments) if function in ("eye", "ones"):
                return self._sized(function, arguments)
            case Call(_, function, arguments):
                return self._call(function, [self.shape(part) for part in arguments], node)
            case _:
                raise TypeError(f"{type(node).__name__} is not syntax")

    def _variable(self, name: str) -> Flexible:
        if name not in self.variables:
            new = self.sizes.new
            fresh: dict[Kind, Callable[[], Flexible]] = {
                Kind.SCALAR: lambda: SCALAR,
                Kind.VECTOR: lambda: (new(), None),
                Kind.MATRIX: lambda: (new(), new()),
            }
            self.variables[name] = fresh[self._kinds[name]]()
        return self.variables[name]

    def _declared(self, name: str, shape: Declared) -> Flexible:
        origin = Origin(self._places.get(name), f"as {name} is declared")
        axes = [self.sizes.given(size, origin) for size in shape]
        rows, columns = (*axes, None, None)[:2]
        return rows, columns

    def _symmetric(self, name: str) -> None:
        rows, columns = self._variable(name)
        if rows is None or columns is None:
            self._refuse(f"{name} is no matrix and is said to be symmetric", Span(0, len(self._source)))
        self._merge(rows, columns, Span(0, len(self._source)), f"{name} is symmetric")

    def _operation(self, operator: str, left: Flexible, right: Flexible, node: Operation) -> Flexible:
        if operator == "/":
            if right != SCALAR:
                self._refuse(
                    f"a division by {kind_of(right)}", node.right.span, "divide entry by entry with ./"
                )
            return left
        if SCALAR in (left, right):
            self._note_spread(node, left, right)
            return right if left == SCALAR else left
        if operator == "*":
            return self._product(left, right, node)
        return self._alike(left, right, node)

    def _note_spread(self, node: Operation, left: Flexible, right: Flexible) -> None:
        """A computed number added to every entry is legal, and often a name of the wrong kind."""
        scalar = node.left if left == SCALAR else node.right
        plain = constant(scalar) is not None or isinstance(scalar, Symbol)
        self.spreads += node.operator in "+-" and left != right and not plain

    def _product(self, left: Flexible, right: Flexible, node: Operation) -> Flexible:
        inner, outer = left[1], right[0]
        if (inner is None) != (outer is None):
            both_columns = left[1] is None and right[1] is None
            inside = "x'*y is the inner product, x*y' the outer, x.*y goes entry by entry"
            remedy = (
                inside if both_columns else "transpose one of the two, or multiply entry by entry with .*"
            )
            what = f"{self._part(node.left)} times {self._part(node.right)}"
            self._refuse(f"a matrix product of {what}", node.left.span, remedy, node.right.span)
        if inner is not None and outer is not None:
            self._merge(inner, outer, node.span, "a product joins columns on the left with rows on the right")
        return left[0], right[1]

    def _alike(self, left: Flexible, right: Flexible, node: Operation) -> Flexible:
        for here, there in zip(left, right, strict=True):
            if (here is None) != (there is None):
                self._refuse(
                    f"{node.operator} between {self._part(node.left)} and {self._part(node.right)}",
                    node.left.span,
                    "both sides need one shape: transpose one, or multiply a vector by ones(1,n)",
                    node.right.span,
                )
            if here is not None and there is not None:
                self._merge(here, there, node.span, f"{node.operator} goes entry by entry")
        return left

    def _raised(self, node: Raised) -> Flexible:
        shape = self.shape(node.base)
        exponent = constant(node.exponent)
        if exponent is None:
            transposed = isinstance(node.exponent, Symbol) and node.exponent.name == "T"
            remedy = (
                "the transpose is written with a quote: A'" if transposed else "write exp(b*log(a)) for a^b"
            )
            self._refuse("the exponent is no number", node.exponent.span, remedy)
        if node.entrywise or shape == SCALAR:
            return shape
        rows, columns = shape
        if rows is None or columns is None:
            self._refuse("a power of a vector", node.span, "powers entry by entry are written .^")
        if exponent != -1 and not (exponent.denominator == 1 and 1 <= exponent <= HIGHEST_POWER):
            self._refuse(
                f"a matrix to the power {exponent}", node.span, f"-1 and 1 to {HIGHEST_POWER}, or .^"
            )
        self._merge(rows, columns, node.span, "a power of a matrix needs it square")
        return shape

    def _sized(self, function: str, arguments: tuple[Syntax, ...]) -> Flexible:
        axes = [self._size(part) for part in arguments]
        rows, columns = (axes[0], axes[0]) if function == "eye" else (*axes, None)[:2]
        return rows, columns

    def _size(self, node: Syntax) -> AxisClass | None:
        """The axis of a size that is written out; none for the size 1."""
        origin = Origin(node.span, "as it is written")
        self.shapes[node] = SCALAR
        match node:
            case Symbol(_, name) if name in self.size_names:
                return self.sizes.given(name, origin)
            case Numeral(_, value) if value.denominator == 1 and value >= 1:
                return None if value == 1 else self.sizes.given(int(value), origin)
            case _:
                return self._refuse(
                    "this is no size", node.span, "a size is a name or a positive whole number"
                )

    def _call(self, function: str, given: list[Flexible], node: Call) -> Flexible:
        first = given[0]
        if function in ELEMENTWISE:
            return first
        if len(given) > 1 and function in ALONG_AXIS:
            return self._along_axis(function, first, node)
        if first == SCALAR and function != "trace":
            self._refuse(f"{function} of a scalar", node.span)
        if function in SOFTMAXES and None not in first:
            self._refuse(f"{function} of a matrix", node.span, "write softmax_rows or softmax_columns")
        if function in WHOLE_TO_SCALAR:
            return SCALAR
        if function in SOFTMAXES:
            return first
        if function in ("dot", "outer"):
            return self._pair(function, first, given[1], node)
        if function == "diag" and None in first:
            axis = first[0] if first[0] is not None else first[1]
            return axis, axis
        if function == "trace" and first == SCALAR:
            return SCALAR
        return self._of_matrix(function, first, node)

    def _along_axis(self, function: str, shape: Flexible, node: Call) -> Flexible:
        axis = constant(node.arguments[1])
        if None in shape or axis not in (1, 2):
            remedy = f"of a matrix A: {function}(A,1) goes down its columns, {function}(A,2) along its rows"
            self._refuse(f"{function} along this axis of {kind_of(shape)}", node.span, remedy)
        return (None, shape[1]) if axis == 1 else (shape[0], None)

    def _pair(self, function: str, left: Flexible, right: Flexible, node: Call) -> Flexible:
        one, other = (axes_of(shape) for shape in (left, right))
        if function == "outer":
            if len(one) != 1 or len(other) != 1:
                self._refuse("outer takes two vectors", node.span)
            return one[0], other[0]
        if len(one) != len(other):
            self._refuse(f"dot of {kind_of(left)} and {kind_of(right)}", node.span)
        for here, there in zip(one, other, strict=True):
            self._merge(here, there, node.span, "dot takes two arrays of one shape")
        return SCALAR

    def _of_matrix(self, function: str, shape: Flexible, node: Call) -> Flexible:
        rows, columns = shape
        if rows is None or columns is None:
            self._refuse(f"{function} of {kind_of(shape)}", node.span, "it takes a matrix")
        if function in SOFTMAX_AXES:
            return shape
        self._merge(rows, columns, node.span, f"{function} takes a square matrix")
        if function in SQUARE_TO_SCALAR:
            return SCALAR
        return (rows, None) if function == "diag" else shape

    def _merge(self, one: AxisClass, other: AxisClass, span: Span, why: str) -> None:
        try:
            self.sizes.merge(one, other)
        except Conflict as conflict:
            (here, first), (there, second) = conflict.first, conflict.second
            both = f"{here} ({first.words}) and {there} ({second.words})"
            places = [origin.span for origin in (first, second) if origin.span is not None]
            first_place, *more = places or [span]
            self._refuse(f"{both} must be one size: {why}", first_place, "", *more)

    def _part(self, node: Syntax) -> str:
        words = self._source[node.span.start : node.span.end]
        return f"{words} ({kind_of(self.shapes[node])})" if len(words) <= 40 else kind_of(self.shapes[node])

    def _refuse(self, what: str, span: Span, remedy: str = "", *more: Span) -> NoReturn:
        so_far = shapes_text(self.resolved_variables())
        known = f"{what}; so far {so_far}" if so_far else what
        other = 'give shapes with --where "NAME: n x d", "NAME: n" or "NAME: scalar"'
        raise ShapeError(known, text=pointed(self._source, span, *more), remedy=remedy or other)

    def resolved_variables(self) -> dict[str, Declared]:
        """The variables that were met, with sizes as they are known now."""
        named = self.names()
        return {
            name: tuple(named[axis] for axis in shape if axis is not None)
            for name, shape in self.variables.items()
        }

    def names(self) -> dict[AxisClass, Size]:
        """A name for every axis that was met, those of variables first."""
        belonging = [(n, axis) for n, shape in self.variables.items() for axis in axes_of(shape)]
        belonging += [("", axis) for shape in self.shapes.values() for axis in axes_of(shape)]
        return self.sizes.named(belonging, (*self._kinds, *self.size_names))
