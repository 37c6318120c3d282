"""Assumptions that a sum is positive, not negative or not zero: what follows from them, and what does not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from derivcheck.calculus.arithmetic import PrecisionError, UndefinedError
from derivcheck.calculus.evaluation import evaluate
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.replay import satisfies
from derivcheck.calculus.residual import to_term
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Tensor
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.functions import exp, log, sqrt, step
from derivcheck.core.indices import Index
from derivcheck.core.terms import Apply, Dimension, Entry, Partial, Product, Term, Total, plus, term
from derivcheck.core.verdicts import Instance, Verdict
from derivcheck.methods.decide import decide

K = "K"
i, j, k = (Index(name, K) for name in "ijk")
TENSORS = {"a": (), "b": (), "x": (K,), "y": (K,), "A": (K, K), "p": (2,)}
a, b = Entry("a", ()), Entry("b", ())


def x(s: Index) -> Entry:
    return Entry("x", (s,))


def y(s: Index) -> Entry:
    return Entry("y", (s,))


def A(s: Index, t: Index) -> Entry:
    return Entry("A", (s, t))


def p(component: int | Index) -> Entry:
    return Entry("p", (component,))


def above(left: Term, right: Term | int = 0) -> Assumption:
    return Assumption(">", left, term(right))


def least(left: Term, right: Term | int = 0) -> Assumption:
    return Assumption(">=", left, term(right))


def context(*given: Assumption) -> Context:
    return Context({name: Tensor(name, axes) for name, axes in TENSORS.items()}, {}, given)


def absolute(t: Term) -> Term:
    return Apply("abs", t)


def verdict(lhs: Term, rhs: Term | int, *given: Assumption) -> Verdict:
    return decide(Claim(context(*given), lhs, term(rhs))).verdict


two = Index("t", 2)
FOLLOWS = {
    "a sum": (absolute(1 - a), 1 - a, (above(1 - a),)),
    "its opposite": (absolute(a - 1), 1 - a, (above(1 - a),)),
    "a multiple": (absolute(3 - 3 * a), 3 - 3 * a, (above(Fraction(1, 2) - a / 2),)),
    "stated with the sides exchanged": (absolute(1 - a), 1 - a, (above(term(1), a),)),
    "more than it": (absolute(2 - a), 2 - a, (above(1 - a),)),
    "two of them": (absolute(2 - a - b), 2 - a - b, (above(1 - a), above(1 - b))),
    "a positive factor": (absolute(b - a * b), b - a * b, (above(1 - a), above(b))),
    "a negative entry": (absolute(a), -a, (above(-a),)),
    "a product": (absolute(a * b), a * b, (above(a * b),)),
    "more than one": (absolute(log(a)), log(a), (above(a, 1),)),
    "an entry": (absolute(1 - x(j)), 1 - x(j), (above(1 - x(i)),)),
    "two entries": (absolute(x(j) - y(k)), x(j) - y(k), (above(x(i) - y(j)),)),
    "a bound index": (Total(k, absolute(1 - x(k))), Dimension(K) - Total(k, x(k)), (above(1 - x(i)),)),
    "a component": (absolute(1 - p(2)), 1 - p(2), (above(1 - p(two)),)),
    "log of a quotient": (log(a / (1 - a)), log(a) - log(1 - a), (above(a), above(1 - a))),
    "log of a product": (log(Product(k, 1 - x(k))), Total(k, log(1 - x(k))), (above(1 - x(i)),)),
    "step": (step(1 - a), term(1), (above(1 - a),)),
    "exp of a log": (exp(log(1 - a) / 2), sqrt(1 - a), (above(1 - a),)),
    "one denominator": (1 / (1 - a) + 1 / (a - 1), term(0), (above(1 - a),)),
    "its derivative": (Partial(absolute(1 - a), a), term(-1), (above(1 - a),)),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLLOWS)
def test_follows(name: str) -> None:
    lhs, rhs, given = FOLLOWS[name]
    outcome = decide(Claim(context(*given), lhs, rhs))
    assert outcome.verdict is Verdict.PROVED
    assert not outcome.obligations


DOES_NOT_FOLLOW = {
    "the opposite": (absolute(1 - a), a - 1, (above(1 - a),)),
    "less": (absolute(1 - a), 1 - a, (above(2 - a),)),
    "the other way round": (absolute(a - 1), a - 1, (above(1 - a),)),
    "another tensor": (absolute(1 - y(j)), 1 - y(j), (above(1 - x(i)),)),
    "another entry": (absolute(b + A(i, j)), b + A(i, j), (above(b + A(i, i)),)),
    "two entries of one": (absolute(x(j) - y(k)), x(j) - y(k), (above(x(i) - y(i)),)),
    "another component": (absolute(1 - p(1)), 1 - p(1), (above(1 - p(2)),)),
    "the difference of two": (absolute(a - b), a - b, (above(1 - a), above(1 - b))),
    "a factor of any sign": (absolute(b - a * b), b - a * b, (above(1 - a),)),
    "one that is not strict": (Partial(absolute(1 - a), a), term(0), (least(1 - a),)),
    "not zero": (absolute(1 - a), 1 - a, (Assumption("!=", 1 - a, term(0)),)),
    "no assumption": (absolute(1 - a), 1 - a, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", DOES_NOT_FOLLOW)
def test_does_not_follow(name: str) -> None:
    lhs, rhs, given = DOES_NOT_FOLLOW[name]
    assert verdict(lhs, rhs, *given) is Verdict.REFUTED


CONDITIONS = (
    (sqrt(1 - a), least(1 - a), True),
    (sqrt(2 - a), least(1 - a), True),
    (sqrt(a - 1), least(a), False),
    (sqrt(1 - x(i)), least(1 - x(j)), True),
    (Partial(sqrt(1 - a), a), least(1 - a), False),
    (log(1 - a), least(1 - a), False),
    (log(1 - a), above(1 - a), True),
    (1 / (1 - a), Assumption("!=", a, term(1)), True),
    (1 / (2 * a - 2), Assumption("!=", a, term(1)), True),
    (1 / (1 - x(i)), Assumption("!=", x(j), term(1)), True),
    (1 / (2 - a), Assumption("!=", a, term(1)), False),
    (1 / (1 - a * b), Assumption("!=", a, term(1)), False),
    (1 / (1 - a), least(1 - a), False),
    (Partial(absolute(1 - a), a), Assumption("!=", a, term(1)), True),
)


@pytest.mark.parametrize(("side", "given", "discharged"), CONDITIONS, ids=str)
def test_conditions_that_are_assumed_are_not_printed(side: Term, given: Assumption, discharged: bool) -> None:
    outcome = decide(Claim(context(given), side * b, b * side))
    assert outcome.verdict is Verdict.PROVED
    assert (outcome.obligations == ()) is discharged


def test_a_fact_that_contradicts_proves_nothing() -> None:
    assert verdict(a, 2 * a, above(1 - a), above(a - 1)) is Verdict.UNKNOWN
    assert verdict(a, 2 * a, above(term(-1))) is Verdict.UNKNOWN


def test_an_instance_of_a_fact_in_the_body_of_a_sum_captures_nothing() -> None:
    """b > x[j] does not follow from b > x[i] + sum_k A[i, k] A[k, k], though it does for i = k in the sum."""
    given = above(b - x(i) - Total(k, A(i, k) * A(k, k)))
    reciprocals = Total(j, 1 / (b - x(j)))
    assert verdict(absolute(reciprocals), reciprocals, given) is not Verdict.PROVED
    squares = above(b - x(i) - Total(k, A(i, k) ** 2))
    assert verdict(absolute(reciprocals), reciprocals, squares) is Verdict.PROVED


def test_a_fact_about_a_reciprocal_of_a_fact_ends() -> None:
    """Looking for instances of a fact does not ask for the same instances again."""
    given = (above(1 / (1 - x(i)) - x(i)), above(1 - x(i)))
    assert verdict(absolute(1 / (1 - x(j)) - x(j)), 1 / (1 - x(j)) - x(j), *given) is Verdict.PROVED
    assert verdict(absolute(x(j) - 1 / (1 - x(j))), x(j) - 1 / (1 - x(j)), *given) is Verdict.REFUTED


# -- values are kept -------------------------------------------------------------------------------------

FACTS = (above(2 - x(i)), above(x(i) - a + 3), above(3 - a * b), above(x(i) - y(j), -3), above(2 + b))
POINTS = tuple(
    Instance(
        {K: 2},
        {
            ("a", ()): Fraction(first, 3),
            ("b", ()): Fraction(first - 2, 5),
            **{("x", (c,)): Fraction(c * first - 3, 7) for c in (1, 2)},
            **{("y", (c,)): Fraction(2 - c - first, 11) for c in (1, 2)},
            **{("A", (c, d)): Fraction(0) for c in (1, 2) for d in (1, 2)},
            **{("p", (c,)): Fraction(0) for c in (1, 2)},
        },
        {"i": 1, "j": 2},
    )
    for first in (-4, -1, 1, 5)
)
ATOMS = st.sampled_from(
    [x(i), x(j), y(i), a, b, a * b, b * x(i), b * (2 - x(j)), a * (2 + b), term(1), term(1)]
)
SUMS = st.lists(st.tuples(st.integers(-3, 3), ATOMS), min_size=1, max_size=4).map(
    lambda parts: plus(*(c * t for c, t in parts))
)
FUNCTIONS = st.sampled_from(
    [absolute, step, log, sqrt, lambda t: 1 / t, lambda t: log(t**2), lambda t: 1 / t**3]
)


@given(st.lists(st.tuples(FUNCTIONS, SUMS), min_size=1, max_size=3), st.sampled_from([None, a, b, x(i)]))
def test_normal_forms_under_facts_keep_the_value(parts: list, wrt: Entry | None) -> None:
    t = plus(*(function(t) for function, t in parts)) * parts[0][1]
    t = t if wrt is None else Partial(t, wrt)
    where = context(*FACTS)
    try:
        found = to_term(Normalizer.of(where).normalize(t))
    except (LimitError, MalformedError):
        assume(False)
        raise
    for point in POINTS:
        try:
            left, right = (evaluate(side, where, point, 128) for side in (t, found))
        except (UndefinedError, PrecisionError):
            continue
        assert left.overlaps(right), (left, right, point)


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_the_facts_hold_at_the_points(fact: Assumption, point: Instance) -> None:
    assert satisfies(fact, context(), point) is Verdict.PROVED
