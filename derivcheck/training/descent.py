"""The jitted programs: one lax.scan per epoch over shuffled batches, the data resident on the device."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from numpy.typing import NDArray

from derivcheck.training.network import ACTIVATIONS, Activation, Gradients, Parameters, label_loss, logits
from derivcheck.training.placement import Placement
from derivcheck.training.settings import TrainingSettings


class State(NamedTuple):
    """Parameters, what the optimizer remembers, and the parameters' moving average (none: empty).

    All are donated to each epoch.
    """

    parameters: Parameters
    memory: Any
    average: Parameters

    @property
    def tested(self) -> Parameters:
        """The parameters to test: their average where one is kept."""
        return self.average or self.parameters


class Samples(NamedTuple):
    """Images (N, inputs) float and labels (N,) int32, on the device."""

    images: Array
    labels: Array


class Order(NamedTuple):
    """An epoch's batches: row numbers (steps, batch), and a key for each step's random shifts."""

    rows: Array
    keys: Array


class Epoch(NamedTuple):
    """The compiled epoch and the steps, counted from 1, after which it records both losses."""

    run: Callable[[State, Order, Samples, Samples, Samples], tuple[State, Array]]
    record_steps: tuple[int, ...]


def resident(images: NDArray[np.float32], labels: NDArray[np.int32]) -> Samples:
    """Samples on the default device."""
    return Samples(jnp.asarray(images), jnp.asarray(labels))


def optimizer(settings: TrainingSettings, steps: int) -> optax.GradientTransformation:
    """How a gradient becomes a step; `steps` of the whole run, for the schedule."""
    rate = (
        settings.rate
        if settings.schedule == "constant"
        else optax.cosine_decay_schedule(settings.rate, steps)
    )
    if settings.optimizer == "adam":
        return optax.adam(rate)
    return optax.sgd(rate, momentum=settings.momentum if settings.optimizer == "momentum" else None)


def resting(
    parameters: Parameters, descent: optax.GradientTransformation, *, averaging: bool = False
) -> State:
    """A State at these parameters, in buffers of its own, with nothing remembered."""

    def copies() -> Parameters:
        return {key: jnp.array(value, copy=True) for key, value in parameters.items()}

    return State(copies(), descent.init(parameters), copies() if averaging else {})


def batch_order(seed: int, epoch: int, examples: int, batch: int) -> Order:
    """A random order of the examples as (examples // batch, batch) rows; a last, short batch is left out."""
    key = jax.random.fold_in(jax.random.key(seed), epoch)
    rows = jax.random.permutation(key, examples)[: examples // batch * batch].reshape(-1, batch)
    return Order(rows, jax.random.split(jax.random.fold_in(key, 1), len(rows)))


def descend(
    state: State,
    gradients: Gradients,
    x: Array,
    y: Array,
    descent: optax.GradientTransformation,
    averaging: float = 0.0,
) -> State:
    """One step on one batch."""
    gradient = gradients(state.parameters, x, y)
    update, memory = descent.update(gradient, state.memory, state.parameters)
    parameters = optax.apply_updates(state.parameters, update)
    average = optax.incremental_update(parameters, state.average, 1 - averaging) if state.average else {}
    return State(parameters, memory, average)


def one_hot(labels: Array, classes: int, images: Array) -> Array:
    """Labels (n,) as rows (n, classes) of the images' floating type."""
    return jax.nn.one_hot(labels, classes, dtype=images.dtype)


def shifted(images: Array, key: Array, most: int) -> Array:
    """Each square image (n, side*side) moved by up to `most` pixels along both axes; what moves in is 0."""
    side = math.isqrt(images.shape[1])
    squares = images.reshape(-1, side, side)
    padded = jnp.pad(squares, ((0, 0), (most, most), (most, most)))
    corners = jax.random.randint(key, (len(images), 2), 0, 2 * most + 1)

    def cut(image: Array, corner: Array) -> Array:
        return jax.lax.dynamic_slice(image, (corner[0], corner[1]), (side, side))

    return jax.vmap(cut)(padded, corners).reshape(images.shape)


def epoch_program(
    gradients: Gradients,
    settings: TrainingSettings,
    steps: int,
    classes: int,
    records: int,
    placement: Placement | None = None,
) -> Epoch:
    """Compile one epoch: run(state, order, training, probe, test) -> (state, losses).

    `losses` is (records, 2): the loss over the probe (a sample of the training images) and over the test
    images after each of at most `records` steps, evenly spread, the last one among them. The state handed
    in is donated: it cannot be used again.
    """
    record_steps = _record_steps(steps, records)
    due = np.isin(np.arange(1, steps + 1), record_steps)
    activation = ACTIVATIONS[settings.activation]
    descent = optimizer(settings, steps * settings.epochs)
    placed = placement or Placement()

    def run(
        state: State, order: Order, training: Samples, probe: Samples, test: Samples
    ) -> tuple[State, Array]:
        def losses(parameters: Parameters) -> Array:
            return jnp.stack([label_loss(parameters, *samples, activation) for samples in (probe, test)])

        def no_losses(_: Parameters) -> Array:
            return jnp.zeros(2, training.images.dtype)

        def step(state: State, planned: tuple[Array, Array, Array]) -> tuple[State, Array]:
            rows, key, is_due = planned
            x = training.images[rows]
            x = placed.by_rows(shifted(x, key, settings.shift) if settings.shift else x)
            y = placed.by_rows(one_hot(training.labels[rows], classes, x))
            state = descend(state, gradients, x, y, descent, settings.averaging)
            if not record_steps:
                return state, no_losses(state.parameters)
            return state, jax.lax.cond(is_due, losses, no_losses, state.tested)

        state, recorded = jax.lax.scan(step, state, (order.rows, order.keys, jnp.asarray(due)))
        return state, recorded[np.asarray(record_steps, np.int32) - 1]

    return Epoch(jax.jit(run, donate_argnums=0, **placed.results), record_steps)


def short_run(
    gradients: Gradients, descent: optax.GradientTransformation
) -> Callable[[State, Array, Array], Parameters]:
    """Compile steps on given batches: (state, x (steps, n, inputs), y (steps, n, classes)) -> parameters."""

    def run(state: State, x: Array, y: Array) -> Parameters:
        def step(state: State, batch: tuple[Array, Array]) -> tuple[State, None]:
            return descend(state, gradients, *batch, descent), None

        return jax.lax.scan(step, state, (x, y))[0].parameters

    return jax.jit(run)


@cache
def answers_program(activation: Activation) -> Callable[[Parameters, Array], Array]:
    """Compile the class of the largest logit, (n,), for images (n, inputs)."""
    return jax.jit(lambda parameters, images: jnp.argmax(logits(parameters, images, activation), axis=1))


@cache
def loss_program(activation: Activation) -> Callable[[Parameters, Array, Array], Array]:
    """Compile the plain cross-entropy of labelled images."""
    return jax.jit(lambda parameters, images, labels: label_loss(parameters, images, labels, activation))


def _record_steps(steps: int, records: int) -> tuple[int, ...]:
    """Step numbers, counted from 1; none where `records` is 0."""
    return tuple(sorted({steps * part // records for part in range(1, records + 1)} - {0}))
