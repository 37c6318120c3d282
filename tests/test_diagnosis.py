"""Diagnosis: one sentence for one mistake, and none that was not proved."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Definition
from derivcheck.core.functions import exp, log, sqrt
from derivcheck.core.terms import Dimension, Partial, Total
from derivcheck.core.verdicts import StopReason, Verdict
from derivcheck.methods.diagnosis import diagnose, repairs
from derivcheck.methods.refutation import find_counterexample
from tests.refutation_examples import (
    BACKPROP,
    CROSS_ENTROPY,
    DATA_TERM,
    LOGISTIC,
    LOGISTIC_GRADIENT,
    LOGISTIC_LEFT,
    NETWORK,
    PENALTY,
    SUM_TO_ONE,
    K,
    N,
    a,
    b,
    c,
    context,
    d,
    entry,
    k,
    o,
)

SQUARE = context(A=(N, N), v=(N,), w=(N,), z=(K,), x=())
FORM = Total(a, entry("w", a) * Total(b, entry("A", a, b) * entry("v", b)))
QUADRATIC = Total(a, entry("v", a) * Total(b, entry("A", a, b) * entry("v", b)))
x = entry("x")


def numerically(claim: Claim) -> Verdict:
    """A stand-in for the prover in these tests: nothing speaks against the claim."""
    found = find_counterexample(claim, shrink=False)
    return Verdict.PROVED if found is StopReason.NO_EVIDENCE else Verdict.UNKNOWN


def never(_: Claim) -> Verdict:
    return Verdict.UNKNOWN


def logistic(right: object) -> Claim:
    return replace(LOGISTIC_GRADIENT, rhs=right)


SAID = {
    "sign": (replace(BACKPROP, rhs=-BACKPROP.rhs), "equal to minus the right side"),
    "assumption": (
        replace(CROSS_ENTROPY, context=NETWORK.without(SUM_TO_ONE)),
        "needs the assumption sum_k y[k] = 1",
    ),
    "assumption downstream": (
        replace(BACKPROP, context=NETWORK.without(SUM_TO_ONE)),
        "needs the assumption sum_k y[k] = 1",
    ),
    "factor": (Claim(LOGISTIC, LOGISTIC_LEFT, DATA_TERM + Dimension(N) * PENALTY), "missing the factor 1/n"),
    "factor of a term": (
        Claim(LOGISTIC, LOGISTIC_LEFT, DATA_TERM + PENALTY),
        "missing the factor 1/n in the term",
    ),
    "other size": (
        Claim(LOGISTIC, LOGISTIC_LEFT, DATA_TERM / Dimension("D") + PENALTY),
        "true with n in place of D",
    ),
    "too many": (
        Claim(LOGISTIC, LOGISTIC_LEFT, DATA_TERM / Dimension(N) + 2 * PENALTY),
        "true without the factor 2",
    ),
    "a half": (Claim(SQUARE, x * x / 2, x * x), "missing the factor 1/2"),
    "a term": (
        Claim(LOGISTIC, LOGISTIC_LEFT, DATA_TERM / Dimension(N) + PENALTY + entry("w", d)),
        "true without the term w[d]",
    ),
    "sign of a term": (
        replace(CROSS_ENTROPY, rhs=entry("p", k) + entry("y", k)),
        "true with the sign of y[k] flipped",
    ),
    "transpose": (
        Claim(SQUARE, Partial(FORM, entry("v", c)), Total(b, entry("A", c, b) * entry("w", b))),
        "true with A[b, c] in place of A[c, b]",
    ),
    "symmetry": (
        Claim(SQUARE, Partial(QUADRATIC, entry("v", c)), 2 * Total(b, entry("A", c, b) * entry("v", b))),
        "needs the assumption A[i, j] = A[j, i]",
    ),
    "layout": (
        Claim(SQUARE, Partial(FORM, entry("A", b, c)), entry("v", b) * entry("w", c)),
        "equal to the right side with b and c exchanged: a transpose",
    ),
    "positive": (Claim(SQUARE, sqrt(x**2), x), "needs the assumption x > 0"),
    "sum": (
        Claim(
            SQUARE,
            Partial(log(Total(o, exp(entry("z", o)))), entry("z", k)),
            exp(entry("z", k)) / exp(entry("z", k)),
        ),
        "missing a sum: true with sum_",
    ),
    "power": (
        Claim(SQUARE, Partial(entry("v", c) ** 3, entry("v", c)), 3 * entry("v", c) ** 3),
        "true with v[c]^2 in place of v[c]^3",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_one_mistake_is_named(name: str) -> None:
    claim, sentence = SAID[name]
    assert sentence in diagnose(claim, numerically)


@pytest.mark.parametrize("name", SAID)
def test_nothing_is_announced_that_is_not_proved(name: str) -> None:
    claim, _ = SAID[name]
    asked: list[Claim] = []

    def refuses(candidate: Claim) -> Verdict:
        asked.append(candidate)
        return Verdict.UNKNOWN

    assert diagnose(claim, refuses) == ""
    assert asked, "the candidates that agree in numbers are handed to the prover"
    assert all(numerically(candidate) is Verdict.PROVED for candidate in asked)


@pytest.mark.parametrize(
    "claim",
    [
        Claim(SQUARE, x, x**7 + exp(x) + 1),
        Claim(SQUARE, Partial(FORM, entry("v", c)), entry("v", c) * entry("w", c) + entry("v", c) ** 7),
    ],
)
def test_two_mistakes_are_not_explained(claim: Claim) -> None:
    assert diagnose(claim, numerically) == ""


def test_the_repaired_claim_comes_along_with_its_free_indices() -> None:
    claim, _ = SAID["transpose"]
    found = repairs(claim, numerically)
    assert found
    for repair in found:
        assert repair.claim.free == claim.free
        assert find_counterexample(repair.claim) is StopReason.NO_EVIDENCE


def test_a_mistake_in_the_definition_of_what_is_claimed_is_found() -> None:
    delta = Definition("delta", (k,), entry("p", k) + entry("y", k))
    named = replace(NETWORK, definitions={**NETWORK.definitions, "delta": delta})
    claim = replace(CROSS_ENTROPY, context=named, rhs=entry("delta", k))
    assert diagnose(claim, numerically) == "true with the sign of y[k] flipped"


def test_a_small_error_is_no_reason_to_call_the_claim_repaired() -> None:
    nearly = replace(CROSS_ENTROPY, rhs=-CROSS_ENTROPY.rhs * (1 + Fraction(1, 10**12)))
    assert diagnose(nearly, numerically) == ""
    assert diagnose(nearly, never) == ""
