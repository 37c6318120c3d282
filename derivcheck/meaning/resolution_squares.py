r"""Derivatives by the square of a standard deviation: d f / d(s^2) = (d f / d s) / (2 s), for s > 0."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from derivcheck.meaning.expressions import (
    Component,
    Derivative,
    Divide,
    Expression,
    Multiply,
    Number,
    Raise,
    Variable,
)
from derivcheck.reader.sources import Span

SPREADS = ("sigma", "s", "tau")
"""Letters of standard deviations: what a document calls sigma^2 is the square of a positive number."""


def is_spread(node: Expression) -> bool:
    """Whether an expression is sigma^2 or sigma_j^2."""
    match node:
        case Raise(base=base, exponent=Number(value=value)) if value == 2:
            name = base.base if isinstance(base, Component) else base
            return isinstance(name, Variable) and name.name.split("_")[0] in SPREADS
        case _:
            return False


def by_squares(body: Expression, variables: Iterable[Expression], span: Span) -> Expression:
    """The derivative of the body by one variable after the other, of which some are squares."""
    for variable in variables:
        base = variable.base if is_spread(variable) and isinstance(variable, Raise) else None
        body = Derivative(body, (variable if base is None else base,), span=span)
        if base is not None:
            body = Divide(body, Multiply((Number(Fraction(2)), base), ("",)), span=span)
    return body
