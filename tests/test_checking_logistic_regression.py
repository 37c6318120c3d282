r"""Logistic regression as people write it: x_k of one example, second derivatives, signs, likelihoods."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

MODEL = r"""$$ h_\theta(x) = \frac{1}{1+\exp(-\theta^T x)} $$

$$ J(\theta) = -\frac{1}{m} \sum_{i=1}^m y^{(i)} \log h_\theta(x^{(i)})
 + (1 - y^{(i)}) \log (1 - h_\theta(x^{(i)})) $$

$$ z^T x^{(i)} = {x^{(i)}}^T z $$

$$ %s $$"""
SECOND = r"\frac{1}{m} \sum_{i=1}^m h_\theta(x^{(i)}) (1 - h_\theta(x^{(i)})) x_j^{(i)} x_l^{(i)}"
TWICE = SECOND.replace("x_l", "x_j")
STEPS = [
    (r"\frac{\partial}{\partial\theta_j} h_\theta(x) = h_\theta(x) (1 - h_\theta(x)) x_j", "proved"),
    (r"\frac{\partial (\theta^T x)}{\partial\theta_j} = x_j", "proved"),
    (r"\frac{\partial}{\partial\theta_j} h_\theta(x) = h_\theta(x) (1 + h_\theta(x)) x_j", "refuted"),
    (rf"\frac{{\partial^2 J}}{{\partial\theta_l \partial\theta_j}} = {SECOND}", "proved"),
    (rf"\frac{{\partial^2 J}}{{\partial\theta_l \partial\theta_j}} = -{SECOND}", "refuted"),
    (rf"\frac{{\partial^2 J}}{{\partial\theta_l \partial\theta_j}} = {TWICE}", "unproved"),
]


@pytest.mark.parametrize(("step", "verdict"), STEPS)
def test_a_subscript_is_a_component_where_a_number_above_counts_examples(step: str, verdict: str) -> None:
    found = check_text(MODEL % step).steps[-1].verdict
    assert found == verdict or (verdict == "unproved" and found != "proved")


SIGNS = r"""Let $y_i \in %s$ and $L = \sum_i \log(1 + \exp(-y_i w^T x_i))$, $\sigma(t) = 1/(1+e^{-t})$.

$$ \nabla_w^2 L = \sum_i %s \sigma(y_i w^T x_i) (1-\sigma(y_i w^T x_i)) x_i x_i^T $$"""


@pytest.mark.parametrize("signs", [r"\{-1, +1\}", r"\{-1, 1\}", r"\{+1, -1\}"])
def test_the_square_of_a_sign_is_1(signs: str) -> None:
    assert check_text(SIGNS % (signs, "")).steps[-1].verdict == "proved"
    assert check_text(SIGNS % (signs, "y_i^2")).steps[-1].verdict == "proved"
    assert check_text(SIGNS % (signs, "y_i")).steps[-1].verdict in {"refuted", "unknown"}


def test_of_other_numbers_it_is_not() -> None:
    assert check_text(SIGNS % (r"\mathbb{R}", "")).steps[-1].verdict in {"refuted", "unknown"}
    assert check_text(SIGNS % (r"\{0, 1\}", "")).steps[-1].verdict in {"refuted", "unknown"}


def test_the_square_of_what_is_0_or_1_is_itself() -> None:
    text = r"Let $t \in \{0, 1\}$. $$ t t + t (1 - t) = %s $$"
    assert check_text(text % "t").steps[-1].verdict == "proved"
    assert check_text(text % "2 t").steps[-1].verdict == "refuted"
    assert check_text(text.replace("0, 1", "0, 2") % "t^2").steps[-1].verdict != "proved"


LIKELIHOOD = r"Let $s > 0$. $$ \sum_{i=1}^n \log \frac{1}{s} \exp\left(-b_i\right) = %s $$"


def test_a_logarithm_takes_the_exponential_behind_it() -> None:
    assert check_text(LIKELIHOOD % r"-n \log s - \sum_{i=1}^n b_i").steps[-1].verdict == "proved"
    assert check_text(LIKELIHOOD % r"-n \log s + \sum_{i=1}^n b_i").steps[-1].verdict != "proved"
