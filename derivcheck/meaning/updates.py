"""Update rules: the first of a section says what the next value is, a later one says it again in other words.

    theta <- theta - alpha (g + lambda theta),     theta <- theta (1 - alpha lambda) - alpha g

have the same left side, so that the second claims that the two right sides are equal. Where it rests on
other names (a momentum, a second learning rate), it is another rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derivcheck.meaning.defining import Definitions
from derivcheck.meaning.definitions import rests_on, variables
from derivcheck.meaning.expressions import Expression
from derivcheck.meaning.findings import Classified, Finding
from derivcheck.reader.derivations import Step


@dataclass
class Updates:
    """The update rules read so far, by section and by what they update. Behind an arrow, w = w - g may be
    meant as an equation, which it is not.
    """

    definitions: Definitions
    _first: dict[tuple[int, Expression], Step] = field(default_factory=dict[tuple[int, Expression], Step])

    def seen(self, found: Classified, section: int) -> Classified:
        """The update itself, or the claim that it says the same as the one before it."""
        step = found.step
        lhs = self.definitions.resolved(step.lhs)
        if lhs is None:
            return found
        before = self._first.setdefault((section, lhs), step)
        equated = step.relation == "=" != before.relation
        if before is step or equated or self._names(before) != self._names(step):
            return found
        claim = replace(step, lhs=before.rhs, head=before.rhs)
        finding = Finding("claim", f"the same update as in line {before.line}")
        return replace(found, step=claim, finding=finding)

    def _names(self, step: Step) -> frozenset[str]:
        """Everything the right side rests on that has no definition."""
        rhs = self.definitions.resolved(step.rhs)
        table = self.definitions.table.entries
        return (
            frozenset(n for n in rests_on(variables(rhs), table) if n not in table)
            if rhs is not None
            else frozenset()
        )
