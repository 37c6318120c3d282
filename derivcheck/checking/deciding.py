"""One reading decided: a first look at its Claim, and a second at the one that is shown.

Numbers come first: of the readings of a step most are wrong, and a wrong one is refuted at the first
Instance for a fraction of what the search for a proof takes. The kernel decides, as everywhere.
"""

from __future__ import annotations

from itertools import islice

from derivcheck import kernel
from derivcheck.calculus.enclosures import enclosures
from derivcheck.calculus.replay import Finding, compare
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.errors import DerivcheckError, LimitError
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import Certificate, Counterexample, Instance, Outcome, StopReason, Verdict
from derivcheck.methods.normalization import find_unfolding
from derivcheck.methods.refutation import find_counterexample
from derivcheck.methods.sampling import instances

PRODUCTS = 20_000
"""Products of monomials that the search for a proof of one reading may take."""

LOOKS = 2
"""Instances at which both sides are compared before a proof is looked for."""

TRIES = 24
"""Instances at which a reading without a proof is tried."""

SMALL = 4_000
"""Products of monomials for a proof at small sizes."""


def decided(claim: Claim, tries: int = TRIES) -> Outcome:
    """PROVED, REFUTED with any counterexample, or UNKNOWN.

    tries: Instances beyond the first looks, where no proof is found. Raises MalformedError, ShapeError or
    UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    seen = _compared(claim)
    if isinstance(seen, Counterexample | StopReason):
        return kernel.replay(claim, seen)
    found = find_unfolding(claim, budget=PRODUCTS)
    if isinstance(found, tuple):
        return kernel.replay(claim, Certificate(found, seen))
    left_over = found if isinstance(found, Term) else None
    refuting = find_counterexample(claim, tries=tries, shrink=False) if tries else StopReason.NO_EVIDENCE
    return kernel.replay(claim, refuting, left_over=left_over)


def holds(claim: Claim) -> bool:
    """Whether a proof is found; what cannot be decided does not hold."""
    try:
        return decided(claim, tries=0).verdict is Verdict.PROVED
    except (DerivcheckError, RecursionError):
        return False


def is_empty(claim: Claim) -> bool:
    """Whether both sides of a true claim are 0: said of k != l, a step says nothing where k = l."""
    return holds(Claim(claim.context, claim.lhs, 0 * claim.lhs))


def _compared(claim: Claim) -> Counterexample | Instance | StopReason:
    """A counterexample among the first Instances at which both sides have a value, else one that agrees."""
    agreeing: list[Instance] = []
    limited = False
    for instance in islice(instances(claim.context, (claim.lhs, claim.rhs)), TRIES):
        try:
            found = compare(claim, instance)
        except LimitError:
            limited = True
            continue
        if found.finding is Finding.EXCLUDES and found.lhs is not None and found.rhs is not None:
            printed = enclosures(found.lhs, found.rhs)
            if printed is not None:
                return Counterexample(instance, *printed)
        if found.finding is Finding.AGREES:
            agreeing.append(instance)
        if len(agreeing) == LOOKS:
            break
    if agreeing:
        return agreeing[0]
    return StopReason.LIMIT if limited else StopReason.NO_INSTANCE


def settled(outcome: Outcome) -> Outcome:
    """The Outcome as it is shown: a small counterexample; for what is open, the sizes at which it holds."""
    claim = outcome.claim
    if outcome.verdict is Verdict.REFUTED:
        smaller = kernel.replay(claim, find_counterexample(claim, tries=TRIES))
        return smaller if smaller.verdict is Verdict.REFUTED else outcome
    if outcome.verdict is Verdict.UNKNOWN and outcome.reason == StopReason.NO_EVIDENCE.value:
        return _at_small_sizes(outcome)
    return outcome


def _at_small_sizes(outcome: Outcome) -> Outcome:
    from derivcheck.core.verdicts import Unrolled
    from derivcheck.methods.unrolling import find_unrolling

    unrolled = find_unrolling(outcome.claim, budget=SMALL)
    if isinstance(unrolled, Unrolled):
        return kernel.replay(outcome.claim, unrolled, left_over=outcome.residual)
    return outcome
