"""Sides that cannot be one thing, each beside the same where they can."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


BEST = r"$$ A -E[\log p(x; \theta)] = \operatorname{argmax}_\theta E[\log p(x; \theta)] $$"
MEAN = r"$$ m_k = \frac{\sum_i r_{ki} x_i}{\sum_i A r_{ki}} $$"
LAYERS = r"""$$ \delta^L = g(z^L) $$ $$ \delta^l = (W^l)^T h(z^l) $$

$$ \frac{\partial C}{\partial z^l} \frac{\partial z^l}{\partial W^l} = \delta^A q(a^A) $$"""
TRACE = r"$$ tr(A B C) = tr(@) $$"
FORM = r"$$ tr[x^T A x] = tr[@] $$"
QUOTIENT = r"$$ J = \frac{\partial{\log(\sum_j{q_j)}}}{@} \cdot f(q) $$"


@pytest.mark.parametrize(
    ("text", "odd", "right", "reason"),
    [
        (BEST.replace("A", "@"), "", r"\operatorname{argmin}_\theta", "where theta is best"),
        (MEAN.replace("A", "@"), "m_k", "", "its own denominator"),
        (LAYERS.replace("A", "@"), "L", "l", "of the layer l"),
        (TRACE, "A C B", "C A B", "two factors are exchanged"),
        (FORM, "x^T x A", "A x x^T", "two factors are exchanged"),
    ],
)
def test_two_sides(text: str, odd: str, right: str, reason: str) -> None:
    step = last(text.replace("@", odd))
    assert step.verdict == "malformed"
    assert reason in step.reason
    assert last(text.replace("@", right)).verdict not in ("malformed", "refuted")


@pytest.mark.parametrize(
    "text",
    [
        r"$$ \theta^* = \operatorname{argmin}_\theta L(\theta) $$",
        r"$$ \operatorname{argmin}_w \|X w - y\|^2 = (X^T X)^{-1} X^T y $$",
        r"$$ m_k = \frac{m_k}{\sum_j m_j} $$",
        r"$$ \delta^L = g(z^L) $$ $$ \delta^l = h(z^l) $$ $$ a^l = q(\delta^{l+1}, L, W^L) $$",
        r"Let $A$, $B$ and $C$ be symmetric. $$ tr(A B C) = tr(A C B) $$",
    ],
)
def test_sides_that_are_one_thing(text: str) -> None:
    assert last(text).verdict not in ("malformed", "refuted")


def test_a_partial_that_stands_alone_in_what_cannot_be_read() -> None:
    lone = last(QUOTIENT.replace("@", r"\sum_j{q_j}"))
    assert lone.verdict == "malformed"
    assert r"its \partial" in lone.reason or "has none" in lone.reason
    assert last(QUOTIENT.replace("@", r"\partial \sum_j{q_j}")).verdict != "malformed"
    assert last(QUOTIENT.replace("@", r"\pp q")).verdict != "malformed"
