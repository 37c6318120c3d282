r"""i_t = \sigma(W_o x_t + b_i): a parameter that was copied from the definition of another gate.

Only where W_o belongs to o_t, which the document defines with it, and W_i stands elsewhere in the document
and nowhere in the definition of i_t.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derivcheck.meaning.names import label
from derivcheck.reader.printing import latex
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Group, Name, Node, Scripted, walk

Written = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A letter with its labels below and above."""


@dataclass(frozen=True)
class _Gate:
    """The letter that an equation defines, how it is written, and the labelled names that define it."""

    letter: str
    text: str
    side: Side
    names: dict[Written, Scripted]


def copied(statements: Iterable[Statement]) -> Iterator[tuple[Side, Slip]]:
    """The sides that define a gate with the parameter of another one, with the slip."""
    gates: list[_Gate] = []
    seen: dict[Written, Scripted] = {}
    for statement in statements:
        for side in statement.sides:
            seen |= _labelled(side)
        gates += _gates(statement)
    letters = {gate.letter for gate in gates}
    for gate in gates:
        for written, node in gate.names.items():
            for other in sorted(letters - {gate.letter}):
                meant = _exchanged(written, other, gate.letter)
                owned = any(each.letter == other and written in each.names for each in gates)
                if owned and meant in seen and meant not in gate.names and not _has(written, gate.letter):
                    yield gate.side, _slip(node, seen[meant], gate)
                    break


def _gates(statement: Statement) -> Iterator[_Gate]:
    if len(statement.sides) < 2 or statement.continues or statement.relations[0] not in {"=", ":="}:
        return
    first, second = statement.sides[0].tree, statement.sides[1]
    base = first.base if isinstance(first, Scripted) else first
    if isinstance(first, Scripted) and isinstance(base, Name) and len(base.text) == 1:
        yield _Gate(base.text, latex(first).strip(), second, _labelled(second))


def _labelled(side: Side) -> dict[Written, Scripted]:
    """The names with scripts on a side, those in the arguments of functions too."""
    found: dict[Written, Scripted] = {}
    for node in walk(side.tree) if isinstance(side.tree, Node) else ():
        if isinstance(node, Scripted) and isinstance(node.base, Name) and not node.primes:
            lower, upper = tuple(map(label, node.lower)), tuple(map(_above, node.upper))
            found.setdefault((node.base.text, lower, upper), node)
    return found


def _above(node: Node) -> str:
    """A label above in brackets, W^{(f)}; a power is none."""
    bracketed = isinstance(node, Group) and node.bracket == "()" and len(node.items) == 1
    return label(node.items[0]) if isinstance(node, Group) and bracketed else ""


def _exchanged(written: Written, old: str, new: str) -> Written | None:
    """The same name with the letter of another gate among its labels; None where the old one is not there."""
    letter, lower, upper = written
    if "".join((*lower, *upper)).count(old) != 1:
        return None
    below, above = (tuple(each.replace(old, new) for each in part) for part in (lower, upper))
    return letter, below, above


def _has(written: Written, letter: str) -> bool:
    return letter in "".join((*written[1], *written[2]))


def _slip(node: Scripted, meant: Scripted, gate: _Gate) -> Slip:
    was, now = (latex(each).strip() for each in (node, meant))
    reason = f"{was} belongs to another name; that of {gate.text} is {now}"
    return Slip(node.span, reason, f"write {now}", repair=f"with {now}", sure=True)
