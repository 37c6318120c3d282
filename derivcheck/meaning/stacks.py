r"""Vectors one below the other: W [h_{t-1}, x_t] + b of gates, where h_{t-1} and x_t make up one vector.

Its entries are not looked into: it is taken for any function of its parts. Only where one part is of the
time before and another one of the time itself; everywhere else [a, b] is a row, as usual.
"""

from __future__ import annotations

from dataclasses import replace

from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Application,
    Group,
    Matrix,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    walk,
)

STACKED = "stacked"
"""A function: the vector that its arguments make up, one below the other."""

_MARKS = ({","}, {";"}, set[str]())


def with_stacks(side: Side) -> Side:
    """The side with stacked(h, x) for [h, x], and for the column of h and x."""
    if not isinstance(side.tree, Node):
        return side
    tree = rewritten(side.tree, _change)
    return replace(side, tree=tree) if tree is not side.tree else side


def _change(node: Node) -> Node:
    match node:
        case Group("[]", items, separators) if set(separators) in _MARKS and _is_stack(items):
            return _stacked(items, node)
        case Matrix(rows) if _is_stack(cells := tuple(cell for row in rows for cell in row)):
            return _stacked(cells, node) if 1 in {len(rows), len(rows[0])} else node
        case Application(head, items, separators, "[]") if set(separators) in _MARKS and _is_weight(head):
            return Product((head, _stacked(items, node)), ("",), span=node.span) if _is_stack(items) else node
        case _:
            return node


def _stacked(items: tuple[Node, ...], node: Node) -> Node:
    return Application(Name(STACKED), items, (",",) * (len(items) - 1), span=node.span)


def _is_weight(head: Node) -> bool:
    base = head.base if isinstance(head, Scripted) else head
    return isinstance(base, Name) and base.text[:1].isupper()


def _is_stack(items: tuple[Node, ...]) -> bool:
    """Whether one part is of the time before, another one of the time itself, and none of them a weight."""
    times = [{time for node in walk(item) if (time := _time(node))} for item in items]
    known = len(items) > 1 and all(times) and not any(_is_weight(item) for item in items)
    return known and any(each == {"before"} for each in times) and any("now" in each for each in times)


def _time(node: Node) -> str:
    """Whether a name has the label t, or t - 1."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name):
        return ""
    for script in (*node.lower, *node.upper):
        inner = script.items[0] if isinstance(script, Group) and len(script.items) == 1 else script
        if inner == Name("t"):
            return "now"
        if isinstance(inner, Sum) and inner.terms == (Name("t"), Number("1")) and inner.signs[-1] == "-":
            return "before"
    return ""
