"""Names with which most formulas do not fit were misread: then nobody is accused of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derivcheck.checking.model import CheckedDerivation, CheckedStep

FEWEST = 3
"""Steps that do not fit, of which an author may well have as many: below, each stands for itself."""

_COMMAND = re.compile(r"\\[A-Za-z]+")
_NUMBER = "number"
_OPEN = "as it is read here, an axis of size"


def with_doubt(derivations: Sequence[CheckedDerivation]) -> tuple[CheckedDerivation, ...]:
    """The derivations; where more steps do not fit than are proved, those that do not are left open."""
    steps = [step for derivation in derivations for step in derivation.steps]
    doubtful = {id(step) for group in _misread(steps) for step in group if step.misfit}
    return tuple(
        replace(derivation, steps=tuple(_doubted(s) if id(s) in doubtful else s for s in derivation.steps))
        for derivation in derivations
    )


def _misread(steps: Sequence[CheckedStep]) -> Iterator[Sequence[CheckedStep]]:
    """All steps that do not fit, if fewer are proved; or those in a row that are about some arrays, if fewer
    of those about them are proved.
    """
    misfits = [step for step in steps if step.misfit]
    proofs = [step for step in steps if step.verdict == "proved"]
    if FEWEST <= len(misfits) > len(proofs):
        yield misfits
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
