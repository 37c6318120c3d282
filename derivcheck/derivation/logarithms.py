"""Logarithms of products of positive factors, split before they are differentiated."""

from __future__ import annotations

from derivcheck.core.contexts import Assumption, Context
from derivcheck.core.terms import (
    Apply,
    Constant,
    Dimension,
    Entry,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Term,
    Times,
    Total,
    children,
    plus,
    times,
)
from derivcheck.derivation.products import powers
from derivcheck.derivation.rules import Rewrite, apply_downward


def logarithm_rule(context: Context) -> Rewrite:
    """log(e^u / s) = u - log s inside a derivative, where every factor is positive."""
    positive = frozenset(filter(None, map(_positive_name, context.assumptions)))

    def rewrite(node: Term) -> Term | None:
        if not isinstance(node, Partial):
            return None
        body = apply_downward(lambda part: _split(part, positive), node.body)
        return None if body is node.body else Partial(body, node.variable)

    return rewrite


def _positive_name(assumption: Assumption) -> str | None:
    """The tensor whose entries the assumption says to be positive."""
    match assumption:
        case Assumption(">", Entry(name, subscripts), Number(bound)) if bound >= 0:
            every = len(set(subscripts)) == len(subscripts) and not any(
                isinstance(s, int) for s in subscripts
            )
            return name if every else None
        case _:
            return None


def _split(node: Term, positive: frozenset[str]) -> Term | None:
    if not isinstance(node, Apply) or node.function != "log":
        return None
    if isinstance(node.argument, Apply) and node.argument.function == "exp":
        return node.argument.argument
    number, bases = powers(node.argument)
    parts = [times(exponent, _logarithm(base)) for base, exponent in bases.items()]
    parts += [Apply("log", Number(number))] if number != 1 else []
    simple = len(parts) < 2 and not isinstance(node.argument, Power | Product)
    if simple or number <= 0 or not all(_positive(base, positive) for base in bases):
        return None
    return plus(*parts)


def _logarithm(base: Term) -> Term:
    match base:
        case Apply("exp", argument):
            return argument
        case Product(index, body):
            return Total(index, Apply("log", body))
        case _:
            return Apply("log", base)


def _positive(node: Term, names: frozenset[str]) -> bool:
    """Whether the term is positive by its form, given the names whose entries are positive."""
    match node:
        case Number(value):
            return value > 0
        case Dimension() | Constant("pi"):
            return True
        case Entry(name, _):
            return name in names
        case Apply(function, _):
            return function in ("exp", "sigmoid", "softplus")
        case Plus() | Times() | Total() | Product() | Power():
            return all(_positive(child, names) for child in children(node))
        case _:
            return False
