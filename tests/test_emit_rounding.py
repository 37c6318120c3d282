"""Rounding bounds hold against exact values, are not idle, and are refused where no rule is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from derivcheck.calculus.evaluation import evaluate
from derivcheck.core.contexts import Context
from derivcheck.core.errors import DerivcheckError, LimitError
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import Apply, Entry, Term, free_indices, term
from derivcheck.core.verdicts import Instance
from derivcheck.emit.jax import compile_program
from derivcheck.emit.programs import Output, Program
from derivcheck.emit.rounding import with_bounds
from derivcheck.emit.rounding_rules import ERFC, U, gamma
from derivcheck.methods.arrays import batch
from tests import strategies
from tests.emit_examples import at, context

SCALAR = context(x="", y="")
SCALARS = st.builds(Fraction, st.integers(-60, 60), st.integers(1, 9))


def bounded(
    function: Callable[[Mapping[str, jax.Array]], jax.Array],
    arrays: Mapping[str, np.ndarray],
    errors: Mapping[str, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Value and bound of a function."""
    with jax.enable_x64(True):
        run = with_bounds(function, {name: array.shape for name, array in arrays.items()})
        value, bound = jax.jit(run)(dict(arrays), dict(errors))
        return np.asarray(value), np.asarray(bound)


def shares(body: Term, scope: Context, instance: Instance) -> list[float]:
    """How much of its bound the error of each entry takes; the exact values are Arb balls."""
    axes = tuple(sorted(free_indices(body)))
    found = batch(scope, instance.sizes, (instance,))
    emitted = compile_program(Program(scope, (Output("t", axes, body),)))
    first = [{name: array[0] for name, array in part.items()} for part in (found.arrays, found.rounding)]
    value, bound = bounded(lambda arrays: emitted(arrays)["t"], first[0], first[1])
    taken: list[float] = []
    for place in np.ndindex(*value.shape):
        indices = {axis.name: component + 1 for axis, component in zip(axes, place, strict=True)}
        exact = evaluate(body, scope, Instance(instance.sizes, instance.values, indices), 300)
        error = float(abs(arb(float(value[place])) - exact).upper())
        if np.isfinite(bound[place]) and error > 1e-300:
            taken.append(error / float(bound[place]) if bound[place] else np.inf)
    return taken


def an_instance(seed: int) -> Instance:
    random = np.random.default_rng(seed)
    sizes = {"K": 2, "n": 3}
    shapes = {n: [sizes[str(a)] for a in t.axes] for n, t in strategies.CONTEXT.tensors.items()}
    values = {
        (name, tuple(component + 1 for component in place)): Fraction(int(random.integers(-9, 9)), 7)
        for name, shape in shapes.items()
        for place in np.ndindex(*shape)
    }
    return Instance(sizes, values)


@settings(max_examples=30)
@given(strategies.terms(), st.integers(0, 10**6))
def test_bounds_hold_for_random_terms(body: Term, seed: int) -> None:
    try:
        taken = shares(body, strategies.CONTEXT, an_instance(seed))
    except DerivcheckError:
        reject()
    assert max(taken, default=0) <= 1


@settings(max_examples=40)
@given(st.sampled_from(sorted(FUNCTIONS)), SCALARS, SCALARS)
def test_bounds_hold_for_functions_of_inexact_arguments(name: str, x: Fraction, y: Fraction) -> None:
    try:
        argument = Entry("x", ()) * Entry("y", ()) + term(Fraction(1, 3))
        taken = shares(Apply(name, argument), SCALAR, Instance({}, {("x", ()): x, ("y", ()): y}))
    except DerivcheckError:
        reject()
    assert max(taken, default=0) <= 1


def test_bounds_hold_and_are_not_idle() -> None:
    """At cancellation the bound is nearly reached, so that half of it would be wrong."""
    x, y = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**12)
    instance = Instance({}, {("x", ()): x, ("y", ()): y})
    (taken,) = shares(at("x") - at("y"), SCALAR, instance)
    assert 0.05 < taken <= 1


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (jnp.exp, np.exp),
        (jnp.log, lambda x: 1 / x),
        (jnp.log1p, lambda x: 1 / (1 + x)),
        (jnp.expm1, np.exp),
        (jnp.sqrt, lambda x: 0.5 / np.sqrt(x)),
        (jax.lax.rsqrt, lambda x: 0.5 * x**-1.5),
        (jnp.tanh, lambda x: 1 / np.cosh(x) ** 2),
        (jax.nn.sigmoid, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
        (jnp.square, lambda x: 2 * x),
        (lambda x: x**-3, lambda x: 3 * x**-4),
        (lambda x: x**0.7, lambda x: 0.7 * x**-0.3),
        (lambda x: 1 / x, lambda x: x**-2),
        (jax.scipy.special.erf, lambda x: 2 / np.sqrt(np.pi) * np.exp(-(x**2))),
        (jax.scipy.special.erfc, lambda x: 2 / np.sqrt(np.pi) * np.exp(-(x**2))),
        (lambda x: jnp.prod(jnp.stack([x, jnp.asarray(3.0), x])), lambda x: 6 * x),
        (lambda x: jnp.max(jnp.stack([x, x - 1])), lambda x: 1),
        (lambda x: jnp.pad(x[None], 1)[1], lambda x: 1),
        (lambda x: jnp.split(jnp.stack([x, 2 * x]), 2)[1][0], lambda x: 2),
    ],
    ids=lambda each: getattr(each, "__name__", "function"),
)  # fmt: skip
def test_an_error_is_passed_on_by_the_derivative(
    function: Callable[[jax.Array], jax.Array], derivative: Callable[[float], float]
) -> None:
    for x in (0.3, 2.0):
        error = 1e-9
        value, bound = bounded(lambda a: function(a["x"]), {"x": np.array(x)}, {"x": np.array(error)})
        slack = 2 * ERFC * max(1.0, abs(float(value))) + 1e-7 * error
        assert bound == pytest.approx(abs(derivative(x)) * error, abs=slack, rel=1e-6)


def test_sums_and_products_add_up() -> None:
    arrays = {"A": np.full((2, 3), 2.0), "B": np.full((3, 2), -4.0)}
    zero = {name: np.zeros_like(array) for name, array in arrays.items()}
    _, product = bounded(lambda a: a["A"] @ a["B"], arrays, zero)
    assert product == pytest.approx(np.full((2, 2), gamma(3) * 24), rel=1e-9)
    _, total = bounded(lambda a: jnp.sum(a["A"]), arrays, zero)
    assert total == pytest.approx(gamma(6) * 12, rel=1e-9)
    _, difference = bounded(
        lambda a: a["A"][0, 0] + a["B"][0, 0], arrays, {**zero, "A": np.full((2, 3), 1e-3)}
    )
    assert difference == pytest.approx(1e-3 + 2 * U)


def test_the_bound_is_infinite_where_the_exact_value_may_be_a_pole() -> None:
    arrays, errors = {"x": np.array(1e-12)}, {"x": np.array(1e-11)}
    for function in (jnp.log, lambda x: 1 / x, lambda x: x**-2, jax.lax.rsqrt):
        assert np.isinf(bounded(lambda a, f=function: f(a["x"]), arrays, errors)[1])


def scanned(arrays: Mapping[str, jax.Array]) -> jax.Array:
    def added(carry: jax.Array, x: jax.Array) -> tuple[jax.Array, None]:
        return carry + x, None

    return jax.lax.scan(added, jnp.zeros(()), arrays["x"])[0]


def test_no_bound_without_a_rule_or_in_less_than_float64() -> None:
    shapes = {"x": (3,)}
    with jax.enable_x64(True):
        with pytest.raises(LimitError, match=r"rounding of jax\.lax\.cumsum"):
            with_bounds(lambda a: jnp.cumsum(a["x"]), shapes)
        with pytest.raises(LimitError, match=r"no bound is known for the rounding of jax\.lax\.scan"):
            with_bounds(scanned, shapes)
        with pytest.raises(LimitError, match="is computed in float32 and not in float64"):
            with_bounds(lambda a: jnp.sum(a["x"].astype(jnp.float32)), shapes)
