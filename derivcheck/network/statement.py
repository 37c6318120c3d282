"""A multilayer perceptron of any depth, stated as a Problem: its objective, and the gradients it asks for.

H0 = X, Phi_l = H_(l-1) W_l + 1 b_l, H_l = act(Phi_l), Yhat = softmax(Phi_L), in rows; L layers of weights.
The objective is the mean cross-entropy, where asked for against smoothed labels and with an L2 term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from derivcheck.core.errors import ProblemError

if TYPE_CHECKING:
    from derivcheck.notation.arrays import Array
    from derivcheck.problem import Problem

LETTERS = "jpqsuvwxyz"
"""What indices over hidden layers are called, in turn."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a network's objective is built from; every width and every number in it stays symbolic.

    hidden: layers between input and output, 0 for softmax regression. weight_decay: the term
    alpha/2 sum_l |W_l|^2, on weights alone. smoothing: labels (1 - epsilon) Y + epsilon / classes.
    """

    hidden: int
    activation: str = "relu"
    weight_decay: bool = False
    smoothing: bool = False

    @property
    def layers(self) -> int:
        """Layers of weights."""
        return self.hidden + 1


@dataclass(frozen=True, slots=True)
class _Layer:
    """Arrays of one layer of weights: what comes in, what is multiplied and added, what comes out."""

    incoming: Array
    weights: Array
    biases: Array
    affine: Array


def state(title: str, source: str, architecture: Architecture) -> Problem:
    """The Problem that asks for the gradients of J by every weight and bias, and claims what they are.

    Raises ProblemError for an activation that is not known.
    """
    from derivcheck.notation.language import dim, log, mean, softmax, tensor, total
    from derivcheck.problem import Problem

    n, classes = dim("n", index="i"), dim("D_y", index="k")
    labels = tensor("Y", n, classes)
    problem = Problem(title, source=source, given=[total(labels, axis=1) == 1], vectors="row")
    layers = _stack(problem, architecture, n, classes)
    predicted = problem.let("Yhat", softmax(layers[-1].affine))
    target = _target(problem, architecture, labels, n, classes)
    objective = -mean(total(target * log(predicted), axis=1))
    objective += _penalty(architecture, layers)
    objective = problem.let("J", objective, reference=_Reference(architecture))
    problem.derive(objective, *(each for layer in layers for each in (layer.weights, layer.biases)))
    _claim_back_propagation(problem, architecture, layers, objective, 1 / n * (predicted - target))
    return problem


def _stack(problem: Problem, architecture: Architecture, n: Any, classes: Any) -> tuple[_Layer, ...]:
    """Every layer, each on the values of the one before."""
    from derivcheck.notation.language import dim, ones, outer, tensor

    inputs = dim("D_x", index="r")
    hidden = [dim(f"m{layer + 1}", index=LETTERS[layer % 10]) for layer in range(architecture.hidden)]
    widths = [inputs, *hidden, classes]
    values, layers = tensor("X", n, inputs), list[_Layer]()
    for layer, (before, after) in enumerate(pairwise(widths), start=1):
        weights, biases = tensor(f"W{layer}", before, after), tensor(f"b{layer}", after)
        affine = problem.let(f"Phi{layer}", values @ weights + outer(ones(n), biases), latex=rf"\Phi_{layer}")
        layers.append(_Layer(values, weights, biases, affine))
        if layer < len(widths) - 1:
            active = _activation(architecture.activation)(affine)
            values = problem.let(f"H{layer}", active, latex=f"H_{layer}")
    return tuple(layers)


def _activation(name: str) -> Callable[[Array], Array]:
    from derivcheck.notation.language import relu, sigmoid, tanh

    known: dict[str, Callable[[Array], Array]] = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}
    if name not in known:
        raise ProblemError(f"unknown activation {name!r}", remedy=f"known are {', '.join(known)}")
    return known[name]


def _target(problem: Problem, architecture: Architecture, labels: Array, n: Any, classes: Any) -> Array:
    """The labels, or the smoothed ones: most of the weight on the label, the rest spread evenly."""
    from derivcheck.notation.language import ones, scalar

    if not architecture.smoothing:
        return labels
    epsilon = scalar("epsilon", latex=r"\varepsilon")
    return problem.let("T", (1 - epsilon) * labels + epsilon / classes * ones(n, classes))


def _penalty(architecture: Architecture, layers: tuple[_Layer, ...]) -> Array | int:
    from derivcheck.notation.language import scalar, squared_norm

    if not architecture.weight_decay:
        return 0
    alpha, squares = scalar("alpha", latex=r"\alpha"), [squared_norm(layer.weights) for layer in layers]
    penalty = alpha / 2 * squares[0]
    for square in squares[1:]:
        penalty = penalty + alpha / 2 * square
    return penalty


def _claim_back_propagation(
    problem: Problem, architecture: Architecture, layers: tuple[_Layer, ...], objective: Array, error: Array
) -> None:
    """dJ/dW_l = H_(l-1)^T Delta_l + alpha W_l and dJ/db_l, the errors Delta_l going back layer by layer."""
    from derivcheck.notation.language import gradient, scalar, total

    alpha = scalar("alpha", latex=r"\alpha")
    for layer in range(architecture.layers, 0, -1):
        here = layers[layer - 1]
        delta = problem.let(f"Delta{layer}", error, latex=rf"\Delta_{layer}")
        decay = alpha * here.weights if architecture.weight_decay else 0
        problem.claim(f"dJ/dW{layer}", gradient(objective, here.weights) == here.incoming.T @ delta + decay)
        problem.claim(f"dJ/db{layer}", gradient(objective, here.biases) == total(delta, axis=0))
        if layer > 1:
            error = delta @ here.weights.T * _slope(architecture.activation, layers[layer - 2], here.incoming)


def _slope(activation: str, layer: _Layer, value: Array) -> Array:
    """The derivative of the activation, from its value where that is shorter."""
    from derivcheck.notation.language import step

    if activation == "relu":
        return step(layer.affine)
    return value * (1 - value) if activation == "sigmoid" else 1 - value * value


class _Reference:
    """The objective in plain jax.numpy, written apart from the Problem: for jax.grad to differentiate."""

    def __init__(self, architecture: Architecture) -> None:
        self._architecture = architecture
        parameters = (f"{kind}{layer}" for layer in range(1, architecture.layers + 1) for kind in "Wb")
        scalars = ["alpha"] * architecture.weight_decay + ["epsilon"] * architecture.smoothing
        names = ("X", "Y", *parameters, *scalars)
        self.__signature__ = Signature([Parameter(name, Parameter.KEYWORD_ONLY) for name in names])

    def __call__(self, **arrays: Any) -> Any:
        import jax
        import jax.numpy as jnp

        functions = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu}
        values, layers = arrays["X"], range(1, self._architecture.layers + 1)
        for layer in layers:
            values = values @ arrays[f"W{layer}"] + arrays[f"b{layer}"]
            if layer <= self._architecture.hidden:
                values = functions[self._architecture.activation](values)
        epsilon = arrays.get("epsilon", 0)
        target = (1 - epsilon) * arrays["Y"] + epsilon / arrays["Y"].shape[1]
        fit = jnp.sum(target, axis=1) * jax.nn.logsumexp(values, axis=1) - jnp.sum(target * values, axis=1)
        squares = sum(jnp.vdot(arrays[f"W{layer}"], arrays[f"W{layer}"]) for layer in layers)
        return jnp.mean(fit) + 0.5 * arrays.get("alpha", 0) * squares
