"""The jitted programs: one lax.scan per epoch over shuffled batches, the data resident on the device."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from derivcheck.training.network import ACTIVATIONS, Activation, Gradients, Parameters, label_loss, logits
from derivcheck.training.settings import TrainingSettings


class State(NamedTuple):
    """Parameters and their velocities (the momentum term), both donated to each epoch."""

    parameters: Parameters
    velocities: Parameters


class Samples(NamedTuple):
    """Images (N, inputs) float and labels (N,) int32, on the device."""

    images: Array
    labels: Array


class Epoch(NamedTuple):
    """The compiled epoch and the steps, counted from 1, after which it records both losses."""

    run: Callable[[State, Array, Samples, Samples, Samples], tuple[State, Array]]
    record_steps: tuple[int, ...]


def resident(images: NDArray[np.float32], labels: NDArray[np.int32]) -> Samples:
    """Samples on the default device."""
    return Samples(jnp.asarray(images), jnp.asarray(labels))


def resting(parameters: Parameters) -> State:
    """A State at these parameters, in buffers of its own, without velocity."""
    copies = {key: jnp.array(value, copy=True) for key, value in parameters.items()}
    return State(copies, {key: jnp.zeros_like(value) for key, value in parameters.items()})


def batch_order(seed: int, epoch: int, examples: int, batch: int) -> Array:
    """A random order of the examples as (examples // batch, batch) rows; a last, short batch is left out."""
    key = jax.random.fold_in(jax.random.key(seed), epoch)
    return jax.random.permutation(key, examples)[: examples // batch * batch].reshape(-1, batch)


def descend(state: State, gradients: Gradients, x: Array, y: Array, settings: TrainingSettings) -> State:
    """One step of gradient descent with momentum on one batch."""
    gradient = gradients(state.parameters, x, y)
    velocities = {
        key: settings.momentum * velocity - settings.rate * gradient[key]
        for key, velocity in state.velocities.items()
    }
    return State({key: value + velocities[key] for key, value in state.parameters.items()}, velocities)


def one_hot(labels: Array, classes: int, images: Array) -> Array:
    """Labels (n,) as rows (n, classes) of the images' floating type."""
    return jax.nn.one_hot(labels, classes, dtype=images.dtype)


def epoch_program(
    gradients: Gradients, settings: TrainingSettings, steps: int, classes: int, records: int
) -> Epoch:
    """Compile one epoch: run(state, order (steps, batch), training, probe, test) -> (state, losses).

    `losses` is (records, 2): the loss over the probe (a sample of the training images) and over the test
    images after each of at most `records` steps, evenly spread, the last one among them. The state handed
    in is donated: it cannot be used again.
    """
    record_steps = _record_steps(steps, records)
    due = np.isin(np.arange(1, steps + 1), record_steps)
    activation = ACTIVATIONS[settings.activation]

    def run(
        state: State, order: Array, training: Samples, probe: Samples, test: Samples
    ) -> tuple[State, Array]:
        def losses(parameters: Parameters) -> Array:
            return jnp.stack([label_loss(parameters, *samples, activation) for samples in (probe, test)])

        def no_losses(_: Parameters) -> Array:
            return jnp.zeros(2, training.images.dtype)

        def step(state: State, planned: tuple[Array, Array]) -> tuple[State, Array]:
            rows, is_due = planned
            x = training.images[rows]
            state = descend(state, gradients, x, one_hot(training.labels[rows], classes, x), settings)
            if not record_steps:
                return state, no_losses(state.parameters)
            return state, jax.lax.cond(is_due, losses, no_losses, state.parameters)

        state, recorded = jax.lax.scan(step, state, (order, jnp.asarray(due)))
        return state, recorded[np.asarray(record_steps, np.int32) - 1]

    return Epoch(jax.jit(run, donate_argnums=0), record_steps)


def short_run(
    gradients: Gradients, settings: TrainingSettings
) -> Callable[[State, Array, Array], Parameters]:
    """Compile steps on given batches: (state, x (steps, n, inputs), y (steps, n, classes)) -> parameters."""

    def run(state: State, x: Array, y: Array) -> Parameters:
        def step(state: State, batch: tuple[Array, Array]) -> tuple[State, None]:
            return descend(state, gradients, *batch, settings), None

        return jax.lax.scan(step, state, (x, y))[0].parameters

    return jax.jit(run)


@cache
def accuracy_program(activation: Activation) -> Callable[[Parameters, Samples], Array]:
    """Compile the share of images whose largest logit is their label's."""

    def accuracy(parameters: Parameters, samples: Samples) -> Array:
        answers = jnp.argmax(logits(parameters, samples.images, activation), axis=1)
        return jnp.mean(answers == samples.labels)

    return jax.jit(accuracy)


def _record_steps(steps: int, records: int) -> tuple[int, ...]:
    """Step numbers, counted from 1; none where `records` is 0."""
    return tuple(sorted({steps * part // records for part in range(1, records + 1)} - {0}))
