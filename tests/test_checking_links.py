"""Products of derivatives that are no chain, a condition written twice, a differential left in a sum."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

NET = "The layers are $h_t = f(U x_t + W h_{t-1} + b)$.\n\n$$%s$$\n"


def last(text: str) -> CheckedStep:
    (derivation, *_) = check_text(text).derivations[::-1]
    return derivation.steps[-1]


END = r"\frac{\partial E_3}{\partial W} = \frac{\partial E_3}{\partial h_3} \frac{\partial h_3}{\partial %s}"
LONG = (
    r"\frac{\partial E_3}{\partial W} = \frac{\partial E_3}{\partial h_3} * \frac{\partial h_3}{\partial W}"
    r" + \frac{\partial E_3}{\partial h_3} * \frac{\partial h_3}{\partial h_2} \frac{\partial %s}{\partial W}"
)
BACK = r"\frac{\partial E_3}{\partial W} = \frac{\partial h_3}{\partial %s} \frac{\partial E_3}{\partial h_3}"

ENDS = [
    (END % "U", "the left side is differentiated by W, and this chain ends with U", "write W for U"),
    (BACK % "U", "the left side is differentiated by W, and this chain ends with U", "write W for U"),
    (END % "b", "the left side is differentiated by W, and this chain ends with b", "write W for b"),
    (
        LONG % "h_1",
        "the chain is broken: behind the derivative by h_{2} stands one of h_{1}",
        "write h_{2} for h_{1}",
    ),
]


@pytest.mark.parametrize(("formula", "reason", "remedy"), ENDS)
def test_a_chain_that_is_none_is_malformed(formula: str, reason: str, remedy: str) -> None:
    step = last(NET % formula)
    assert (step.verdict, step.reason, step.suggestion) == ("malformed", reason, remedy)


LAYER = r"a_3$$ where $a_t = W h_{t-1}$"
CHAINS = [
    END % "W",
    BACK % "W",
    LONG % "h_2",
    END % "V",  # V stands in no definition
    END % "z_3",  # nothing says what z is
    END % LAYER + ", and $$" + END % "a_3",
    r"\frac{\partial E}{\partial W} = \sum_k \frac{\partial E}{\partial h_k} \frac{\partial h_k}{\partial W}",
    r"\frac{\partial E_3}{\partial W} = \frac{\partial E_3}{\partial h_3} \frac{\partial h^+_3}{\partial W}",
]


def test_a_name_stands_for_the_same_with_a_label() -> None:
    text = "The layers are $y = f(z)$, $z = W^{2,1} x$ and $u = W x + V x$.\n\n$$%s$$\n"
    chain = r"\frac{dy}{dW} = \frac{dy}{dz} \frac{dz}{d%s}"
    assert last(text % chain % "W^{2,1}").verdict != "malformed"
    assert last(text % chain % "V").verdict == "malformed"


@pytest.mark.parametrize("formula", CHAINS)
def test_a_chain_is_left_alone(formula: str) -> None:
    assert all(
        step.verdict != "malformed" for each in check_text(NET % formula).derivations for step in each.steps
    )


def test_an_update_defines_no_parameter() -> None:
    update = r"$$W = W - r \frac{\partial E}{\partial W}$$" + "\n\n"
    assert last(update + NET % (END % "U")).verdict == "malformed"


CASES = r"""$$ r(x) = \begin{cases} 2 x & \text{if } x > 0 \\ SECOND \end{cases} $$"""


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (r"- x & \text{if } x > 0", True),
        (r"- x & \text{if } x < 0", False),
        (r"- x & \text{otherwise}", False),
        (r"2 x & \text{if } x > 0", False),
    ],
)
def test_a_condition_stands_once(second: str, found: bool) -> None:
    step = last(CASES.replace("SECOND", second))
    said = step.reason == "the same condition stands at another value above"
    assert said is found
    assert (step.verdict == "malformed") is found


SUM = r"$$ J = \int p(\tau) R(\tau) d\tau $$" + "\n\n" + r"$$ J = \sum_{INDEX} p(\tau) R(\tau) MEASURE $$"


@pytest.mark.parametrize(
    ("index", "measure", "found"),
    [(r"\tau", r"d\tau", True), (r"\tau", "", False), (r"\tau", "d", False), ("t", r"d\tau", False)],
)
def test_a_differential_is_left_in_a_sum(index: str, measure: str, found: bool) -> None:
    step = last(SUM.replace("INDEX", index).replace("MEASURE", measure))
    said = step.verdict == "malformed" and step.reason.startswith("a differential stands in a sum")
    assert said is found
