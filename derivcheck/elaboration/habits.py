"""What the steps of a document have shown of its habits: confirmed readings make later ones alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from derivcheck.elaboration.conventions import Convention
from derivcheck.elaboration.kinds import Choice
from derivcheck.elaboration.readings import Reading

OTHERWISE = 4
"""What it costs to take a name otherwise than in a step that was proved."""


@dataclass(frozen=True)
class Habit:
    """What a reading was made with: a convention, numbers of axes, and the matters that made a difference."""

    convention: Convention
    ranks: Mapping[str, int]
    consulted: frozenset[str]


def differ_in_layout_alone(one: Reading, other: Reading) -> bool:
    """Whether two readings of a step differ in how vectors stand and derivatives are laid out, and in
    nothing else; a gradient by a matrix and its transpose are different statements.
    """
    here, there = one.habit, other.habit
    if not isinstance(here, Habit) or not isinstance(there, Habit) or dict(here.ranks) != dict(there.ranks):
        return False
    matrices = "matrix" in here.consulted | there.consulted
    return not (matrices and here.convention.gradient != there.convention.gradient)


def rests_on_layout(reading: Reading) -> bool:
    """Whether a reading takes the gradient by a matrix to have the transposed shape."""
    habit = reading.habit
    matrices = isinstance(habit, Habit) and {"gradient", "matrix"} <= habit.consulted
    return matrices and isinstance(habit, Habit) and habit.convention.gradient == "transposed"


class Habits:
    """Numbers of axes and conventions of the readings that were proved, in the order of the document."""

    def __init__(self) -> None:
        self._ranks: dict[str, int] = {}
        self._matrices: set[str] = set()
        self.rows = False
        self._conventions: Counter[tuple[str, str, str]] = Counter()

    def confirm(self, reading: Reading) -> None:
        """A step has been proved in this reading."""
        if not isinstance(reading.habit, Habit):
            return
        convention = reading.habit.convention
        for name, rank in reading.habit.ranks.items():
            self._ranks.setdefault(name, rank)
        self._conventions[convention.vectors, convention.gradient, convention.jacobian] += 1
        if "matrix" in reading.habit.consulted:
            self._matrices.add(convention.gradient)
        if "vectors" in reading.habit.consulted and convention.vectors == "row":
            self.rows = True

    def of_layout(self) -> Habits:
        """The same conventions, and nothing of the axes of names."""
        other = Habits()
        other.rows, other._matrices, other._conventions = self.rows, self._matrices, self._conventions
        return other

    def contradicts(self, convention: Convention, *, nabla: bool) -> bool:
        """Whether gradients by matrices had the other layout in every step that shows it. That by a vector
        has the same entries as a row and as a column. One that is written with nabla has the shape of its
        matrix where no step shows it.
        """
        shown = self._matrices or ({"shape"} if nabla else set[str]())
        return bool(shown) and convention.gradient not in shown

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
