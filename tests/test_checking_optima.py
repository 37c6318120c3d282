r"""A place that a document names, x = a, is not what x is in a derivative by x: both sides are 0 there."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from tests.wrong_and_right import verdicts

CASES = {
    "the minimum is said behind": (
        "Let $f(x) = (x - a)^2$. $$ f'(x) = %s (x - a) $$ The minimum is at $x = a$.",
        "7",
        "2",
    ),
    "an equation by itself": ("$f(x) = (x - a)^2$\n\n$f'(x) = %s(x - a)$\n\n$x = a$", "7", "2"),
    "the minimum is said before": (
        "$L(w) = (wx - y)^2$ is smallest at $w = y/x$. $$ L'(w) = %sx (wx - y) $$",
        "11",
        "2",
    ),
    "a maximum of the likelihood": (
        r"Let $\ell(\mu) = -\frac{1}{2} \sum_{i=1}^n (x_i - \mu)^2$. $$ \frac{\partial \ell}{\partial \mu} = "
        r"%s \sum_{i=1}^n (x_i - \mu) $$ The maximum likelihood estimate is "
        r"$\mu = \frac{1}{n} \sum_{i=1}^n x_i$.",
        "5",
        "",
    ),
    "a sign": (
        r"Let $J(\theta) = \frac{1}{2} (\theta - c)^2$. $$ J'(\theta) = %s $$"
        r"Gradient descent converges to $\theta = c$.",
        r"c - \theta",
        r"\theta - c",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_place_is_no_definition_in_a_derivative(name: str) -> None:
    document, wrong, right = CASES[name]
    found = []
    for filling in (wrong, right):
        steps = check_text(document.replace("%s", filling)).steps
        found.append(next(each.verdict for each in steps if "'" in each.lhs or "partial" in each.lhs))
    assert found == ["refuted", "proved"]


def test_an_intermediate_is_what_it_is_defined_as() -> None:
    document = (
        r"Let $z = wx$, $a = \sigma(z)$ and $L = \frac{1}{2} (a - y)^2$."
        r"$$ \frac{\partial L}{\partial w} = (a - y) \sigma'(%s) x $$"
    )
    assert verdicts((document, "x", "z")) == ("refuted", "proved")
    assert verdicts((document, "w", "wx")) == ("refuted", "proved")
    chain = (
        r"Let $z = wx$, $a = \sigma(z)$ and $L = \frac{1}{2} (a - y)^2$."
        r"$$ \frac{\partial L}{\partial z} \frac{\partial z}{\partial w} = (a - y) a (1 - a) %s $$"
    )
    assert verdicts((chain, "w", "x")) == ("refuted", "proved")


def test_an_intermediate_by_which_is_differentiated_stays_what_it_is() -> None:
    document = (
        r"Let $a = w x$, $u = \tanh(a)$, $o = v u$ and $J = \frac{1}{2} (o - t)^2$."
        r"$$ \frac{\partial J}{\partial u} (1 - \tanh^2(a)) = v (o - t) (1 - u%s) $$"
    )
    assert verdicts((document, "", "^2")) == ("refuted", "proved")
