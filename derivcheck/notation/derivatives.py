"""Second derivatives, derivatives along a direction, and differentials."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from derivcheck.core.errors import NotationError, ShapeError
from derivcheck.notation.arrays import Array, as_array, bindings, mismatch
from derivcheck.notation.elementwise import call
from derivcheck.notation.operations import gradient, jacobian
from derivcheck.notation.places import author_place
from derivcheck.notation.symbols import Scalar, bound_index, multiplied, size_of, sum_over


def hessian(objective: object, variable: Array) -> Array:
    """The second derivatives of a scalar: the axes of the variable, twice."""
    second = jacobian(gradient(objective, variable), variable)
    return Array(second.axes, second.at, call("hessian", as_array(objective), variable))


def directional(function: object, variable: Array, direction: Array) -> Array:
    """The derivative along a direction that has the shape of the variable: sum_j df/dx_j v_j."""
    f, x, v = as_array(function), as_array(variable), as_array(direction)
    if [*map(size_of, x.axes)] != [*map(size_of, v.axes)]:
        raise mismatch(x, "along", v, "a direction has the shape of the variable")
    slopes = jacobian(f, x)

    def entries(*at: Any) -> Scalar:
        new = tuple(map(bound_index, x.axes))
        body = multiplied(slopes.at(*at, *new), v.at(*new))
        return reduce(lambda inner, index: sum_over(index, inner), reversed(new), body)

    return Array(f.axes, entries, call("directional", f, x, v))


def differential(function: object, *changes: tuple[Array, Array]) -> Array:
    """df for pairs (variable, its change): the sum of the derivatives along the changes.

    differential(J, (X, dX), (Y, dY)); dJ = tr(A' dX) says that A is the gradient.
    """
    if not changes:
        what, text = "a differential needs at least one pair (variable, change)", as_array(function).text
        raise NotationError(what, text=text, place=author_place())
    made = reduce(add, (directional(function, variable, change) for variable, change in changes))
    return Array(made.axes, made.at, call("differential", as_array(function)))


def laplacian(objective: object, variable: Array) -> Array:
    """The trace of the Hessian by a vector."""
    second = hessian(objective, variable)
    if second.rank != 2:
        what = f"laplacian takes a vector; this has shape {variable.shape}"
        raise ShapeError(what, text=bindings(as_array(variable)), place=author_place())

    def entries() -> Scalar:
        new = bound_index(second.axes[0])
        return sum_over(new, second.at(new, new))

    return Array((), entries, call("laplacian", as_array(objective), variable))
