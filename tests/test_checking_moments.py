"""Variances, expectations of expectations, plus or minus, parts of vectors, limits as people write them."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

RIGHT = [
    r"\mathrm{Var}(X) = \mathbb{E}[X^2] - \mathbb{E}[X]^2",
    r"\mathrm{Var}(X + Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) + 2\mathrm{Cov}(X, Y)",
    r"\mathrm{Var}(w^T x) = w^T \mathrm{Cov}(x) w",
    r"\mathrm{Cov}(X, Y) = \mathbb{E}[X Y] - \mathbb{E}[X] \mathbb{E}[Y]",
    r"\mathbb{E}[(f - \hat f)^2] = (f - \mathbb{E}[\hat f])^2 + \mathbb{E}[(\hat f - \mathbb{E}[\hat f])^2]",
    r"\mathbb{E}[X \mathbb{E}[X]] = \mathbb{E}[X]^2",
    r"\mathbb{E}[a X + Y \mid Z] = a \mathbb{E}[X | Z] + \mathbb{E}[Y | Z]",
    r"\mathbb{E}[(y - t)^2; \eta] = \mathbb{E}[y^2; \eta] - 2 \mathbb{E}[y t; \eta] + \mathbb{E}[t^2; \eta]",
    r"tr(A \pm B) = tr(A) \pm tr(B)",
    r"(A \pm B)^T = A^T \pm B^T",
    r"\frac{\partial}{\partial w_{i \to j}} \sum_k w_{k \to j} x_k = x_i",
    r"\frac{\partial}{\partial w} \Sigma_{i=1}^n w^T x_i = \sum_{i=1}^n x_i",
    r"\log \Pi_{i=1}^n e^{x_i} = \sum_{i=1}^n x_i",
    r"\log p(s_{1:T}) + \log p(s_{1:T}) = 2 \log p(s_{1:T})",
]
WRONG = [
    r"\mathrm{Var}(X) = \mathbb{E}[X^2] + \mathbb{E}[X]^2",
    r"\mathrm{Var}(X + Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) + \mathrm{Cov}(X, Y)",
    r"\mathrm{Var}(X + Y) = \mathrm{Var}(X) + \mathrm{Var}(Y)",
    r"\mathrm{Var}(w^T x) = w^T \mathrm{Cov}(x)",
    r"\mathrm{Cov}(X, Y) = \mathbb{E}[X Y] + \mathbb{E}[X] \mathbb{E}[Y]",
    r"\mathbb{E}[(f - \hat f)^2] = (f - \mathbb{E}[\hat f])^2 - \mathbb{E}[(\hat f - \mathbb{E}[\hat f])^2]",
    r"\mathbb{E}[X \mathbb{E}[X]] = \mathbb{E}[X^2]",
    r"\mathbb{E}[a X + Y \mid Z] = a \mathbb{E}[X | Z] - \mathbb{E}[Y | Z]",
    r"\mathbb{E}[X | Z] \mathbb{E}[Y | Z] = \mathbb{E}[XY | Z]",
    r"tr(A \pm B) = tr(A) \mp tr(B)",
    r"tr(A \pm B) = tr(A) + tr(B)",
    r"\frac{\partial}{\partial w_{i \to j}} \sum_k w_{k \to j} x_k = x_j",
    r"\log \Pi_{i=1}^n e^{x_i} = \prod_{i=1}^n x_i",
    r"\log p(s_{1:T}) + \log p(s_{2:T}) = 2 \log p(s_{1:T})",
    r"\frac{\partial x_{1:d}}{\partial x} = 0",
    r"\sum_t \log p(s_{1:t}) = \sum_t \log p(s_{t:T})",
]


@pytest.mark.parametrize("step", RIGHT)
def test_a_right_step_is_proved(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict == "proved"


@pytest.mark.parametrize("step", WRONG)
def test_a_wrong_neighbour_is_not(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict in {"refuted", "unknown", "malformed"}


@pytest.mark.parametrize(
    "step",
    [
        r"\mathrm{Var}(X + c) = \mathrm{Var}(X)",
        r"\mathbb{E}[(f - \hat f)^2] = \mathbb{E}[(f - \mathbb{E}[\hat f])^2] + \mathrm{Var}(\hat f)",
        r"\mathrm{Var}(z) = \frac1n \sum_i z_i^2",
        r"\mathbb{E}[X | Y] = \mathbb{E}[X]",
        r"\mathbb{E}[\mathbb{E}[X | Y]] = \mathbb{E}[X]",
        r"(x \pm y)^2 = x^2 \pm 2 x y + y^2",
    ],
)
def test_what_may_be_right_is_not_accused(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict in {"unknown", "not-understood"}
