"""The tree of a formula before anything is known of its shapes; every node keeps its place in the source.

No node says how it was written: `A'` and `A^{\\top}` are both a Transposed, so that any notation may be
read into this tree. Nodes are compared by identity, so a table may be keyed by a node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end-1 of the source."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """From the beginning of this span to the end of the other."""
        return Span(self.start, other.end)


@dataclass(frozen=True, eq=False)
class Syntax:
    """A formula, or a part of one."""

    span: Span


@dataclass(frozen=True, eq=False)
class Numeral(Syntax):
    """A rational number."""

    value: Fraction


@dataclass(frozen=True, eq=False)
class Symbol(Syntax):
    """A name: a variable, or a size used as a number."""

    name: str


@dataclass(frozen=True, eq=False)
class Negated(Syntax):
    operand: Syntax


@dataclass(frozen=True, eq=False)
class Transposed(Syntax):
    operand: Syntax


@dataclass(frozen=True, eq=False)
class Operation(Syntax):
    """left operator right: + - * / and, entry by entry, .* and ./"""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, eq=False)
class Raised(Syntax):
    """base ^ exponent, or base .^ exponent where `entrywise`."""

    base: Syntax
    exponent: Syntax
    entrywise: bool


@dataclass(frozen=True, eq=False)
class Call(Syntax):
    """function(argument, ..)"""

    function: str
    arguments: tuple[Syntax, ...]


def parts(node: Syntax) -> tuple[Syntax, ...]:
    """The direct parts of a node, from left to right."""
    match node:
        case Negated(_, operand) | Transposed(_, operand):
            return (operand,)
        case Operation(_, _, left, right):
            return (left, right)
        case Raised(_, base, exponent, _):
            return (base, exponent)
        case Call(_, _, arguments):
            return arguments
        case _:
            return ()


def nodes(root: Syntax) -> Iterator[tuple[Syntax, int]]:
    """Every node with its depth, from left to right. Any depth: the walk needs no recursion."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((part, depth + 1) for part in reversed(parts(node)))


def constant(node: Syntax) -> Fraction | None:
    """The value of a node built of numerals alone; None for any other, and for a division by 0."""
    match node:
        case Numeral(_, value):
            return value
        case Negated(_, operand):
            value = constant(operand)
            return None if value is None else -value
        case Operation(_, "/", left, right):
            above, below = constant(left), constant(right)
            return above / below if above is not None and below else None
        case _:
            return None
