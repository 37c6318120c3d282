"""The two-layer network in row vectors.

phi = x W1 + b1, h = act(phi), theta = h W2 + b2, yhat = softmax(theta).
The objective is the cross-entropy between yhat and y, its mean over the rows of a batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

Parameters = dict[str, Array]
"""W1 (inputs, width), b1 (width,), W2 (width, classes), b2 (classes,)."""

Loss = Callable[[Parameters, Array, Array], Array]
"""(parameters, x (n, inputs), y one-hot (n, classes)) -> scalar."""

Gradients = Callable[[Parameters, Array, Array], Parameters]
"""(parameters, x (n, inputs), y one-hot (n, classes)) -> the gradient, shaped like the parameters."""

KEYS = ("W1", "b1", "W2", "b2")


@dataclass(frozen=True, slots=True)
class Activation:
    """An element-wise function; `slope` gives its derivative from its value h = act(phi)."""

    name: str
    function: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def _sigmoid_slope(h: Array) -> Array:
    return h * (1 - h)


def _tanh_slope(h: Array) -> Array:
    return 1 - h * h


def _relu_slope(h: Array) -> Array:
    return (h > 0).astype(h.dtype)


ACTIVATIONS = {
    "sigmoid": Activation("sigmoid", jax.nn.sigmoid, _sigmoid_slope),
    "tanh": Activation("tanh", jnp.tanh, _tanh_slope),
    "relu": Activation("relu", jax.nn.relu, _relu_slope),
}


def initial_parameters(inputs: int, width: int, classes: int, seed: int) -> Parameters:
    """Normal weights of variance 1/fan-in (LeCun et al., Efficient BackProp, 1998), zero biases; float32."""
    first, second = jax.random.split(jax.random.key(seed))
    return {
        "W1": jax.random.normal(first, (inputs, width), jnp.float32) / jnp.sqrt(jnp.float32(inputs)),
        "b1": jnp.zeros(width, jnp.float32),
        "W2": jax.random.normal(second, (width, classes), jnp.float32) / jnp.sqrt(jnp.float32(width)),
        "b2": jnp.zeros(classes, jnp.float32),
    }


def logits(parameters: Parameters, x: Array, activation: Activation) -> Array:
    """theta (n, classes)."""
    h = activation.function(x @ parameters["W1"] + parameters["b1"])
    return h @ parameters["W2"] + parameters["b2"]


def cross_entropy(activation: Activation) -> Loss:
    """The objective of this network, to be differentiated by jax.grad or only evaluated."""

    def loss(parameters: Parameters, x: Array, y: Array) -> Array:
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(logits(parameters, x, activation)), axis=1))

    return loss


def label_loss(parameters: Parameters, images: Array, labels: Array, activation: Activation) -> Array:
    """The objective over labelled images, (n, inputs) and (n,), without one-hot rows."""
    scores = jax.nn.log_softmax(logits(parameters, images, activation))
    return -jnp.mean(jnp.take_along_axis(scores, labels[:, None], axis=1))


def gradient_scale(parameters: Parameters, x: Array, y: Array, activation: Activation) -> Parameters:
    """The gradient with every term taken in absolute value: what rounding errors are proportional to."""
    h = activation.function(x @ parameters["W1"] + parameters["b1"])
    yhat = jax.nn.softmax(h @ parameters["W2"] + parameters["b2"])
    theta = (yhat + y) / x.shape[0]
    phi = (theta @ jnp.abs(parameters["W2"]).T) * jnp.abs(activation.slope(h))
    return {"W1": jnp.abs(x).T @ phi, "b1": phi.sum(0), "W2": jnp.abs(h).T @ theta, "b2": theta.sum(0)}
