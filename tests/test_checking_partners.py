"""What stands beside what, and slips of the line before: each beside the same where nothing is wrong."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


WRONG = ("malformed", "refuted")
SCORES = r"""$$ r = q(a_o^T s_c) + q(a_k^T s_c) + q(a_w^T s_c) $$ $$ t = h(a_o^T s_c, a_w^T s_c, a_o) $$

$$ J = q(a_k^T s_c) - \sum_w h(a_w^T s_c) g(a_o) $$ $$ p = \frac{g(a_o^T s_c)}{\sum_w g(A)} $$"""
EVENTS = r"$$ \int P(e | x) p(x) dx = \int h(x) p(x) A $$"
CHAIN = r"""$$ \frac{\partial E}{\partial V}
= \frac{\partial E}{\partial q_t} \frac{\partial q_A}{\partial V} $$

$$ = \frac{\partial E}{\partial q_t} \frac{\partial q_t}{\partial z_t}
\otimes \frac{\partial z_t}{\partial V} $$"""
SLOPE = r"""Let $r_i = p_1 t_{i1} + p_2 t_{i2}$.

$$ \frac{dr_i}{dp_1} = \frac{d}{dp_A} [p_1 t_{i1} + p_2 t_{i2}] = t_{i1} + 0 $$"""
FORM = r"""Let $C \in \mathbb{R}^{n \times n}$, $X \in \mathbb{R}^{n \times m}$ and
$B \in \mathbb{R}^{m \times m}$.

$$ f(X) = \mathrm{tr}(X^T C X B) $$ $$ \frac{\partial f}{\partial X} = A $$"""


@pytest.mark.parametrize(
    ("text", "odd", "right", "reason"),
    [
        (SCORES, "a_w^T s_o", "a_w^T s_c", "a is multiplied by s_c"),
        (SCORES, "a_w^T a_c", "a_w^T s_c", "a is multiplied by s_c"),
        (EVENTS, "", "dx", "lacks its differential"),
        (CHAIN, "j", "t", "on the left (line 2), the chain is broken"),
        (SLOPE, "i", "1", "on the left (line 3), this is differentiated by another entry"),
        (FORM, "C X B^T + C^T X B", "C X B + C^T X B^T", "the two sides differ"),
    ],
)
def test_one_slip(text: str, odd: str, right: str, reason: str) -> None:
    step = last(text.replace("A", odd))
    assert step.verdict in WRONG
    assert reason in step.reason
    assert last(text.replace("A", right)).verdict not in WRONG


@pytest.mark.parametrize(
    "text",
    [
        SCORES.replace("A", "a_w^T s_i"),
        SCORES.replace("A", "a_w^T b_c"),
        r"$$ r = q(w^T x_i) + q(w^T x_i) + q(w^T x_i) $$ $$ s = q(w^T x_i) h(w^T x_i) g(w^T x_i, w_j) $$"
        r" $$ t = q(w^T x_j) $$",
        r"$$ \int h(x) \mu = \int g(x) \mu $$",
        r"$$ \int h(x) \dx = \int g(x) dx $$",
        r"Let $C \in \mathbb{R}^{n \times n}$. $$ \nabla_x x^T C x = 2 C x $$",
    ],
)
def test_what_may_be_meant(text: str) -> None:
    assert last(text).verdict not in WRONG


PAGE = r"""Let $A \in \mathbb{R}^{m \times n}$, $x, c \in \mathbb{R}^m$.

$$A x + 2 c = 2 c + A x$$

$$A x + 3 c = 3 c + A x$$

$$A x + 4 c = 4 c + A x$$

$$ f_i = h_i g_i, \quad \sum_i f_i = \sum_j g_j, \quad \sum_k h_k = 1 $$

$$ \sum_i f_i = \sum_i h_@ g_@ + u $$"""


def test_a_sum_that_does_not_bind_is_wrong_on_a_page_that_was_misread() -> None:
    wrong, right = (last(PAGE.replace("@", each)) for each in "ji")
    assert (wrong.verdict, wrong.reason[:12]) == ("malformed", "the sum over")
    assert right.verdict not in WRONG
