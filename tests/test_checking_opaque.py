"""Sides that are equal whatever their names mean, but for one sign, number, subscript or factor."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import WRONG, CheckedStep
from derivcheck.checking.opaque_changes import one_change
from derivcheck.checking.opaque_reading import form
from derivcheck.checking.session import check_text
from derivcheck.checking.writing import Writing
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Node


def reason(text: str, *, before: str = "") -> str:
    """What is said of the last step of a page."""
    document = read_text(f"{before}\n\n$$ {text} $$", "markdown")
    slip = one_change(document.derivations[-1].steps[-1], Writing.of(document))
    return slip.reason if slip else ""


def same(one: str, other: str) -> bool:
    step = read_text(f"$$ {one} = {other} $$", "markdown").derivations[0].steps[0]
    assert isinstance(step.lhs.tree, Node)
    assert isinstance(step.rhs.tree, Node)
    return form(step.lhs.tree, products=True) == form(step.rhs.tree, products=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\sum_i a_i (b_i - c)", r"\sum_i a_i b_i - c \sum_i a_i"),
        (r"\sum_i \sum_j a_i b_j", r"\sum_k \sum_l b_k a_l"),
        (r"\sum_n \sum_m \frac{1}{s} g_{n,m}", r"\frac{1}{s} \sum_m \sum_n g_{n,m}"),
        (r"e^{a + b} \exp(-b)", r"e^a"),
        (r"\log \frac{a e^{b}}{c^2}", r"\log a + b - 2 \log c"),
        (r"(a - b)^2", r"a^2 - 2 a b + b^2"),
        (r"\frac{c}{a - b}", r"-\frac{c}{b - a}"),
        (r"\frac{c}{(a - b)^2}", r"\frac{c}{(b - a)^2}"),
        (r"u^T A v", r"v^T A^T u"),
        (
            r"\frac{\partial}{\partial w} (a - 3 + b)",
            r"\frac{\partial a}{\partial w} + \frac{\partial b}{\partial w}",
        ),
        (r"tr(A + 2 B)", r"tr(A) + 2 tr(B)"),
        (r"\sqrt{a} \sqrt{a}", "a"),
    ],
)
def test_one_form(one: str, other: str) -> None:
    assert same(one, other)
    assert not same(one, f"{other} + q")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"r + \sum_i a_i (1 - s_i \phi(x_i)) = r + \sum_i a_i - \sum_i s_i \phi(x_i)", "the factor a"),
        (r"\sum_i s_i (\sum_j a_j s_j)^T q_i = \sum_i \sum_j a_i a_j s_i s_j q_i", "the factor a"),
        (r"\nabla_v (v^T M v - 2 v^T M r) = \nabla_v (v^T M v - 2 v^T r)", "the factor M"),
        (r"(u - w)^T (u - w) = u^T u - 2 u^T w - w^T w", "one sign"),
        (r"-\sum_m \frac{1}{s} \sum_n g_{n,m} = \frac{1}{s} \sum_n \sum_m g_{n,m}", "one sign"),
        (r"\exp(-\frac{1}{2} (a + b + c)) = \exp(-\frac{1}{2} (a + b - c))", "one sign"),
        (r"(a + b)^2 = a^2 + a b + b^2", "one number"),
        (r"u^T s_1 w = s u^T w", "a subscript"),
        (r"v^T M^{-1} r_k = r_k^T M^{-1}", "the factor v"),
        (r"(w r)^2 + 2 w r q + q^2 = (w^2 r)^2 + 2 w r q + q^2", "one power"),
        (r"\frac{a}{s^2} + q + r = \frac{a}{s^3} + q + r", "one power"),
        (r"\sum_i (w r_i - s_i)^2 = \sum_i (w r_i + q - s_i)^2", "the terms with q"),
    ],
)
def test_one_change_is_told(text: str, said: str) -> None:
    assert said in reason(text)


@pytest.mark.parametrize(
    "text",
    [
        r"(p_o - 1) v = (p_o - y_o) v",  # a one-hot target is 1 at its class
        r"-y_k \log p_k = -\log p_k",
        r"-y_k + p_k \sum_i y_i = -y_k + p_k",  # targets sum to 1
        r"X - \frac{1}{n} J X = (I - \frac{1}{n} J) X",
        r"f(-x) = f(x)",
        r"x^2 - 2 x p + p^2 = x - 2 x p + p^2",  # x may be 0 or 1
        r"(w r)^2 + 2 w r q + q^2 = w^2 r^2 + 2 w q r + q^2",
        r"a b + c = a b + c + q r",  # a remainder, or what is 0
        r"f(-x) = -f(x)",
        r"c + f(-x) = c + f(x)",
        r"c + f(x, -y) = c + f(x, y)",
        r"c + \frac{s}{(a - b)^2} = c + \frac{s}{(b - a)^2}",
        r"A^T = -A",
        r"x = \sum_i (x^T u_i) u_i",
        r"\sigma(z) (1 - \sigma(z)) = \sigma(z) \sigma(-z)",
        r"\frac{d}{dx} x^{-1} = -\frac{1}{x^2}",
        r"d(A^{-1}) = -A^{-1} dA A^{-1}",
        r"d(A B) = dA B + A dB",
        r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial z}",
        r"\sum_k v_k^T v_k c_k = \sum_k c_k",
        r"a_1 + b = a_2 + b",
        r"c a = a",
        r"P u v = u v",
        r"c_1 u v = u v",
        r"p(x, c) = p(x | c) p(c)",
        r"\max_w -f(w) = \min_w f(w)",
    ],
)
def test_what_the_parts_may_make_true_is_not_told(text: str) -> None:
    assert reason(text) == ""


def test_a_factor_that_is_said_to_be_one_is_not_lost() -> None:
    lost = r"c u v = u v"
    assert "the factor c" in reason(lost)
    assert reason(lost, before="From now on let $c = 1$.") == ""


def test_a_lost_sum() -> None:
    lost = r"-h_k + \sum_j q_j s_j h_k = -h_k + q_j s_j h_k"
    assert "but for a sum" in reason(lost, before=r"The sums $\sum_j q_j$ and $\sum_j r_j$.")
    assert reason(lost, before="Repeated indices are summed: $q_j q_j$.") == ""
    assert reason(r"-h_k + \sum_j q_j h_k = -h_k + \sum_i q_i h_k", before=r"$\sum_j q_j$") == ""


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


PAGE = r"""Let $\phi$ be any map of features.

$$ \frac{1}{2} r^2 + \sum_{i=1}^N a_i [1 - s_i w^T \phi(x_i)] =
\frac{1}{2} r^2 + \sum_{i=1}^N a_i - \sum_{i=1}^N A s_i w^T \phi(x_i) $$"""


def test_the_step_is_malformed_and_the_right_one_is_not_accused() -> None:
    assert last(PAGE.replace("A", "")).verdict in WRONG
    assert last(PAGE.replace("A", "a_i")).verdict not in WRONG
