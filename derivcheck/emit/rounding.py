"""How far float64 may lie from the exact value: running error analysis of a JAX function.

Every array x of a computation carries a bound e >= |computed - exact|, elementwise, which every operation
passes on and adds to (`derivcheck.emit.rounding_rules`). So a bound is the number of operations times a
sum of absolute values, conditioned by the derivatives on the way. Source: Higham, Accuracy and Stability
of Numerical Algorithms, 2nd ed., sections 3.1 and 3.3.

Comparisons are taken as computed: a point nearer to a kink than its bound has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
from jax.extend.core import ClosedJaxpr, Jaxpr, JaxprEqn, Literal

from derivcheck.core.errors import LimitError
from derivcheck.emit.rounding_rules import RULES, Computed, is_real

CALLS = {"jit", "closed_call", "custom_jvp_call", "custom_vjp_call"}
"""Operations that only call a function."""
SPLITTING = {"split"}
"""Operations that move entries into several results."""


Arrays: TypeAlias = Mapping[str, jax.Array]
Bounded: TypeAlias = Callable[[Arrays, Arrays], tuple[jax.Array, jax.Array]]
"""(arrays, their bounds) -> value, its bound."""


def with_bounds(function: Callable[[Arrays], jax.Array], shapes: Mapping[str, tuple[int, ...]]) -> Bounded:
    """The function of float64 arrays of these shapes, with bounds.

    Raises LimitError where the function uses an operation without a rule, or computes in less than float64.
    """
    specimen = {name: jax.ShapeDtypeStruct(shape, jnp.float64) for name, shape in shapes.items()}
    traced = jax.make_jaxpr(function)(specimen)
    _require_rules(traced.jaxpr)

    def bounded(arrays: Arrays, bounds: Arrays) -> tuple[jax.Array, jax.Array]:
        names = sorted(shapes)
        values, errors = [arrays[name] for name in names], [bounds[name] for name in names]
        ((value, error),) = _evaluated(traced.jaxpr, traced.consts, values, errors)
        return value, error

    return bounded


def _require_rules(jaxpr: Jaxpr) -> None:
    for equation in jaxpr.eqns:
        name = equation.primitive.name
        results: list[Any] = [variable.aval for variable in equation.outvars]
        real = [result.dtype for result in results if is_real(result.dtype)]
        if name in CALLS:
            _require_rules(_called(equation.params).jaxpr)
        elif real and name not in (SPLITTING if equation.primitive.multiple_results else RULES):
            raise LimitError(f"no bound is known for the rounding of jax.lax.{name}")
        for dtype in real:
            if dtype != jnp.float64:
                raise LimitError(f"jax.lax.{name} is computed in {dtype} and not in float64")


def _called(parameters: Mapping[str, Any]) -> ClosedJaxpr:
    return next(value for value in parameters.values() if isinstance(value, ClosedJaxpr))


def _evaluated(
    jaxpr: Jaxpr, constants: Sequence[Any], values: Sequence[jax.Array], errors: Sequence[jax.Array]
) -> list[tuple[jax.Array, jax.Array]]:
    """The results and their bounds; the bound of what is no real number is 0."""
    known: dict[Any, tuple[jax.Array, jax.Array]] = {}

    def read(atom: Any) -> tuple[jax.Array, jax.Array]:
        return _exact(jnp.asarray(atom.val)) if isinstance(atom, Literal) else known[atom]

    known.update(zip(jaxpr.constvars, (_exact(jnp.asarray(c)) for c in constants), strict=True))
    known.update(zip(jaxpr.invars, zip(values, errors, strict=True), strict=True))
    for equation in jaxpr.eqns:
        pairs = [read(atom) for atom in equation.invars]
        operands, bounds = [value for value, _ in pairs], [bound for _, bound in pairs]
        if equation.primitive.name in CALLS:
            inner = _called(equation.params)
            results = _evaluated(inner.jaxpr, inner.consts, operands, bounds)
        else:
            results = _computed(equation, operands, bounds)
        known.update(zip(equation.outvars, results, strict=True))
    return [read(atom) for atom in jaxpr.outvars]


def _computed(
    equation: JaxprEqn, operands: Sequence[jax.Array], bounds: Sequence[jax.Array]
) -> list[tuple[jax.Array, jax.Array]]:
    """The results of one operation and their bounds."""
    bind: Callable[..., Any] = equation.primitive.bind
    result = bind(*operands, **equation.params)
    if equation.primitive.multiple_results:
        return list(zip(result, bind(*bounds, **equation.params), strict=True))
    if not is_real(result.dtype):
        return [_exact(result)]
    computed = Computed(bind, equation.params, operands, bounds, result)
    return [(result, RULES[equation.primitive.name](computed))]


def _exact(value: jax.Array) -> tuple[jax.Array, jax.Array]:
    return value, jnp.zeros(jnp.shape(value))
