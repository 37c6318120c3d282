"""Decide a claim: look for a proof, for a counterexample, for a proof at small sizes; the kernel decides."""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.core.claims import Claim
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import Certificate, Outcome, StopReason, Unrolled
from derivcheck.methods.normalization import BUDGET, find_unfolding
from derivcheck.methods.refutation import find_counterexample, find_witness
from derivcheck.methods.unrolling import BUDGET as SMALL_BUDGET
from derivcheck.methods.unrolling import find_unrolling


def decide(claim: Claim, *, seed: int = 0, budget: int = BUDGET) -> Outcome:
    """PROVED, REFUTED, or UNKNOWN with its reason. `budget` bounds the search for a proof.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    found = find_unfolding(claim, budget=budget)
    if isinstance(found, tuple):
        return _certified(claim, found, seed)
    left_over = found if isinstance(found, Term) else None
    found = find_counterexample(claim, seed=seed)
    if found is StopReason.NO_EVIDENCE:
        unrolled = find_unrolling(claim, seed, budget=min(budget, SMALL_BUDGET))
        found = unrolled if isinstance(unrolled, Unrolled) else found
    return kernel.replay(claim, found, left_over=left_over)


def _certified(claim: Claim, unfolded: tuple[str, ...], seed: int) -> Outcome:
    witness = find_witness(claim, seed=seed)
    if witness is None:
        return kernel.replay(claim, StopReason.NO_INSTANCE)
    return kernel.replay(claim, Certificate(unfolded, witness))
