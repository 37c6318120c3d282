r"""Quantities at a time, written as functions of it: S(t) = \tanh(S(t-1) W) is S_t = \tanh(S_{t-1} W).

Only of names that are applied to times alone, t and t - 1 among them, in a document that does not compute
with t: there they are one quantity after the other, and not functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from derivcheck.meaning.names import base_name, letter
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Group,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    children,
    walk,
)

_TIMES = frozenset(("t", "tau"))
_OTHERS = frozenset("kjs")
"""Letters of other times, which a sum counts: S(k)."""

_COUNTING = frozenset("ijklmnpqrs")

_FEWEST = 2


@dataclass(frozen=True)
class Times:
    """The names of a document that stand for quantities at a time."""

    names: frozenset[str]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Times:
        trees = [side.tree for each in statements for side in (*each.sides, *each.conditions)]
        nodes = [node for tree in trees if isinstance(tree, Node) for node in walk(tree)]
        if any(_has_value(tree) for tree in trees if isinstance(tree, Node) and not isinstance(tree, Name)):
            return cls(frozenset())
        applied: dict[str, list[Node | None]] = {}
        for node in nodes:
            if isinstance(node, Application) and (name := _head(node)):
                applied.setdefault(name, []).append(_time(node))
        timed = {name: times for name, times in applied.items() if all(times)}
        now = {name for name, times in timed.items() if any(map(_is_now, times))}
        found = now | {name for name, times in timed.items() if now and all(map(_is_next, times))}
        moved = any(isinstance(time, Sum) for name in found for time in applied[name])
        return cls(frozenset(found) if moved and len(found) >= _FEWEST else frozenset())

    def labelled(self, side: Side) -> Side:
        """The side with S_t for S(t)."""
        if not self.names or not isinstance(side.tree, Node):
            return side
        tree = rewritten(side.tree, self._change)
        return replace(side, tree=tree) if tree is not side.tree else side

    def _change(self, node: Node) -> Node:
        if isinstance(node, Application) and _head(node) in self.names:
            time = _time(node)
            assert time is not None
            return _at(node.head, time, node)
        if (
            isinstance(node, Scripted)
            and _is_at_time(node.base, self.names)
            and isinstance(node.base, Scripted)
        ):
            inner = node.base
            if not node.lower and not inner.upper:
                return replace(inner, upper=node.upper, primes=node.primes, span=node.span)
            return replace(node, base=Group("()", (inner,), span=inner.span))
        return node


def _has_value(node: Node) -> bool:
    """Whether t is a number to compute with, or by which is differentiated: t^2, d/dt."""
    if isinstance(node, Name):
        return node.text in _TIMES
    if isinstance(node, Application) and _head(node) and _time(node) is not None:
        return False
    parts = (node.base,) if isinstance(node, Scripted) else children(node)
    return any(map(_has_value, (node.body,) if isinstance(node, BigOperator) else parts))


def _at(head: Node, time: Node, node: Node) -> Node:
    """S_t, and (x_t)_i for x_i(t), (p_t)_{kij} for p^k_{ij}(t)."""
    if isinstance(head, Scripted) and isinstance(head.base, Name):
        whole = Scripted(head.base, (time,), span=node.span)
        below = head.lower[0] if len(head.lower) == 1 and head.upper else None
        lower = below.factors if isinstance(below, Product) else head.lower
        indices = (*head.upper, *lower)
        return replace(
            head, base=Group("()", (whole,), span=node.span), lower=indices, upper=(), span=node.span
        )
    return Scripted(head, (time,), span=node.span)


def _is_at_time(node: Node, names: frozenset[str]) -> bool:
    named = isinstance(node, Scripted) and isinstance(node.base, Name) and base_name(node.base) in names
    return named and isinstance(node, Scripted) and len(node.lower) == 1 and _is_time(node.lower[0])


def _head(node: Application) -> str:
    """The name that is applied to something in a bracket; "" for anything else."""
    head = node.head.base if isinstance(node.head, Scripted) else node.head
    plain = not (isinstance(node.head, Scripted) and (node.head.primes or not _are_indices(node.head)))
    return base_name(head) if isinstance(head, Name) and node.bracket == "()" and plain else ""


def _time(node: Application) -> Node | None:
    """The time in S(t), S(t-1), S(k), S(0); None where it is applied to anything else."""
    only = node.items[0] if len(node.items) == 1 else None
    return only if only is not None and _is_time(only) else None


def _is_time(node: Node) -> bool:
    if isinstance(node, Sum):
        first, *rest = node.terms
        return _is_letter(first) and all(isinstance(each, Number) for each in rest)
    if isinstance(node, Scripted) and len(node.lower) == 1 and not node.upper:  # t_0
        return isinstance(node.lower[0], Number) and _is_letter(node.base)
    return isinstance(node, Number) or _is_letter(node)


def _is_letter(node: Node) -> bool:
    return isinstance(node, Name) and node.text in _TIMES | _OTHERS


def _is_now(node: Node | None) -> bool:
    return isinstance(node, Name) and node.text in _TIMES


def _are_indices(head: Scripted) -> bool:
    """Whether what stands above a name is nothing, or one letter that counts."""
    return not head.upper or (len(head.upper) == 1 and letter(head.upper[0]) in _COUNTING)


def _is_next(node: Node | None) -> bool:
    return isinstance(node, Sum) and _is_now(node.terms[0])
