"""The attempts at a step: under every convention the cheapest choice of numbers of axes that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derivcheck.elaboration.conventions import Convention, conventions
from derivcheck.elaboration.elaborator import Elaborator, Rule
from derivcheck.elaboration.equations import Sides, sides
from derivcheck.elaboration.habits import Habits
from derivcheck.elaboration.kinds import Choice, all_tried, assignments, choices, has_arrays, slots_of
from derivcheck.elaboration.names import names
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.subject import Subject
from derivcheck.elaboration.undetermined import undetermined
from derivcheck.meaning.expressions import Expression

MOST_COST = 100
CERTAIN = 4
"""What the second choice of a name's number of axes costs where the first is sure."""

NEARLY = 2
"""Readings that cost so much more than the cheapest are still given."""


@dataclass(frozen=True)
class Attempt:
    """A reading before its claim is written."""

    cost: int
    elaborator: Elaborator
    sides: Sides


class Step:
    """A subject with the options for its names, and why attempts at it have failed.

    strained: a reading of entries alone, with an index on axes of which nothing says that they are of one
    size.
    """

    def __init__(self, subject: Subject, habits: Habits, rules: Mapping[type[Expression], Rule]) -> None:
        self.subject = subject
        self.habits = habits
        self.strained: Attempt | None = None
        self._rules = rules
        self._failures: list[MeaningError] = []
        self._options = self._all_options()

    def _all_options(self) -> dict[str, tuple[Choice, ...]]:
        subject, environment = self.subject, self.subject.environment
        arrays = has_arrays(subject.closure, environment)
        skipped = {*environment.definitions, *subject.sizes}
        written = slots_of(subject.sides)
        skipped |= {p for f in environment.functions.values() for p in f.parameters if p not in written}
        return {
            name: self.habits.preferring(
                name,
                choices(name, counts, environment, arrays, name in subject.dependent, name in subject.random),
            )
            for name, counts in slots_of(subject.closure).items()
            if name not in skipped
        }

    def attempts(self, *, lenient: bool) -> Iterator[Attempt]:
        """One for every convention that reads the step differently, the usual one first."""
        tried: list[tuple[set[str], tuple[object, ...]]] = []
        waiting: list[Attempt] = []
        least = MOST_COST
        for convention in self._conventions(lenient):
            if any(convention.key(consulted) == key for consulted, key in tried):
                continue
            attempt = self._cheapest(convention)
            if attempt is None:
                continue
            consulted = attempt.elaborator.found.consulted
            tried.append((consulted, convention.key(consulted)))
            if attempt.cost <= convention.cost and not waiting:
                least = min(least, attempt.cost)
                yield attempt
            else:
                waiting.append(attempt)
        waiting.sort(key=lambda attempt: attempt.cost)
        least = min(least, waiting[0].cost) if waiting else least
        yield from (attempt for attempt in waiting if attempt.cost <= least + NEARLY)

    def _conventions(self, lenient: bool) -> Iterator[Convention]:
        vectors = self.habits.vectors or self.subject.environment.vectors
        found = conventions(vectors, self.habits.preferred)
        return (convention for convention in found if convention.lenient == lenient)

    def failure(self) -> MeaningError:
        """Why there is no reading."""
        found = self._failures[0] if self._failures else MeaningError("no shapes fit")
        if found.ill_formed and self.unsure():
            return MeaningError(found.what, span=found.span, remedy="say the shapes of the names in it")
        return found

    def unsure(self) -> tuple[str, ...]:
        """Names whose number of axes nothing in the document says."""
        if all_tried(self._options):
            return ()
        environment = self.subject.environment
        said = {*environment.shapes, *(each.name for each in environment.properties)}
        doubtful = (name for name, options in self._options.items() if _is_doubtful(options))
        return tuple(name for name in doubtful if name not in said and not self.habits.knows(name))

    def _cheapest(self, convention: Convention) -> Attempt | None:
        """The cheapest reading under one convention."""
        best: Attempt | None = None
        for cost, ranks in assignments(self._options):
            if best is not None and cost + convention.cost >= best.cost:
                break
            e = Elaborator(self.subject, convention, ranks, self._rules)
            try:
                found = _sides(e)
            except Mismatch as mismatch:
                self._failed(mismatch.what)
                continue
            except MeaningError as error:
                self._failures.append(error)
                if error.ill_formed:
                    continue
                break
            if e.arrays.strain:
                self._under_strain(e, found)
                continue
            total = cost + e.found.cost + convention.cost
            if best is None or total < best.cost:
                best = Attempt(total, e, found)
        return best

    def _failed(self, what: str) -> None:
        self._failures.append(MeaningError(what, ill_formed=True, span=self.subject.rhs.span))

    def _under_strain(self, e: Elaborator, found: Sides) -> None:
        self._failed("a matrix would have to be square, and nothing says so")
        if self.strained is None and e.all_subscripts_written(*self.subject.sides):
            self.strained = Attempt(MOST_COST, e, found)


def _is_doubtful(options: tuple[Choice, ...]) -> bool:
    return any(cost < CERTAIN for _, cost in options[1:2])


def _sides(e: Elaborator) -> Sides:
    """Definitions first: the axes that they leave apart are not to be made equal by the step."""
    written = sorted(name for name in set(names(*e.subject.sides)) if not e.subject.is_size(name))
    for name in written:
        if name in e.environment.definitions:
            e.array(name)
    for array in (*e.tensors.values(), *(each.array for each in e.intermediates.values())):
        e.sizes.keep_apart(array.axes)
    for name in written:
        e.array(name)
    found = sides(e, *e.subject.sides)
    for one, other in e.sizes.confused():
        e.found.note(f"{one} and {other} are taken for the same size", 4)
    for name in undetermined(e):
        e.found.left_open(f"{name} is not defined")
    return found
