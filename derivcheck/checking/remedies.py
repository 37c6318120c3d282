"""What would make a refuted step true: an edit, an assumption that usually goes without saying."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.wording import assumption_of
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, entries
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.terms import Delta, Entry, Total, substitute
from derivcheck.core.verdicts import Verdict

if TYPE_CHECKING:
    from derivcheck.methods.diagnosis import Repair

_LABELS = re.compile(r"(?i:y|t|p|q|pi|d|target|label|yhat|softmax)(?=[_\d\[]|\Z)")
"""Names that targets and probabilities usually have; of these, that they sum to one is rarely said."""


def with_remedy(judgement: Judgement, cases: bool = False) -> Judgement:
    """A final refutation with what would make the step true.

    Where that is an assumption that usually goes without saying, or one of the cases of two indices in a
    document that tells `cases` apart, the step is UNKNOWN: it may be meant.
    """
    if not judgement.final or judgement.attempt is None:
        return judgement
    claim = judgement.attempt.reading.claim
    case = case_of(claim)
    if case and cases:
        reason = f"the two sides differ in general; the step is true where {case}, if that is what is meant"
        return judgement.but("unknown", reason, f"say for {case}")
    found = _repairs(claim)
    for repair in found:
        unsaid = _unsaid(claim, repair)
        if unsaid is not None and judgement.verdict == "refuted":
            said = assumption_of(unsaid)
            reason = f"the document does not say that {said}; without it the two sides differ"
            return judgement.but("unknown", reason, f"true if {said}")
    said_of = (f"true where {case}",) if case else ()
    sentences = "; or ".join((*said_of, *(repair.sentence for repair in found)))
    return replace(judgement, suggestion="; ".join(filter(None, (judgement.suggestion, sentences))))


def case_of(claim: Claim) -> str:
    """The case of two indices of the claim in which it is true: "i = j", "i != j", or "" if there is none."""
    for first, second in combinations(claim.free, 2):
        if first.size != second.size:
            continue
        equal = {second: first}
        together = Claim(claim.context, substitute(claim.lhs, equal), substitute(claim.rhs, equal))
        other = 1 - Delta(first, second)
        apart = Claim(claim.context, other * claim.lhs, other * claim.rhs)
        for each, relation in ((together, "="), (apart, "!=")):
            if _holds(each):
                return f"{first.name} {relation} {second.name}"
    return ""


def _holds(claim: Claim) -> bool:
    try:
        return decided(claim, tries=0).verdict is Verdict.PROVED
    except (DerivcheckError, RecursionError):
        return False


def _repairs(claim: Claim) -> tuple[Repair, ...]:
    from derivcheck.methods.diagnosis import repairs

    try:
        return repairs(claim, lambda changed: decided(changed, tries=0).verdict, admits=_is_usual)
    except (DerivcheckError, RecursionError):
        return ()


def _is_usual(assumption: Assumption) -> bool:
    """That a matrix is symmetric, that a vector sums to one, and what goes without saying."""
    symmetric = isinstance(assumption.lhs, Entry) and isinstance(assumption.rhs, Entry)
    vectors = all(len(entry.subscripts) == 1 for entry in entries(assumption.lhs))
    sums = isinstance(assumption.lhs, Total) and assumption.relation == "="
    return symmetric or (sums and vectors) or _goes_without_saying(assumption)


def _unsaid(claim: Claim, repair: Repair) -> Assumption | None:
    """The assumption that the repair adds, if it goes without saying."""
    added = (a for a in repair.claim.context.assumptions if a not in claim.context.assumptions)
    return next(filter(_goes_without_saying, added), None)


def _goes_without_saying(assumption: Assumption) -> bool:
    """Whether it says that targets or probabilities sum to one."""
    sums = isinstance(assumption.lhs, Total) and assumption.relation == "="
    return sums and all(_LABELS.match(entry.tensor) for entry in entries(assumption.lhs))
