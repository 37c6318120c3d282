"""One reading decided: a first look at its Claim, and a second at the one that is shown."""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.core.claims import Claim
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import Certificate, Outcome, StopReason, Unrolled, Verdict
from derivcheck.methods.normalization import find_unfolding
from derivcheck.methods.refutation import find_counterexample, find_witness
from derivcheck.methods.unrolling import find_unrolling

PRODUCTS = 20_000
"""Products of monomials that the search for a proof of one reading may take."""

TRIES = 24
"""Instances at which a reading without a proof is tried."""

SMALL = 4_000
"""Products of monomials for a proof at small sizes."""


def decided(claim: Claim) -> Outcome:
    """PROVED, REFUTED with any counterexample, or UNKNOWN.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    found = find_unfolding(claim, budget=PRODUCTS)
    if isinstance(found, tuple):
        witness = find_witness(claim)
        evidence = StopReason.NO_INSTANCE if witness is None else Certificate(found, witness)
        return kernel.replay(claim, evidence)
    left_over = found if isinstance(found, Term) else None
    return kernel.replay(claim, find_counterexample(claim, tries=TRIES, shrink=False), left_over=left_over)


def settled(outcome: Outcome) -> Outcome:
    """The Outcome as it is shown: a small counterexample; for what is open, the sizes at which it holds."""
    claim = outcome.claim
    if outcome.verdict is Verdict.REFUTED:
        return kernel.replay(claim, find_counterexample(claim, tries=TRIES))
    if outcome.verdict is Verdict.UNKNOWN and outcome.reason == StopReason.NO_EVIDENCE.value:
        unrolled = find_unrolling(claim, budget=SMALL)
        if isinstance(unrolled, Unrolled):
            return kernel.replay(claim, unrolled, left_over=outcome.residual)
    return outcome
