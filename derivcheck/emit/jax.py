"""A program as a function of JAX arrays, composed of jax.numpy operations."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from derivcheck.core.indices import Size
from derivcheck.emit.lowering import lower
from derivcheck.emit.plans import (
    Along,
    Binary,
    Broadcast,
    Einsum,
    Expand,
    Eye,
    Input,
    Map,
    Matrix,
    Named,
    OneHot,
    Operation,
    Plan,
    Raise,
    Rational,
    Reduce,
    Ref,
    SizeOf,
    Take,
    Transpose,
)
from derivcheck.emit.programs import Program
from derivcheck.emit.shapes import bound_sizes

Arrays: TypeAlias = Mapping[str, ArrayLike]
Emitted: TypeAlias = Callable[[Arrays], dict[str, jax.Array]]

Value: TypeAlias = jax.Array | int | float
"""An array, or a number that Python computes: a size, a constant."""


def compile_program(program: Program) -> Emitted:
    """The program as a function of arrays by tensor name, to jit, vmap or differentiate.

    It gives the outputs by name. The dtype follows the inputs; at a kink step(0) = 0. Calling it raises
    ShapeError or UnknownSymbolError as `bound_sizes` does.
    """
    plan = lower(program)

    def emitted(arrays: Arrays) -> dict[str, jax.Array]:
        given = {name: jnp.asarray(array) for name, array in arrays.items()}
        sizes = bound_sizes(program.context, {name: array.shape for name, array in given.items()})
        run = _Run(plan, given, sizes)
        return {name: run.array(place) for name, place in plan.outputs.items()}

    return emitted


class _Run:
    """The values of a plan at given arrays, in the order of its operations."""

    def __init__(self, plan: Plan, arrays: Mapping[str, jax.Array], sizes: Mapping[str, int]) -> None:
        self.arrays = arrays
        self.sizes = sizes
        self.dtype = jnp.result_type(float, *arrays.values())
        self.values: list[Value] = []
        for operation in plan.operations:
            self.values.append(self._value(operation))

    def array(self, place: Ref) -> jax.Array:
        """The value as an array, a number in the dtype of the inputs."""
        value = self.values[place]
        return value if isinstance(value, jax.Array) else jnp.asarray(value, self.dtype)

    def _value(self, operation: Operation) -> Value:
        match operation:
            case Input(name):
                return self.arrays[name]
            case Rational(value):
                return number(value)
            case Named(name):
                return NAMED[name]
            case SizeOf(size):
                return self.sizes[size]
            case Binary(symbol, left, right):
                return OPERATORS[symbol](self.values[left], self.values[right])
            case Map("neg", of):
                return -self.values[of]
            case Raise(of, exponent) if exponent.denominator == 1 and exponent > 0:
                return self.values[of] ** exponent.numerator
            case Broadcast(of, shape):
                return jnp.broadcast_to(self.array(of), tuple(map(self._length, shape)))
            case _:
                return self._array(operation)

    def _array(self, operation: Operation) -> jax.Array:
        match operation:
            case Eye(size):
                return jnp.eye(self._length(size), dtype=self.dtype)
            case OneHot(size, component):
                return jnp.eye(self._length(size), dtype=self.dtype)[component - 1]
            case Map(function, of):
                return FUNCTIONS[function](self.array(of))
            case Raise(of, exponent):
                return raised(self.array(of), exponent)
            case Matrix(function, of):
                return FUNCTIONS[function](self.array(of))
            case Reduce(function, of, axes):
                return FUNCTIONS_OF_AXES[function](self.array(of), axes)
            case Along(function, of, axes):
                return FUNCTIONS_OF_AXES[function](self.array(of), axes)
            case Einsum(specification, of):
                return jnp.einsum(specification, *map(self.array, of))
            case Transpose(of, order):
                return jnp.transpose(self.array(of), order)
            case Expand(of, kept):
                return self.array(of)[tuple(slice(None) if axis else None for axis in kept)]
            case Take(of, components):
                return self.array(of)[tuple(slice(None) if c is None else c - 1 for c in components)]
            case _:
                raise TypeError(f"no array operation: {operation}")

    def _length(self, size: Size) -> int:
        return size if isinstance(size, int) else self.sizes[size]


def number(value: Fraction) -> int | float:
    """The rational number as a Python number: an integer where it is one."""
    return value.numerator if value.denominator == 1 and abs(value) < 2**31 else float(value)


def raised(array: jax.Array, exponent: Fraction) -> jax.Array:
    """The array to a power that is negative or no whole number."""
    if exponent.denominator == 2:
        root = jnp.sqrt(array)
        return root if exponent == Fraction(1, 2) else root**exponent.numerator
    return array ** number(exponent)


def _divided(left: Any, right: Any) -> Any:
    """left / right, infinite or nan where Python would raise."""
    return jnp.divide(left, right) if isinstance(right, int | float) and right == 0 else left / right


NAMED = {"pi": math.pi}
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
    "**": operator.pow,
    "@": jnp.matmul,
    "outer": jnp.outer,
}
FUNCTIONS: dict[str, Callable[[jax.Array], jax.Array]] = {
    "exp": jnp.exp,
    "log": jnp.log,
    "sigmoid": jax.nn.sigmoid,
    "log_sigmoid": jax.nn.log_sigmoid,
    "tanh": jnp.tanh,
    "softplus": jax.nn.softplus,
    "silu": jax.nn.silu,
    "gelu": partial(jax.nn.gelu, approximate=False),
    "erf": jax.scipy.special.erf,
    "relu": jax.nn.relu,
    "sign": jnp.sign,
    "abs": jnp.abs,
    "step": lambda u: jnp.heaviside(u, 0),
    "inv": jnp.linalg.inv,
    "det": jnp.linalg.det,
}
FUNCTIONS_OF_AXES: dict[str, Callable[[jax.Array, tuple[int, ...]], jax.Array]] = {
    "sum": jnp.sum,
    "prod": jnp.prod,
    "logsumexp": jax.nn.logsumexp,
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
}
