"""Equations that a document states and nothing proves: a^2 + b^2 = 1, sum_i alpha_i y_i = 0.

What comes behind may use them, and no proof does: what rests on all their names is not refuted for good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from derivcheck.checking.judgement import EARLIER
from derivcheck.checking.model import CheckedStep

MOST = 3
"""Names of an equation that is kept in mind; one of more says little of each."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|\{?\d+\}?")

_PLAIN = re.compile(r"\\?([A-Za-z]+)")
_TRANSPOSED = re.compile(r"(\\?[A-Za-z]+)\s*\^\s*\{?\s*(?:\\top|\\intercal|T|\\mathsf\s*\{?T\}?)\s*\}?")

Equation: TypeAlias = tuple[frozenset[str], int, str]


@dataclass
class Constraints:
    """The equations so far: their names, line and text. named: of which letters what line says what they are,
    as a claim that is open.
    """

    found: list[Equation] = field(default_factory=list[Equation])
    named: dict[str, int] = field(default_factory=dict[str, int])

    def seen(self, step: CheckedStep, habits: Mapping[str, str]) -> CheckedStep:
        """The step, its verdict open where it rests on the names of an equation and no slip explains it, or
        says itself what the field takes for granted. habits: of names.
        """
        free = step.counterexample.values if step.verdict == "refuted" and step.counterexample else {}
        if (name := _symmetric(step)) in free and habits.get(name) == "symmetric":
            return step.left_open(f"nothing says that {name} is symmetric")
        if known := next((name for name in self.named if name in free), ""):
            return step.left_open(f"line {self.named[known]} says what {known} is, which is not used here")
        if step.verdict == "refuted" and not step.suggestion and not step.reason.endswith(EARLIER):
            for names, line, text in self.found:
                if names <= step.shapes.keys():
                    return step.left_open(f"line {line} says {text}, which is not used here")
        stated = step.verdict == "unknown" and step.reason.endswith(("is not defined", "are not defined"))
        if stated and _NUMBER.fullmatch(step.rhs.strip(" .,;\\")) and 0 < len(step.shapes) <= MOST:
            self.found.append((frozenset(step.shapes), step.line, f"{step.lhs} = {step.rhs}"))
        if step.verdict == "unknown" and (letter := _PLAIN.fullmatch(step.lhs.strip())):
            self.named.setdefault(letter[1], step.line)
        return step


def _symmetric(step: CheckedStep) -> str:
    """The Sigma of Sigma^T = Sigma; "" for any other step."""
    sides = step.lhs.strip(), step.rhs.strip(" .,;")
    for one, other in (sides, sides[::-1]):
        if (found := _TRANSPOSED.fullmatch(one)) and found[1] == other:
            return other.lstrip("\\")
    return ""

