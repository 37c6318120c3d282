"""The table of the definitions that are in force, as far as a document has been read."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from derivcheck.meaning.definitions import needs, rests_on, same
from derivcheck.meaning.environment import Defined


@dataclass
class Table:
    """The definitions in force, as far as a document has been read."""

    entries: dict[str, Defined] = field(default_factory=dict[str, Defined])
    sections: dict[str, int] = field(default_factory=dict[str, int])
    opened: frozenset[str] = frozenset()

    def enter(self, name: str, definition: Defined | None, section: int) -> None:
        """Put a definition in force. None: the name is defined in a way that was not understood.

        An earlier definition that rests on this name, and on which this one rests, is about the name's
        earlier meaning (the layer before) and is dropped: definitions must not go in a circle.
        """
        self.sections[name] = section
        if definition is None:
            self.entries.pop(name, None)
            self.opened |= {name}
            return
        before = self.entries.pop(name, None)
        if before is not None and not same(before, definition):
            self._forget(name)
        self.opened -= {name}
        self.entries[name] = definition
        for other in tuple(self.entries):
            about = other != name and name in needs(self.entries[other])
            if about and other in rests_on(needs(definition), self.entries):
                del self.entries[other]

    def _forget(self, name: str) -> None:
        """What rests on the earlier meaning of a name: it may be meant with it or with the new one."""
        for other in tuple(self.entries):
            if name in rests_on([other], self.entries):
                del self.entries[other]
                self.opened |= {other}

    def closes_circle(self, name: str, definition: Defined) -> bool:
        """Whether what the definition rests on is itself defined by the name."""
        others = {key: value for key, value in self.entries.items() if key != name}
        return name in rests_on(needs(definition), others)

    def rests_on_itself(self, name: str, definition: Defined) -> bool:
        """Whether the definition rests on the name by the name's own: I_k = sum_j w_kj O_j, O_j of I_j."""
        return name in rests_on(needs(definition), self.entries)

    def adds_nothing(self, name: str, known: frozenset[str], sizes: Container[str]) -> bool:
        """Whether a name rests on nothing but what is known, and on sizes."""
        if name in known or name in sizes:
            return True
        entry = self.entries.get(name)
        return entry is not None and all(self.adds_nothing(each, known, sizes) for each in needs(entry))

    def copy(self) -> Table:
        return Table(dict(self.entries), dict(self.sections), self.opened)
