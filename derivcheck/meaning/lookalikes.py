r"""Names that stand once and look like another one but for case, or o and 0: W_{xC} beside W_{xc}.

Many documents have W and w, X and x on purpose, so a single letter says nothing, nor do indices. Only a label
of several letters, or a subscript o among 0s, that the document writes otherwise several times and nowhere
else in this way is taken for a slip; a name that an equation defines or that a sentence declares never is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from derivcheck.meaning.names import base_name, label
from derivcheck.meaning.zeros import Zeros
from derivcheck.reader.printing import latex
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import BigOperator, Name, Node, Number, Scripted, walk

_COUNTING = frozenset("ijklmn")
_OFTEN = 3
"""How many times as often the usual name must stand, at least."""
_MOST = 2
"""How often the other one may stand: where it was mistyped, and once more in what goes on from there."""

Written = tuple[str, str]
"""The letter of a name with its accents, and its label."""


@dataclass
class Lookalikes:
    """How often every labelled name stands, and which letters and labels it is made of.

    settled: names that an equation defines or that a sentence declares. numbered: letters with a 1, a 2.
    zeros: where a 0 stands among o's.
    """

    names: Counter[Written] = field(default_factory=Counter[Written])
    letters: Counter[str] = field(default_factory=Counter[str])
    labels: Counter[str] = field(default_factory=Counter[str])
    nodes: dict[Written, Scripted] = field(default_factory=dict[Written, Scripted])
    settled: set[Written] = field(default_factory=set[Written])
    bound: set[str] = field(default_factory=set[str])
    numbered: set[str] = field(default_factory=set[str])
    zeros: Zeros = field(default_factory=Zeros)

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Lookalikes:
        found = cls()
        for statement in statements:
            found._see(statement)
        return found

    def _see(self, statement: Statement) -> None:
        first = statement.sides[0].tree if statement.sides else None
        settles = not statement.continues  # by an equation, a membership, or alone in a sentence
        if isinstance(first, Scripted) and settles and (written := _written(first)) is not None:
            self.settled.add(written)
        for side in (*statement.sides, *statement.conditions):
            if isinstance(side.tree, Node):
                for node in walk(side.tree):
                    self._count(node)
        self.zeros.see(statement)

    def _count(self, node: Node) -> None:
        if isinstance(node, BigOperator):
            self.bound |= {each.text for part in node.lower for each in walk(part) if isinstance(each, Name)}
        if isinstance(node, Name):
            self.letters[base_name(node)] += 1
        if isinstance(node, Scripted) and isinstance(node.base, Name) and _is_number(node.lower):
            self.numbered.add(base_name(node.base))
        if isinstance(node, Scripted) and (written := _written(node)) is not None:
            self.names[written] += 1
            self.labels[written[1]] += 1
            self.nodes.setdefault(written, node)

    def mistyped(self) -> Mapping[Written, Scripted]:
        """The names that are slips, with the name that was meant."""
        alike: dict[Written, list[Written]] = {}
        for written in self.names:
            alike.setdefault(_folded(written), []).append(written)
        found: dict[Written, Scripted] = {}
        for names in (each for each in alike.values() if len(each) == 2):
            for odd, usual in (names, reversed(names)):
                if self._is_slip(odd, usual):
                    found[odd] = self.nodes[usual]
        return found

    def _is_slip(self, odd: Written, usual: Written) -> bool:
        often, seldom = self.names[usual], self.names[odd]
        if (odd[1], usual[1]) == ("0", "o") and odd not in self.settled and seldom <= _MOST:
            numbered = odd[0] in self.numbered
            if self.zeros.speak_against(odd[0], often >= _OFTEN * seldom, numbered=numbered):
                return True
        if odd in self.settled or seldom > _MOST or often < _OFTEN * seldom or self._counts(odd[1]):
            return False
        if "0" in {odd[1], usual[1]} and odd[0] in self.numbered:
            return False
        letter = odd[0] == usual[0] or self.letters[odd[0]] == seldom
        return letter and (odd[1] == usual[1] or self.labels[odd[1]] == seldom)

    def _counts(self, text: str) -> bool:
        """Whether a subscript consists of letters that count."""
        return all(letter.lower() in self.bound | _COUNTING for letter in text)


@dataclass(frozen=True)
class Meant:
    """Puts the names that were meant in the place of those that were mistyped."""

    names: Mapping[Written, Scripted]

    def corrected(self, side: Side) -> Side:
        """The side with the names that were meant, and a slip for each."""
        if not self.names or not isinstance(side.tree, Node):
            return side
        slips: list[Slip] = []

        def correct(node: Node) -> Node:
            written = _written(node) if isinstance(node, Scripted) else None
            if not isinstance(node, Scripted) or written is None or written not in self.names:
                return node
            meant = self.names[written]
            slips.append(_slip(node, meant))
            return replace(node, base=meant.base, lower=meant.lower)

        tree = rewritten(side.tree, correct)
        return replace(side, tree=tree, slips=(*side.slips, *slips)) if slips else side


def _slip(odd: Scripted, meant: Scripted) -> Slip:
    usual = f"{latex(meant.base).strip()}_{{{label(meant.lower[0])}}}"
    reason = f"this name stands nowhere else; everywhere else it is {usual}"
    return Slip(odd.span, reason, f"write {usual}", repair=f"with {usual}", name=True)


def _written(node: Scripted) -> Written | None:
    """The parts of a name with a label that can be mistyped: of several letters, or o or 0."""
    if not isinstance(node.base, Name) or len(node.lower) != 1 or node.primes:
        return None
    text = label(node.lower[0])
    if not text.isalnum() or not (len(text) > 1 or text in {"o", "0"}) or text.isdigit() != (text == "0"):
        return None
    return base_name(node.base), text


def _is_number(lower: tuple[Node, ...]) -> bool:
    """A subscript 1, 2, ...: 0 may be another of them."""
    return len(lower) == 1 and isinstance(lower[0], Number) and lower[0].text != "0"


def _folded(written: Written) -> Written:
    name, text = written
    if len(text) == 1:
        return name, "0"
    return name.casefold(), text.casefold()
