"""Small programs that several tests emit, and a slow evaluation of terms to hold them against."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np

from derivcheck.core.contexts import Context, Definition, Tensor
from derivcheck.core.functions import exp, log, sigmoid
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Plus,
    Power,
    Product,
    Subscript,
    Term,
    Times,
    Total,
)
from derivcheck.emit.programs import Output, Program


def at(name: str, *subscripts: Subscript) -> Entry:
    return Entry(name, subscripts)


def context(*definitions: Definition, **axes: str) -> Context:
    """Tensors by name with the sizes of their axes, one letter or number each."""
    tensors = {
        name: Tensor(name, tuple(int(a) if a.isdigit() else a for a in sizes)) for name, sizes in axes.items()
    }
    return Context(tensors, {definition.name: definition for definition in definitions})


def softmax(logits: str, k: Index) -> Term:
    other = Index(f"{k.name}0", k.size)
    return exp(at(logits, k)) / Total(other, exp(at(logits, other)))


def value(node: Term, scope: Context, arrays: Mapping[str, np.ndarray], point: Mapping[Index, int]) -> float:
    """The term at one component, in the most literal way; indices are 0-based in `point`."""

    def here(subscript: Subscript) -> int:
        return subscript - 1 if isinstance(subscript, int) else point[subscript]

    match node:
        case Number(number):
            return float(number)
        case Dimension(size):
            return float(length(size, scope, arrays))
        case Delta(left, right):
            return float(here(left) == here(right))
        case Entry(name, subscripts) if name in arrays:
            return float(arrays[name][tuple(map(here, subscripts))])
        case Entry(name, subscripts):
            definition = scope.definitions[name]
            inner = {i: here(s) for i, s in zip(definition.indices, subscripts, strict=True)}
            return value(definition.body, scope, arrays, inner)
        case Plus(terms):
            return sum(value(part, scope, arrays, point) for part in terms)
        case Times(factors):
            return math.prod(value(part, scope, arrays, point) for part in factors)
        case Power(base, exponent):
            return value(base, scope, arrays, point) ** float(exponent)
        case Apply(function, argument):
            return ELEMENTWISE[function](value(argument, scope, arrays, point))
        case Total(index, body) | Product(index, body):
            components = range(length(index.size, scope, arrays))
            parts = [value(body, scope, arrays, {**point, index: c}) for c in components]
            return sum(parts) if isinstance(node, Total) else math.prod(parts)
        case Constant("pi"):
            return math.pi
        case Inverse(name, left, right):
            return float(np.linalg.inv(arrays[name])[here(left), here(right)])
        case Determinant(name):
            return float(np.linalg.det(arrays[name]))
        case _:
            raise AssertionError(node)


ELEMENTWISE = {
    "exp": math.exp,
    "log": math.log,
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "tanh": math.tanh,
    "softplus": lambda u: math.log(1 + math.exp(u)),
    "silu": lambda u: u / (1 + math.exp(-u)),
    "gelu": lambda u: u / 2 * (1 + math.erf(u / math.sqrt(2))),
    "erf": math.erf,
    "sign": lambda u: math.copysign(1, u),
    "relu": lambda u: max(u, 0.0),
    "abs": abs,
    "step": lambda u: float(u > 0),
}


def length(size: str | int, scope: Context, arrays: Mapping[str, np.ndarray]) -> int:
    if isinstance(size, int):
        return size
    return next(
        extent
        for name, tensor in scope.tensors.items()
        for axis, extent in zip(tensor.axes, arrays[name].shape, strict=True)
        if axis == size
    )


def slowly(output: Output, program: Program, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """An output of a program, component by component."""
    scope = program.scope
    shape = [length(axis.size, scope, arrays) for axis in output.axes]
    result = np.empty(shape)
    for place in itertools.product(*map(range, shape)):
        point = dict(zip(output.axes, place, strict=True))
        result[place] = value(output.body, scope, arrays, point)
    return result


def drawn(scope: Context, sizes: Mapping[str, int], seed: int = 0) -> dict[str, np.ndarray]:
    """Arrays of normal values for the tensors."""
    random = np.random.default_rng(seed)
    return {
        name: random.normal(size=[sizes[a] if isinstance(a, str) else a for a in tensor.axes])
        for name, tensor in scope.tensors.items()
    }


N, I, J, K, L = Index("n", "n"), Index("i", "D"), Index("j", "H"), Index("k", "K"), Index("l", "K")  # noqa: E741

CROSS_ENTROPY = context(
    Definition("yhat", (K,), softmax("z", K)),
    Definition("J", (), -Total(K, at("y", K) * log(at("yhat", K)))),
    z="K",
    y="K",
)
LOGISTIC = context(
    Definition("p", (N,), sigmoid(Total(I, at("X", N, I) * at("theta", I)))),
    Definition(
        "J",
        (),
        -1 / Dimension("n") * Total(N, at("y", N) * log(at("p", N)) + (1 - at("y", N)) * log(1 - at("p", N)))
        + at("lam") / 2 * Total(I, at("theta", I) ** 2),
    ),
    X="nD",
    y="n",
    theta="D",
    lam="",
)
LOGISTIC_GRADIENT = Total(N, (at("p", N) - at("y", N)) * at("X", N, I)) / Dimension("n") + at("lam") * at(
    "theta", I
)
TWO_LAYERS = context(
    Definition("phi", (N, J), Total(I, at("x", N, I) * at("W1", I, J)) + at("b1", J)),
    Definition("h", (N, J), sigmoid(at("phi", N, J))),
    Definition("theta", (N, K), Total(J, at("h", N, J) * at("W2", J, K)) + at("b2", K)),
    Definition("yhat", (N, K), exp(at("theta", N, K)) / Total(L, exp(at("theta", N, L)))),
    Definition("J", (), -Total(N, Total(K, at("y", N, K) * log(at("yhat", N, K)))) / Dimension("n")),
    x="nD",
    W1="DH",
    b1="H",
    W2="HK",
    b2="K",
    y="nK",
)
ADJOINTS = (
    Definition("dtheta", (N, K), (at("yhat", N, K) - at("y", N, K)) / Dimension("n")),
    Definition("dh", (N, J), Total(K, at("dtheta", N, K) * at("W2", J, K))),
    Definition("dphi", (N, J), at("dh", N, J) * at("h", N, J) * (1 - at("h", N, J))),
)
BACKPROPAGATION = Program(
    TWO_LAYERS,
    (
        Output("J", (), at("J")),
        Output("dW1", (I, J), Total(N, at("x", N, I) * at("dphi", N, J))),
        Output("db1", (J,), Total(N, at("dphi", N, J))),
        Output("dW2", (J, K), Total(N, at("h", N, J) * at("dtheta", N, K))),
        Output("db2", (K,), Total(N, at("dtheta", N, K))),
        Output("dx", (N, I), Total(J, at("dphi", N, J) * at("W1", I, J))),
    ),
    ADJOINTS,
)
