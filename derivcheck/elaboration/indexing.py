"""Which index a letter means where it stands: bound around that place, left open by a definition, or free."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from derivcheck.elaboration.scope import Bound
from derivcheck.elaboration.sizes import Axis, Sizes


class Indexing:
    """The indices of one attempt. `free` are those of the step; `ranges` are stated for letters."""

    def __init__(self, sizes: Sizes, ranges: Mapping[str, str | int]) -> None:
        self.free: dict[str, Bound] = {}
        self._sizes = sizes
        self._ranges = ranges
        self._scope: dict[str, Bound] = {}
        self._dangling: dict[str, Bound] | None = None

    def range(self, letter: str) -> Axis:
        """The axis of an index; the range that the document states for the letter is only a hint."""
        axis = self._sizes.new()
        known = self._ranges.get(letter)
        if known is not None:
            self._sizes.hint(axis, known)
        return axis

    @contextmanager
    def binding(self, letter: str, axis: Axis) -> Generator[Bound]:
        """The index is bound inside."""
        bound = Bound(axis, letter, self._sizes)
        before = self._scope
        self._scope = {**before, letter: bound}
        try:
            yield bound
        finally:
            self._scope = before

    @contextmanager
    def only(self, scope: Mapping[str, Bound]) -> Generator[None]:
        """Nothing but these indices is bound inside."""
        before, self._scope = self._scope, dict(scope)
        try:
            yield
        finally:
            self._scope = before

    @contextmanager
    def of_definition(self, scope: Mapping[str, Bound]) -> Generator[dict[str, Bound]]:
        """As `only`, and any other index is left open: it is found in what is given."""
        before = self._dangling
        self._dangling = found = dict[str, Bound]()
        try:
            with self.only(scope):
                yield found
        finally:
            self._dangling = before

    def index(self, letter: str) -> Bound:
        """The index of this letter here."""
        if letter in self._scope:
            return self._scope[letter]
        table = self.free if self._dangling is None else self._dangling
        if letter not in table:
            table[letter] = Bound(self.range(letter), letter, self._sizes, free=self._dangling is None)
        return table[letter]

    def is_bound(self, letter: str) -> bool:
        """Whether an index of this letter is bound around this place."""
        return letter in self._scope

    def around(self) -> tuple[Bound, ...]:
        """Every index that has a meaning here."""
        return tuple({**self.free, **(self._dangling or {}), **self._scope}.values())
