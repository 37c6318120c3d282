"""A step whose factors do not fit as written, and one change of a product with which it is true.

Positive evidence: nothing else in the step is changed, and the changed step is proved under the conventions
of the document. Products of derivatives are left alone, and of a derivative that is no matrix: there, many
authors leave the layout open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from derivcheck.checking.attempts import Read, Resolved, Trial
from derivcheck.checking.candidates import PRODUCTS, Candidate, first_true, usual_reading
from derivcheck.checking.caution import Knowledge
from derivcheck.checking.edits import edits
from derivcheck.checking.judgement import DOUBT, Judgement
from derivcheck.elaboration.names import base_name, ground
from derivcheck.elaboration.two_factors import TRANSPOSE
from derivcheck.meaning.exchanges import exchange
from derivcheck.meaning.expressions import Expression
from derivcheck.reader.sources import Span

FITTING = "the step is true"
"""How advice ends that names a change with which the shapes fit."""

_READ = "as it is read here, "
_UNFIT = "the shapes do not fit as written"
_MATRIX = 2


def with_fitting(
    found: Judgement,
    trial: Trial,
    resolved: Resolved,
    read: Read,
    said: Callable[[Span], str],
    knowledge: Knowledge,
) -> Judgement:
    """MALFORMED in place of UNKNOWN, where one change of a product makes the step true; where it is malformed
    already, with the change. What has a reading with a correction may be meant so, and is left as it is.

    found: the judgement on the trial of the step as it is resolved. said: what the author wrote there.
    """
    if found.verdict not in ("malformed", "unknown") or not _misfits(trial):
        return found
    against = _against(resolved, knowledge)
    if against:
        return found.but("malformed", _reason(found), against)
    if found.attempt is not None or (found.verdict == "malformed" and found.suggestion):
        return found
    changed = _changed(found, resolved, read, lambda node: said(node.span).strip(), knowledge.marks_products)
    meant = first_true(changed, PRODUCTS)
    return found if meant is None else meant.against(found, "malformed")


def against_shapes(found: Judgement, resolved: Resolved, read: Read, knowledge: Knowledge) -> Judgement:
    """MALFORMED in place of a definition in which the document states every shape, and a product fits only
    with one of its factors transposed. What is added to it may be repeated for every row.
    """
    if found.verdict != "definition" or not knowledge.states_shapes(resolved.lhs, resolved.rhs):
        return found
    usual = usual_reading(resolved, read)
    faults = usual.faults if usual is not None else ()
    if len(faults) != 1 or faults[0].correction not in TRANSPOSE:
        return found
    return replace(found.but("malformed", faults[0].reason, faults[0].correction), span=faults[0].span)


def _misfits(trial: Trial) -> bool:
    """Whether the step has no reading as written, for its shapes."""
    clean = any(attempt.clean for attempt in trial.attempts)
    return trial.complete and not clean and all(refusal.ill_formed for refusal in trial.refusals)


def _changed(
    found: Judgement, resolved: Resolved, read: Read, said: Callable[[Expression], str], marked: bool
) -> Iterator[Candidate]:
    """The right side first: it is what a step adds."""
    lhs, rhs = resolved.lhs, resolved.rhs
    for side in (rhs, lhs):
        for edit in edits(side, said, marked):
            sides = (lhs, edit.side) if side is rhs else (edit.side, rhs)
            advice = f"with {edit.now} in place of {edit.was} {FITTING}"
            axes = _MATRIX if edit.derived else None
            yield Candidate(*sides, read, edit.span, _reason(found), advice, axes=axes)


def _reason(found: Judgement) -> str:
    return found.reason.removeprefix(_READ).removesuffix(DOUBT) if found.attempt is None else _UNFIT


def _against(resolved: Resolved, knowledge: Knowledge) -> str:
    """Where the document defines the left side with another name in place of one that rests on it; or ""."""
    name, environment = base_name(resolved.lhs), knowledge.environment
    earlier = environment.definitions.get(name)
    found = None if earlier is None or earlier.formals else exchange(earlier.body, resolved.rhs)
    if earlier is None or found is None or name not in ground(base_name(found[1]), environment):
        return ""
    return f"line {earlier.origin.line} says {earlier.origin.text}"
