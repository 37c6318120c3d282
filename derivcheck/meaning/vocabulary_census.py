"""What is counted of scripts over a whole document, before any of them is decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derivcheck.meaning.names import base_name, digits, label, letter, shifted_letter
from derivcheck.meaning.vocabulary_exponents import exponent_of
from derivcheck.meaning.vocabulary_places import Place, delta_entries, places
from derivcheck.meaning.vocabulary_superscripts import Superscripts
from derivcheck.reader.syntax import Derivative, Name, Node, Scripted

COUNTING = frozenset("ijk")


@dataclass
class Census:
    r"""Which letters and numbers stand where; which letters sums bind; which places dots list.

    totals: names of sums over what carries the same name with an index, L = sum_t L_t.
    deltas: the letters of every delta, below and above. exponents: the x of e^x_n. above: what stands above.
    rooted: names of sizes that carry a label, the d of \sqrt{d_k}. arrays: the sizes of the names of which
    all components are written out. numbered: those of which x_1 is an array, and no component.
    extended: names of lists with more than x_1, ..., x_n, and whether that is x_0 alone.
    """

    seen: dict[Place, set[str]] = field(default_factory=dict[Place, set[str]])
    numbers: dict[Place, set[int]] = field(default_factory=dict[Place, set[int]])
    shifted: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    bound: set[str] = field(default_factory=set[str])
    runs: dict[Place, set[tuple[str, ...]]] = field(default_factory=dict[Place, set[tuple[str, ...]]])
    listed: set[Place] = field(default_factory=set[Place])
    sizes: set[str] = field(default_factory=set[str])
    totals: set[str] = field(default_factory=set[str])
    kronecker: bool = True
    deltas: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])
    pairs: bool = False
    levels: dict[str, set[tuple[str, ...]]] = field(default_factory=dict[str, set[tuple[str, ...]]])
    above: Superscripts = field(default_factory=Superscripts)
    exponents: set[str] = field(default_factory=set[str])
    rooted: set[str] = field(default_factory=set[str])
    numbered: set[str] = field(default_factory=set[str])
    components: set[Place] = field(default_factory=set[Place])
    arrays: dict[str, set[tuple[int, ...]]] = field(default_factory=dict[str, set[tuple[int, ...]]])
    extended: set[tuple[str, bool]] = field(default_factory=set[tuple[str, bool]])

    def root(self, body: Node) -> None:
        r"""Count the d of \sqrt{d_k}."""
        if isinstance(body, Scripted) and isinstance(body.base, Name) and body.base.text in {"d", "D"}:
            self.rooted.add(base_name(body.base))

    def scripted(self, node: Scripted) -> None:
        """Count the scripts of one name."""
        if not isinstance(node.base, Name):
            return
        base = base_name(node.base)
        self.above.scripted(node)
        if base == "delta":
            self.deltas.add(tuple(map(letter, delta_entries(node))))
        if base == "e" and (exponent := exponent_of(node)) is not None:
            self.exponents.add(base_name(exponent))
            node = replace(node, lower=())
        levels: list[str] = []
        for place, entries in places(base, node):
            self._entries(place, entries)
            levels += [place.level] * (place.level != "upper")
        self.levels.setdefault(base, set()).add(tuple(levels))

    def second(self, node: Derivative) -> None:
        r"""j and k in \partial\theta_j \partial\theta_k, two components of one name, are indices."""
        by = [each for each in node.variables if isinstance(each, Scripted) and len(each.lower) == 1]
        found = {letter(each.lower[0]) for each in by if not each.upper}
        if len(node.variables) == len(found) == 2 and len({each.base for each in by}) == 1:
            self.bound |= found if all(len(each) == 1 for each in found) else set()

    def written(self, *arrays: tuple[Place, tuple[int, ...]]) -> None:
        """Count names of which all components are written out."""
        for place, sizes in arrays:
            self.components |= {place} - self.listed
            self.listed.add(place)
            seen = self.arrays.setdefault(place.base, set())
            seen.difference_update({sizes[1:]} if sizes[0] == 1 else ())
            if (1, *sizes) not in seen:
                seen.add(sizes)

    def withdraw(self) -> None:
        """Nothing is written out of names of which x_1 is an array."""
        for place in [each for each in self.components if each.base in self.numbered]:
            self.listed.discard(place)
            self.arrays.pop(place.base, None)

    def is_grid(self, base: str) -> bool:
        """Whether 12 below a name is 1 and 2."""
        return any(len(sizes) == 2 and sizes[0] > 1 for sizes in self.arrays.get(base, ()))

    def array(self, base: str) -> tuple[int, ...]:
        """The sizes of a name of which all components are written out, always as many of them; nothing where
        it has letters below, too: that was an example.
        """
        found = self.arrays.get(base, set())
        lettered = any(each.base == base and each.level == "lower" and self.seen[each] for each in self.seen)
        return () if len(found) != 1 or lettered else next(iter(found))

    @property
    def mixed(self) -> bool:
        """Whether every delta has two indices, below or above: delta_j^i."""
        counted = COUNTING | self.above.letters
        return all(len(each) == 2 and set(each) <= counted for each in self.deltas)

    def _entries(self, place: Place, entries: tuple[Node, ...]) -> None:
        letters = self.seen.setdefault(place, set())
        for entry in entries:
            if found := letter(entry):
                letters.add(found)
            elif (number := digits(entry)) is not None:
                self.numbers.setdefault(place, set()).add(number)
            if moved := shifted_letter(entry):
                self.shifted.add((place.base, place.level, moved))
        if place.arity > 1:
            self.runs.setdefault(place, set()).add(tuple(map(label, entries)))
