"""Steps with names that nothing defines: what refutes them all the same, and the steps beside them."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text


def last(text: str) -> CheckedStep:
    (derivation, *_) = check_text(text).derivations[::-1]
    return derivation.steps[-1]


SLIPS = [
    (r"$$P_k - P_k^2 = P_k (1 + P_k)$$", "true with the sign of P[k] flipped"),
    (
        r"Let $E = g(s)$. $$\frac{\partial E}{\partial s} (a - b) + q = a \frac{\partial E}{\partial s} + "
        r"b \frac{\partial E}{\partial s} + q$$",
        "true with the sign of b*partial(E, s) flipped",
    ),
    (
        r"$$g(u^\top r_a) \frac{\partial}{\partial u} (u^\top r_a) = g(u^\top r_a) r_b$$",
        "true with r_a[i] in place of r_b[i]",
    ),
]


@pytest.mark.parametrize(("text", "suggestion"), SLIPS)
def test_one_slip_keeps_an_open_step_from_a_proof(text: str, suggestion: str) -> None:
    step = last(text)
    assert (step.verdict, step.suggestion) == ("refuted", suggestion)


OPEN = [
    r"$$P_k - P_k^2 = P_k (1 - P_j)$$",
    r"$$\frac{\partial E}{\partial s} = \frac{1}{m} (p - t) x$$",
    r"$$P_k x = (P_k - t_k) x$$",
    r"$$\frac{\partial}{\partial u} (u^\top r_a) = r_b$$",
    r"$$g(u^\top r_a) \frac{\partial}{\partial u} (u^\top r_a) = g(u^\top r_a) q$$",
]


@pytest.mark.parametrize("text", OPEN)
def test_what_no_slip_explains_is_left_open(text: str) -> None:
    assert last(text).verdict != "refuted"


PARAMETER = r"""We differentiate by $v$.

$$\frac{\partial}{\partial v} \frac{1}{1 + e^{-v x}} = \frac{x e^{-v x}}{(1 + e^{-v x})^2}$$

$$\frac{x e^{-v x}}{(1 + e^{-v x})^2} = SIDE$$
"""


def test_a_parameter_is_missed_where_one_side_has_lost_it() -> None:
    assert last(PARAMETER.replace("SIDE", r"x \sigma(x) (1 - \sigma(x))")).verdict == "refuted"


@pytest.mark.parametrize("side", [r"x \sigma(s) (1 - \sigma(s))", "x p (1 - p)"])
def test_a_name_may_stand_for_what_rests_on_a_parameter(side: str) -> None:
    assert last(PARAMETER.replace("SIDE", side)).verdict == "unknown"


FAMILY = r"""The softmax is $$ \pi_i(a) = \frac{e^{a_i}}{\sum_{k=1}^n e^{a_k}}$$

$$ \frac{\partial \pi_i(a)}{\partial a_j} = \pi_i(a) (\delta_{ij} SIGN \pi_j(ARGUMENT)) $$
"""


@pytest.mark.parametrize(("sign", "verdict"), [("-", "proved"), ("+", "refuted")])
def test_functions_with_an_index_are_the_entries_of_an_array(sign: str, verdict: str) -> None:
    assert last(FAMILY.replace("SIGN", sign).replace("ARGUMENT", "a")).verdict == verdict


def test_functions_of_two_arguments_are_none() -> None:
    assert last(FAMILY.replace("SIGN", "-").replace("ARGUMENT", "b")).verdict == "unknown"
