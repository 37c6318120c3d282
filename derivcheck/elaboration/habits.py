"""What the steps of a document have shown of its habits: confirmed readings make later ones alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from derivcheck.elaboration.conventions import Convention
from derivcheck.elaboration.kinds import Choice
from derivcheck.elaboration.readings import Reading

OTHERWISE = 4
"""What it costs to take a name otherwise than in a step that was proved."""


class Habits:
    """Numbers of axes and conventions of the readings that were proved, in the order of the document."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}
        self._conventions: Counter[tuple[str, str, str]] = Counter()

    def confirm(self, reading: Reading) -> None:
        """A step has been proved in this reading."""
        convention, ranks = reading.habit
        if isinstance(convention, Convention) and isinstance(ranks, Mapping):
            for name, rank in ranks.items():
                self._ranks.setdefault(str(name), int(rank))
            self._conventions[convention.vectors, convention.gradient, convention.jacobian] += 1

    def knows(self, name: str) -> bool:
        """Whether a step that was proved shows how many axes the name has."""
        return name in self._ranks

    @property
    def preferred(self) -> tuple[str, str, str] | None:
        """The convention of most of the proved steps."""
        common = self._conventions.most_common(1)
        return common[0][0] if common else None

    @property
    def vectors(self) -> str:
        preferred = self.preferred
        return preferred[0] if preferred else ""

    def preferring(self, name: str, options: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """The options with the habitual one first."""
        rank = self._ranks.get(name)
        if rank is None or all(axes != rank for axes, _ in options):
            return options
        changed = [(axes, 0 if axes == rank else max(cost, OTHERWISE)) for axes, cost in options]
        return tuple(sorted(changed, key=lambda choice: choice[1]))
