"""Decide a claim: look for a proof, then for a counterexample; the kernel has the last word."""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import Certificate, Outcome, StopReason
from derivcheck.methods.normalization import find_unfolding
from derivcheck.methods.refutation import find_counterexample, find_witness


def decide(claim: Claim, *, seed: int = 0) -> Outcome:
    """PROVED, REFUTED, or UNKNOWN with its reason.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    found = find_unfolding(claim)
    if isinstance(found, tuple):
        return _certified(claim, found, seed)
    left_over = found if isinstance(found, Term) else None
    return kernel.replay(claim, find_counterexample(claim, seed=seed), left_over=left_over)


def _certified(claim: Claim, unfolded: tuple[str, ...], seed: int) -> Outcome:
    witness = find_witness(claim, seed=seed)
    if witness is None:
        return kernel.replay(claim, StopReason.NO_INSTANCE)
    return kernel.replay(claim, Certificate(unfolded, witness))
