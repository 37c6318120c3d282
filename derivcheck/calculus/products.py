"""Products over a whole range.

prod_i f(i) = exp(sum_i log f(i)) for f > 0. What is not proved positive leaves f factor by factor,

    prod_i c f(i)^a g(i)^b = (prod_i c) (prod_i f(i))^a (prod_i g(i))^b,

and what cannot be divided further is a node PROD, with 1 - x written as -(x - 1) or the reverse, so that
only one of the two has a node. Each of these holds wherever both sides have a value, whatever the signs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from derivcheck.calculus import division, elementary, signs, sums
from derivcheck.calculus.nodes import (
    UNIT,
    Node,
    Polynomial,
    Rational,
    constant,
    leads_negative,
    node,
    single,
)
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Index, Subscript

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra


def product_over(algebra: Algebra, index: Index, p: Polynomial) -> Polynomial:
    """Product of p over the whole range of the index; a range of known length is written out."""
    if isinstance(index.size, int):
        return _unrolled(algebra, index, index.size, p)
    if signs.polynomial_sign(algebra, p) == "positive":
        return of_positive(algebra, index, p)
    c, content, primitive = division.content(algebra, p, everything=True)
    if not primitive.terms:
        return primitive
    result, positive = UNIT, constant(c)
    for n, e in content.factors:
        if _is_idempotent(n) and e > 0 and index not in n.free:
            result = algebra.multiply(result, single(n))
        elif signs.node_sign(algebra, n) == "positive":
            positive = algebra.multiply(positive, algebra.product([(n, e)]))
        else:
            base = n.polynomial() if n.kind == "POL" else single(n)
            result = algebra.multiply(result, _of_signless(algebra, index, base, e))
    result = algebra.multiply(result, of_positive(algebra, index, positive))
    if primitive is UNIT:
        return result
    return algebra.multiply(result, _of_signless(algebra, index, primitive, 1))


def parity(n: Node, e: Rational) -> Rational:
    """The exponent that stands for e: a product of -1 is 1 or -1, its even powers are 1."""
    return e % 2 if n.polynomial().constant() == -1 and isinstance(e, int) else e


def open_product(algebra: Algebra, n: Node, avoid: Iterable[Subscript]) -> tuple[Index, Polynomial]:
    """A PROD node as an index that occurs neither in it nor in `avoid`, and its factor at that index."""
    (bound,) = n.bound()
    (opened,) = sums.unused((bound,), n.free.union(s for s in avoid if isinstance(s, Index)))
    return opened, algebra.rename(n.polynomial(), {bound: opened})


def _unrolled(algebra: Algebra, index: Index, size: int, p: Polynomial) -> Polynomial:
    if size > sums.LONGEST_UNROLLED:
        raise LimitError(f"a product of {size} factors is too long")
    result = UNIT
    for k in range(1, size + 1):
        result = algebra.multiply(result, algebra.rename(p, {index: k}))
    return result


def of_positive(algebra: Algebra, index: Index, p: Polynomial) -> Polynomial:
    """Product of p, which is positive, over the whole range of the index."""
    if p is UNIT:
        return UNIT
    return elementary.exp(algebra, sums.sum_over(algebra, (index,), elementary.log(algebra, p)))


def _of_signless(algebra: Algebra, index: Index, base: Polynomial, e: Rational) -> Polynomial:
    """(prod_i base)^e."""
    if base.constant() is None and leads_negative(base):
        minus = _node(algebra, index, constant(-1))
        return algebra.product([(minus, e), (_node(algebra, index, algebra.scale(base, -1)), e)])
    return algebra.product([(_node(algebra, index, base), e)])


def _is_idempotent(n: Node) -> bool:
    """Whether it is 0 or 1 wherever it has a value, so that any power is itself."""
    return n.kind == "DELTA" or (n.kind == "FN" and n.label == "step")


def _node(algebra: Algebra, index: Index, base: Polynomial) -> Node:
    """The PROD node, its index named by how deep sums and products are nested in it: never captured."""
    bound = Index(f"#{1 + base.height}.0", index.size)
    if bound in base.free:
        raise LimitError("naming the index of a product would capture it")
    return node("PROD", indices=(bound,), inner=algebra.rename(base, {index: bound}))
