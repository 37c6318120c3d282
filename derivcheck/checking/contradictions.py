"""Names that a document defines twice, in two ways: which one later steps mean is then not known.

"For MSE, L = (y - t)^2 ...; for CE, L = -t log y": the second is no slip against the first, and what follows
is about the second. So a verdict that rests on the first is not final behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from derivcheck.checking.judgement import SUPPOSED
from derivcheck.checking.model import CheckedStep

_LOGISTIC = re.compile(r"\\sigma\b")
_STATED = re.compile(r"sigmoid\(\w+\) = ")
_UNUSED = re.compile(r"\S+ is said to be [\w-]+")
AGAINST = re.compile(r"against the definition in line (\d+)")


@dataclass
class Contradictions:
    r"""The lines of definitions that a later line contradicts, with that line and the name. sigma: the line
    that says of \sigma that it is not the logistic function, \sigma(z) = 1/(1 + e^{-2z}); 0 for none.
    """

    found: dict[int, tuple[str, int]] = field(default_factory=dict[int, "tuple[str, int]"])
    sigma: int = 0

    def seen(self, step: CheckedStep, note: str, *, inline: bool) -> CheckedStep:
        """The step, its verdict open where it rests on a definition that another line contradicts."""
        for used in step.used if step.verdict in ("proved", "refuted") else ():
            name, line = self.found.get(used.line, ("", 0))
            if name and used.text.startswith(name):
                reason = f"line {used.line} and line {line} say differently what {name} is"
                return step.left_open(reason)
        if step.verdict == "refuted" and _LOGISTIC.match(step.lhs) and _STATED.match(step.reading):
            self.sigma = step.line
        if step.verdict == "proved" and self.sigma and "sigmoid(" in step.reading:
            return step.left_open(f"line {self.sigma} says of sigma that it is something else")
        against = AGAINST.search(note)
        if against is not None and _is_otherwise(step) and (inline or not step.suggestion):
            self.found[int(against[1])] = step.lhs, step.line
        return step


def _is_otherwise(step: CheckedStep) -> bool:
    """Whether a restated definition may be another one: not where it is shown under a condition alone, or
    only a property cannot be used, or a case stays open.
    """
    same = step.reason.startswith(SUPPOSED) or bool(_UNUSED.fullmatch(step.reason))
    same = same or "taken for any" in step.reason
    return step.verdict == "refuted" or (step.verdict == "unknown" and not same)
