"""A page on which most formulas do not fit is a page that was misread: then nobody is accused of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivcheck.checking.model import CheckedDerivation, CheckedStep

FEWEST = 3
"""Steps that do not fit, of which an author may well have as many: below, each stands for itself."""


def with_doubt(derivations: Sequence[CheckedDerivation]) -> tuple[CheckedDerivation, ...]:
    """The derivations; where more steps do not fit than are proved, those that do not are left open."""
    steps = [step for derivation in derivations for step in derivation.steps]
    misfits = sum(step.misfit for step in steps)
    if misfits < FEWEST or misfits <= sum(step.verdict == "proved" for step in steps):
        return tuple(derivations)
    return tuple(
        replace(derivation, steps=tuple(map(_doubted, derivation.steps))) for derivation in derivations
    )


def _doubted(step: CheckedStep) -> CheckedStep:
    if not step.misfit:
        return step
    return step.left_open(
        f"as it is read here, {step.reason}; so read, most formulas of the document do not fit"
    )
