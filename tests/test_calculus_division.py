"""Division by sums ends, whichever of them divide one another, and keeps values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivcheck.calculus.arithmetic import UndefinedError
from derivcheck.calculus.evaluation import evaluate
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.residual import to_term
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.functions import sqrt
from derivcheck.core.terms import Entry, Term, plus, term
from derivcheck.core.verdicts import Instance, Verdict
from derivcheck.methods.decide import decide

x, y, z = (Entry(name, ()) for name in "xyz")
CONTEXT = Context({name: Tensor(name, ()) for name in "xyz"})
POINT = Instance({}, {("x", ()): Fraction(3, 7), ("y", ()): Fraction(5, 3), ("z", ()): Fraction(2, 11)}, {})
ROOT = sqrt(x**2 + 1)

ENDLESS = {
    "a root and what is under it": x * ROOT / (x + ROOT),
    "a square and the root of a sum with it": x**2 / (x + ROOT),
    "a root of two squares": x**2 * sqrt(x**2 + y**2) / (x + sqrt(x**2 + y**2) + 1),
    "a term and a smaller one that holds it": x / sqrt(x + x / y),
    "two sums that give each other what they divide": x**2 / (sqrt(x**2 + y / z) * sqrt(y + x**2 / z**5)),
}
"""Each was divided again and again where a leading term was one of greatest degree."""


@pytest.mark.parametrize("name", ENDLESS)
def test_division_ends(name: str) -> None:
    found = to_term(Normalizer(CONTEXT).normalize(ENDLESS[name]))
    left, right = (evaluate(t, CONTEXT, POINT, 256) for t in (found, ENDLESS[name]))
    assert left.overlaps(right)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (1 / (x + ROOT), ROOT - x, Verdict.PROVED),
        (1 / (x + ROOT), x - ROOT, Verdict.REFUTED),
        (x * ROOT / (x + ROOT), x * (1 + x**2) - x**2 * ROOT, Verdict.PROVED),
        (x * ROOT / (x + ROOT), x * (1 - x**2) + x**2 * ROOT, Verdict.REFUTED),
        (x**2 / ROOT, ROOT - 1 / ROOT, Verdict.PROVED),
        (x**2 / ROOT, ROOT + 1 / ROOT, Verdict.REFUTED),
    ],
)
def test_a_root_beside_what_is_under_it(left: Term, right: Term, verdict: Verdict) -> None:
    assert decide(Claim(CONTEXT, left, right)).verdict is verdict


@st.composite
def quotients(draw: st.DrawFn, depth: int = 2) -> Term:
    """A product of powers of sums, whose terms are such products again."""
    found = term(1)
    for _ in range(draw(st.integers(1, 3))):
        if depth and draw(st.booleans()):
            terms = draw(st.lists(quotients(depth - 1), min_size=2, max_size=2))
            base = plus(*(draw(st.sampled_from([1, 2])) * each for each in terms))
        else:
            base = draw(st.sampled_from([x, y, z]))
        found *= base ** draw(st.sampled_from([-2, -1, Fraction(-1, 2), Fraction(1, 2), 1, 2]))
    return found


@given(quotients())
def test_a_normal_form_has_the_same_value(t: Term) -> None:
    normalizer = Normalizer.of(CONTEXT)
    normalizer.allow(3000)
    try:
        expected = evaluate(t, CONTEXT, POINT, 256)
        found = normalizer.normalize(t)
    except (LimitError, MalformedError, UndefinedError):
        return
    assert evaluate(to_term(found), CONTEXT, POINT, 256).overlaps(expected)
