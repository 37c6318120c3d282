"""A document that is understood -> its steps with their verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.model import CheckedDerivation, CheckedStep, Used
from derivcheck.checking.places import mark
from derivcheck.checking.steps import Question, checked
from derivcheck.elaboration.elaborate import readings
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Expression
from derivcheck.meaning.facts import Understanding, UnderstoodDerivation
from derivcheck.reader.derivations import Formula
from derivcheck.reader.documents import Document
from derivcheck.reader.sources import NotUnderstood, Source


def context_of(understanding: Understanding) -> tuple[Used, ...]:
    """What the document says of its symbols, in the author's words."""
    return tuple(Used(line.line, line.text) for line in understanding.context)


def derivations_of(document: Document, understanding: Understanding) -> Iterator[CheckedDerivation]:
    """The derivations one after the other, each as soon as it is judged; unreadable formulas in between."""
    sources = {id(step): each.source for each in document.derivations for step in each.steps}
    unread = [each for each in map(_unread, document.formulas) if each is not None]
    for derivation in understanding.derivations:
        while unread and unread[0].line < derivation.line:
            yield unread.pop(0)
        found = _derivation(derivation, sources, document.formulas[0].source)
        if found.steps:
            yield found
    yield from unread


def _derivation(
    derivation: UnderstoodDerivation, sources: dict[int, Source], otherwise: Source
) -> CheckedDerivation:
    """Steps that are no claims are left out."""
    steps: list[CheckedStep] = []
    before: Line | None = None
    for understood in derivation.steps:
        if understood.kind == "not-a-claim":
            continue
        line = Line(understood, sources.get(id(understood.step), otherwise), before)
        steps.append(checked(line))
        before = line
    return CheckedDerivation(derivation.line, tuple(steps))


def _unread(formula: Formula) -> CheckedDerivation | None:
    """A formula that could not be read at all, if it looks like a statement."""
    if formula.trouble is None or not (formula.display or "=" in formula.text):
        return None
    trouble: NotUnderstood = formula.trouble
    place = mark(formula.source, trouble.span, formula.span)
    step = CheckedStep(
        formula.line, formula.column, formula.text.strip(), "", "", "not-understood", place,
        reason=trouble.reason, suggestion=trouble.remedy,
    )  # fmt: skip
    return CheckedDerivation(formula.line, (step,))
