"""Names with which most formulas do not fit were misread: then nobody is accused of it, nor of what differs
where a name is not what it is elsewhere on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivcheck.checking.caution import OF_INDICES, SUM_OVER
from derivcheck.checking.model import OPEN, CheckedDerivation, CheckedStep
from derivcheck.checking.single_entries import OF_ENTRIES
from derivcheck.elaboration.claims import UNDER

FEWEST = 3
"""Steps that do not fit, of which an author may well have as many: below, each stands for itself."""

_COMMAND = re.compile(r"\\[A-Za-z]+")
_ALONE = re.compile(r"(?P<left>[A-Za-z]) stands on the left alone, and (?P<right>[A-Za-z]) on the")
_NUMBER = "number"
_MEANT = "this could only be meant where"
_OPEN = "as it is read here, an axis of size"


def with_doubt(derivations: Sequence[CheckedDerivation]) -> tuple[CheckedDerivation, ...]:
    """The derivations; where more steps do not fit than are proved, those that do not are left open."""
    steps = [step for derivation in derivations for step in derivation.steps]
    doubtful = {id(each) for group in _misread(steps) for each in group if each.misfit and not _is_sure(each)}
    proofs = [step for step in steps if step.verdict == "proved"]
    cases = _in_cases([each.steps[0] for each in derivations if len(each.steps) == 1])

    def judged(step: CheckedStep) -> CheckedStep:
        if id(step) in cases:
            return step.left_open(f"{step.reason}; but the document says two things of it, each of a case")
        return _doubted(step) if id(step) in doubtful else _otherwise(step, proofs)

    return tuple(
        replace(derivation, steps=tuple(map(judged, derivation.steps))) for derivation in derivations
    )


def _is_sure(step: CheckedStep) -> bool:
    """Whether a step has a wrong index whatever the shapes are: one that a sum does not bind, or that the
    author writes on one side alone, where the other side has another.
    """
    alone = _ALONE.match(step.reason)
    if alone is None:
        return step.reason.startswith(SUM_OVER)
    one, other = (re.compile(rf"(?<![A-Za-z\\]){re.escape(alone[k])}(?![A-Za-z])") for k in ("left", "right"))
    return one.search(step.rhs) is None and other.search(step.lhs) is None


def _in_cases(steps: Sequence[CheckedStep]) -> set[int]:
    """Steps of no chain that no slip explains, where another gives the same left side another value: f' = 1
    and f' = a. Not of those that say themselves of which case they are.
    """
    plain = [step for step in steps if step.verdict == "refuted" and not step.suggestion]
    plain = [step for step in plain if not any(note.startswith(UNDER) for note in step.notes)]
    return {
        id(step) for step in plain if any(other.lhs == step.lhs and other.rhs != step.rhs for other in plain)
    }


def _otherwise(step: CheckedStep, proofs: Sequence[CheckedStep]) -> CheckedStep:
    """The step; open, where no slip explains it, and a name of no stated axes has others in a proved step.

    What differs where all names are numbers does so whatever they are elsewhere.
    """
    if step.verdict != "refuted" or step.suggestion or step.reason.startswith(OF_ENTRIES):
        return step
    for name, shape in ((name, shape) for name, shape in step.shapes.items() if name in step.chosen):
        other = next((p for p in proofs if _pattern(p.shapes.get(name, shape)) != _pattern(shape)), None)
        if other is not None:
            said = (
                f"{name} is {_in_words(shape)} here, and {_in_words(other.shapes[name])} in line {other.line}"
            )
            return step.left_open(f"as it is read here, {step.reason}; so read, {said}")
    return step


def _pattern(shape: str) -> tuple[int, ...]:
    """Which axes are of one size: (0, 1, 0) for n x m x n."""
    sizes = [] if shape == _NUMBER else shape.split(" x ")
    return tuple(map(sizes.index, sizes))


def _in_words(shape: str) -> str:
    return "a number" if shape == _NUMBER else f"of the shape {shape}"


def _misread(steps: Sequence[CheckedStep]) -> Iterator[Sequence[CheckedStep]]:
    """All steps that do not fit, if fewer are proved, or fewer than stay open; or those in a row that are
    about some arrays, if fewer of those about them are proved.
    """
    misfits = [step for step in steps if step.misfit]
    proofs = [step for step in steps if step.verdict == "proved"]
    undecided = [step for step in steps if step.verdict in OPEN]
    if FEWEST <= len(misfits) > len(proofs):
        yield misfits
    elif FEWEST <= len(undecided) > len(proofs):
        yield [step for step in misfits if not step.reason.startswith((*OF_INDICES, _MEANT))]
    open_too = [step for step in steps if step.misfit or step.reason.startswith(_OPEN)]
    for start in range(len(open_too) - FEWEST + 1):
        row = open_too[start : start + FEWEST]
        shared = set[str].intersection(*map(_letters, row))
        about = [
            step for step in proofs if shared & {n for n, shape in step.shapes.items() if shape != _NUMBER}
        ]
        if shared and len(row) > len(about):
            yield row


def _letters(step: CheckedStep) -> set[str]:
    """The letters of both sides, but for that of transposes."""
    return {each for each in _COMMAND.sub(" ", step.lhs + step.rhs) if each.isalpha() and each != "T"}


def _doubted(step: CheckedStep) -> CheckedStep:
    return step.left_open(
        f"as it is read here, {step.reason}; so read, most formulas of the document do not fit"
    )
