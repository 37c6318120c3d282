"""What would make a refuted step true: an edit, an assumption that usually goes without saying."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.wording import assumption_of
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, entries
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.terms import Total

if TYPE_CHECKING:
    from derivcheck.methods.diagnosis import Repair

_LABELS = re.compile(r"(?i:y|t|p|q|pi|d|target|label|yhat|softmax)(?=[_\d\[]|\Z)")
"""Names that targets and probabilities usually have; of these, that they sum to one is rarely said."""


def with_remedy(judgement: Judgement) -> Judgement:
    """A final refutation with what would make the step true.

    Where that is an assumption that usually goes without saying, the step is UNKNOWN: it may be meant.
    """
    if not judgement.final or judgement.attempt is None:
        return judgement
    claim = judgement.attempt.reading.claim
    found = _repairs(claim)
    for repair in found:
        unsaid = _unsaid(claim, repair)
        if unsaid is not None and judgement.verdict == "refuted":
            said = assumption_of(unsaid)
            reason = f"the document does not say that {said}; without it the two sides differ"
            return replace(
                judgement, verdict="unknown", reason=reason, suggestion=f"true if {said}", final=False
            )
    sentences = "; or ".join(repair.sentence for repair in found)
    return replace(judgement, suggestion="; ".join(filter(None, (judgement.suggestion, sentences))))


def _repairs(claim: Claim) -> tuple[Repair, ...]:
    from derivcheck.methods.diagnosis import repairs

    try:
        return repairs(claim, lambda changed: decided(changed).verdict)
    except (DerivcheckError, RecursionError):
        return ()


def _unsaid(claim: Claim, repair: Repair) -> Assumption | None:
    """The assumption that the repair adds, if it says that targets or probabilities sum to one."""
    added = [a for a in repair.claim.context.assumptions if a not in claim.context.assumptions]
    for assumption in added:
        sums = isinstance(assumption.lhs, Total) and assumption.relation == "="
        if sums and all(_LABELS.match(entry.tensor) for entry in entries(assumption.lhs)):
            return assumption
    return None
