"""Induction on depth: a base and a step, each decided as a claim of its own."""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.core.claims import Claim
from derivcheck.core.recursions import Recursion
from derivcheck.core.verdicts import Evidence, Outcome, StopReason
from derivcheck.methods.decide import decide


def decide_recursion(recursion: Recursion, *, seed: int = 0) -> Outcome:
    """PROVED `by induction on depth`, or UNKNOWN with the part that fails.

    Raises MalformedError, ShapeError or UnknownSymbolError where base or step has no meaning.
    """
    base, step = (_evidence(claim, seed) for claim in (recursion.base_claim(), recursion.step_claim()))
    return kernel.replay_recursion(recursion, base, step)


def _evidence(claim: Claim, seed: int) -> Evidence | StopReason:
    return decide(claim, seed=seed).evidence or StopReason.NO_EVIDENCE
