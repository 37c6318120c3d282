r"""Bare superscripts that are no powers: indices above, O^{ib}, and the numbers of layers, W^k and w^{k,l}.

Nobody differentiates by a power with a letter, and no exponent is a list. So a derivative by V^{mn} says that
two letters above are indices, in the whole document, and one by b^k_j that k above is a label, unless sums
count it. The scripts above W^{k,l}_{ij} are labels, since it has indices below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from derivcheck.meaning.names import digits, flattened, label, letter, run, shifted_letter
from derivcheck.reader.syntax import (
    BigOperator,
    Group,
    Mark,
    Name,
    Node,
    Product,
    Scripted,
    Sum,
    TransposeMark,
    walk,
)

_SHIFTING = {"", "+", "-"}


@dataclass
class Superscripts:
    """What stands above names without brackets.

    varied: alone above a variable by which is differentiated. pairs: letters side by side above such a one.
    seen: letters side by side above any name. listed: lists above, by whether the name has scripts below.
    repeated: some product has an index twice that its left side does not have, and no sum.
    """

    varied: set[str] = field(default_factory=set[str])
    pairs: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])
    seen: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])
    repeated: bool = False
    listed: set[tuple[tuple[str, ...], bool]] = field(default_factory=set[tuple[tuple[str, ...], bool]])

    def variables(self, nodes: Iterable[Node]) -> None:
        """Count the superscripts of the variables of a derivative."""
        for node in nodes:
            inner = node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node
            if isinstance(inner, Scripted) and isinstance(flattened(inner).base, Name):
                self._variable(flattened(inner))

    def _variable(self, node: Scripted) -> None:
        for item in node.upper:
            if isinstance(item, TransposeMark | Mark):
                continue
            letters = index_pair(item)
            if letters and not node.lower:
                self.pairs.add(letters)
            elif (name := letter(item) or shifted_letter(item)) and not isinstance(item, Group):
                self.varied.add(name)

    def scripted(self, node: Scripted) -> None:
        """Count the letters and the lists above a name."""
        for item in node.upper:
            if isinstance(node.base, Name) and node.base.text != "e" and (pair := index_pair(item)):
                self.seen.add(pair)
            if found := entries(item):
                self.listed.add((tuple(map(label, found)), bool(node.lower)))

    @property
    def letters(self) -> set[str]:
        """The letters that are indices above, since by some of them is differentiated."""
        return {letter for pair in self.seen for letter in pair} if self.pairs else set()

    def equation(self, left: Node, right: Node) -> None:
        """Whether O^{ib} = A^{ij} V^{jb} leaves out the sum over j."""
        if not isinstance(right, Sum) and not any(isinstance(each, BigOperator) for each in walk(right)):
            found, kept = Counter(_above(right)), set(_above(left))
            self.repeated |= bool(kept) and any(n > 1 and name not in kept for name, n in found.items())

    @property
    def sums_repeated(self) -> bool:
        """Whether an index that stands twice is summed over, as the formulas show."""
        return bool(self.pairs) and self.repeated

    def is_label(self, item: Node, bound: set[str]) -> bool:
        """Whether k or k-1 above is the number of a layer: by k is differentiated, or it stands in a list of
        them."""
        name = letter(item) or shifted_letter(item)
        layers = {part for parts, below in self.listed if below for part in parts}
        return bool(name) and name not in self.letters and (name in layers or name in self.varied - bound)

    def slots(self, item: Node, bound: set[str], *, below: bool) -> tuple[str, ...]:
        """The indices that the letters above are; none where they are a power or a label."""
        letters = index_pair(item)
        if letters and self.pairs:
            return letters
        names = tuple(letter(each) for each in entries(item))
        counted = names and all(name in bound or name.rstrip("'") in {"i", "j", "k"} for name in names)
        return names if counted and not below else ()


def entries(item: Node) -> tuple[Node, ...]:
    """k and l of W^{k,l}; nothing where no commas stand above."""
    listed = isinstance(item, Group) and item.bracket == "" and len(item.items) > 1
    return item.items if isinstance(item, Group) and listed and set(item.separators) == {","} else ()


def index_pair(item: Node) -> tuple[str, ...]:
    """i and b of O^{ib}; nothing for anything but small letters side by side."""
    parts = run(item)
    names = tuple(map(letter, parts)) if isinstance(item, Product) and len(parts) > 1 else ()
    return names if names and all(len(name.rstrip("'")) == 1 and name[0].islower() for name in names) else ()


def _above(node: Node) -> Iterator[str]:
    for each in walk(node):
        if isinstance(each, Scripted):
            yield from (name for item in each.upper for name in index_pair(item))


def is_list_label(item: Node) -> bool:
    """W^{1,0} and W^{l,l-1}: whether the list above can be a label."""
    parts = entries(item)
    return bool(parts) and all(letter(e) or digits(e) is not None or _shifted(e) for e in parts)


def _shifted(node: Node) -> bool:
    return isinstance(node, Sum) and set(node.signs) <= _SHIFTING and bool(shifted_letter(node))
