"""How far letters run and how large names are, where a document says so."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.meaning.names import base_name, digits, label, letter
from derivcheck.reader.syntax import (
    BigOperator,
    Ellipsis,
    Group,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    Sum,
)

Size = str | int


def size_of(node: Node) -> Size | None:
    """A size as a name or a number: n, D_h, 10, |V|; None for anything else."""
    if (number := digits(node)) is not None:
        return number
    if isinstance(node, Group) and len(node.items) == 1:
        return size_of(node.items[0])
    if isinstance(node, Name | Scripted):
        return _written(node)
    return None


_VOCABULARY = frozenset({"Vocab", "vocab", "Vocabulary", "vocabulary"})


def _written(node: Node) -> str | None:
    """The name of a size; words of a vocabulary are V, as everybody counts them."""
    name = label(node).strip("|")
    return "V" if name in _VOCABULARY else name or None


_COUNTING = frozenset("ijklmnpqrst")


def bound_letters(node: BigOperator) -> Iterator[str]:
    """The letters that a sum or product binds."""
    if node.kind not in {"sum", "prod"}:
        return
    for each in node.lower:
        first = each
        if isinstance(each, Relation):
            if node.upper is None and _is_case(each):
                continue
            first = each.items[len(each.items) == 3 and letter(each.items[0]) == ""]
        parts = first.factors if isinstance(first, Product) else (first,)
        yield from filter(None, map(letter, parts))


def _is_case(relation: Relation) -> bool:
    """y = j below a sum without an upper limit: over the examples with y = j, by no letter that counts."""
    letters = list(map(letter, relation.items))
    return relation.operators == ("=",) and all(letters) and letters[0] not in _COUNTING


def range_of(node: BigOperator) -> Size | None:
    """How many values the index of a sum takes, where its limits say so."""
    first = node.lower[0] if len(node.lower) == 1 else None
    if isinstance(first, Relation) and first.operators == ("=",) and node.upper is not None:
        return span_of(first.items[1], node.upper)
    if isinstance(first, Relation) and first.operators == (r"\in",):
        return size_of_set(first.items[1])
    return None


def span_of(low: Node, high: Node) -> Size | None:
    """The number of integers from low to high, if it is a name or a number."""
    start = digits(low)
    if start == 1:
        return size_of(high)
    end = digits(high)
    if start is not None and end is not None and end >= start:
        return end - start + 1
    if start == 0 and isinstance(high, Sum) and high.signs == ("", "-") and high.terms[1] == Number("1"):
        return size_of(high.terms[0])
    whole = size_of(high) if start == 0 else None
    return f"{whole}+1" if isinstance(whole, str) else None


def size_of_set(node: Node) -> Size | None:
    r"""The size of V, or of \{1, \dots, n\}."""
    if isinstance(node, Group) and node.bracket == "{}":
        return listed_range(node)
    return _written(node)


def listed_range(node: Node) -> Size | None:
    r"""The size of 1, \dots, n."""
    items = node.items if isinstance(node, Group) else node.factors if isinstance(node, Product) else ()
    if len(items) >= 3 and isinstance(items[-2], Ellipsis):
        return span_of(items[0], items[-1])
    return None


def begun(node: Node) -> int | None:
    r"""The 0 of \{0, \dots, n - 1\}; None for a set that is not listed."""
    items = node.items if isinstance(node, Group) else node.factors if isinstance(node, Product) else ()
    listed = len(items) >= 3 and isinstance(items[-2], Ellipsis)
    return digits(items[0]) if items and listed else None


def stated_range(left: Node, relation: str, right: Node) -> tuple[str, Size] | None:
    r"""The letter and size of k = 1, \dots, K and of k \in \{1, \dots, K\}."""
    name = letter(left)
    if not name or relation not in {"=", r"\in"}:
        return None
    size = listed_range(right)
    return (name, size) if size is not None else None


def stated_sizes(right: Node) -> Iterator[str]:
    r"""The names of the sizes in \mathbb{R}^{n \times m}."""
    if not isinstance(right, Scripted) or not isinstance(right.base, Name):
        return
    if base_name(right.base) not in {"R_bb", "R"} or len(right.upper) != 1:
        return
    only = right.upper[0]
    for each in only.factors if isinstance(only, Product) else (only,):
        size = size_of(each)
        if isinstance(size, str):
            yield size
