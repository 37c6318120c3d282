"""A right gradient agrees with jax.grad in both precisions; a wrong one is reported, never averaged away."""

from __future__ import annotations

import math
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from derivcheck.core.errors import ShapeError
from derivcheck.training.agreement import (
    Batches,
    Discrepancy,
    GradientComparison,
    check_fit,
    compare_short_runs,
    worst,
)
from derivcheck.training.network import ACTIVATIONS, Gradients, Objective, Parameters, initial_parameters
from derivcheck.training.settings import SettingsError, TrainingSettings, chosen
from tests.training_examples import SMALL, hand_written, plain_loss, scaled

KEYS = ("W1", "b1", "W2", "b2")
SIGMOID = Objective(ACTIVATIONS["sigmoid"])
START = initial_parameters(inputs=12, widths=(7,), classes=10, seed=4)


def batches(rows: int = 5, count: int = 3) -> Batches:
    random = np.random.default_rng(2)
    x = random.random((count, rows, 12), np.float32)
    return x, np.eye(10, dtype=np.float32)[random.integers(0, 10, (count, rows))]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rows", [1, 5])
def test_the_right_gradient_agrees(activation: str, rows: int) -> None:
    objective = Objective(ACTIVATIONS[activation])
    comparison = GradientComparison(hand_written(activation), objective.loss, objective)
    found = comparison.at(3, START, batches(rows))
    assert found.agrees
    assert found.epoch == 3
    assert found.single.precision == "float32"
    assert found.single.relative_error < 1e-5
    assert found.double.precision == "float64"
    assert found.double.relative_error < 1e-13


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("factor", [-1.0, 0.0, 2.0, 5.0, 1.0001, math.nan, math.inf])
def test_a_wrong_gradient_disagrees(key: str, factor: float) -> None:
    found = GradientComparison(scaled(key, factor), SIGMOID.loss, SIGMOID).at(0, START, batches())
    assert not found.agrees
    assert not found.double.agrees
    assert found.double.parameter == key


def test_both_gradients_are_compared_with_unrounded_factors() -> None:
    """On a processor whose default is TF32 or bfloat16, a bound of float32 would refuse every gradient."""
    traced: list[str | None] = []

    def gradients(parameters: Parameters, x: Array, y: Array) -> Parameters:
        traced.append(jax.config.jax_default_matmul_precision)
        return hand_written()(parameters, x, y)

    def reference(parameters: Parameters, x: Array, y: Array) -> Array:
        traced.append(jax.config.jax_default_matmul_precision)
        return SIGMOID.loss(parameters, x, y)

    GradientComparison(gradients, reference, SIGMOID).at(0, START, batches())
    assert set(traced) == {"highest"}
    assert jax.config.jax_default_matmul_precision is None


def test_one_wrong_batch_among_many_is_not_averaged_away() -> None:
    x, y = batches(count=20)
    x[13, 0, 0] = 77.0

    def wrong_where_77(parameters: Parameters, x: Array, y: Array) -> Parameters:
        right = hand_written()(parameters, x, y)
        return right | {"b2": jnp.where(x.max() == 77.0, 1.01, 1.0) * right["b2"]}

    comparison = GradientComparison(wrong_where_77, SIGMOID.loss, SIGMOID)
    assert not comparison.at(0, START, (x, y)).agrees
    assert comparison.at(0, START, (x[:13], y[:13])).agrees


def test_the_worst_of_two_is_worse_than_either() -> None:
    mild, bad = Discrepancy("float32", 1e-7, 0.1, "W1"), Discrepancy("float32", 1e-8, 3.0, "b2")
    undefined = Discrepancy("float32", math.nan, math.nan, "W2")
    assert worst(mild, bad) == worst(bad, mild) == Discrepancy("float32", 1e-7, 3.0, "b2")
    for found in (worst(mild, undefined), worst(undefined, mild), worst(undefined, bad)):
        assert found.parameter == "W2"
        assert math.isnan(found.share_of_bound)
        assert not found.agrees
    assert "3 of what rounding explains (worst in b2)" in str(bad)


@pytest.mark.parametrize(("gradients", "agrees"), [(hand_written(), True), (scaled("W1", -1.0), False)])
def test_trajectories_stay_together_exactly_for_the_right_gradient(
    gradients: Gradients, agrees: bool
) -> None:
    found = compare_short_runs(START, gradients, SIGMOID.loss, batches(count=8), SMALL)
    assert found.agrees is agrees


def test_comparing_leaves_jax_in_single_precision() -> None:
    GradientComparison(hand_written(), SIGMOID.loss, SIGMOID).at(0, START, batches())
    assert jnp.ones(1).dtype == jnp.float32


def test_what_fits_is_let_through() -> None:
    check_fit(hand_written(), SIGMOID.loss, SIGMOID, START, batches())


def transposed(parameters: Parameters, x: Array, y: Array) -> Parameters:
    right = hand_written()(parameters, x, y)
    return right | {"W1": right["W1"].T}


def without_b2(parameters: Parameters, x: Array, y: Array) -> Parameters:
    right = hand_written()(parameters, x, y)
    return {key: value for key, value in right.items() if key != "b2"}


@pytest.mark.parametrize("gradients", [transposed, without_b2])
def test_a_gradient_of_another_shape_is_refused(gradients: Gradients) -> None:
    with pytest.raises(ShapeError, match="the gradient has the shapes"):
        check_fit(gradients, SIGMOID.loss, SIGMOID, START, batches())


def test_the_loss_of_another_network_is_refused() -> None:
    with pytest.raises(SettingsError, match="where the sigmoid network has"):
        check_fit(hand_written(), plain_loss("tanh"), SIGMOID, START, batches())


@pytest.mark.parametrize(
    "change",
    [
        {"widths": (0,)},
        {"widths": (3, -1)},
        {"optimizer": "lbfgs"},
        {"schedule": "linear"},
        {"weight_decay": -1e-9},
        {"weight_decay": math.inf},
        {"smoothing": 1.0},
        {"averaging": -0.1},
        {"shift": -1},
        {"devices": 0},
        {"batch": 0},
        {"epochs": -1},
        {"records": 0},
        {"agreement_batches": 0},
        {"trajectory_epochs": 0},
        {"activation": "softplus"},
        {"learning_rate": 0.0},
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"momentum": 1.0},
        {"momentum": -0.1},
        {"seed": -1},
        {"seed": 2**31},
    ],
)
def test_settings_out_of_range_are_refused(change: dict[str, float | str]) -> None:
    with pytest.raises(SettingsError) as caught:
        replace(TrainingSettings(), **change)
    assert next(iter(change)) in caught.value.what
    assert caught.value.remedy


def test_the_learning_rate_given_counts_before_the_optimizers_own() -> None:
    assert TrainingSettings().rate == 0.002
    assert TrainingSettings(optimizer="sgd").rate == 0.1
    assert TrainingSettings(optimizer="sgd", learning_rate=0.3).rate == 0.3


def test_what_the_user_sets_counts_before_the_recipe() -> None:
    found = chosen({"widths": (7, 5), "epochs": 9}, {"epochs": 2})
    assert (found.widths, found.epochs) == ((7, 5), 2)
    with pytest.raises(SettingsError, match="unknown setting width"):
        chosen({}, {"width": 3})


def test_a_batch_that_devices_cannot_share_evenly_is_refused() -> None:
    assert replace(SMALL, batch=8, devices=4).devices == 4
    with pytest.raises(SettingsError, match="a batch of 7 cannot be shared evenly by 4 devices"):
        replace(SMALL, devices=4)


@pytest.mark.parametrize(("widths", "activation"), [((), "tanh"), ((7,), "sigmoid"), ((7, 5, 6), "relu")])
def test_penalties_and_depth_are_within_the_bounds(widths: tuple[int, ...], activation: str) -> None:
    objective = Objective(ACTIVATIONS[activation], alpha=0.3, epsilon=0.2)
    start = initial_parameters(inputs=12, widths=widths, classes=10, seed=4)
    right = GradientComparison(jax.grad(objective.loss), objective.loss, objective)
    assert right.at(0, start, batches()).agrees
    for wrong in (replace(objective, alpha=0.3001), replace(objective, epsilon=0.2001)):
        comparison = GradientComparison(jax.grad(wrong.loss), objective.loss, objective)
        assert not comparison.at(0, start, batches()).agrees


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_slopes_are_the_derivatives(activation: object) -> None:
    assert hasattr(activation, "function")
    points = jnp.array([-2.0, -0.3, 0.4, 3.0])
    slopes = jax.vmap(jax.grad(activation.function))(points)
    assert np.allclose(activation.slope(activation.function(points)), slopes, atol=1e-6)
