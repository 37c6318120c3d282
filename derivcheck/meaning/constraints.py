"""Equations that hold without saying what one name is: sqrt(a^2 + b^2) = 1, L L^T = Sigma."""

from __future__ import annotations

from derivcheck.meaning.expressions import Apply, Component, Expression, Inverse, Number, Transpose, Variable


def squared(lhs: Expression, rhs: Expression) -> tuple[Expression, Expression]:
    """u = c^2 for sqrt(u) = c, where c is no negative number."""
    root = isinstance(lhs, Apply) and lhs.function == "sqrt" and len(lhs.arguments) == 1
    if root and isinstance(lhs, Apply) and isinstance(rhs, Number) and rhs.value >= 0:
        return lhs.arguments[0], Number(rhs.value**2, span=rhs.span)
    return lhs, rhs


def is_array(factor: Expression) -> bool:
    """X, X_1, X^T, X^{-1}: a name written with a capital letter."""
    while isinstance(factor, Component | Transpose | Inverse):
        factor = factor.base
    return isinstance(factor, Variable) and factor.name[0].isupper()
