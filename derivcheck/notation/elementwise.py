"""Functions that act on every entry of an array."""

from __future__ import annotations

from typing import Any

from derivcheck.notation import symbols
from derivcheck.notation.arrays import Array, as_array
from derivcheck.notation.symbols import raised, sympy
from derivcheck.notation.wording import Wording


def call(name: str, *arrays: Array) -> Wording:
    """The text of a function of arrays."""
    return Wording(f"{name}({', '.join(array.text for array in arrays)})")


def _elementwise(function: Any, name: str, value: object) -> Array:
    array = as_array(value)
    return Array(array.axes, lambda *at: function(array.at(*at), evaluate=False), call(name, array))


def _worded(made: Array, name: str, *arrays: Array) -> Array:
    return Array(made.axes, made.at, call(name, *arrays))


def exp(value: object) -> Array:
    """The exponential of every entry."""
    return _elementwise(sympy.exp, "exp", value)


def log(value: object) -> Array:
    """The natural logarithm of every entry."""
    return _elementwise(sympy.log, "log", value)


def tanh(value: object) -> Array:
    """The hyperbolic tangent of every entry."""
    return _elementwise(sympy.tanh, "tanh", value)


def sigmoid(value: object) -> Array:
    """1/(1 + exp(-u)) of every entry."""
    return _elementwise(symbols.sigmoid, "sigmoid", value)


def softplus(value: object) -> Array:
    """log(1 + exp(u)) of every entry."""
    return _elementwise(symbols.softplus, "softplus", value)


def erf(value: object) -> Array:
    """The error function of every entry."""
    return _elementwise(symbols.erf, "erf", value)


def gelu(value: object) -> Array:
    """u Phi(u) of every entry, Phi the distribution function of the standard normal; not its tanh form."""
    return _elementwise(symbols.gelu, "gelu", value)


def silu(value: object) -> Array:
    """u sigmoid(u) of every entry."""
    return _elementwise(symbols.silu, "silu", value)


def relu(value: object) -> Array:
    """The positive part of every entry."""
    return _elementwise(symbols.relu, "relu", value)


def leaky_relu(value: object, slope: object) -> Array:
    """u where u > 0, else slope * u."""
    array, below = as_array(value), as_array(slope)
    return _worded(relu(array) - below * relu(-array), "leaky_relu", array, below)


def maximum(left: object, right: object) -> Array:
    """The larger of two entries: v + relu(u - v)."""
    u, v = as_array(left), as_array(right)
    return _worded(v + relu(u - v), "maximum", u, v)


def minimum(left: object, right: object) -> Array:
    """The smaller of two entries: v - relu(v - u)."""
    u, v = as_array(left), as_array(right)
    return _worded(v - relu(v - u), "minimum", u, v)


def absolute(value: object) -> Array:
    """The absolute value of every entry."""
    return _elementwise(sympy.Abs, "absolute", value)


def sign(value: object) -> Array:
    """1 where an entry is positive, -1 where it is negative."""
    return _elementwise(symbols.sign, "sign", value)


def step(value: object) -> Array:
    """1 where an entry is positive, 0 where it is negative: the derivative of relu."""
    return _elementwise(symbols.step, "step", value)


def sqrt(value: object) -> Array:
    """The square root of every entry."""
    array = as_array(value)
    half = sympy.Rational(1, 2)
    return Array(array.axes, lambda *at: raised(array.at(*at), half), call("sqrt", array))
