"""The kernel believes nothing that evidence says: true evidence passes, every forgery of it is UNKNOWN."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb

from derivcheck.calculus.enclosures import ball, enclosures
from derivcheck.calculus.replay import Finding
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.functions import exp, log, sqrt
from derivcheck.core.terms import Delta, Entry, Index, Number, Partial, Power, Term, Total
from derivcheck.core.verdicts import (
    Agreement,
    Certificate,
    Counterexample,
    Enclosure,
    Evidence,
    Instance,
    StopReason,
    Verdict,
)
from derivcheck.kernel import difference, look, replay

K, N = "K", "n"
i, j = Index("i", K), Index("j", K)
a = Entry("a", ())


def x(s: Index) -> Entry:
    return Entry("x", (s,))


def context(*assumptions: Assumption) -> Context:
    tensors = {"x": Tensor("x", (K,)), "B": Tensor("B", (N, K)), "a": Tensor("a", ())}
    return Context(tensors, {"u": Definition("u", (i,), x(i) ** 2)}, assumptions)


def instance(sizes: dict[str, int], **indices: int) -> Instance:
    values = {("a", ()): Fraction(10, 7)}
    values |= {("x", (k,)): Fraction(k, 3) for k in range(1, sizes[K] + 1)}
    places = itertools.product(range(1, sizes[N] + 1), range(1, sizes[K] + 1))
    values |= {("B", place): Fraction(place[0], place[1] + 4) for place in places}
    return Instance(sizes, values, indices)


GOOD = instance({K: 2, N: 3})
TRUE, FALSE = Claim(context(), a + a, 2 * a), Claim(context(), a + a, 3 * a)
NEAR = Enclosure("2.8571428571428571", "0.0001"), Enclosure("4.2857142857142857", "0.0001")


def verdict(claim: Claim, evidence: Evidence | StopReason) -> Verdict:
    return replay(claim, evidence).verdict


def test_true_evidence_passes() -> None:
    assert verdict(TRUE, Certificate((), GOOD)) is Verdict.PROVED
    assert verdict(FALSE, Counterexample(GOOD, *NEAR)) is Verdict.REFUTED


def test_evidence_of_the_other_kind_fails() -> None:
    assert verdict(FALSE, Certificate((), GOOD)) is Verdict.UNKNOWN
    assert verdict(TRUE, Counterexample(GOOD, *NEAR)) is Verdict.UNKNOWN


@pytest.mark.parametrize("claim", [TRUE, FALSE])
@pytest.mark.parametrize("evidence", [Agreement(10**9), *StopReason])
def test_agreement_and_stop_reasons_prove_nothing(claim: Claim, evidence: Agreement | StopReason) -> None:
    assert verdict(claim, evidence) is Verdict.UNKNOWN


def values(**changes: object) -> Callable[[Instance], Instance]:
    return lambda good: replace(good, values={**good.values, ("a", ()): changes["a"]})


# fmt: off
FORGED_INSTANCES: dict[str, Callable[[Instance], Instance]] = {
    "a value is missing": lambda g: replace(g, values={k: v for k, v in g.values.items() if k != ("x",
        (2,))}),
    "a value too many": lambda g: replace(g, values={**g.values, ("x", (3,)): Fraction(1)}),
    "a value of an intermediate": lambda g: replace(g, values={**g.values, ("u", (1,)): Fraction(1)}),
    "an unknown tensor": lambda g: replace(g, values={**g.values, ("z", ()): Fraction(1)}),
    "a float": values(a=1.5),
    "nan": values(a=float("nan")),
    "an int": values(a=1),
    "a bool": values(a=True),
    "no sizes": lambda g: replace(g, sizes={}),
    "an unknown size": lambda g: replace(g, sizes={**g.sizes, "M": 2}),
    "size 0": lambda _: instance({K: 0, N: 3}),
    "a negative size": lambda _: instance({K: -1, N: 3}),
    "a size that is True": lambda g: replace(instance({K: 1, N: 3}), sizes={K: True, N: 3}),
    "a size that is 2.0": lambda g: replace(g, sizes={K: 2.0, N: 3}),
    "a huge size": lambda g: replace(g, sizes={K: 10**12, N: 3}),
    "an index that is not free": lambda g: replace(g, indices={"i": 1}),
}
FORGED_INDICES = ({}, {"i": 0}, {"i": 3}, {"i": True}, {"i": -1}, {"i": 1, "j": 1}, {"j": 1})
FORGED_ENCLOSURES = (
    ("nan", "0"), ("inf", "0"), ("0", "inf"), ("0", "nan"), ("2.857", "-1"), ("1e99999999999999999999", "0"),
    ("", ""), ("0x1p3", "0"), ("2.857", ""), ("[2.857 +/- 9]", "0"), ("2.8571428571428571", "1e9"), ("0",
        "0"),
    ("9" * 2000, "0"),
)
# fmt: on


@pytest.mark.parametrize("forge", FORGED_INSTANCES.values(), ids=FORGED_INSTANCES)
def test_forged_instance(forge: Callable[[Instance], Instance]) -> None:
    forged = forge(GOOD)
    assert verdict(TRUE, Certificate((), forged)) is Verdict.UNKNOWN
    assert verdict(FALSE, Counterexample(forged, *NEAR)) is Verdict.UNKNOWN


@pytest.mark.parametrize("indices", FORGED_INDICES, ids=str)
def test_forged_component(indices: dict[str, int]) -> None:
    claim = Claim(context(), x(i) + x(i), 2 * x(i))
    assert verdict(claim, Certificate((), instance({K: 2, N: 3}, i=2))) is Verdict.PROVED
    assert verdict(claim, Certificate((), replace(GOOD, indices=indices))) is Verdict.UNKNOWN


@pytest.mark.parametrize("decimals", FORGED_ENCLOSURES, ids=lambda d: f"{d[0][:30]} +/- {d[1]}")
@pytest.mark.parametrize("claim", [TRUE, FALSE])
def test_forged_enclosure(claim: Claim, decimals: tuple[str, str]) -> None:
    """Even for a false claim: what is shown to people must be right."""
    for pair in ((Enclosure(*decimals), NEAR[1]), (NEAR[0], Enclosure(*decimals))):
        assert verdict(claim, Counterexample(GOOD, *pair)) is Verdict.UNKNOWN


def test_names_to_unfold_are_a_hint() -> None:
    u = Entry("u", (i,))
    claim = Claim(context(), u, x(i) ** 2)
    here = instance({K: 2, N: 3}, i=2)
    assert verdict(claim, Certificate(("u",), here)) is Verdict.PROVED
    assert verdict(claim, Certificate((), here)) is Verdict.UNKNOWN
    assert verdict(Claim(claim.context, u, x(i)), Certificate(("u", "nothing", "x"), here)) is Verdict.UNKNOWN


def test_a_search_that_asks_learns_what_a_replay_finds() -> None:
    u = Entry("u", (i,))
    claim = Claim(context(), u, x(i) ** 2)
    asked = [difference(claim, unfolding) for unfolding in ("nothing", "nonlinear", "everything")]
    assert [each.zero for each in asked] == [False, False, True]
    assert [each.unfolded for each in asked] == [(), (), ("u",)]
    wrong = replace(claim, rhs=x(i) ** 3)
    assert not any(difference(wrong, each).zero for each in ("nothing", "nonlinear", "everything"))
    there = replace(GOOD, indices={"i": 1})
    assert look(claim, there) is Finding.AGREES
    assert look(wrong, there) is Finding.EXCLUDES
    assert verdict(wrong, Certificate(("u",), there)) is Verdict.UNKNOWN


def test_a_witness_that_is_changed_after_the_kernel_looked_is_looked_at_again() -> None:
    positive = replace(TRUE, context=context(Assumption(">", a, Number(Fraction(0)))))
    values = dict(GOOD.values)
    changed = Instance(GOOD.sizes, values)
    assert look(positive, changed) is Finding.AGREES
    assert verdict(positive, Certificate((), changed)) is Verdict.PROVED
    values["a", ()] = Fraction(-1)
    assert look(positive, changed) is Finding.INADMISSIBLE
    assert verdict(positive, Certificate((), changed)) is Verdict.UNKNOWN


def test_the_witness_of_an_outcome_is_a_copy() -> None:
    values = dict(GOOD.values)
    found = replay(TRUE, Certificate((), Instance(GOOD.sizes, values))).evidence
    values["a", ()] = Fraction(-1)
    assert isinstance(found, Certificate)
    assert found.witness == GOOD
    assert isinstance(found.witness.values, dict)
    found.witness.values.clear()
    assert verdict(TRUE, Certificate((), found.witness)) is Verdict.UNKNOWN


def test_witness_must_satisfy_the_assumptions() -> None:
    sum_one = Assumption("=", Total(j, x(j)), Number(Fraction(1)))
    claim = Claim(context(sum_one), Total(i, x(i)), Number(Fraction(1)))
    assert verdict(claim, Certificate((), GOOD)) is Verdict.PROVED
    moved = replace(GOOD, values={**GOOD.values, ("x", (1,)): Fraction(1, 2)})
    assert verdict(claim, Certificate((), moved)) is Verdict.UNKNOWN


NOWHERE = (log(-1 - a**2), sqrt(-1 - a**2), Power(-1 - a**2, Fraction(1, 3)))


@pytest.mark.parametrize("side", NOWHERE, ids=["log", "root", "third root"])
def test_what_is_defined_nowhere_is_not_proved(side: Term) -> None:
    assert verdict(Claim(context(), side, side), Certificate((), GOOD)) is Verdict.UNKNOWN


def test_counterexample_must_not_break_an_assumption() -> None:
    positive = Assumption(">", -a, Number(Fraction(0)))
    assert verdict(Claim(context(positive), a + a, 3 * a), Counterexample(GOOD, *NEAR)) is Verdict.UNKNOWN


def test_counterexample_at_a_point_where_a_side_has_no_value() -> None:
    side = (a + a) + 0 * log(-a)
    assert verdict(Claim(context(), side, 3 * a), Counterexample(GOOD, *NEAR)) is Verdict.UNKNOWN


def test_past_the_budget_is_unknown() -> None:
    claim = Claim(context(), (a + 1) ** 100_000, (1 + a) ** 100_000)
    assert verdict(claim, Certificate((), GOOD)) is Verdict.UNKNOWN


@pytest.mark.parametrize("depth", [200, 400, 3000])
def test_deep_terms_are_unknown_or_refused(depth: int) -> None:
    t: Term = a
    for _ in range(depth):
        t = exp(t * Fraction(-1, 2))
    try:
        found = verdict(Claim(context(), t, t + 1), Certificate((), GOOD))
    except DerivcheckError:
        return
    assert found is Verdict.UNKNOWN


def test_a_context_that_is_changed_afterwards_does_not_prove() -> None:
    """A normal form that is remembered must not outlive the definition it came from."""
    definitions = {"u": Definition("u", (i,), x(i) ** 2)}
    changing = Context({"x": Tensor("x", (K,)), "B": Tensor("B", (N, K)), "a": Tensor("a", ())}, definitions)
    claim = Claim(changing, Partial(Entry("u", (i,)), x(j)), 2 * x(i) * Delta(i, j))
    apart = Certificate((), instance({K: 2, N: 3}, i=1, j=2))
    assert verdict(claim, apart) is Verdict.PROVED
    definitions["u"] = Definition("u", (i,), x(i) ** 3)
    assert changing.definitions["u"].body is x(i) ** 2 or verdict(claim, apart) is Verdict.UNKNOWN


@pytest.mark.parametrize("other", ["1", "-1e-3", "1e-70"])
def test_what_may_be_zero_is_written_around_zero_and_still_holds_the_ball(other: str) -> None:
    nearly = arb("1.7e-77", "4.4e-77")
    for left, right in ((nearly, arb(other)), (arb(other), nearly)):
        found = enclosures(left, right)
        assert found is not None
        assert "0" in {found[0].midpoint, found[1].midpoint}
        for side, printed in zip((left, right), found, strict=True):
            assert side in ball(printed)
        assert not ball(found[0]).overlaps(ball(found[1]))


def test_a_ball_around_zero_that_would_meet_the_other_side_keeps_its_midpoint() -> None:
    wide, near = arb("1", "1.5"), arb("-0.8")
    found = enclosures(wide, near)
    assert found is not None
    assert found[0].midpoint == "1"
    assert wide in ball(found[0])
