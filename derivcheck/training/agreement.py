"""The gradient handed in against jax.grad of the reference loss: at a point, and along a trajectory.

Two correct routes differ by rounding alone. A sum of m rounded terms is off by at most m u times the sum of
their absolute values (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 4.2), u the
unit roundoff; `gradient_scale` gives those sums. The bound is not tuned. Both routes share the forward pass.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from derivcheck.core.errors import ShapeError
from derivcheck.training.descent import resting, short_run
from derivcheck.training.network import Gradients, Loss, Objective, Parameters, gradient_scale, layers
from derivcheck.training.settings import SettingsError, TrainingSettings

ELEMENTWISE = 16
"""Rounded operations in a layer that belong to no sum: activation, softmax, factors, at most so many."""

Values = dict[str, NDArray[np.float64]]
Batches = tuple[NDArray[np.float32], NDArray[np.float32]]
"""x (batches, n, inputs) and y one-hot (batches, n, classes), on the host."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """How far two gradients (or parameter sets) are apart in one precision, the worst of all batches.

    relative_error: largest difference over the largest entry, of the worst of all parameters.
    share_of_bound: largest difference over what rounding can explain; more than 1 is a disagreement.
    """

    precision: str
    relative_error: float
    share_of_bound: float
    parameter: str

    @property
    def agrees(self) -> bool:
        """True where rounding can explain the difference; nan never agrees."""
        return self.share_of_bound <= 1

    def __str__(self) -> str:
        return (
            f"relative error {self.relative_error:.2g} in {self.precision}, "
            f"{self.share_of_bound:.2g} of what rounding explains (worst in {self.parameter})"
        )


@dataclass(frozen=True, slots=True)
class GradientAgreement:
    """The comparison at the parameters reached after `epoch` epochs."""

    epoch: int
    single: Discrepancy
    double: Discrepancy

    @property
    def agrees(self) -> bool:
        """True where neither precision sees more than rounding."""
        return self.single.agrees and self.double.agrees


@dataclass(frozen=True, slots=True)
class TrajectoryAgreement:
    """Two runs from one start, one with the gradient handed in and one with jax.grad.

    `single` after `steps` steps of the training itself: reported, not judged, since rounding grows along a
    trajectory. `double` after `double_steps` steps of gradient descent with momentum: judged. (Adam
    divides by the size of a gradient, so that where one is nothing but rounding its steps differ.)
    """

    steps: int
    single: float
    double_steps: int
    double: Discrepancy

    @property
    def agrees(self) -> bool:
        """True where the double-precision trajectories differ by rounding alone."""
        return self.double.agrees


def worst(first: Discrepancy, second: Discrepancy) -> Discrepancy:
    """The largest error and the largest share of the two; nan is larger than any number."""
    leader = second if _severity(second) > _severity(first) else first
    error = float(np.maximum(first.relative_error, second.relative_error))
    return Discrepancy(leader.precision, error, leader.share_of_bound, leader.parameter)


def _severity(found: Discrepancy) -> float:
    return math.inf if math.isnan(found.share_of_bound) else found.share_of_bound


def discrepancy(ours: Values, theirs: Values, bounds: Values, precision: str) -> Discrepancy:
    """Compare parameter by parameter; `bounds` is what rounding explains in each entry's array at most."""
    found: Discrepancy | None = None
    for key in theirs:
        difference = float(np.max(np.abs(ours[key] - theirs[key])))
        one = Discrepancy(
            precision,
            _ratio(difference, float(np.max(np.abs(theirs[key])))),
            _ratio(difference, float(np.max(bounds[key]))),
            key,
        )
        found = one if found is None else worst(found, one)
    assert found is not None
    return found


def relative_difference(ours: Values, theirs: Values) -> float:
    """The largest difference over the largest entry, of the worst of all parameters."""
    return discrepancy(ours, theirs, theirs, "").relative_error


class GradientComparison:
    """The compiled comparison of one gradient with jax.grad of one reference loss."""

    def __init__(self, gradients: Gradients, reference: Loss, objective: Objective) -> None:
        self._ours = jax.jit(gradients)
        self._theirs = jax.jit(jax.grad(reference))
        self._scale = _scale_program(objective)

    def at(self, epoch: int, parameters: Parameters, batches: Batches) -> GradientAgreement:
        """Compare on every batch, in float32 and, on the CPU, in float64."""
        single = self._worst(parameters, batches, np.float32)
        with double_precision():
            double = self._worst(parameters, batches, np.float64)
        return GradientAgreement(epoch, single, double)

    def _worst(self, parameters: Parameters, batches: Batches, dtype: type[np.floating[Any]]) -> Discrepancy:
        point = cast_parameters(parameters, dtype)
        pairs = zip(*batches, strict=True)
        return reduce(worst, (self._compare(point, x.astype(dtype), y.astype(dtype)) for x, y in pairs))

    def _compare(self, point: Parameters, x: NDArray[Any], y: NDArray[Any]) -> Discrepancy:
        roundings = _roundings(point, len(x)) * float(np.finfo(x.dtype).eps)
        arguments = point, jnp.asarray(x), jnp.asarray(y)
        # By default some accelerators round the factors of a float32 product to ten bits (TF32, bfloat16).
        with jax.default_matmul_precision("highest"):
            ours, theirs = on_host(self._ours(*arguments)), on_host(self._theirs(*arguments))
        bounds = {key: roundings * value for key, value in on_host(self._scale(*arguments)).items()}
        return discrepancy(ours, theirs, bounds, str(x.dtype))


@cache
def _scale_program(objective: Objective) -> Gradients:
    return jax.jit(lambda parameters, x, y: gradient_scale(parameters, x, y, objective))


def compare_short_runs(
    start: Parameters, gradients: Gradients, reference: Loss, batches: Batches, settings: TrainingSettings
) -> Discrepancy:
    """Both gradients in float64 on the CPU from `start` through the batches, one step with momentum each.

    The bound: every step adds at most the roundings of one gradient.
    """
    x, y = (values.astype(np.float64) for values in batches)
    with double_precision():
        descent = optax.sgd(settings.rate, momentum=settings.momentum)
        state = resting(cast_parameters(start, np.float64), descent)
        ours, theirs = (
            on_host(short_run(gradient, descent)(state, jnp.asarray(x), jnp.asarray(y)))
            for gradient in (gradients, jax.grad(reference))
        )
    roundings = len(x) * _roundings(start, x.shape[1]) * float(np.finfo(np.float64).eps)
    bounds = {key: roundings * np.max(np.abs(value)) for key, value in theirs.items()}
    return discrepancy(ours, theirs, bounds, "float64")


def check_fit(
    gradients: Gradients, reference: Loss, objective: Objective, start: Parameters, batches: Batches
) -> None:
    """Whether gradient and reference speak of this network at all.

    Raises ShapeError where the gradient is not shaped like the parameters, SettingsError where the
    reference loss has not the value of the network's own.
    """
    with double_precision():
        point = cast_parameters(start, np.float64)
        x, y = (jnp.asarray(values[0], np.float64) for values in batches)
        found = {key: value.shape for key, value in jax.eval_shape(gradients, point, x, y).items()}
        theirs, own = float(reference(point, x, y)), float(objective.loss(point, x, y))
    wanted = {key: value.shape for key, value in start.items()}
    if found != wanted:
        raise ShapeError(f"the gradient has the shapes {found}, the parameters have {wanted}")
    roundings = _roundings(start, len(x)) * float(np.finfo(np.float64).eps)
    if not abs(theirs - own) <= roundings * max(1.0, own):
        what = (
            f"the reference loss is {theirs:.6g} where the {objective.activation.name} network has {own:.6g}"
        )
        raise SettingsError(what, remedy="give the reference loss of this objective")


@contextmanager
def double_precision() -> Generator[None]:
    """JAX in float64 on the CPU, for this block only."""
    with jax.enable_x64(True), jax.default_device(jax.local_devices(backend="cpu")[0]):
        yield


def cast_parameters(parameters: Parameters, dtype: type[np.floating[Any]]) -> Parameters:
    """Copies in another precision, on the default device."""
    return {key: jnp.asarray(np.asarray(value), dtype) for key, value in parameters.items()}


def on_host(parameters: Parameters) -> Values:
    """Copies as float64 NumPy arrays."""
    return {key: np.asarray(value).astype(np.float64) for key, value in parameters.items()}


def _roundings(parameters: Parameters, rows: int) -> int:
    """Rounded operations on the longest way from an input to a gradient: one sum a layer, and their factors.

    The way forward is shared; the way back sums over the classes, then over each hidden layer, at last
    over the rows.
    """
    depth = layers(parameters)
    fans = sum(parameters[f"W{layer}"].shape[0] for layer in range(1, depth + 1))
    classes = parameters[f"W{depth}"].shape[1]
    return fans + 2 * classes + rows + ELEMENTWISE * depth


def _ratio(difference: float, measure: float) -> float:
    """difference / measure; 0 where both are 0, infinite where only the measure is."""
    if measure == 0:
        return 0.0 if difference == 0 else math.inf
    return difference / measure
