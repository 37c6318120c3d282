"""A step left open by names without definition, or that may be a definition: refuted where one slip explains
it, and open where the names may well explain it.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session


def last(text: str) -> CheckedStep:
    return Session().check_stdin(text.encode()).steps[-1]


TERM = "$$\\nabla_\\theta \\left[ (t_i - \\sigma(\\theta^T x_i)) x_i \\right] = {}$$\n"
SLOPE = "x_i x_i^T \\sigma(\\theta^T x_i) (1 {} \\sigma(\\theta^T x_i))"
BIAS = "$$\\frac{\\partial}{\\partial w_i} \\left( \\sum_j w_j a_j + b \\right) = "
SIGMOID = "Let $\\sigma(x) = 1 / (1 + e^{-x})$. $$\\frac{d}{dx} \\sigma(x) = "
UNDEFINED = [
    (TERM.format("-" + SLOPE.format("-")), "proved", ""),
    (TERM.format(SLOPE.format("-")), "refuted", "equal to minus the right side"),
    (TERM.format("-" + SLOPE.format("+")), "refuted", "flipped"),
    (BIAS + "a_i$$", "proved", ""),
    (BIAS + "2 a_i$$", "refuted", "factor 2"),
    (BIAS + "a_i + s$$", "unknown", "s"),
    (BIAS + "s a_i$$", "unknown", "s"),
    (SIGMOID + "\\sigma(x) (1 - \\sigma(x))$$", "proved", ""),
    (SIGMOID + "\\sigma(x) (1 - \\sigma(s))$$", "refuted", "true with x in place of s"),
    ("$$\\frac{d}{dx} 3 \\log x = \\frac{3}{s}$$", "unknown", "define s"),
    ("$$x^T y = y^T x$$", "proved", ""),
    ("$$x^T y = x^T x$$", "refuted", "in place of x"),
    ("$$x^T y = z^T x$$", "unknown", "define"),
    (
        "Let $X \\in \\mathbb{R}^{m \\times n}$ and $p = \\sigma(X w)$.\n\n"
        "$$\\frac{1}{m} \\sum_{i=1}^m (p_i - t_i) x_i = \\frac{1}{m} X^T (p - t)$$",
        "proved",
        "",
    ),
    ("$$(p_o - 1) v = (p_o - t_o) v$$", "unknown", "define t_o"),
    ("$$\\frac{\\partial}{\\partial w} (f_{w,b}(x) - y)^2 = (f_{w,b}(x) - y) x$$", "unknown", ""),
]


@pytest.mark.parametrize(("text", "verdict", "said"), UNDEFINED)
def test_a_slip_is_one_whatever_the_undefined_names_are(text: str, verdict: str, said: str) -> None:
    step = last(text)
    assert step.verdict == verdict
    assert said in step.suggestion


LAYER = (
    "# Model\n\n$$z^{l} = W^{l} a^{l-1} + b^{l}$$\n\n$$a^{l} = \\tanh(z^{l})$$\n\n"
    "In other words\n\n$$z^{l} = %s$$\n"
)
RESTATED = [
    (LAYER % "W^{l} z^{l-1} + b^{l}", "true with a^l-1[j] in place of z^l-1[j]"),
    (LAYER % "W^{l} a^{l-1} - b^{l}", "true with the sign of b^l[i] flipped"),
]


@pytest.mark.parametrize(("text", "suggestion"), RESTATED)
def test_a_definition_restated_with_one_slip_names_the_line_of_the_first(text: str, suggestion: str) -> None:
    step = last(text)
    assert (step.verdict, step.suggestion) == ("refuted", suggestion)
    assert step.reason == "the two sides differ, against the definition in line 3"
    assert step.line == 9


def test_a_function_known_by_name_with_one_slip_is_refuted() -> None:
    assert last("$$\\sigma(x) = \\frac{1}{1 - e^{-x}}$$").verdict == "refuted"
    assert last("$$\\sigma(x) = \\frac{x}{1 + |x|}$$").verdict != "refuted"


ANEW = [
    LAYER % "W^{l} a^{l-1} + b^{l} + r^{l}",
    "$$z = W x + b$$\n\nand for the second net\n\n$$z = W s + b$$",
    "$$z = W x + b$$\n\n$$a = \\tanh(z)$$\n\nand in the next layer\n\n$$z = W a + b$$",
    "# A\n\n$$z = W x - b$$\n\n# B\n\n$$z = W x + b + c$$",
    "$$L = \\sum_{i=1}^n (y_i - w x_i)^2$$\n\nWith a penalty\n\n"
    "$$L = \\sum_{i=1}^n (y_i - w x_i)^2 + \\lambda w^2$$",
]


@pytest.mark.parametrize("text", ANEW)
def test_a_new_definition_is_not_refuted(text: str) -> None:
    assert last(text).verdict in {"unknown", "definition"}
