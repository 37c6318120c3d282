"""Normal forms put in the place of entries of named tensors."""

from __future__ import annotations

from derivcheck.calculus import elementary, products, sums
from derivcheck.calculus.algebra import Algebra
from derivcheck.calculus.nodes import Monomial, Node, Polynomial, constant, single
from derivcheck.calculus.occurrences import entry_names
from derivcheck.core.terms import Index

Values = dict[str, tuple[tuple[Index, ...], Polynomial]]


def substitute(algebra: Algebra, p: Polynomial, values: Values) -> Polynomial:
    """Replace entries of the named tensors by normal forms in their formal indices."""
    return algebra.add(*(algebra.scale(_in_monomial(algebra, m, values), c) for m, c in p.terms))


def _in_monomial(algebra: Algebra, m: Monomial, values: Values) -> Polynomial:
    result = constant(1)
    for n, e in m.factors:
        found = _in_node(algebra, n, values)
        result = algebra.multiply(result, found if e == 1 else algebra.power(found, e))
    return result


def _in_node(algebra: Algebra, n: Node, values: Values) -> Polynomial:
    if values and entry_names(n).isdisjoint(values):
        return n.polynomial() if n.kind == "POL" else single(n)
    match n.kind:
        case "ENTRY" if n.label in values:
            formal, value = values[str(n.label)]
            return algebra.rename(value, dict(zip(formal, n.indices, strict=True)))
        case "ENTRY" | "INV":
            return algebra.entry(n.kind, str(n.label), n.indices)
        case "EXP":
            return elementary.exp(algebra, _in_monomial(algebra, n.monomial(), values))
        case "LOG":
            return elementary.log(algebra, substitute(algebra, n.polynomial(), values))
        case "POL":
            return substitute(algebra, n.polynomial(), values)
        case "FN":
            return elementary.apply(algebra, str(n.label), substitute(algebra, n.polynomial(), values))
        case "SUM":
            taken = frozenset[Index]().union(*(value.free for _, value in values.values()))
            opened, body = sums.open_sum(algebra, n, avoid=taken)
            return sums.sum_over(algebra, opened, substitute(algebra, body, values))
        case "PROD":
            taken = frozenset[Index]().union(*(value.free for _, value in values.values()))
            index, factor = products.open_product(algebra, n, taken)
            return products.product_over(algebra, index, substitute(algebra, factor, values))
        case _:
            return single(n)
