"""A normal form written as a term again, so that people can read it."""

from __future__ import annotations

from derivcheck.calculus.nodes import Monomial, Node, Polynomial
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Inverse,
    Product,
    Term,
    Total,
    plus,
    term,
    times,
)


def to_term(p: Polynomial) -> Term:
    """The term whose normal form this is."""
    return plus(*(times(term(c), _monomial(m)) for m, c in p.terms))


def _monomial(m: Monomial) -> Term:
    factors = [(node, e) for node, e in m.factors if node.kind != "EXP"]
    exponent = plus(*(times(term(e), _monomial(n.monomial())) for n, e in m.factors if n.kind == "EXP"))
    parts = [_node(n) if e == 1 else _node(n) ** e for n, e in factors]
    if len(factors) < len(m.factors):
        parts.append(Apply("exp", exponent))
    return times(*parts)


def _node(n: Node) -> Term:
    match n.kind:
        case "ENTRY":
            return Entry(str(n.label), n.indices)
        case "DELTA":
            return Delta(*n.indices)
        case "INV":
            return Inverse(str(n.label), *n.indices)
        case "DET":
            return Determinant(str(n.label))
        case "CONST":
            return Constant(str(n.label))
        case "DIM":
            return Dimension(str(n.label))
        case "PRIME":
            return term(int(n.label))
        case "EXP":
            return Apply("exp", _monomial(n.monomial()))
        case "LOG":
            return Apply("log", to_term(n.polynomial()))
        case "POL":
            return to_term(n.polynomial())
        case "FN":
            return Apply(str(n.label), to_term(n.polynomial()))
        case "PROD":
            return Product(n.bound()[0], to_term(n.polynomial()))
        case "SUM":
            body = _monomial(n.monomial())
            for index in reversed(n.bound()):
                body = Total(index, body)
            return body
