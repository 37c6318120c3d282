"""Classes, members of matrices, commands whose preamble is missing: right steps proved, neighbours not."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session


def last(text: str) -> CheckedStep:
    return tuple(Session().check_stdin(text.encode()).steps)[-1]


def assert_verdict(text: str, verdict: str) -> None:
    found = last(text).verdict
    assert found == verdict or (verdict == "unproved" and found != "proved")


P = r"\frac{e^{\theta_j^T x^{(i)}}}{\sum_{l=1}^k e^{\theta_l^T x^{(i)}}}"
LOSS = (
    r"Let $\theta_j \in \mathbb{R}^d$ and $x^{(i)} \in \mathbb{R}^d$."
    "\n\n"
    rf"$$J(\theta) = -\sum_{{i=1}}^m \sum_{{j=1}}^k 1\{{y^{{(i)}} = j\}} \log {P}$$"
    "\n\n"
)
GRADIENT = rf"$$\nabla_{{\theta_j}} J(\theta) = SIGN\sum_{{i=1}}^m x^{{(i)}} (1\{{y^{{(i)}} = j\}} - {P})$$"
INDICATORS = [
    (LOSS + GRADIENT.replace("SIGN", "-"), "proved"),
    (LOSS + GRADIENT.replace("SIGN", ""), "refuted"),
    (r"$$\sum_{j=1}^k 1\{y^{(i)} = j\} = 1$$", "proved"),
    (r"$$\sum_{i=1}^m \sum_{j=1}^k [y_i \ne j] = m (k - 1)$$", "proved"),
    (r"$$\sum_{i=1}^m \sum_{j=1}^k [y_i \ne j] = m k$$", "unproved"),
    (
        rf"{LOSS}$$J(\theta) = -\sum_{{i=1}}^m \log \prod_{{j=1}}^k ({P})^{{1\{{y^{{(i)}} = j\}}}}$$",
        "proved",
    ),
]


@pytest.mark.parametrize(("text", "verdict"), INDICATORS)
def test_the_indicator_of_a_class_is_an_entry(text: str, verdict: str) -> None:
    assert_verdict(text, verdict)


MISSING = [
    (r"$$\softmax(z) = \frac{\exp(z)}{1^T \exp(z)}$$", "proved"),
    (r"$$\softmax(z) = \frac{\exp(z)}{1 + \exp(z)}$$", "unproved"),
    (r"$$\Energy(x) = x^2 \To \frac{d}{dx} \Energy(x) = 2 x$$", "proved"),
    (r"$$\Energy(x) = x^2 \To \frac{d}{dx} \Energy(x) = x$$", "refuted"),
    (r"$$a = b^2 \numberthis\label{eq:a}$$" "\n\n" r"$$\frac{da}{db} = 2 b$$", "proved"),
    (r"$$a = \unheard b$$", "not-understood"),
]


@pytest.mark.parametrize(("text", "verdict"), MISSING)
def test_commands_of_a_preamble_that_is_missing(text: str, verdict: str) -> None:
    assert_verdict(text, verdict)


MEMBERS = [
    (r"$$\sum_j (\theta^T x)_j = \sum_j \theta_j^T x$$", "unknown"),
    (r"$$\sum_j (\theta x)_j = \sum_j \theta_j^T x$$", "proved"),
    (r"$$\sum_j (\theta^T x)_j = 2 \sum_j \theta_j^T x$$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), MEMBERS)
def test_members_may_be_rows_or_columns(text: str, verdict: str) -> None:
    assert_verdict(text, verdict)


CONSTRAINTS = [
    (
        r"However, remember that the $$\sqrt{a^2+b^2}=1$$, thus we get:" "\n\n" r"$$(a^2 + b^2)^2 x = x$$",
        "unknown",
    ),
    (
        r"However, remember that the $$\sqrt{a^2+b^2}=1$$, thus we get:" "\n\n" r"$$(a^2 + b^2) x = 2 x$$",
        "unproved",
    ),
]


@pytest.mark.parametrize(("text", "verdict"), CONSTRAINTS)
def test_a_root_that_is_a_number_is_a_constraint(text: str, verdict: str) -> None:
    assert_verdict(text, verdict)


def test_a_sum_over_the_examples_of_a_class_binds_no_letter() -> None:
    text = (
        r"$$\sum_{y=j} x = m_j$$"
        "\n\n"
        r"$$f = \sum_i (x - \mu_y)^2$$"
        "\n\n"
        r"$$2 f = \sum_i 2 (x - \mu_y)^2$$"
    )
    assert last(text).verdict != "malformed"


LAGRANGIAN = r"""The Lagrangian is $$L = \frac{1}{2} w^2 + C \xi - \alpha (w - 1 + \xi) - \beta \xi.$$

$$\frac{\partial L}{\partial \xi} = C - \alpha - \beta = 0$$

With this we get

"""


def test_at_an_optimum_what_was_defined_may_be_written_otherwise() -> None:
    assert last(rf"{LAGRANGIAN}$$L = \frac{{1}}{{2}} w^2 - \alpha (w - 1)$$").verdict == "proved"
    assert last(rf"{LAGRANGIAN}$$L = \frac{{1}}{{2}} w^2 - \alpha w$$").verdict == "unknown"
