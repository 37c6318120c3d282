"""Indices that are lost in one place, each beside the same with it and beside neighbours that are right."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


SLOPE = r"$$ \frac{\partial r}{\partial \beta_j} = t^{(i)} x_j^{(i)} - g(\beta^T x^{(i)}) A $$"
SQUARE = r"$$ u^T H u = \frac{1}{n} \sum_{i=1}^n f(x^{(i)}) u^T A {A}^T u $$"
LOSS = r"$$ p_i = f(z_i), \quad \sum_i p_i = \sum_i t_i $$ $$ L = h(\sum_i t_i p_i, t_i) $$"
GRADIENT = LOSS + r" $$ \frac{\partial L}{\partial z_i} = A $$"
LIKELIHOOD = r"""The data are $x_1, \dots, x_i, \dots, x_n$. $$ \prod_{i=1}^n p(x_i | \theta) = q(x_i) $$

$$ L(\theta) = \sum_{i=1}^n \log p(A | \theta) $$"""
SHARE = r"""$$ \sum_{i=1}^m (y^{(i)} - \phi) = f(y^{(i)}, y^{(i)}) $$

$$ \phi = \frac{1}{m} \sum_{i=1}^m 1\{A = 1\} $$"""


@pytest.mark.parametrize(
    ("text", "odd", "right", "reason"),
    [
        (SLOPE, "x_j", "x_j^{(i)}", "number of its example"),
        (SQUARE, "x", "x^{(i)}", "number of its example"),
        (GRADIENT, "p - t", "p_i - t_i", "one component i"),
        (LIKELIHOOD, "x", "x_i", "no i in its summand"),
        (SHARE, "y^{(1)}", "y^{(i)}", "no i in its summand"),
    ],
)
def test_one_lost_index(text: str, odd: str, right: str, reason: str) -> None:
    step = last(text.replace("A", odd))
    assert step.verdict == "malformed"
    assert reason in step.reason
    assert last(text.replace("A", right)).verdict not in ("malformed", "refuted")


@pytest.mark.parametrize(
    "text",
    [
        r"$$ f(x) = g(x, \beta), \quad J = \sum_i (y^{(i)} - f(x^{(i)})) h(y^{(i)}) $$",
        r"$$ r = (\sum_i y_t^{(i)}) p_t^T - y_t^T $$",
        r"$$ f(x) = \sum_i \alpha_i y^{(i)} (x^{(i)})^T x + b $$",
        r"$$ w^{(i)} = \exp(-(x^{(i)} - x)^2 / q) $$",
        r"$$ r = \sum_i \alpha_i k(x^{(i)}, x) $$",
        r"$$ \delta^{(l)} = W x^{(l)} - h(x) $$",
        r"$$ Z = (x^{(1)}, \dots, x^{(m)}), \quad x = h(x^{(1)}, Z) $$",
        LOSS + r" $$ \frac{\partial L}{\partial z_i} = q - t $$",
        LOSS + r" $$ \frac{\partial \mu}{\partial z_i} = \frac{1}{n} $$",
        r"$$ x_i = h(x_i, x_i) $$ $$ L = \sum_{i=1}^n \log p(x) $$ $$ M = \sum_{i=1}^n \log q(x) $$",
        r"$$ s_i = h(s_i, s_i, s_i), \quad J = \sum_{i=1}^n \frac{1}{2} \log s - s_i^2 $$",
    ],
)
def test_nothing_is_lost(text: str) -> None:
    """Functions of one example, layers, whole vectors; a page that leaves the index out everywhere."""
    assert last(text).verdict not in ("malformed", "refuted")
