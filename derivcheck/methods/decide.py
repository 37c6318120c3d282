"""Decide a claim: look for a proof, for a counterexample, for a proof at small sizes; the kernel decides.

A few Instances come first: one that refutes the claim spares the search for a proof, the others are the
witness that a proof needs anyway.
"""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.calculus import residual
from derivcheck.calculus.nodes import Polynomial
from derivcheck.core.claims import Claim
from derivcheck.core.verdicts import Certificate, Counterexample, Outcome, StopReason, Unrolled
from derivcheck.methods.normalization import BUDGET, find_difference
from derivcheck.methods.refutation import find_counterexample, first_look
from derivcheck.methods.unrolling import BUDGET as SMALL_BUDGET
from derivcheck.methods.unrolling import find_unrolling


def decide(claim: Claim, *, seed: int = 0, budget: int = BUDGET) -> Outcome:
    """PROVED, REFUTED, or UNKNOWN with its reason. `budget` bounds the search for a proof.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    seen = first_look(claim, seed)
    if isinstance(seen, Counterexample):
        return kernel.replay(claim, seen)
    unfolded = find_difference(claim, budget=budget)
    if isinstance(unfolded, tuple):
        return kernel.replay(claim, StopReason.NO_INSTANCE if seen is None else Certificate(unfolded, seen))
    found = find_counterexample(claim, seed)
    if isinstance(found, Counterexample):
        return kernel.replay(claim, found)
    left_over = residual.to_term(unfolded) if isinstance(unfolded, Polynomial) else None
    if found is StopReason.NO_EVIDENCE:
        unrolled = find_unrolling(claim, seed, budget=min(budget, SMALL_BUDGET))
        found = unrolled if isinstance(unrolled, Unrolled) else found
    return kernel.replay(claim, found, left_over=left_over)
