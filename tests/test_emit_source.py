"""Emitted source is what a person would write, and computes what the compiled function computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest

from derivcheck.core.contexts import Definition
from derivcheck.core.terms import Dimension, Index, Total
from derivcheck.emit.jax import compile_program
from derivcheck.emit.programs import Output, Program
from derivcheck.emit.source import source
from tests.emit_examples import BACKPROPAGATION, LOGISTIC, LOGISTIC_GRADIENT, I, J, K, at, context, drawn
from tests.test_emit_jax import MATRICES, SIZES, TERMS

EVERY_TERM = Program(MATRICES, tuple(Output(name, axes, body) for name, (axes, body) in TERMS.items()))


def function(text: str) -> Callable[..., dict[str, Any]]:
    """The function that the text defines; only a test runs text."""
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102
    return space["emitted"]


def body(text: str) -> list[str]:
    """The assignments."""
    lines = [line.strip() for line in text.splitlines()]
    return lines[lines.index('"""') + 1 :]


@pytest.mark.parametrize("program", [BACKPROPAGATION, EVERY_TERM], ids=["network", "terms"])
@pytest.mark.parametrize("sizes", SIZES[:2], ids=str)
def test_the_source_computes_what_the_function_computes(program: Program, sizes: dict[str, int]) -> None:
    arrays = drawn(program.context, sizes)
    with jax.enable_x64(True):
        compiled = compile_program(program)(arrays)
        printed = function(source(program))(*(jax.numpy.asarray(a) for a in arrays.values()))
    assert compiled.keys() == printed.keys()
    for name, array in compiled.items():
        assert np.array_equal(array, printed[name], equal_nan=True), name


def test_backpropagation_reads_like_written_by_hand() -> None:
    assert body(source(BACKPROPAGATION)) == [
        "n = x.shape[0]",
        "phi = x @ W1 + b1",
        "h = jax.nn.sigmoid(phi)",
        "theta = h @ W2 + b2",
        "yhat = jax.nn.softmax(theta)",
        "J = -(jnp.sum(y * jax.nn.log_softmax(theta)) / n)",
        "dtheta = (yhat - y) / n",
        "dh = dtheta @ W2.T",
        "dphi = dh * h * (1 - h)",
        "dW1 = x.T @ dphi",
        "db1 = jnp.sum(dphi, axis=0)",
        "dW2 = h.T @ dtheta",
        "db2 = jnp.sum(dtheta, axis=0)",
        "dx = dphi @ W1.T",
        'return {"J": J, "dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dx": dx}',
    ]


def test_logistic_regression_reads_like_written_by_hand() -> None:
    text = source(Program(LOGISTIC, (Output("g", (I,), LOGISTIC_GRADIENT),)), "gradient")
    assert "def gradient(X, y, theta, lam):" in text
    assert body(text) == [
        "n = X.shape[0]",
        "p = jax.nn.sigmoid(X @ theta)",
        "g = (p - y) @ X / n + lam * theta",
        'return {"g": g}',
    ]


def test_a_sum_is_written_in_the_order_of_the_axes_of_its_output() -> None:
    gradient = Total(J, at("v", J) * at("B", J, K) * at("A", I, J)) + at("a") * at("M", K, I)
    scope = context(A="DH", B="HK", M="KD", v="H", a="")
    assert body(source(Program(scope, (Output("g", (K, I), -gradient),)))) == [
        "g = -(B.T @ (v * A).T + a * M)",
        'return {"g": g}',
    ]


def test_names_that_python_does_not_accept_are_changed() -> None:
    scope = context(
        Definition("dJ/dz", (Index("n", "n"),), at("jax", Index("n", "n")) * Dimension("n")),
        **{"lambda": "", "jax": "n", "n": "", "2x": "n"},
    )
    n = Index("n", "n")
    program = Program(
        scope, (Output("a+b", (n,), at("dJ/dz", n) * at("lambda") + at("n") * at("dJ/dz", n) + at("2x", n)),)
    )
    text = source(program)
    assert "def emitted(lambda_, jax2, n, _2x):" in text
    arrays = [np.float32(2), np.ones(3, np.float32), np.float32(5), np.ones(3, np.float32)]
    assert function(text)(*arrays)["a+b"].tolist() == [22, 22, 22]


def test_long_expressions_are_split_and_short_ones_are_not() -> None:
    short = Total(J, at("A", I, J) * at("v", J))
    text = source(Program(MATRICES, (Output("s", (I,), short),)))
    assert body(text) == ["s = A @ v", 'return {"s": s}']
    long = (short + at("u", I)) ** 2
    for power in range(2, 12):
        long = (long + at("u", I)) ** power / (1 + at("u", I) ** power)
    lines = body(source(Program(MATRICES, (Output("s", (I,), long),))))
    assert len(lines) == 4
    assert max(map(len, lines)) < 110


def test_an_output_that_is_an_input_is_returned() -> None:
    assert body(source(Program(MATRICES, (Output("s", (K,), at("w", K)),)))) == ['return {"s": w}']
