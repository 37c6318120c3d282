"""How often the names of a document are written: up to a step, and in the steps to come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from derivcheck.meaning import kinds
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Name, Node


@dataclass
class Mentions:
    """Names with their scripts, and their letters; the names of a chain count as seen in the next one."""

    _seen: set[Node] = field(default_factory=set[Node])
    _pending: set[Node] = field(default_factory=set[Node])
    _letters: set[str] = field(default_factory=set[str])
    _later: Counter[str] = field(default_factory=Counter[str])

    def foresee(self, step: Step) -> None:
        """Count the letters of a step to come."""
        for side in (step.lhs, step.rhs):
            self._later.update(_letters(side))

    def begin(self) -> None:
        """A chain begins."""
        self._seen |= self._pending
        self._pending.clear()

    def read(self, step: Step) -> None:
        """Remember the names of a step that is done."""
        for side in (step.lhs, step.rhs):
            self._pending.update(kinds.names_in(side))
            self._letters |= _letters(side)
            self._later.subtract(_letters(side))

    def seen(self, side: Side) -> bool:
        """Whether the whole side is a name of an earlier chain."""
        return side.tree in self._seen

    def introduced(self, side: Side) -> frozenset[str]:
        """The letters of a side that are written here first, and again later."""
        return frozenset(name for name in _letters(side) - self._letters if self._later[name] > 1)


def _letters(side: Side) -> frozenset[str]:
    return frozenset(base_name(each) for each in kinds.names_in(side) if isinstance(each, Name))
