"""Slips that need no mathematics, each beside the same without it."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.orders import turned_outer, unreversed
from derivcheck.checking.session import check_text
from derivcheck.checking.transposes import Transposes
from derivcheck.checking.writing import Writing
from derivcheck.reader.documents import read_text


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


LOSS = r"The loss is $J = -\log \sigma(a_o^T s_c) - \sum_{k=1}^K \log \sigma(-A s_c)$."
FORM = r"Let $q = E[x^T M x]$. $$ E[z^T M z] = tr(M S) + A M m $$"
SLOPE = r"""Let $r_i = p_1 t_{i1} + p_2 t_{i2}$.

$$ \frac{dr_i}{dp_1} = \frac{d}{dA} [p_1 t_{i1} + p_2 t_{i2}] $$"""
ERROR = r"The gradient of the state: $A = \frac{\partial Loss}{\partial g_t}$."
LAYERS = r"""$$ \nabla_{z} \mathcal{L} = p - t $$

$$ \nabla_{V} \mathcal{L} = \left(\nabla_{A}\right) (h)^T $$"""
CHAIN = r"""The cost is $C = \sum_j c_j$.

$$ \frac{\partial C}{\partial z_i} =
A \frac{\partial C}{\partial b_j} \cdot \frac{\partial b_j}{\partial z_i} $$"""
MIXTURE = r"""Let $\theta_k$ be given, $\theta = (\theta_1, \theta_2)$, and every $\theta_k$ in $\theta$.

$$ r_{jk} = \frac{w_k \phi(x_j | \theta_k)}{\sum_k w_k A(x_j | \theta_k)} $$"""
PATH = r"""The action is $u_t$. $$ P(\tau) = p(s_0) \prod_{t=0}^T \pi(A | s_t) p(s_{t+1} | s_t, u_t) $$"""
VECTOR = r"""The vectors $v_c$, $v_c$ and $v_c$. $$ \frac{\partial J}{\partial v_c} = g(A) u_o + h(v_c) $$"""
LIMIT = r"$$ \nabla x_i = \sum_{A}^n \nabla y_k \frac{\partial y_k}{\partial x_i} $$"
CLASSES = r"$$ T(y)_i = 1\{y = A\} $$"
WORDS = r"The vectors $u_o$, $u_o$. $$ J = -\log P(O=A | C=c) $$"
NORMALIZED = r"Batch normalization gives $$ \hat x = \frac{x - \mu}{A} $$"
DENSITY = r"$$ \log p(x | \mu, \sigma) = -\frac{1}{2} \log 2\pi - A - \frac{1}{2 \sigma^2} (x - \mu)^2 $$"
SOFTMAX = r"The output is $$ p_i = \frac{e^{z_i}}{\sum_j A} $$"
ENTROPY = r"The cross-entropy is $$ L = A\sum_i y_i \log p_i $$"
SAMPLE = r"""Of one sample the cost is $J(W; x^{(k)}, y^{(k)})$, of another $J(W; x^{(i)}, y^{(i)})$.

$$ J(W) = \frac{1}{m} \sum_{k=1}^m J(W; x^{(k)}, A) $$"""
FIT = r"$$ \sum_j f(x_j) g = \sum_j e^{-(A - a)^2} h(g) $$"
POSTERIOR = r"$$ p(w | X, t) = \frac{p(t | X, w) p(w)}{A} $$"
SLOW = r"""The loss is $L = -\sum_i t_i \log S(z_i)$.

$$ \frac{\partial L}{\partial z_i} = -\sum_k A \log S(z_k) $$"""
LEFT = r"$$ \sum_{i=1}^n (t^{(i)} - a)^2 g = A (t^{(i)} - a)^2 h(g) $$"
SCORES = r"""The scores are $e_w^T s_c$. $$ \frac{\partial J}{\partial E} = (\hat t - t)A $$"""
GATES = r"""$$ f_t = \sigma(W_f x_t + b_f) $$

$$ i_t = \sigma(A x_t + b_i) $$

$$ o_t = \sigma(W_o x_t + b_o) $$

The weights $W_i$."""


@pytest.mark.parametrize(
    ("text", "odd", "right", "reason"),
    [
        (LOSS, "a_k", "a_k^T", "transpose"),
        (FORM, "m", "m^T", "transpose"),
        (SLOPE, "p_i", "p_1", "another entry"),
        (ERROR, "g_t", r"\delta g_t", "differentiated by"),
        (LAYERS, r"z \mathcal{L}", r"z} {\mathcal{L}", "subscript"),
        (CHAIN, "", r"\sum_j", "sum over j"),
        (MIXTURE, r"\theta", r"\phi", "function nowhere else"),
        (PATH, "u_r", "u_t", "stands nowhere else"),
        (VECTOR, "v_v", "v_c", "itself as its subscript"),
        (LIMIT, "i=k", "k=1", "k in its summand"),
        (CLASSES, "1", "i", "on the left alone"),
        (WORDS, "0", "o", "letter o"),
        (NORMALIZED, r"\sigma^2", r"\sqrt{\sigma^2 + \epsilon}", "standard deviation"),
        (DENSITY, r"\frac{1}{2} \log \sigma", r"\log \sigma", "variance"),
        (SOFTMAX, "z_j", "e^{z_j}", "exponential is lost"),
        (ENTROPY, "", "-", "lacks its minus"),
        (SAMPLE, "y^{(i)}", "y^{(k)}", "of the sample i"),
        (FIT, "x", "x_j", "lost its index j"),
        (POSTERIOR, "p(X, t)", "p(t | X)", "evidence"),
        (SLOW, "t_k", r"t_k \frac{\partial}{\partial z_i}", "not its derivative"),
        (LEFT, "n", r"\sum_{i=1}^n", "sums over i"),
        (SCORES, "^T s_c", " s_c^T", "by a column is a number"),
    ],
)
def test_one_slip(text: str, odd: str, right: str, reason: str) -> None:
    step = last(text.replace("A", odd))
    assert step.verdict == "malformed"
    assert reason in step.reason
    assert last(text.replace("A", right)).verdict != "malformed"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("(X a W)^T = X^T a^T W^T", True), ("2 (W X)^T = 2 (W^T X^T)", True), ("X^T W^T = (X W)^T", True),
        ("u v^T = v u^T", True), ("(u - w) v^T = v (u - w)^T", True), ("u u^T = u u^T", False),
        ("v^T u = u^T v", False), ("(X a W)^T = W^T a^T X^T", False),
        ("(X X)^T = X^T X^T", False), ("(a b)^T = a^T b^T", False),
    ],
)  # fmt: skip
def test_a_product_in_another_order(written: str, found: bool) -> None:
    document = read_text(f"$$ {written} $$", "markdown")
    step = document.derivations[0].steps[0]
    known = Transposes.of(Writing.of(document))
    assert any(rule(step, known) is not None for rule in (unreversed, turned_outer)) == found


def gate(weight: str) -> CheckedStep:
    steps = [s for d in check_text(GATES.replace("A", weight)).derivations for s in d.steps]
    return next(each for each in steps if each.lhs == "i_t")


def test_a_gate_has_its_own_weights() -> None:
    assert gate("W_o").verdict == "malformed"
    assert gate("W_o").suggestion == "write W_i"
    assert gate("W_i").verdict == "definition"


def test_a_proved_step_has_no_slip() -> None:
    """Numbers need no transpose, whatever is written of vectors beside them."""
    text = r"Let $b, c \in \mathbb{R}$ be numbers. $$ (b^T c)^2 + b c = b c + c^T b b^T c $$"
    assert last(text).verdict != "malformed"


def test_what_is_rounded_is_not_refuted() -> None:
    assert last(r"$$ p = \frac{1}{3} = 0.33 $$").verdict == "unknown"
    assert last(r"$$ p = \frac{1}{3} = 0.34 $$").verdict == "refuted"


def test_numbers_that_differ_by_more_than_rounding() -> None:
    """Where n is the size of nothing that is known, too."""
    assert last(r"Let $i = 1, \dots, n$. $$ n = 15.3664 = 16 $$").verdict in ("refuted", "malformed")
    assert last(r"Let $i = 1, \dots, n$. $$ n = 15.3664 = 15.37 $$").verdict not in ("refuted", "malformed")


def test_a_vector_for_many_vectors_has_lost_no_index() -> None:
    assert last(r"$$ \sum_j f(w^T x_j) g = \sum_j h(w^T x) g(g) $$").verdict != "malformed"
