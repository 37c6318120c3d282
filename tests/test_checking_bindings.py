"""Indices that one side binds and the other needs, and operators before nothing, each beside a right step."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import WRONG, CheckedStep
from derivcheck.checking.session import check_text


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


NEGATIVE = r"""The cost is $J = -\log \sigma(u_o^T v_c) - g(u)$.

$$ \frac{\partial J}{\partial u_k} = A (1 - \sigma(-u_k^T v_c)) v_c $$"""
SCORES = r"""$$ \sum_w (p_w - y_w) u_w = g $$

$$ \frac{\partial J}{\partial v_c} = A (p_w - y_w) u_w $$"""
PATH = r"""$$ \sum_{t=1}^n \log q(s_{t+1} | s_t, a_t) = L(s) $$

$$ P(\tau) = \prod_{A=1}^n q(s_{t+1} | s_t, a_t) $$"""
GRADIENT = (
    r"The log-likelihood is $\ell(\phi)$. $$ \nabla_{\phi} A = \sum_{i=1}^m w_i \frac{1}{\phi} + \beta $$"
)
COLUMN = r"""$$ \nabla_\theta J(\theta) =
\begin{bmatrix} \frac{\partial A}{\partial \theta_1} \\ \frac{\partial A}{\partial \theta_2}
\end{bmatrix} $$"""
NABLA = r"""$$ \nabla =
\begin{bmatrix} \frac{\partial}{\partial x} \\ \frac{\partial}{\partial y} \end{bmatrix} $$"""


@pytest.mark.parametrize(
    ("text", "right", "wrong", "said"),
    [
        (NEGATIVE, "", r"\sum_{k=1}^K", "the left side is of one k, and the right side sums over k"),
        (NEGATIVE, r"\sum_{j=1}^K c_j", r"\sum_k", "the left side is of one k"),
        (SCORES, r"\sum_{w=1}^V", r"\sum_{j=1}^V", "w in its summand, which nothing binds"),
        (PATH, "t", "i", "nothing binds t"),
        (GRADIENT, r"\ell", "", "this operator stands before nothing"),
    ],
)
def test_a_slip_of_binding_is_malformed_and_the_right_step_is_not_accused(
    text: str, right: str, wrong: str, said: str
) -> None:
    slip = last(text.replace("A", wrong))
    assert slip.verdict == "malformed"
    assert said in slip.reason
    assert last(text.replace("A", right)).verdict not in WRONG


def test_a_column_of_operators_is_no_gradient() -> None:
    stray = last(COLUMN.replace("A", ""))
    assert "this operator" in stray.reason
    assert stray.verdict == "malformed"
    assert last(COLUMN.replace("A", "J")).verdict not in WRONG


@pytest.mark.parametrize(
    "text",
    [
        NABLA,
        r"$$ \frac{\partial J}{\partial u_w} = g \frac{e^{u_w}}{\sum_w e^{u_w}} $$",
        r"$$ \frac{\partial J}{\partial u_w} = \frac{a_o}{\sum_w e^{u_w}} $$",
        r"$$ \frac{\partial J}{\partial v_c} = \sum_{c=1}^C \frac{\partial J_c}{\partial v_c} $$",
        r"$$ \frac{\partial J}{\partial b} = \sum_{i=1}^m \delta $$",
    ],
)
def test_what_many_write_is_not_accused(text: str) -> None:
    assert last(text).verdict not in WRONG


WEIGHT = r"""$$ s_k = \sum_{j=0}^N w_{B} z_j + b_k $$

$$ \frac{\partial s_k}{\partial w_{B}} = z_j $$

$$ \frac{\partial L}{\partial w_{B}} = \delta_k A $$"""


@pytest.mark.parametrize("weight", ["jk", "kj", r"j \to k", "j, k"])
def test_a_derivative_by_a_weight_has_the_index_of_its_input(weight: str) -> None:
    page = WEIGHT.replace("B", weight)
    slip = last(page.replace("A", "z_k"))
    assert slip.verdict == "malformed"
    assert "the left side is of one j, which is lost here" in slip.reason
    for right in ("z_j", "y_k", "z_k z_j"):
        assert last(page.replace("A", right)).verdict not in WRONG


REGRESSION = r"""The data matrix $X$ has a row for every example.

$$ \frac{\partial}{\partial w} \frac{1}{1 + e^{-Xw}} = A $$"""


@pytest.mark.parametrize(
    "wrong",
    [
        r"-\frac{e^{-Xw} X}{(1 + e^{-Xw})^2}",
        r"\frac{e^{-Xw} X}{1 + e^{-Xw}}",
        r"\frac{e^{Xw} X}{(1 + e^{-Xw})^2}",
    ],
)
def test_what_differs_of_numbers_is_wrong_in_any_layout(wrong: str) -> None:
    slip = last(REGRESSION.replace("A", wrong))
    assert slip.verdict == "refuted"
    assert slip.reason == "the two sides differ, even where every array has one entry"
    assert last(REGRESSION.replace("A", r"\frac{e^{-Xw} X}{(1 + e^{-Xw})^2}")).verdict not in WRONG


def test_it_is_wrong_where_the_names_were_arrays_before_too() -> None:
    before = r"$$ \frac{\partial}{\partial w} \|X w - y\|^2 = 2 X^T (X w - y) $$ "
    slope = r"\frac{e^{-Xw} X}{(1 + e^{-Xw})^2}"
    assert last(before + REGRESSION.replace("A", f"-{slope}")).verdict == "refuted"
    assert last(before + REGRESSION.replace("A", slope)).verdict not in WRONG


@pytest.mark.parametrize(("behind", "verdict"), [("h(a) + c", "malformed"), ("g(b) + f(a)", "unknown")])
def test_a_side_with_an_open_bracket_is_no_side_of_an_equation_unless_it_is_closed_in_one_way(
    behind: str, verdict: str
) -> None:
    assert last(rf"$$ q(a) = (f(a) + g(b) = {behind} $$").verdict == verdict
