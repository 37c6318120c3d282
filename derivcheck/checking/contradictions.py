"""Names that a document defines twice, in two ways: which one later steps mean is then not known.

"For MSE, L = (y - t)^2 ...; for CE, L = -t log y": the second is no slip against the first, and what follows
is about the second. So a verdict that rests on the first is not final behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from derivcheck.checking.model import CheckedStep

_AGAINST = re.compile(r"against the definition in line (\d+)")


@dataclass
class Contradictions:
    """The lines of definitions that a later line contradicts, with that line and the name."""

    found: dict[int, tuple[str, int]] = field(default_factory=dict[int, "tuple[str, int]"])

    def seen(self, step: CheckedStep, note: str, *, inline: bool) -> CheckedStep:
        """The step, its verdict open where it rests on a definition that another line contradicts."""
        for used in step.used if step.verdict in ("proved", "refuted") else ():
            name, line = self.found.get(used.line, ("", 0))
            if name and used.text.startswith(name):
                reason = f"line {used.line} and line {line} say differently what {name} is"
                return step.left_open(reason)
        against = _AGAINST.search(note)
        differs = step.verdict == "refuted" or (step.verdict == "unknown" and "taken for any" not in step.reason)
        if against is not None and differs and (inline or not step.suggestion):
            self.found[int(against[1])] = step.lhs, step.line
        return step
