"""Sums, products and derivatives of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derivcheck.core.errors import NotationError, ShapeError
from derivcheck.notation.arrays import Array, Statement, as_array, bindings, mismatch, stated
from derivcheck.notation.elementwise import call, exp, log
from derivcheck.notation.places import author_place
from derivcheck.notation.symbols import (
    Axis,
    Partial,
    Scalar,
    ScalarSymbol,
    axis_of,
    bound_index,
    divided,
    kronecker,
    multiplied,
    placed_at,
    product_over,
    raised,
    range_of,
    simple,
    size_of,
    sum_over,
    sympy,
)
from derivcheck.notation.wording import Wording


def softmax(x: Array, axis: int = -1) -> Array:
    """exp(x) over its sum along one axis."""
    return _along("softmax", x, axis, divided)


def log_softmax(x: Array, axis: int = -1) -> Array:
    """The logarithm of softmax."""
    return _along("log_softmax", x, axis, lambda here, total: sympy.log(divided(here, total), evaluate=False))


def _along(name: str, value: object, axis: int, make: Callable[[Scalar, Scalar], Scalar]) -> Array:
    x = as_array(value)
    place = axis_place(x, axis)

    def entries(*at: Any) -> Scalar:
        new = bound_index(x.axes[place])
        everywhere = sympy.exp(x.at(*at[:place], new, *at[place + 1 :]), evaluate=False)
        return make(sympy.exp(x.at(*at), evaluate=False), sum_over(new, everywhere))

    return Array(x.axes, entries, call(name, x))


def axis_place(array: Array, axis: Any) -> int:
    """The place of an axis that may be counted from the end."""
    if isinstance(axis, bool) or not isinstance(axis, int):
        remedy = 'write the number of the axis, from 0, or an index such as index("i", n)'
        raise NotationError("this is not an axis", text=str(axis)[:80], remedy=remedy, place=author_place())
    if not -array.rank <= axis < array.rank:
        what = f"there is no axis {axis} in {array.text}, which has shape {array.shape}"
        raise ShapeError(what, text=bindings(array), place=author_place())
    return axis % array.rank


def logsumexp(x: Array, axis: Any = None) -> Array:
    """log of the sum of exp(x) over one axis, or over every axis."""
    made = log(total(exp(x), axis))
    return Array(made.axes, made.at, call("logsumexp", as_array(x)))


def total(value: object, axis: Any = None) -> Array:
    """The sum over one axis (counted from 0), over an index of the author, or over every axis."""
    return _gathered("total", sum_over, value, axis)


def product(value: object, axis: Any = None) -> Array:
    """The product over one axis (counted from 0), over an index of the author, or over every axis."""
    return _gathered("product", product_over, value, axis)


def _gathered(name: str, binder: Callable[[Any, Scalar], Scalar], value: object, axis: Any) -> Array:
    array = as_array(value)
    if isinstance(axis, sympy.Idx):
        return _gathered_over(name, binder, array, axis)
    bound = range(array.rank) if axis is None else (axis_place(array, axis),)
    kept = tuple(axis for place, axis in enumerate(array.axes) if place not in bound)

    def entries(*at: Any) -> Scalar:
        rest = iter(at)
        every = [bound_index(size) if i in bound else next(rest) for i, size in enumerate(array.axes)]
        body = array.at(*every)
        for place in reversed(bound):
            body = binder(every[place], body)
        return body

    return Array(kept, entries, Wording(f"{name}({array.text}{'' if axis is None else f', {axis}'})"))


def _gathered_over(name: str, binder: Callable[[Any, Scalar], Scalar], array: Array, index: Any) -> Array:
    if range_of(index) is None:
        what = f"the index {index.name} has no range that starts at 1"
        raise NotationError(what, remedy=f'write index("{index.name}", K)', place=author_place())

    def entries(*at: Any) -> Scalar:
        new = tuple(map(bound_index, array.axes))
        return placed_at(binder(index, array.at(*new)), new, at)

    return Array(array.axes, entries, Wording(f"{name}({array.text}, {index.name})"))


def mean(value: object, axis: int | None = None) -> Array:
    """The sum over one axis, or over every axis, divided by the number of its terms."""
    array = as_array(value)
    count = sympy.Integer(1)
    for size in simple(array.axes if axis is None else (array.axes[axis_place(array, axis)],)):
        count = multiplied(count, size) if count != 1 else size
    summed = total(array, axis)
    text = Wording(summed.text.replace("total", "mean", 1))
    return Array(summed.axes, lambda *at: multiplied(raised(count, sympy.Integer(-1)), summed.at(*at)), text)


def components(value: object, *indices: Any) -> Array:
    """The array with the given entries: components(y[i]*x[j], i, j) has the axes of i and j."""
    entry = as_array(value)
    axes = tuple(map(range_of, indices))
    if entry.rank or None in axes or not axes:
        raise NotationError(
            "components takes one scalar and indices with ranges",
            text=entry.text,
            remedy='write components(y[i]*x[j], i, j) with i = index("i", n)',
            place=author_place(),
        )
    names = ", ".join(index.name for index in indices)
    return Array(
        axes, lambda *at: placed_at(entry.at(), indices, at), Wording(f"components({entry.text}, {names})")
    )


def dot(a: Array, b: Array) -> Array:
    """The sum of the products of the entries of two arrays of one shape."""
    product = total(as_array(a) * b)
    return Array((), product.at, call("dot", as_array(a), as_array(b)))


def outer(a: Array, b: Array) -> Array:
    """Every entry of the first times every entry of the second; the axes of the first come first."""
    left, right = as_array(a), as_array(b)
    if not (left.rank and right.rank):
        raise mismatch(left, "outer", right, "outer takes arrays; a scalar multiplies with *")
    return Array(
        left.axes + right.axes,
        lambda *at: multiplied(left.at(*at[: left.rank]), right.at(*at[left.rank :])),
        call("outer", left, right),
    )


def diag(x: Array) -> Array:
    """The square matrix with the vector on its diagonal, or the diagonal of a square matrix."""
    if x.rank == 1:
        return Array(
            (x.axes[0], x.axes[0]), lambda i, j: multiplied(kronecker(i, j), x.at(i)), call("diag", x)
        )
    _check_square("diag", x, "a vector or a square matrix")
    return Array(x.axes[:1], lambda i: x.at(i, i), call("diag", x))


def trace(a: Array) -> Array:
    """The sum of the diagonal of a square matrix."""
    _check_square("trace", as_array(a), "a square matrix")
    return Array((), total(diag(a)).at, call("trace", a))


def _check_square(name: str, x: Array, wanted: str) -> None:
    if x.rank != 2 or size_of(x.axes[0]) != size_of(x.axes[1]):
        what = f"{name} takes {wanted}; this has shape {x.shape}"
        raise ShapeError(what, text=bindings(x), place=author_place())


def spread(value: object, size: object, axis: int) -> Array:
    """The array repeated along a new axis of the size: spread(b, n, 0) has n rows b."""
    array, new = as_array(value), axis_of(size)
    if isinstance(axis, bool) or not 0 <= axis <= array.rank:
        what = f"there is no place {axis} for a new axis of {array.text}, which has shape {array.shape}"
        raise ShapeError(what, remedy="count the places from 0", text=bindings(array), place=author_place())
    axes = (*array.axes[:axis], new, *array.axes[axis:])
    text = Wording(f"spread({array.text}, {new}, {axis})")
    return Array(axes, lambda *at: array.at(*at[:axis], *at[axis + 1 :]), text)


def ones(*sizes: object) -> Array:
    """The array whose entries are all 1."""
    axes: tuple[Axis, ...] = tuple(map(axis_of, sizes))
    return Array(axes, lambda *_: sympy.Integer(1), Wording(f"ones({', '.join(map(str, axes))})"))


def identity(size: object) -> Array:
    """The identity matrix."""
    axis = size if isinstance(size, sympy.Tuple) else axis_of(size)
    return Array((axis, axis), kronecker, Wording(f"identity({axis})"))


def delta(i: Any, j: Any) -> Array:
    """1 where both indices are equal, else 0."""
    return as_array(sympy.KroneckerDelta(i, j))


def gradient(objective: object, variable: Array) -> Array:
    """The derivatives of a scalar by every entry of a tensor or named intermediate, in the shape of that."""
    scalar = as_array(objective)
    if scalar.rank:
        raise ShapeError(
            f"gradient takes a scalar; {scalar.text} has shape {scalar.shape}",
            text=bindings(scalar),
            remedy="write jacobian(f, x)",
            place=author_place(),
        )
    return _derivatives("gradient", scalar, variable)


def jacobian(function: Array, variable: Array) -> Array:
    """The derivatives of every entry by every entry: the axes of the function, then those of the variable."""
    return _derivatives("jacobian", as_array(function), variable)


def partial(value: object, entry: Array) -> Array:
    """The derivative of a scalar by one entry: partial(J, z[j])."""
    scalar, variable = as_array(value), as_array(entry)
    by = variable.at() if not variable.rank else None
    if scalar.rank or not isinstance(by, sympy.Indexed | ScalarSymbol):
        raise _no_variable("partial", scalar, variable, "partial(J, z[j])")
    return Array((), lambda: Partial(scalar.at(), by), call("partial", scalar, variable))


def _derivatives(name: str, function: Array, variable: object) -> Array:
    by = as_array(variable)
    if not isinstance(by.at(*map(bound_index, by.axes)), sympy.Indexed | ScalarSymbol):
        raise _no_variable(name, function, by, f"{name}({function.text}, x) with x declared or named")
    rank = function.rank
    return Array(
        function.axes + by.axes,
        lambda *at: Partial(function.at(*at[:rank]), by.at(*at[rank:])),
        call(name, function, by),
    )


def _no_variable(name: str, function: Array, variable: Array, remedy: str) -> NotationError:
    return NotationError(
        f"{variable.text} is not a variable to differentiate by",
        text=f"{name}({function.text}, {variable.text})",
        remedy=f"write {remedy}; give an expression a name with Problem.let",
        place=author_place(),
    )


def equation(lhs: object, rhs: object) -> Statement:
    """lhs = rhs, where `==` between SymPy scalars would compare them at once."""
    return stated("=", lhs, rhs)
