"""How each operation of JAX passes on rounding errors, and what it adds to them.

Bounds are passed on by the mean value theorem. An operation adds its own rounding: u |result| with
u = 2^-53 for + - * and the square root, 2u for a division, which XLA may turn into a product with the
reciprocal, 16u for the elementary functions (XLA promises nothing; the largest error measured against
200-bit values is 7u; for log1p of a negative number 512u, measured 240u; for erfc 1024u, measured 512u),
and gamma_n = n u / (1 - n u) of the sum of absolute values for a sum of n terms, in any order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp

U = 2.0**-53
FUNCTION = 16 * U
LOG1P_BELOW_0 = 512 * U
ERFC = 1024 * U


@dataclass(frozen=True)
class Computed:
    """One operation: what it computed, from what, and the bounds of that."""

    operation: Callable[..., jax.Array]
    parameters: Mapping[str, Any]
    operands: Sequence[jax.Array]
    bounds: Sequence[jax.Array]
    result: jax.Array

    def again(self, *operands: jax.Array) -> jax.Array:
        """The same operation of other operands."""
        return self.operation(*operands, **self.parameters)


Rule: TypeAlias = Callable[[Computed], jax.Array]
"""The bound of what was computed."""


def is_real(dtype: Any) -> bool:
    return jnp.issubdtype(dtype, jnp.floating)


def gamma(terms: int) -> float:
    """gamma_n = n u / (1 - n u)."""
    return terms * U / (1 - terms * U)


def _moved(c: Computed) -> jax.Array:
    """Entries are moved and not computed: the bounds move along."""
    pairs = zip(c.operands, c.bounds, strict=True)
    return c.again(*(bound if is_real(value.dtype) else value for value, bound in pairs))


def _exactly(c: Computed) -> jax.Array:
    return jnp.zeros(jnp.shape(c.result))


def _same(c: Computed) -> jax.Array:
    return c.bounds[0]


def _sum(c: Computed) -> jax.Array:
    return c.bounds[0] + c.bounds[1] + U * abs(c.result)


def _product(c: Computed) -> jax.Array:
    (a, b), (ea, eb) = c.operands, c.bounds
    return abs(a) * eb + ea * abs(b) + ea * eb + U * abs(c.result)


def _quotient(c: Computed) -> jax.Array:
    (_, b), (ea, eb) = c.operands, c.bounds
    return (ea + abs(c.result) * eb) / _distance(abs(b), eb) + 2 * U * abs(c.result)


def _larger(c: Computed) -> jax.Array:
    """|max(a, b) - max(a', b')| <= max(|a - a'|, |b - b'|), and the same of min."""
    return jnp.maximum(c.bounds[0], c.bounds[1])


def _reduced_sum(c: Computed) -> jax.Array:
    (a,), (e,) = c.operands, c.bounds
    terms = a.size // max(c.result.size, 1)
    return c.again(e) + gamma(terms) * c.again(abs(a) + e)


def _dot(c: Computed) -> jax.Array:
    (a, b), (ea, eb) = c.operands, c.bounds
    terms = math.prod(a.shape[axis] for axis in c.parameters["dimension_numbers"][0][0])
    moved = c.again(abs(a), eb) + c.again(ea, abs(b) + eb)
    return moved + gamma(terms) * c.again(abs(a) + ea, abs(b) + eb)


def _scattered_sum(c: Computed) -> jax.Array:
    return _moved(c) + gamma(c.operands[2].size) * c.again(
        abs(c.operands[0]), c.operands[1], abs(c.operands[2])
    )


def _exponential(c: Computed) -> jax.Array:
    return abs(c.result) * (jnp.expm1(c.bounds[0]) + FUNCTION)


def _exponential_minus_1(c: Computed) -> jax.Array:
    return (c.result + 1) * jnp.expm1(c.bounds[0]) + FUNCTION * abs(c.result)


def _logarithm(c: Computed) -> jax.Array:
    (a,), (e,) = c.operands, c.bounds
    return e / _distance(a, e) + FUNCTION * abs(c.result)


def _logarithm_of_1_plus(c: Computed) -> jax.Array:
    (a,), (e,) = c.operands, c.bounds
    return e / _distance(1 + a, e) + jnp.where(a < 0, LOG1P_BELOW_0, FUNCTION) * abs(c.result)


def _logistic(c: Computed) -> jax.Array:
    """sigma(a + d) / sigma(a) - 1 = (exp(d) - 1) / (1 + exp(a + d)) <= (exp(d) - 1) (1 - sigma(a))."""
    return c.result * ((1 - c.result + U) * jnp.expm1(c.bounds[0]) + FUNCTION)


def _hyperbolic_tangent(c: Computed) -> jax.Array:
    """sech(a + d)^2 <= sech(a)^2 exp(2 d)."""
    (e,) = c.bounds
    return e * jnp.exp(2 * e) * (1 - c.result**2 + 2 * U) + FUNCTION * abs(c.result)


def _error_function(c: Computed) -> jax.Array:
    """The slope of erf and of -erfc is 2 / sqrt(pi) exp(-x^2)."""
    (a,), (e,) = c.operands, c.bounds
    slope = 2 / math.sqrt(math.pi) * jnp.exp(-(_distance(abs(a), e) ** 2))
    return e * slope + FUNCTION * abs(c.result)


def _complementary_error_function(c: Computed) -> jax.Array:
    return _error_function(c) + (ERFC - FUNCTION) * abs(c.result)


def _reduced_product(c: Computed) -> jax.Array:
    (a,), (e,) = c.operands, c.bounds
    terms = a.size // max(c.result.size, 1)
    largest = c.again(abs(a) + e)
    return largest - c.again(abs(a)) + 3 * gamma(terms + 1) * largest


def _integer_power(c: Computed) -> jax.Array:
    return _power(c.operands[0], c.bounds[0], c.parameters["y"]) + abs(c.parameters["y"]) * U * abs(c.result)


def _square(c: Computed) -> jax.Array:
    return _power(c.operands[0], c.bounds[0], 2) + U * abs(c.result)


def _square_root(c: Computed) -> jax.Array:
    return _power(c.operands[0], c.bounds[0], 0.5) + U * abs(c.result)


def _reciprocal_square_root(c: Computed) -> jax.Array:
    return _power(c.operands[0], c.bounds[0], -0.5) + FUNCTION * abs(c.result)


def _real_power(c: Computed) -> jax.Array:
    """For an exact exponent; one that is not has no bound."""
    (a, exponent), (e, inexact) = c.operands, c.bounds
    bound = _power(a, e, exponent) + FUNCTION * abs(c.result)
    return jnp.where(inexact == 0, bound, jnp.inf)


def _power(a: jax.Array, e: jax.Array, exponent: Any) -> jax.Array:
    """e times the largest |derivative| of a^exponent within e of a."""
    worst = jnp.where(exponent >= 1, abs(a) + e, _distance(abs(a), e))
    return jnp.where(e == 0, 0.0, e * abs(exponent) * worst ** (exponent - 1))


def _distance(a: jax.Array, e: jax.Array) -> jax.Array:
    """How far from 0 the exact value is at least; where it may be 0, the bound becomes infinite."""
    return jnp.where(e == 0, a, jnp.maximum(a - e, 0.0))


MOVING = (
    "broadcast_in_dim reshape squeeze expand_dims transpose slice dynamic_slice gather concatenate rev pad "
    "copy copy_p stack select_n stop_gradient reduce_max"
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(MOVING.split(), _moved),
    **dict.fromkeys(("add", "sub", "add_any"), _sum),
    **dict.fromkeys(("neg", "abs", "convert_element_type"), _same),
    **dict.fromkeys(("sign", "iota"), _exactly),
    **dict.fromkeys(("max", "min"), _larger),
    "mul": _product,
    "div": _quotient,
    "reduce_sum": _reduced_sum,
    "dot_general": _dot,
    "scatter-add": _scattered_sum,
    "exp": _exponential,
    "expm1": _exponential_minus_1,
    "log": _logarithm,
    "log1p": _logarithm_of_1_plus,
    "logistic": _logistic,
    "tanh": _hyperbolic_tangent,
    "erf": _error_function,
    "erfc": _complementary_error_function,
    "reduce_prod": _reduced_product,
    "integer_pow": _integer_power,
    "square": _square,
    "sqrt": _square_root,
    "rsqrt": _reciprocal_square_root,
    "pow": _real_power,
}
