r"""Shapes as a document states them: x \in \mathbb{R}^d, W_1 : D_x \times H, "an n x m matrix"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from derivcheck.meaning.environment import Declared, Origin
from derivcheck.meaning.intervals import number
from derivcheck.meaning.names import base_name, label
from derivcheck.meaning.vocabulary_sizes import Size, size_of
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Group, Mark, Name, Node, Product, Scripted, Sum

_REALS = {"R", "R_bb", "C_bb", "Z_bb", "N_bb"}


def sizes_in(node: Node) -> tuple[Size, ...] | None:
    r"""The sizes in n \times m, n, (n, m); None where one of them is no name and no number."""
    if isinstance(node, Group) and len(node.items) == 1:
        return sizes_in(node.items[0])
    if isinstance(node, Group):
        return _all(node.items)
    if isinstance(node, Product) and set(node.operators) <= {"x", "*", ""}:
        return _all(_crossed(node))
    return _all((node,))


def sizes_of(sides: Sequence[Side]) -> tuple[Size, ...] | None:
    """The sizes in the parts of one that is said in words: N by D."""
    parts = [sizes_in(side.tree) if isinstance(side.tree, Node) else None for side in sides]
    return tuple(size for part in parts for size in part or ()) if parts and None not in parts else None


def _crossed(node: Product) -> tuple[Node, ...]:
    r"""What stands between the crosses of 2n \times (d + 1)."""
    parts: list[list[Node]] = []
    for factor, operator in zip(node.factors, ("x", *node.operators), strict=False):
        if operator:
            parts.append([])
        parts[-1].append(factor)
    return tuple(
        each[0] if len(each) == 1 else Product(tuple(each), ("",) * (len(each) - 1)) for each in parts
    )


def _all(nodes: Sequence[Node]) -> tuple[Size, ...] | None:
    found = [size_of(node) or _computed(node) for node in nodes]
    return tuple(size for size in found if size is not None) if None not in found else None


def _computed(node: Node) -> Size | None:
    r"""d + 1, 2n: a size by a name of its own, of which no more is known than that it is another than d."""
    if isinstance(node, Group) and len(node.items) == 1:
        return _computed(node.items[0])
    return label(node) or None if isinstance(node, Sum | Product) else None


def sizes_of_set(node: Node) -> tuple[Size, ...] | None:
    r"""The sizes of \mathbb{R}^{n \times m}, of \{0, 1\}^K; () for \mathbb{R}; None for other sets."""
    if _is_number_set(node):
        return ()
    if isinstance(node, Scripted) and _is_number_set(node.base) and len(node.upper) == 1:
        only = node.upper[0]
        return () if isinstance(only, Mark) else sizes_in(only)
    return None


def _is_number_set(node: Node) -> bool:
    if isinstance(node, Scripted):
        return not node.upper and _is_number_set(node.base)
    if isinstance(node, Group):
        return node.bracket in {"{}", "[]", "()"} and len(node.items) == 2
    return isinstance(node, Name) and base_name(node) in _REALS


def is_binary_set(node: Node) -> bool:
    r"""\{0, 1\} and its powers."""
    base = node.base if isinstance(node, Scripted) else node
    return (
        isinstance(base, Group)
        and base.bracket == "{}"
        and [getattr(item, "text", "") for item in base.items] == ["0", "1"]
    )


def is_sign_set(node: Node) -> bool:
    r"""\{-1, 1\} and its powers."""
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Group) or base.bracket != "{}":
        return False
    return {number(_unsigned(item)) for item in base.items} == {Fraction(-1), Fraction(1)}


def _unsigned(node: Node) -> Node:
    """1 for +1."""
    plus = isinstance(node, Sum) and len(node.terms) == 1 and node.signs == ("+",)
    return node.terms[0] if plus and isinstance(node, Sum) else node


def declared(
    sizes: tuple[Size, ...], slots: Sequence[object], ranges: Mapping[str, Size], origin: Origin
) -> Declared | None:
    """The shape of a name of which a member with these index slots has these sizes.

    1 x n is a row and n x 1 a column. An index of which the document says nothing runs to a size of its own.
    """
    form = ""
    if len(sizes) == 2 and 1 in sizes:
        form = "row" if sizes[0] == 1 else "column"
        sizes = () if sizes == (1, 1) else sizes[1:] if sizes[0] == 1 else sizes[:1]
    leading: list[Size] = []
    for slot in slots:
        if not isinstance(slot, str):
            return None
        leading.append(ranges.get(slot, f"size_{slot}"))
    form = form if sizes and not leading else ""
    return Declared((*leading, *sizes), form, origin, members=len(leading))
