r"""What is said of the delta of Kronecker, \delta_{ii} = n, \delta_{ij} = I_{ij}, and of one of errors."""

from __future__ import annotations

from derivcheck.reader.syntax import (
    Cases,
    Derivative,
    Group,
    Indicator,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    walk,
)

_UNITS = frozenset(("I", "1", "e", "E", "delta"))
"""Bases of an identity, an indicator, unit vectors and other deltas."""


def is_of_kronecker(entries: tuple[str, ...], right: Node) -> bool:
    """Whether an equation for delta with two indices defines no other delta: one of its trace, 1 or 0, by
    cases, entries of the identity, other deltas, products of unit vectors, dx_i / dx_j.
    """
    if len(set(entries)) == 1:
        return True
    if any(isinstance(each, Cases | Indicator) for each in walk(right)):
        return True
    while isinstance(right, Group) and len(right.items) == 1:
        right = right.items[0]
    if isinstance(right, Derivative):
        variable = right.variables[0] if len(right.variables) == 1 else None
        return _base(right.body) != "" and _base(right.body) == _base(variable)
    factors = right.factors if isinstance(right, Product) else (right,)
    return isinstance(right, Number) or all(_base(each) in _UNITS for each in factors)


def _base(node: Node | None) -> str:
    """The letter of a name under its scripts."""
    while isinstance(node, Scripted | Group):
        if isinstance(node, Group) and len(node.items) != 1:
            return ""
        node = node.base if isinstance(node, Scripted) else node.items[0]
    return node.text if isinstance(node, Name) else ""
