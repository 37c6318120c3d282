"""Terms and functions that one side has lost, and the steps beside them that have lost nothing."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

PENALTY = r"""Let $\mu > 0$ and

$$ F(w) = -\frac{1}{m} \sum_{i=1}^m \log q(x_i, w) + \frac{\mu}{2} w^\top w $$

$$ \frac{\partial F}{\partial w} = SIDE $$
"""
CLASS = r"""As $t$ is a one-hot vector, $p = \text{softmax}(a)$ gives for the class $c$ with $t_c = 1$

$$ -\sum_i t_i \log p_i = SIDE $$
"""
LOSS = r"""Let $H(t, o) = -\sum_k t_k \log o_k$ and $o = \text{softmax}(a)$.

$$ E = H(t, o) $$

$$ E = SIDE $$
"""
SHIFTS = r"""For a constant scalar c, softmax(v) = softmax(v + c).

Let $s = B u + c$, where B and c are some matrix and vector, respectively.

$$ \frac{d}{dc} \left( \log \frac{e^{s_i}}{\sum_m e^{s_m}} \right) = 0 SIDE $$
"""


def last(text: str, side: str) -> CheckedStep:
    (derivation, *_) = check_text(text.replace("SIDE", side)).derivations[::-1]
    return derivation.steps[-1]


SLOPE = r"-\frac{1}{m} \frac{\partial}{\partial w} \sum_{i=1}^m \log q(x_i, w)"


def test_a_term_is_lost_whatever_the_undefined_function_is() -> None:
    step = last(PENALTY, SLOPE)
    assert step.verdict == "refuted"
    assert step.reason == "the left side has the term w[i]*mu, the right side has no mu"


@pytest.mark.parametrize(
    "side",
    [rf"\mu w {SLOPE}", "g(w)", "g", rf"{SLOPE} + g(w)"],
    ids=["kept", "another function", "a name for all of it", "a function for it"],
)
def test_no_term_is_lost(side: str) -> None:
    assert last(PENALTY, side).verdict in ("proved", "unknown")


def test_a_sign_is_lost_before_the_class_of_a_one_hot_vector() -> None:
    step = last(CLASS, r"\log p_c")
    assert step.verdict == "refuted"
    assert step.suggestion == "equal to minus the right side"
    assert last(CLASS, r"-\log p_c").verdict == "proved"


def test_a_function_is_lost_where_a_definition_is_stated_again() -> None:
    step = last(LOSS, r"-t^\top \log(V s + c)")
    assert step.verdict == "malformed"
    assert step.reason == "softmax is lost: with it this is what line 3 says"


@pytest.mark.parametrize(
    "side", [r"-t^\top \log(\text{softmax}(V s + c))", r"\frac{1}{2} \|V s + c - t\|^2", r"-\log(V s + c)_k"]
)
def test_another_loss_has_lost_nothing(side: str) -> None:
    assert last(LOSS, side).verdict in ("proved", "unknown", "definition")


def test_zero_for_a_reason_is_a_claim_about_the_vector_of_the_second_exercise() -> None:
    assert last(SHIFTS, r"\text{ since all terms are constants}").verdict == "refuted"
    assert last(SHIFTS, "").verdict == "unknown"
