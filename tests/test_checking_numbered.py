"""Components that are told apart by numbers, functions of one example, asides: right steps and neighbours."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session


def steps(text: str) -> tuple[CheckedStep, ...]:
    return tuple(Session().check_stdin(text.encode()).steps)


def last(text: str) -> CheckedStep:
    return steps(text)[-1]


TWO = "Let $z_i = w_1 x_{i1} + w_2 x_{i2} + b$, and look at each $\\frac{\\partial z_i}{\\partial w_j}$.\n\n"
NUMBERS = [
    (TWO + "$$\\frac{\\partial z_i}{\\partial w_1} = x_{i1}$$", "proved"),
    (TWO + "$$\\frac{\\partial z_i}{\\partial w_2} = x_{i2} + 0$$", "proved"),
    (TWO + "$$\\frac{\\partial z_i}{\\partial w_1} = x_{i2}$$", "refuted"),
    (TWO + "$$\\frac{\\partial}{\\partial z_i} e^{-z_i} = -e^{-z_i}$$", "proved"),
    (TWO + "$$\\frac{\\partial}{\\partial z_i} e^{-z_i} = e^{-z_i}$$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), NUMBERS)
def test_components_that_have_numbers_alone_are_variables(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


def test_components_of_what_stands_with_a_letter_or_whole_stay_components() -> None:
    linear = "Let $w \\in \\mathbb{R}^d$, $x_i \\in \\mathbb{R}^d$ and $z_i = \\sum_j w_j x_{ij}$.\n\n"
    assert last(linear + "$$\\frac{\\partial z_i}{\\partial w_1} = x_{i1}$$").verdict == "proved"
    assert last(linear + "$$z_i = w_1 x_{i1} + w_2 x_{i2}$$").verdict not in {"proved", "refuted"}
    one_hot = "Let $y_i$ be one-hot, with the entries $y_{ij}$.\n\n$$y_{i1} y_{i2} = 1$$"
    assert last(one_hot).verdict != "proved"


EXAMPLE = "Let $f(x_i) = \\log(1 + e^{z_i}) - y_i z_i$, where $z_i$ is the score of $x_i$.\n\n"
EXAMPLES = [
    ("\\frac{d}{dz_i} f(x_i) = \\frac{e^{z_i}}{1 + e^{z_i}} - y_i", "proved"),
    ("\\frac{df}{dz_i} = \\frac{e^{z_i}}{1 + e^{z_i}} - y_i", "proved"),
    ("\\frac{df}{dz_i} = \\frac{e^{z_i}}{1 + e^{z_i}} + y_i", "refuted"),
    ("\\sum_{i=1}^n f(x_i) = \\sum_{j=1}^n (\\log(1 + e^{z_j}) - y_j z_j)", "proved"),
    ("\\sum_{i=1}^n f(x_i) = \\sum_{j=1}^n (\\log(1 + e^{z_j}) - z_j)", "refuted"),
]


@pytest.mark.parametrize(("formula", "verdict"), EXAMPLES)
def test_a_function_of_one_example(formula: str, verdict: str) -> None:
    assert last(f"{EXAMPLE}$${formula}$$").verdict == verdict


def test_another_argument_is_no_example() -> None:
    assert last(EXAMPLE + "$$f(u) = \\log(1 + e^{z_i}) - y_i z_i$$").verdict not in {"proved", "refuted"}


BESIDE = r"""Let $a > 0$ and $b > 0$.

$$\begin{align*}
J &= \ln(a b) + 1 \\
\because \ln(a b) &= \ln a + \ln b \\
&= \ln a + \ln b + RIGHT
\end{align*}$$
"""


@pytest.mark.parametrize(("right", "verdict"), [("1", "proved"), ("0", "refuted")])
def test_a_row_with_because_stands_beside_the_chain(right: str, verdict: str) -> None:
    found = last(BESIDE.replace("RIGHT", right))
    assert found.verdict == verdict
    assert found.lhs.strip() == r"\ln(a b) + 1"


SCOPE = [
    ("\\frac{d}{dz} (1 - y) z = 1 - y", "proved"),
    ("\\frac{d}{dz} (1 - y) z = y - 1", "unknown"),
    ("\\frac{d}{dz} (1 - z^2) z = -2 z^2", "proved"),
    ("\\frac{d}{dz} (1 - z^2) z = 1 - z", "refuted"),
    ("\\frac{d}{dz} (1 + e^{-z}) = \\frac{d}{dz} (1) + \\frac{d}{dz} e^{-z}", "proved"),
    ("\\frac{d}{dz} (1 + e^{-z}) = \\frac{d}{dz} (1) - \\frac{d}{dz} e^{-z}", "refuted"),
]


@pytest.mark.parametrize(("formula", "verdict"), SCOPE)
def test_what_an_operator_differentiates(formula: str, verdict: str) -> None:
    assert last(f"$${formula}$$").verdict == verdict
