"""What the rest of a document shows to be a slip: where it is said, and where it must not be."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session

CHAIN = "Let $u = v^2$ and $v = 3 s$.\n\n$$%s$$\n"


def last(text: str) -> CheckedStep:
    return Session().check_stdin(text.encode()).steps[-1]


MISSING = [
    (
        r"\frac{du}{ds} = \frac{du}{v}\frac{dv}{ds}",
        r"the denominator lacks its d; with d v the step is proved",
        29,
    ),
    (
        r"\frac{du}{ds} = \frac{du}{dv}\frac{v}{ds}",
        r"the numerator lacks its d; with d v the step is proved",
        38,
    ),
    (
        r"\frac{du}{s} = \frac{du}{dv}\frac{dv}{ds}",
        r"the denominator lacks its d; with d s the step is proved",
        13,
    ),
    (r"\frac{d}{s} u = \frac{du}{ds}", r"the denominator lacks its d; with d s the step is proved", 12),
    (
        r"\frac{\delta u}{\delta s} = \frac{\delta u}{v}\frac{\delta v}{\delta s}",
        r"the denominator lacks its \delta; with \delta v the step is proved",
        47,
    ),
    (
        r"\frac{\partial u}{\partial s} = \frac{u}{\partial v}\frac{\partial v}{\partial s}",
        r"the numerator lacks its \partial; with \partial u the step is proved",
        41,
    ),
    (
        r"\frac{\partial u}{\partial s} = \frac{\partial u}{\partial dv}\frac{\partial v}{\partial s}",
        r"a d stands behind \partial; without it the step is proved",
        62,
    ),
    (
        r"\frac{du}{ds} = \frac{du}{v} \cdot 3 \cdot \frac{dv}{ds}",
        "the denominator lacks its d; and even with d v the two sides differ",
        29,
    ),
]


@pytest.mark.parametrize(("formula", "reason", "column"), MISSING)
def test_a_missing_sign_of_differentiation_is_named(formula: str, reason: str, column: int) -> None:
    found = last(CHAIN % formula)
    assert (found.verdict, found.reason) == ("malformed", reason)
    assert (found.mark.line, found.mark.column) == (3, column)


QUOTIENTS = [
    r"\frac{du}{ds} = 2 v \cdot 3$$ where the dimension is $d$: $$\frac{d u}{v} = d v",
    r"\frac{d u}{v} = d v",
    r"\frac{du}{ds} = 6 v$$ $$\frac{d s}{n} = \frac{1}{n} d s",
    r"\frac{\delta u}{\delta s} = 6 v$$ with the error $\delta = v$: $$\frac{\delta u}{v} = v^2",
    r"\frac{du}{ds} = 6 v$$ $$\frac{d u}{2} = \frac{1}{2} d u",
]


@pytest.mark.parametrize("formula", QUOTIENTS)
def test_other_quotients_lack_nothing(formula: str) -> None:
    assert last(CHAIN % formula).verdict != "malformed"


GATE = "$$a = W_{xc} x + W_{hc} h$$ $$\\frac{\\partial a}{\\partial x} = W_{xc}$$ $$b = W_{xc} h + u_o$$ "
OUTER = "$$d = u_o^T v$$ $$u_o^T v = v^T u_o$$ "

ODD = [
    (r"W_{xC} x + W_{hc} h = a", "W_{xc}", "the step is proved"),
    (r"2 a = 2 W_{hc} h + w_{xc} x", "W_{xc}", "and even with W_{xc} the two sides differ"),
    (r"2 d = v^T u_0 + v^T u_o", "u_{o}", "the step is proved"),
]


@pytest.mark.parametrize(("formula", "meant", "after"), ODD)
def test_a_name_that_stands_once_and_looks_like_another(formula: str, meant: str, after: str) -> None:
    found = last(GATE + OUTER + f"$${formula}$$")
    assert found.verdict == "malformed"
    assert found.reason.startswith(f"this name stands nowhere else; everywhere else it is {meant}; ")
    assert found.reason.endswith(after)
    assert found.suggestion.startswith(f"write {meant}")


MEANT = [
    "The other one is $W_{xC}$. $$W_{xC} x + W_{hc} h = a$$",
    "$$W_{xC} = 2 W_{xc}$$ $$W_{xC} x + W_{hc} h = a$$",
    "$$W_{xC} x = W_{hc} h$$ $$W_{xC} h = a$$ $$W_{xC} a = x$$",
    "$$w + w_{hc} = 0$$ $$w_{xc} x + W_{hc} h = a$$",
    "$$d = u_1 + u_o$$ $$u_0 + d = d$$",
    "$$p_{ik} = 2 p_{ik} - p_{ik}$$ $$p_{ik} = p_{ik}$$ $$P_{ik} + 0 = p_{ik}$$",
    "$$h_t + h_t = 2 h_t$$ $$h_T + h_t = h_t + h_T$$",
]


@pytest.mark.parametrize("text", MEANT)
def test_two_names_that_look_alike_on_purpose(text: str) -> None:
    steps = Session().check_stdin((GATE + OUTER + text).encode()).steps
    assert all("stands nowhere else" not in each.reason for each in steps)


ZEROS = [
    r"\sum_{o=1}^W \frac{\partial J}{\partial r_0} \frac{\partial r_0}{\partial v}",
    r"\sum_{o=1}^W r_0 v^T u_o + r_0",
]


def test_a_sum_over_o_has_an_o_in_its_summand() -> None:
    found = last(rf"$$r_o = v^T u_o$$ $$\frac{{\partial J}}{{\partial v}} = {ZEROS[0]}$$")
    assert (found.verdict, found.suggestion) == ("malformed", "write r_{o}")


@pytest.mark.parametrize("side", [ZEROS[1], ZEROS[0].replace("o=1", "o=0")])
def test_a_zero_beside_o_may_be_a_zero(side: str) -> None:
    found = last(rf"$$r_o = v^T u_o$$ $$\frac{{\partial J}}{{\partial v}} = {side}$$")
    assert "stands nowhere else" not in found.reason


def test_a_zero_beside_numbers_is_an_o_where_the_same_equation_has_that() -> None:
    text = OUTER + "$$u_o^T v + u_1 + u_2 = u_0^T v + u_1 + u_2$$"
    assert last(text).verdict == "malformed"
