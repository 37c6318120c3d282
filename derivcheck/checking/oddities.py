"""What is wrong as written, whatever is meant: slips that need no mathematics, but a look at the document.

They count only where nothing is known of a step: one that is proved as it is read has no slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derivcheck.checking import (
    backward,
    bindings,
    counted,
    differentials,
    limits,
    lost_indices,
    misplaced,
    opaque_changes,
    orders,
    partners,
    quotients,
    samples,
    solutions,
    standards,
    subscripts,
)
from derivcheck.checking.gates import Gates
from derivcheck.checking.model import OPEN, CheckedStep
from derivcheck.checking.places import mark
from derivcheck.checking.standards import positive_entropy
from derivcheck.checking.subscripts import is_rounded
from derivcheck.checking.transposes import Transposes
from derivcheck.checking.writing import Writing
from derivcheck.reader.derivations import Step
from derivcheck.reader.documents import Document
from derivcheck.reader.sources import Slip, Source

_RULES = (
    *differentials.RULES, *subscripts.RULES, *standards.RULES, *counted.RULES, *bindings.RULES,
    *quotients.RULES, *limits.RULES, *samples.RULES, *opaque_changes.RULES, *backward.RULES,
    *lost_indices.RULES, *solutions.RULES, *partners.RULES,
    *misplaced.RULES,
)  # fmt: skip
_UNDECIDED = OPEN | {"definition"}


@dataclass(frozen=True)
class Oddities:
    """What the document shows of its writing."""

    writing: Writing
    transposes: Transposes
    gates: Gates

    @classmethod
    def of(cls, document: Document) -> Oddities:
        writing = Writing.of(document)
        return cls(writing, Transposes.of(writing), Gates.of(writing))

    def seen(self, found: CheckedStep, step: Step, source: Source) -> CheckedStep:
        """The step; malformed, where nothing else is known of it and it is odd. Rounding refutes nothing."""
        against = found.counterexample if found.verdict == "refuted" else None
        if against is not None and is_rounded(step, against.lhs):
            return found.left_open("the right side is the left side as far as it is written out")
        if found.verdict not in _UNDECIDED:
            return found
        slip = next((each for each in self._slips(step, source) if each is not None), None)
        if slip is None:
            return found
        place = mark(source, slip.span, step.rhs.span)
        return found.malformed(slip.reason, slip.remedy, place)

    def _slips(self, step: Step, source: Source) -> Iterator[Slip | None]:
        """What each rule finds."""
        yield from (rule(step, self.writing) for rule in _RULES)
        yield from (rule(step, self.transposes) for rule in orders.RULES)
        yield self.transposes.slip(step)
        yield self.gates.slip(step)
        yield positive_entropy(step, source)
