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
