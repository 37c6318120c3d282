"""Equations that a document states and nothing proves: a^2 + b^2 = 1, sum_i alpha_i y_i = 0.

What comes behind may use them, and no proof does: what rests on all their names is not refuted for good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from derivcheck.checking.judgement import EARLIER
from derivcheck.checking.model import CheckedStep

MOST = 3
"""Names of an equation that is kept in mind; one of more says little of each."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|\{?\d+\}?")

Equation: TypeAlias = tuple[frozenset[str], int, str]


@dataclass
class Constraints:
    """The equations so far: their names, line and text."""

    found: list[Equation] = field(default_factory=list[Equation])

    def seen(self, step: CheckedStep) -> CheckedStep:
        """The step, its verdict open where it rests on the names of an equation and no slip explains it."""
        if step.verdict == "refuted" and not step.suggestion and not step.reason.endswith(EARLIER):
            for names, line, text in self.found:
                if names <= step.shapes.keys():
                    return step.left_open(f"line {line} says {text}, which is not used here")
        stated = step.verdict == "unknown" and step.reason.endswith(("is not defined", "are not defined"))
        if stated and _NUMBER.fullmatch(step.rhs.strip(" .,;\\")) and 0 < len(step.shapes) <= MOST:
            self.found.append((frozenset(step.shapes), step.line, f"{step.lhs} = {step.rhs}"))
        return step
