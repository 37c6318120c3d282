"""The letter d of differentials: dX, d(AB)."""

from __future__ import annotations

from derivcheck.reader.syntax import Application, Group, Name, Node, Product, Scripted, walk


def begins_with_d(node: Node) -> bool:
    """Whether a node is dX or d(AB)."""
    if isinstance(node, Product):
        first, second = node.factors[0], node.factors[1]
        return (
            is_sign_of_differential(first)
            and node.operators[0] == ""
            and isinstance(second, Name | Scripted | Group)
        )
    return isinstance(node, Application) and is_sign_of_differential(node.head)


def has_d(node: Node) -> bool:
    """Whether a differential stands in a node."""
    return any(begins_with_d(each) for each in walk(node) if isinstance(each, Product | Application))


def is_sign_of_differential(node: Node) -> bool:
    """The letter d without scripts."""
    return isinstance(node, Name) and node.text == "d" and not node.accents and not node.style
