"""One index that was written for another: the change of a single index with which a step is proved.

The document has to speak against the step as it is written, and the change has to make it provable; what
is then the same on both sides shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.attempts import Read, Resolved, Trial
from derivcheck.checking.candidates import INDICES, Candidate, first_true
from derivcheck.checking.cases import Cases
from derivcheck.checking.index_changes import Change, changes
from derivcheck.checking.repetitions import is_irregular
from derivcheck.checking.sums import Sums
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.undetermined import UNSURE
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Derivative, Expectation, Expression, Reduce, walk


def index_slip(resolved: Resolved, trial: Trial, read: Read, cases: Cases, sums: Sums) -> Candidate | None:
    """The first change of one index with which a step is proved that is not true as written."""
    lhs, rhs = resolved.lhs, resolved.rhs
    if not is_against(trial) or any(isinstance(node, Expectation) for node in (*walk(lhs), *walk(rhs))):
        return None
    fewer = any(each.reading.loose for each in trial.attempts)
    sensible = (
        Candidate(each.lhs, each.rhs, read, each.span, each.reason, each.advice)
        for each in _sensible(lhs, rhs, sums, fewer=fewer)
        if each.lhs != each.rhs and not cases.may_be(each.letter, each.meant)
    )
    return first_true(sensible, INDICES)


def irregular_slip(
    resolved: Resolved, trial: Trial, read: Read, cases: Cases, environment: Environment
) -> Candidate | None:
    """On a page that leaves out its sums: the change of one index with which a step is proved in which every
    index stands once in all terms, or twice, where one did not.
    """
    lhs, rhs = resolved.lhs, resolved.rhs
    loose = any(each.reading.loose for each in trial.attempts)
    if not (loose or is_irregular(lhs, rhs, environment)) or not is_against(trial):
        return None
    regular = (
        Candidate(each.lhs, each.rhs, read, each.span, each.reason, each.advice)
        for each in changes(lhs, rhs, Sums())
        if not is_irregular(each.lhs, each.rhs, environment) and not cases.may_be(each.letter, each.meant)
    )
    return first_true(regular, INDICES)


def is_against(trial: Trial) -> bool:
    """Whether every reading has a counterexample, or needs what nobody said, and it is sure what is said."""
    if any(UNSURE in said for each in trial.attempts for said in each.reading.open):
        return False
    if trial.attempts:
        return all(each.differs or each.reading.only for each in trial.attempts)
    return bool(trial.refusals) and all(each.ill_formed for each in trial.refusals)


def _sensible(lhs: Expression, rhs: Expression, sums: Sums, *, fewer: bool) -> Iterator[Change]:
    """Changes after which no more letters are free on one side than before, or `fewer`; these come first."""
    before = unbound(lhs, rhs)
    later: list[Change] = []
    for change in changes(lhs, rhs, sums):
        if _idle(change.lhs, change.rhs) > _idle(lhs, rhs):
            continue
        after = unbound(change.lhs, change.rhs)
        if after < before:
            yield change
        elif after == before and not fewer:
            later.append(change)
    yield from later


def unbound(lhs: Expression, rhs: Expression) -> frozenset[str]:
    """Letters that one side alone has and needs: not those of a derivative by what it differentiates."""
    here, there = free_slots(lhs), free_slots(rhs)
    return frozenset((here - there - _within(lhs)) | (there - here - _within(rhs)))


def _within(side: Expression) -> set[str]:
    """Letters both of what is differentiated and of that by which it is: the j of da_j/dw_ij."""
    derivatives = (node for node in walk(side) if isinstance(node, Derivative))
    letters = (free_slots(by) & free_slots(node.body) for node in derivatives for by in node.variables)
    return set[str]().union(*letters)


def _idle(*sides: Expression) -> int:
    """How many sums there are whose summand does not have their index."""
    sums = (node for side in sides for node in walk(side) if isinstance(node, Reduce))
    return sum(node.index not in free_slots(node.body) for node in sums)
