"""The multilayer perceptron in row vectors, of any depth.

h_0 = x, phi_l = h_(l-1) W_l + b_l, h_l = act(phi_l); theta is the last phi, yhat = softmax(theta).
The objective is the cross-entropy between yhat and y, its mean over the rows of a batch; with smoothed
labels and an L2 term on the weights where these are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

Parameters = dict[str, Array]
"""W1 (inputs, width), b1 (width,), W2 (width, next width), b2, .. up to the classes."""

Loss = Callable[[Parameters, Array, Array], Array]
"""(parameters, x (n, inputs), y one-hot (n, classes)) -> scalar."""

Gradients = Callable[[Parameters, Array, Array], Parameters]
"""(parameters, x (n, inputs), y one-hot (n, classes)) -> the gradient, shaped like the parameters."""


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


@dataclass(frozen=True, slots=True)
class Objective:
    """What is minimised: activation, alpha of the L2 term, epsilon of the smoothed labels."""

    activation: Activation
    alpha: float = 0.0
    epsilon: float = 0.0

    def target(self, y: Array) -> Array:
        """The labels (n, classes) that the network is held against."""
        return (1 - self.epsilon) * y + self.epsilon / y.shape[1] if self.epsilon else y

    def loss(self, parameters: Parameters, x: Array, y: Array) -> Array:
        """The objective of a batch, to be differentiated by jax.grad or only evaluated."""
        scores = jax.nn.log_softmax(logits(parameters, x, self.activation))
        fit = -jnp.mean(jnp.sum(self.target(y) * scores, axis=1))
        if not self.alpha:
            return fit
        squares = (jnp.sum(parameters[name] ** 2) for name in weights(parameters))
        return fit + self.alpha / 2 * sum(squares)


def layers(parameters: Parameters) -> int:
    """Layers of weights."""
    return len(parameters) // 2


def weights(parameters: Parameters) -> list[str]:
    """The names of the weights, in order."""
    return [f"W{layer}" for layer in range(1, layers(parameters) + 1)]


def initial_parameters(inputs: int, widths: Sequence[int], classes: int, seed: int) -> Parameters:
    """Normal weights of variance 1/fan-in (LeCun et al., Efficient BackProp, 1998), zero biases; float32."""
    sizes = [inputs, *widths, classes]
    keys = jax.random.split(jax.random.key(seed), len(sizes) - 1)
    found: Parameters = {}
    for layer, key in enumerate(keys, start=1):
        shape = (sizes[layer - 1], sizes[layer])
        spread = jnp.sqrt(jnp.float32(shape[0]))
        found[f"W{layer}"] = jax.random.normal(key, shape, jnp.float32) / spread
        found[f"b{layer}"] = jnp.zeros(shape[1], jnp.float32)
    return found


def hidden_values(parameters: Parameters, x: Array, activation: Activation) -> list[Array]:
    """h_0 = x, h_1, .. up to the last hidden layer."""
    found = [x]
    for layer in range(1, layers(parameters)):
        found.append(activation.function(_affine(parameters, layer, found[-1])))
    return found


def logits(parameters: Parameters, x: Array, activation: Activation) -> Array:
    """theta (n, classes)."""
    return _affine(parameters, layers(parameters), hidden_values(parameters, x, activation)[-1])


def _affine(parameters: Parameters, layer: int, h: Array) -> Array:
    return h @ parameters[f"W{layer}"] + parameters[f"b{layer}"]


def label_loss(parameters: Parameters, images: Array, labels: Array, activation: Activation) -> Array:
    """The plain cross-entropy over labelled images, (n, inputs) and (n,), without one-hot rows."""
    scores = jax.nn.log_softmax(logits(parameters, images, activation))
    return -jnp.mean(jnp.take_along_axis(scores, labels[:, None], axis=1))


def gradient_scale(parameters: Parameters, x: Array, y: Array, objective: Objective) -> Parameters:
    """The gradient with every term taken in absolute value: what rounding errors are proportional to."""
    values = hidden_values(parameters, x, objective.activation)
    yhat = jax.nn.softmax(_affine(parameters, layers(parameters), values[-1]))
    error = (yhat + objective.target(y)) / x.shape[0]
    found: Parameters = {}
    for layer in range(layers(parameters), 0, -1):
        own = jnp.abs(parameters[f"W{layer}"])
        found[f"W{layer}"] = jnp.abs(values[layer - 1]).T @ error + objective.alpha * own
        found[f"b{layer}"] = error.sum(0)
        if layer > 1:
            error = (error @ own.T) * jnp.abs(objective.activation.slope(values[layer - 1]))
    return found
