"""Factors that do not fit as written are accused where one change of a product makes the step true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest

from derivcheck.checking.attempts import Attempt, Trial
from derivcheck.checking.caution import Knowledge
from derivcheck.checking.edits import edits
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.misfits import with_fitting
from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text
from derivcheck.elaboration.readings import Reading
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.exchanges import exchange
from derivcheck.meaning.expressions import (
    Add,
    Component,
    Derivative,
    Expression,
    Multiply,
    Transpose,
    Variable,
)

SOFTMAX = (
    r"Let $\theta = U^\top v$ and $\hat y = \operatorname{softmax}(\theta)$, "
    r"and $J = -\sum_k y_k \log \hat y_k$ for one-hot $y$."
)
BATCH = "A layer has $Y = W X$, and from $Y$ the scalar $L$ is computed."
SQUARES = r"Let $A \in \mathbb{R}^{m \times n}$ and $f(x) = \frac12 (A x - b)^\top (A x - b)$."
GATE = r"Let $z = W x$, $h = \tanh(z)$ and $J = v^\top h$."

# what the document says, the step, the verdict, the suggestion
STEPS = [
    (SOFTMAX, r"\frac{\partial J}{\partial v} = U (\hat y - y)", "proved", ""),
    (SOFTMAX, r"\frac{\partial J}{\partial v} = (\hat y - y)^\top U^\top", "proved", ""),
    (SOFTMAX, r"\frac{\partial J}{\partial v} = (\hat y - y) U", "malformed",
     r"with U (\hat y - y) in place of (\hat y - y) U the step is true"),
    (SOFTMAX, r"\frac{\partial J}{\partial U} = v (\hat y - y)^\top", "proved", ""),
    (SOFTMAX, r"\frac{\partial J}{\partial U} = (\hat y - y) v", "malformed",
     r"with v^\top in place of v the step is true"),
    (SOFTMAX, r"\frac{\partial J}{\partial v} = \frac{\partial J}{\partial \theta} U", "unknown", None),
    ("", r"\sigma(w^\top x) = \frac{1}{1 + e^{-w^\top x}}", "proved", ""),
    ("", r"\sigma(w^\top x) = \frac{1}{1 + e^{-x^\top w}}", "proved", ""),
    ("Take $w^\\top x$.", r"\sigma(w^\top x) = \frac{1}{1 + e^{-w x}}", "malformed",
     r"with w^\top in place of w the step is true"),
    ("Take $w^\\top x$.", r"\sigma(w^\top x) = \frac{1}{2 + e^{-w x}}", "refuted", ""),
    (BATCH, r"\frac{\partial L}{\partial X} = W^T \frac{\partial L}{\partial Y}", "proved", ""),
    (BATCH, r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W^T", "malformed",
     r"with W^T \frac{\partial L}{\partial Y} in place of "
     r"\frac{\partial L}{\partial Y} W^T the step is true"),
    (BATCH, r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Y} X^T", "proved", ""),
    (BATCH, r"\frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Y}", "malformed",
     r"with \frac{\partial L}{\partial Y} X^T in place of "
     r"X^T \frac{\partial L}{\partial Y} the step is true"),
    (BATCH, r"\frac{\partial L}{\partial W} = 2 X^T \frac{\partial L}{\partial Y}", "unknown", None),
    (BATCH, r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W", "proved", None),
    (SQUARES, r"\nabla f(x) = A^\top (A x - b)", "proved", ""),
    (SQUARES, r"\nabla f(x) = (A x - b) A^\top", "malformed",
     r"with A^\top (A x - b) in place of (A x - b) A^\top the step is true"),
    (SQUARES, r"f(x) = \frac12 (A x - b) (A x - b)^\top", "malformed",
     r"with (A x - b)^\top (A x - b) in place of (A x - b) (A x - b)^\top the step is true"),
    (GATE, r"\frac{\partial J}{\partial z} = v \odot (1 - h^2)", "proved", ""),
    (GATE, r"\frac{\partial J}{\partial z} = v (1 - h^2)", "unknown",
     r"write \odot for the entrywise product"),
    (GATE + r" Here $a \odot b$ is $b \odot a$.", r"\frac{\partial J}{\partial z} = v (1 - h^2)", "malformed",
     r"write \odot for the entrywise product"),
]  # fmt: skip


def last(document: str, step: str) -> CheckedStep:
    return check_text(f"{document}\n\n$${step}$$\n").steps[-1]


@pytest.mark.parametrize(("document", "step", "verdict", "suggestion"), STEPS)
def test_what_does_not_fit(document: str, step: str, verdict: str, suggestion: str | None) -> None:
    found = last(document, step)
    assert found.verdict == verdict
    assert suggestion is None or found.suggestion == suggestion


def test_the_product_is_underlined() -> None:
    found = last(SOFTMAX, r"\frac{\partial J}{\partial U} = (\hat y - y) v")
    assert (found.mark.column, found.mark.length) == (35, 14)
    assert found.reason == "the product of a column vector and a column vector"


DOTS = [
    (r"\frac{d s}{d z} = \sigma(z) \cdot (1 - \sigma(z))", "proved"),
    (r"\frac{d s}{d z} = \sigma(z) \cdot (1 + \sigma(z))", "unknown"),
    (r"\frac{d s}{d z} = \sigma(z) \cdot (1 - x)", "refuted"),
    (r"s \cdot s = s^\top s", "proved"),
]


@pytest.mark.parametrize(("step", "verdict"), DOTS)
def test_a_dot_between_one_quantity_goes_by_entries_where_nothing_else_fits(step: str, verdict: str) -> None:
    assert last(r"Let $z = W x$ and $s = \sigma(z)$.", step).verdict == verdict


A, X, Y = Variable("A"), Variable("x"), Variable("y")
D = Derivative(X, (Y,))


def changes(side: Expression, marked: bool = False) -> list[str]:
    def said(node: Expression) -> str:
        return node.name if isinstance(node, Variable) else "x - y"

    return [each.now for each in edits(side, said, marked)]


def product(*factors: Expression) -> Expression:
    return Multiply(factors, ("",) * (len(factors) - 1))


def test_every_change_of_two_factors() -> None:
    turned = [r"A^\top", r"x^\top", r"x A", r"x A^\top", r"x^\top A"]
    assert changes(product(A, X)) == turned
    assert changes(product(A, X), marked=True) == [*turned, r"A \odot x"]


def test_beside_a_derivative_factors_are_exchanged_first_and_it_is_not_transposed() -> None:
    assert changes(product(D, A)) == ["A x - y", r"A^\top x - y", r"A^\top"]


def test_a_sum_stands_in_parentheses() -> None:
    assert changes(product(A, Add((X, Y), (1, -1))))[1:3] == [r"(x - y)^\top", "(x - y) A"]


@pytest.mark.parametrize(
    "side", [X, product(D, D, A)],
    ids=["no product", "derivatives leave the order open"],
)  # fmt: skip
def test_nothing_to_change(side: Expression) -> None:
    assert changes(side) == []


@dataclass(frozen=True)
class Sides:
    lhs: Expression
    rhs: Expression
    notes: tuple[str, ...] = ()
    cost: int = 0


def asked(attempt: Attempt | None) -> bool:
    """Whether changes of a step that does not fit are read; an attempt has a correction."""
    seen: list[Expression] = []

    def read(lhs: Expression, rhs: Expression) -> Iterator[Reading]:
        seen.append(rhs)
        return iter(())

    open_step = Judgement("unknown", "the product of a matrix and a matrix", attempt=attempt)
    sides = Sides(Y, product(A, X))
    with_fitting(open_step, Trial(), sides, read, lambda _: "x", Knowledge(Environment()))
    return bool(seen)


def test_what_has_a_reading_with_a_correction_may_be_meant_so() -> None:
    assert asked(None)
    assert not asked(cast("Attempt", object()))


LAYERS = r"""
The layers are $z_1 = W_1 x + b_1$ and $h = \tanh(z_1)$. They are added up in $J = \mathbf{1}^\top h$.

# Sizes

The sizes follow from
$$z_1 = W_1 FACTOR + b_1$$

# Gradients

$$\frac{\partial J}{\partial b_1} = 1 - h^2$$
"""


@pytest.mark.parametrize(("factor", "verdict"), [("h", "malformed"), ("x", "proved"), ("s", "unknown")])
def test_a_definition_repeated_with_what_rests_on_it(factor: str, verdict: str) -> None:
    steps = check_text(LAYERS.replace("FACTOR", factor)).steps
    found, gradient = steps[-2:]
    assert found.verdict == verdict
    if verdict == "malformed":
        assert found.suggestion == "line 2 says z_1 = W_1 x + b_1"
    assert (gradient.verdict == "proved") is (factor != "s")


STATED = (
    r"Let $W \in \mathbb{R}^{d \times k}$, $x \in \mathbb{R}^d$, $X \in \mathbb{R}^{n \times d}$, "
    r"$b, z \in \mathbb{R}^k$ and $Z \in \mathbb{R}^{n \times k}$. We compute"
)
DEFINITIONS = [
    (STATED, "z = W x + b", "malformed"),
    (STATED, r"z = W^\top x + b", "definition"),
    (STATED, "z = x W + b", "definition"),
    (STATED, "Z = X W + b", "definition"),
    (STATED, "z = V x + b", "definition"),
    ("We compute", "z = W x + b", "definition"),
]


@pytest.mark.parametrize(("document", "step", "verdict"), DEFINITIONS)
def test_a_definition_against_stated_shapes(document: str, step: str, verdict: str) -> None:
    found = last(document, step)
    assert found.verdict == verdict
    assert (found.suggestion == "transpose the first factor") is (verdict == "malformed")


P, Q = Add((product(A, X), Y), (1, 1)), Variable("q")
EXCHANGES = [
    (P, Add((product(A, Q), Y), (1, 1)), (X, Q)),
    (P, P, None),
    (P, Add((product(Q, Q), Y), (1, 1)), None),
    (P, Add((product(A, Q), Y), (1, -1)), None),
    (P, Add((product(A, Transpose(X)), Y), (1, 1)), None),
    (product(X, X), product(Q, Q), (X, Q)),
    (product(X, X), product(X, Q), (X, Q)),
    (X, Component(X, ("i",)), None),
]


@pytest.mark.parametrize(("one", "other", "pair"), EXCHANGES)
def test_one_name_in_place_of_another(
    one: Expression, other: Expression, pair: tuple[Expression, Expression] | None
) -> None:
    assert exchange(one, other) == pair
