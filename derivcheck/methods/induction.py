"""Induction on depth: a base and a step, each decided as a claim of its own."""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.core.claims import Claim
from derivcheck.core.recursions import Recursion
from derivcheck.core.verdicts import Evidence, Outcome, StopReason
from derivcheck.methods.decide import decide
from derivcheck.methods.normalization import BUDGET


def decide_recursion(recursion: Recursion, *, seed: int = 0, budget: int = BUDGET) -> Outcome:
    """PROVED `by induction on depth`, or UNKNOWN with the part that fails; `budget` as for `decide`.

    Raises MalformedError, ShapeError or UnknownSymbolError where base or step has no meaning.
    """
    claims = (recursion.base_claim(), recursion.step_claim())
    base, step = (_evidence(claim, seed, budget) for claim in claims)
    return kernel.replay_recursion(recursion, base, step)


def _evidence(claim: Claim, seed: int, budget: int) -> Evidence | StopReason:
    return decide(claim, seed=seed, budget=budget).evidence or StopReason.NO_EVIDENCE
