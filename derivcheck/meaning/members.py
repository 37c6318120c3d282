r"""Sums over some of the members: \sum_{j = l + 1}^m, \sum_{i : y_i = 1}, \sum_{k < t}.

Which members a condition takes is not looked into: such a sum is one over all, with a weight for each, that
rests on all that the condition names. What holds for all weights holds for those that are 1 for the members
taken, and 0 for the others.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from derivcheck.meaning.expressions import (
    Add,
    Component,
    Expression,
    IndexNumber,
    Multiply,
    Number,
    Opaque,
    Reduce,
    Variable,
)
from derivcheck.meaning.expressions import walk as parts_of
from derivcheck.meaning.names import base_name, digits, letter
from derivcheck.meaning.vocabulary_functions import head_name
from derivcheck.meaning.vocabulary_places import bracketed
from derivcheck.reader import printing
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Ellipsis,
    Group,
    Name,
    Node,
    Product,
    Relation,
    Scripted,
    Sum,
    walk,
)
from derivcheck.reader.syntax import Number as Digits

MEMBERS = "members_"
"""The beginning of the name of the weights."""


_JOINING = frozenset(["cup", "cap", "setminus"])
EVENT = "1["
"""The beginning of the name of an indicator of which only is known what it compares: 1[=]."""


def weight(condition: str, indices: Sequence[str], names: Sequence[Variable]) -> Expression:
    """The weight of a member: whether the condition, in the author's letters, takes it.

    Nothing is known of it but what it rests on: the indices in the condition, that of the member first, and
    the names in it.
    """
    for place, each in enumerate(indices):
        written = rf"(?<![A-Za-z]){re.escape(each)}(?![A-Za-z])"
        condition = re.sub(written, "." * (place + 1), condition)
    return Opaque(MEMBERS + re.sub(r"[ {}\\]", "", condition), (*map(IndexNumber, indices), *names))


def indices_of(node: Expression) -> Iterator[str]:
    """The indices that a part of an expression has itself."""
    slots = node.slots if isinstance(node, Component) else ()
    slots = (node.index,) if isinstance(node, IndexNumber) else slots
    yield from (each for each in slots if isinstance(each, str))


def rest(taken: Expression) -> Expression:
    """The weight of the members that are not taken."""
    return Add((Number(Fraction(1)), taken), (1, -1))


def runs_to(names: Container[str], body: Expression) -> bool:
    r"""Whether an argument says how far a sum runs, g(t) = \sum_{k = 1}^t u_k: sizes have no values."""
    sizes = (str(each.size) for each in parts_of(body) if isinstance(each, Reduce))
    return any(each in names for size in sizes for each in re.split(r"\W+", size))


def weighted(operator: str, body: Expression, weights: Sequence[Expression]) -> Expression:
    """The body of a sum or a product over all members, where only some count."""
    for each in weights:
        body = Multiply((each, body), ("",))
        body = body if operator == "sum" else Add((body, rest(each)), (1, 1))
    return body


def upper_part(nodes: Sequence[Node], end: Node) -> tuple[Node, Node] | None:
    r"""The limits of a sum that begins behind where one ends: \sum_{j = l + 1}^m beside \sum_{j = 1}^l."""
    for each in (part for node in nodes for part in walk(node)):
        if isinstance(each, BigOperator) and len(each.lower) == 1 and each.upper is not None:
            lower = each.lower[0]
            if isinstance(lower, Relation) and lower.operators == ("=",) and _is_next(lower.items[1], end):
                return lower.items[1], each.upper
    return None


def selected_letter(entry: Relation, earlier: Sequence[str], bound: Container[str]) -> str:
    """The letter over which a sum with a condition runs; "" where that is not clear.

    earlier: the letters that the entries before bind. bound: those that operators around the sum bind.
    """
    if entry.operators[0] == ":":
        return letter(entry.items[0])
    found = list(dict.fromkeys(filter(None, map(_member, entry.items))))
    mine = [each for each in found if each in earlier]
    free = mine or [each for each in found if each not in bound]
    return free[0] if len(free) == 1 else ""


def _member(node: Node) -> str:
    """The index i, or that of y_i and y^{(i)}."""
    if isinstance(node, Scripted) and len(node.lower) == 1 and not node.upper:
        return letter(node.lower[0])
    if isinstance(node, Scripted) and not node.lower and len(node.upper) == 1:
        inner = bracketed(node.upper[0])
        return letter(inner[0]) if len(inner) == 1 else ""
    return letter(node)


def plain(node: BigOperator) -> BigOperator:
    r"""The operator with its limits as most write them: 1..n for i = 1 : n, i = 1, \dots, n and ^{i = n}."""
    lower, upper = node.lower, node.upper
    if len(lower) == 1 and isinstance(lower[0], Group) and lower[0].bracket in {"{}", "()"}:
        lower = lower[0].items
    if isinstance(upper, Relation) and upper.operators == ("=",) and lower and _same_letter(lower[0], upper):
        upper = upper.items[1]
    if upper is None and len(lower) == 3 and isinstance(lower[1], Ellipsis) and _begins(lower[0]):
        lower, upper = lower[:1], lower[2]
    first = lower[0] if len(lower) == 1 else None
    if upper is None and isinstance(first, Relation) and first.operators == ("=", ":"):
        lower, upper = (Relation(first.items[:2], ("=",), span=first.span),), first.items[2]
    return replace(node, lower=lower, upper=upper)


def _begins(node: Node) -> bool:
    return isinstance(node, Relation) and node.operators == ("=",)


def _same_letter(lower: Node, upper: Relation) -> bool:
    return isinstance(lower, Relation) and letter(lower.items[0]) == letter(upper.items[0]) != ""


def _is_next(node: Node, end: Node) -> bool:
    """Whether a node is `end` + 1."""
    if not isinstance(node, Sum) or len(node.terms) != 2 or node.signs not in {("", "+"), ("+", "+")}:
        return False
    return printing.latex(node.terms[0]) == printing.latex(end) and node.terms[1] == Digits("1")


def range_text(low: Node, high: Node) -> str:
    """The condition of a sum from `low` to `high`."""
    return f"{printing.latex(low)}..{printing.latex(high)}"


def is_nonzero(entry: Node) -> bool:
    """Whether a condition is j != 0."""
    return isinstance(entry, Relation) and entry.operators == (r"\ne",) and digits(entry.items[-1]) == 0


def operands(node: Node) -> Iterator[Node]:
    """The operands of a condition, and the terms of each."""
    if isinstance(node, Relation | Sum):
        for each in node.items if isinstance(node, Relation) else node.terms:
            yield from operands(each)
    elif isinstance(node, Product) and set(node.operators) <= _JOINING:
        for each in node.factors:
            yield from operands(each)
    else:
        yield node


def counts_of(upper: Node, body: Node) -> bool:
    r"""Whether an upper limit is the dim(x) of an x in the summand: the sum runs over all of it."""
    if not isinstance(upper, Application) or len(upper.items) != 1:
        return False
    counts = head_name(upper.head) in {"dim", "len", "length", "size"}
    return counts and any(_same_name(part, upper.items[0]) for part in walk(body))


def _same_name(one: Node, other: Node) -> bool:
    """Whether two nodes are one name, in whatever font."""
    return isinstance(one, Name) and isinstance(other, Name) and base_name(one) == base_name(other)


def is_set(node: Node) -> bool:
    r"""A set that a sum may run over and of which nothing is known: U \cup I, N(i), S_t."""
    joined = isinstance(node, Product) and set(node.operators) <= _JOINING
    return joined or isinstance(node, Application | Scripted)


def member_letters(node: Node) -> tuple[str, ...]:
    """The i of (x_i, y_i), under a sum over all examples; nothing where the letters differ."""
    if not isinstance(node, Group) or node.bracket != "()" or not node.items:
        return ()
    letters = {_member(each) for each in node.items if isinstance(each, Scripted)}
    same = len(letters) == 1 and all(isinstance(each, Scripted) for each in node.items)
    return tuple(letters) if same and all(letters) else ()
