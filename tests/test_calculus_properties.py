"""The calculus keeps the value of every term, and does not see how the term is spelled."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st

from derivcheck.calculus.arithmetic import PrecisionError, UndefinedError
from derivcheck.calculus.evaluation import evaluate
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.residual import to_term
from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.terms import Entry, Partial, Term
from derivcheck.core.verdicts import Instance
from tests.strategies import CONTEXT, FREE, respelled, terms

pytestmark = pytest.mark.filterwarnings("error")


def instance(context: Context, sizes: dict[str, int], indices: dict[str, int], start: int) -> Instance:
    """Odd numerators over primes, none repeated."""
    values, step = {}, start
    for tensor in context.tensors.values():
        lengths = [sizes[str(size)] for size in tensor.axes]
        places = [()] if not lengths else [(k,) for k in range(1, lengths[0] + 1)]
        for length in lengths[1:]:
            places = [(*place, k) for place in places for k in range(1, length + 1)]
        for place in places:
            step += 1
            values[tensor.name, place] = Fraction((-1) ** step * (2 * step % 7 + 1), (3, 5, 7, 11)[step % 4])
    return Instance(sizes, values, indices)


POINTS = [
    instance(CONTEXT, {"K": 2, "n": 3}, {"i": 1, "j": 2, "r": 3}, 1),
    instance(CONTEXT, {"K": 3, "n": 2}, {"i": 2, "j": 2, "r": 1}, 5),
    instance(CONTEXT, {"K": 1, "n": 2}, {"i": 1, "j": 1, "r": 2}, 2),
]


def value(t: Term, point: Instance) -> arb | None:
    """The ball, or None where the term is not defined."""
    try:
        return evaluate(t, CONTEXT, point, 128)
    except (UndefinedError, PrecisionError):
        return None


def normalized(t: Term) -> Term | None:
    try:
        return to_term(Normalizer.of(CONTEXT).normalize(t))
    except (LimitError, MalformedError):
        return None


def agree(t: Term, s: Term) -> None:
    """Wherever both are defined they have the same value."""
    for point in POINTS:
        left, right = value(t, point), value(s, point)
        if left is not None and right is not None:
            assert left.overlaps(right), (left, right, point)


@given(terms())
def test_normal_form_keeps_the_value(t: Term) -> None:
    found = normalized(t)
    assume(found is not None)
    assert found is not None
    agree(t, found)


VARIABLES = [Entry("x", FREE[:1]), Entry("a", ()), Entry("B", (FREE[2], FREE[1])), Entry("u", FREE[:1])]


@given(terms(), st.sampled_from(VARIABLES))
def test_derivative_agrees_with_series(t: Term, variable: Entry) -> None:
    found = normalized(Partial(t, variable))
    assume(found is not None)
    assert found is not None
    agree(Partial(t, variable), found)


@given(st.data())
def test_spelling_does_not_change_the_normal_form(data: st.DataObject) -> None:
    t = data.draw(terms())
    normalizer = Normalizer.of(CONTEXT)
    try:
        first = normalizer.normalize(t)
    except (LimitError, MalformedError):
        assume(False)
        raise
    assert normalizer.normalize(data.draw(respelled(t))) is first


@given(terms(), st.permutations(FREE[:2]))
def test_renaming_commutes_with_the_normal_form(t: Term, swapped: list) -> None:
    from derivcheck.core.terms import substitute

    normalizer = Normalizer.of(CONTEXT)
    renaming = dict(zip(FREE[:2], swapped, strict=True))
    try:
        before = normalizer.normalize(t)
        after = normalizer.normalize(substitute(t, renaming))
    except (LimitError, MalformedError):
        assume(False)
        raise
    assert normalizer.algebra.rename(before, renaming) is after


def test_the_value_check_can_fail() -> None:
    t = Entry("x", FREE[:1])
    with pytest.raises(AssertionError):
        agree(t, t + Fraction(1, 10**12))
