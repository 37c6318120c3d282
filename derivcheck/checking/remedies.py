"""What would make a refuted step true: an edit, an assumption that usually goes without saying."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from derivcheck.checking.cases import Cases
from derivcheck.checking.deciding import decided, holds, is_empty
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.wording import assumption_of
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, entries
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.indices import Index, Size
from derivcheck.core.terms import Delta, Entry, Partial, Term, Total, children, rebuild, substitute, times
from derivcheck.core.verdicts import Verdict

if TYPE_CHECKING:
    from derivcheck.methods.diagnosis import Repair

_LABELS = re.compile(r"(?i:y|t|p|q|pi|d|target|label|yhat|softmax)(?=[_\d\[]|\Z)")
"""Names that targets and probabilities usually have; of these, that they sum to one is rarely said."""

NO_CASES = Cases()

LONGEST = 5_000
"""Terms of a claim, its definitions written out in it, of which no repair is looked for any more."""


WORK = 30_000
"""Candidates times terms that are looked at for one sort of repairs."""


def with_remedy(judgement: Judgement, cases: Cases = NO_CASES) -> Judgement:
    """A final refutation with what would make the step true.

    Where that is an assumption that usually goes without saying, or the case of two indices that the
    document speaks of there, the step is UNKNOWN: it may be meant.
    """
    return remedied(judgement, cases)[0]


def remedied(judgement: Judgement, cases: Cases = NO_CASES) -> tuple[Judgement, tuple[Repair, ...]]:
    """The judgement with what would make the step true, and the repairs of which that speaks."""
    if not judgement.final or judgement.attempt is None:
        return judgement, ()
    claim, letters = judgement.attempt.reading.claim, judgement.attempt.reading.letters
    case = case_of(claim, letters)
    if case and ("!=" in case or cases.may_be(*case.split(" = "))):
        reason = f"the two sides differ in general; the step is true where {case}, if that is what is meant"
        return judgement.but("unknown", reason, f"say for {case}"), ()
    apart = apart_of(claim, letters)
    if apart:
        reason = f"the two sides differ in general; the step is true where no sum meets {apart}"
        return judgement.but("unknown", reason, rf"say so: \sum_{{k \ne {apart}}}"), ()
    found = _repairs(claim)
    for repair in found:
        unsaid = _unsaid(claim, repair, alone=len(found) == 1)
        if unsaid is not None and judgement.verdict == "refuted":
            said = assumption_of(unsaid)
            reason = f"the document does not say that {said}; without it the two sides differ"
            return judgement.but("unknown", reason, f"true if {said}"), ()
    said_of = (f"true where {case}",) if case else ()
    sentences = "; or ".join((*said_of, *(repair.sentence for repair in found)))
    suggestion = "; ".join(filter(None, (judgement.suggestion, sentences)))
    return replace(judgement, suggestion=suggestion), found


def case_of(claim: Claim, letters: frozenset[str] | None = None) -> str:
    """The case of two indices of the claim in which it is true: "i = j", "i != j", or "" if there is none.

    letters: the indices that the author wrote; only of these may a case be meant. None for all.
    """
    written = (index for index in claim.free if letters is None or index.name in letters)
    for first, second in combinations(written, 2):
        if first.size != second.size:
            continue
        equal = {second: first}
        together = Claim(claim.context, substitute(claim.lhs, equal), substitute(claim.rhs, equal))
        if holds(together) and not is_empty(together):
            return f"{first.name} = {second.name}"
        other = 1 - Delta(first, second)
        apart = Claim(claim.context, other * claim.lhs, other * claim.rhs)
        if holds(apart) and not _is_diagonal(claim, other):
            return f"{first.name} != {second.name}"
    return ""


def _is_diagonal(claim: Claim, other: Term) -> bool:
    """Whether the right side vanishes off the diagonal, as the slope of an entrywise function does: the step
    says nothing there.
    """
    return holds(Claim(claim.context, other * claim.rhs, 0 * claim.rhs))


def apart_of(claim: Claim, letters: frozenset[str] | None = None) -> str:
    """A free index such that the claim is true where no sum meets its value: one word and others beside."""
    for index in (each for each in claim.free if letters is None or each.name in letters):
        if any(_sums_over(term, index.size) for term in _terms(claim)):
            definitions = {
                name: replace(each, body=_without(each.body, each.indices))
                for name, each in claim.context.definitions.items()
            }
            old = claim.context
            context = Context(old.tensors, definitions, old.assumptions, old.vectors, old.jacobians)
            lhs, rhs = (_without(side, (index,)) for side in (claim.lhs, claim.rhs))
            if holds(Claim(context, lhs, rhs)) and not is_empty(Claim(context, lhs, rhs)):
                return index.name
    return ""


def _terms(claim: Claim) -> Iterator[Term]:
    yield from (claim.lhs, claim.rhs, *(each.body for each in claim.context.definitions.values()))


def _sums_over(term: Term, size: Size) -> bool:
    own = isinstance(term, Total) and term.index.size == size
    return own or any(_sums_over(child, size) for child in children(term))


def _without(term: Term, indices: Sequence[Index]) -> Term:
    """The term with its sums kept clear of the values of the indices."""
    parts = tuple(_without(child, indices) for child in children(term))
    if isinstance(term, Total):
        kept = times(*(1 - Delta(term.index, each) for each in indices if each.size == term.index.size))
        return Total(term.index, times(kept, parts[0]))
    return rebuild(term, parts)


def _repairs(claim: Claim) -> tuple[Repair, ...]:
    from derivcheck.methods.diagnosis import repairs

    length = length_of(claim)
    if length > LONGEST:
        return ()

    def prove(changed: Claim) -> Verdict:
        return decided(changed, tries=0).verdict

    try:
        return repairs(claim, prove, admits=_is_usual, most=WORK // length)
    except (DerivcheckError, RecursionError):
        return ()


def length_of(claim: Claim) -> int:
    """How many terms both sides have with their definitions written out in them."""
    definitions = claim.context.definitions
    known: dict[str, int] = {}

    def length(term: Term) -> int:
        found = 1 + sum(map(length, children(term)))
        if isinstance(term, Entry) and term.tensor in definitions:
            if term.tensor not in known:
                known[term.tensor] = length(definitions[term.tensor].body)
            found += known[term.tensor]
        return found

    return length(claim.lhs) + length(claim.rhs)


def _is_usual(assumption: Assumption) -> bool:
    """That a matrix is symmetric, that a vector sums to one, and what goes without saying."""
    vectors = all(len(entry.subscripts) == 1 for entry in entries(assumption.lhs))
    sums = isinstance(assumption.lhs, Total) and assumption.relation == "="
    return _is_symmetry(assumption) or (sums and vectors) or _goes_without_saying(assumption)


def _unsaid(claim: Claim, repair: Repair, *, alone: bool) -> Assumption | None:
    """The assumption that the repair adds, if it goes without saying. That a matrix is symmetric does where
    nothing else makes the step true: it was said where we did not read it. Not where a gradient has the
    matrix and its transpose, A X B^T + A^T X B: its author tells them apart.
    """
    added = [a for a in repair.claim.context.assumptions if a not in claim.context.assumptions]
    alone = alone and not any(isinstance(each, int) for entry in _written(claim) for each in entry.subscripts)
    symmetric = (a for a in added if alone and _is_symmetry(a) and not _tells_apart(claim, a))
    return next((a for a in added if _goes_without_saying(a)), None) or next(symmetric, None)


def _tells_apart(claim: Claim, assumption: Assumption) -> bool:
    """Whether the right side of a gradient has one index at both places of what would be symmetric."""
    names = {entry.tensor for entry in entries(assumption.lhs)}
    found = [each.subscripts for each in entries(claim.rhs) if each.tensor in names]
    rows, columns = ({each[place] for each in found} & set(claim.free) for place in (0, 1))
    return isinstance(claim.lhs, Partial) and bool(rows & columns)


def _written(claim: Claim) -> Iterator[Entry]:
    yield from (*entries(claim.lhs), *entries(claim.rhs))


def _is_symmetry(assumption: Assumption) -> bool:
    return isinstance(assumption.lhs, Entry) and isinstance(assumption.rhs, Entry)


def _goes_without_saying(assumption: Assumption) -> bool:
    """Whether it says that targets or probabilities sum to one."""
    sums = isinstance(assumption.lhs, Total) and assumption.relation == "="
    return sums and all(_LABELS.match(entry.tensor) for entry in entries(assumption.lhs))
