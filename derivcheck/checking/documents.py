"""A document that is understood -> its steps with their verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.attempts import Resolved
from derivcheck.checking.model import CheckedDerivation, CheckedStep, Used
from derivcheck.checking.places import mark
from derivcheck.checking.steps import Question, checked
from derivcheck.elaboration.elaborate import readings
from derivcheck.elaboration.habits import Habits
from derivcheck.elaboration.readings import Reading
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Expression
from derivcheck.meaning.facts import Understanding, UnderstoodDerivation, UnderstoodStep
from derivcheck.meaning.resolution import resolutions
from derivcheck.reader.derivations import Formula
from derivcheck.reader.sources import Source
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Node


def context_of(understanding: Understanding) -> tuple[Used, ...]:
    """What the document says of its symbols, in the author's words."""
    return tuple(Used(line.line, line.text) for line in understanding.context)


def environments_of(understanding: Understanding) -> Iterator[Environment]:
    """What was in force at each step."""
    for derivation in understanding.derivations:
        for step in derivation.steps:
            yield step.environment


def derivations_of(understanding: Understanding) -> Iterator[CheckedDerivation]:
    """The derivations one after the other, each as soon as it is judged; unreadable formulas in between."""
    document = understanding.document
    habits = Habits()
    unread = [each for each in map(_unread, document.formulas) if each is not None]
    for written, understood in zip(document.derivations, understanding.derivations, strict=True):
        while unread and unread[0].line < understood.line:
            yield unread.pop(0)
        found = _derivation(understood, written.source, habits)
        if found.steps:
            yield found
    yield from unread


def _derivation(derivation: UnderstoodDerivation, source: Source, habits: Habits) -> CheckedDerivation:
    """Steps that are no claims are left out. What a proof shows of the document's habits is remembered."""
    said = (step for step in derivation.steps if step.kind != "not-a-claim")
    return CheckedDerivation(derivation.line, tuple(checked(_question(s, source, habits)) for s in said))


def _question(understood: UnderstoodStep, source: Source, habits: Habits) -> Question:
    def read(lhs: Expression, rhs: Expression) -> Iterator[Reading]:
        return readings(lhs, rhs, understood.environment, habits)

    step = understood.step
    continues = step.head.span != step.lhs.span
    return Question(
        step, source, understood.kind, read,
        _resolutions(step.lhs, understood), _resolutions(step.head, understood) if continues else (),
        understood.note, understood.tentative, habits.confirm,
    )  # fmt: skip


def _resolutions(left: Side, understood: UnderstoodStep) -> Iterator[Resolved]:
    """A left side with the right side of the step; nothing is resolved before it is asked for."""
    lhs, rhs = left.tree, understood.step.rhs.tree
    if isinstance(lhs, Node) and isinstance(rhs, Node):
        yield from resolutions(lhs, rhs, understood.vocabulary)


def _unread(formula: Formula) -> CheckedDerivation | None:
    """A formula that could not be read at all, if it looks like a statement."""
    trouble = formula.trouble
    if trouble is None or not (formula.display or "=" in formula.text):
        return None
    place = mark(formula.source, trouble.span, formula.span)
    step = CheckedStep(
        formula.line, formula.column, formula.text.strip(), "", "", "not-understood", place,
        reason=trouble.reason, suggestion=trouble.remedy,
    )  # fmt: skip
    return CheckedDerivation(formula.line, (step,))
