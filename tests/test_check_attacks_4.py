r"""Signs of numbers, updates and densities: wrong steps that were once proved, and their right neighbours."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import verdicts

ROOT = r"$$ \sqrt{x^2} = x $$"
CASES = {
    "a sign that is said for one case": (
        "For $x > 0$ it is easy. %s $$ \\sqrt{x^2} = -x $$",
        "For $x > 0$ again:",
        "For $x < 0$:",
    ),
    "a sign that is said for another case": (
        "For $x > 0$ it is easy. For $x %s 0$: " + ROOT,
        "<",
        ">",
    ),
    "a case that is the other one": (
        "For $x > 0$ it is easy. %s " + ROOT,
        "Otherwise",
        "So",
    ),
    "a later sign": (
        "$x$ is positive. %s " + ROOT,
        "Now let $x$ be negative.",
        "Now let $y$ be negative.",
    ),
    "a comparison under a condition": (
        "We have $x > 0$%s. " + ROOT,
        " if $a > 0$",
        " here",
    ),
    "a comparison that is asked for": (
        "We ask: is $x > 0$%s " + ROOT,
        "?",
        " there. Let $x > 0$.",
    ),
    "a comparison that is wrong": (
        "The claim $x > 0$ is %s. " + ROOT,
        "wrong",
        "true",
    ),
    "a number that may be negative has a logarithm beside": (
        r"$$ \log(z^2) = 2 \log z $$ Here $z$ %s.",
        "may be negative",
        "is some number",
    ),
    "a number of any sign": (
        r"Note that %s. $$ \log(z^2) = 2 \log z $$",
        "the sign of $z$ is unknown",
        "the value of $z$ is known",
    ),
    "a normal number": (
        r"%s $$ \log(z^2) = 2 \log z $$",
        r"Let $z \sim \mathcal{N}(0, 1)$.",
        "Let $z$ be given.",
    ),
    "two densities of one letter": (
        r"Let $p(x) = e^{-x}$ and $p(%s) = 2 e^{-2 %s}$. $$ \log p(x) = \log 2 - 2x $$",
        "z",
        "x",
    ),
    "what a recurrence computes is not held constant": (
        r"Let $v_t = a h_{t-1} + b h_{t-1}$ and $h_t = \tanh(%s)$. "
        r"$$ \frac{\partial v_t}{\partial a} = h_{t-1} $$",
        "v_t",
        "x_t",
    ),
    "an update is no equation": (
        r"$$ w %s w - g - g $$ Then $$ w = w - 2 g $$",
        r"\leftarrow",
        "=",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_is_not_proved_and_what_is_true_is(name: str) -> None:
    wrong, right = verdicts(CASES[name])
    assert wrong != "proved"
    assert right == "proved"
