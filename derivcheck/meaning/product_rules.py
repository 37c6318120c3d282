r"""The product rule written out: \frac{d}{dx} f \cdot g + f \cdot \frac{d}{dx} g, one factor each.

Alone, \frac{d}{dx} f \cdot g is the derivative of the product. Beside a term in which the other factor is
differentiated, it is not: nobody adds f g' to (f g)'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivcheck.reader.syntax import Derivative, Group, Node, Product, Sum


def of_single_factors(node: Sum) -> Sum:
    """The sum with its derivatives of products narrowed to their first factors, where it is such a rule."""
    terms = tuple(_narrowed(term, node.terms) for term in node.terms)
    return replace(node, terms=terms) if terms != node.terms else node


def _narrowed(term: Node, terms: Sequence[Node]) -> Node:
    last = term.factors[-1] if isinstance(term, Product) else term
    derivative = last if isinstance(last, Derivative) else None
    body = derivative.body if derivative is not None else None
    if derivative is None or not isinstance(body, Product) or not derivative.operator:
        return term
    others = [_last(each) for each in terms if each is not term]
    known = {_bare(_first(each.body)) for each in others if each is not None and _alike(each, derivative)}
    if not known & {_bare(each) for each in body.factors[1:]}:
        return term
    first = replace(derivative, body=body.factors[0], open_scope=False)
    before = term.factors[:-1] if isinstance(term, Product) else ()
    signs = term.operators if isinstance(term, Product) else ()
    return Product((*before, first, *body.factors[1:]), (*signs, *body.operators), span=term.span)


def _last(term: Node) -> Derivative | None:
    """The derivative at the end of a term, which reaches over what is behind it; or at its beginning."""
    factors = term.factors if isinstance(term, Product) else (term,)
    ends = (each for each in (factors[-1], factors[0]) if isinstance(each, Derivative))
    return next(ends, None)


def _alike(one: Derivative, other: Derivative) -> bool:
    return one.symbol == other.symbol and one.variables == other.variables


def _first(body: Node | None) -> Node | None:
    return body.factors[0] if isinstance(body, Product) else body


def _bare(node: Node | None) -> Node | None:
    while isinstance(node, Group) and len(node.items) == 1 and node.bracket in {"", "()", "[]", "{}"}:
        node = node.items[0]
    return node
