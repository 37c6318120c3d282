"""What is known of the sign of a normal form: three-valued, and unknown is never positive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count, islice, product
from typing import TYPE_CHECKING, Literal, TypeAlias

from derivcheck.calculus import division
from derivcheck.calculus.nodes import UNIT, Monomial, Node, Polynomial, Rational, leads_negative, rational
from derivcheck.core.indices import Size
from derivcheck.core.terms import Index

if TYPE_CHECKING:
    from derivcheck.calculus.algebra import Algebra

Sign: TypeAlias = Literal["positive", "nonnegative", "unknown"]

BOUND = "#"
"""How the names of bound indices begin."""

MOST_OPEN = 4
"""Terms of unknown sign that assumptions are tried on, at most."""

MOST_INSTANCES = 16
"""Instances of one assumption that are tried on one sum, at most."""


def polynomial_sign(algebra: Algebra, p: Polynomial) -> Sign:
    """Positive where every term is nonnegative and one is positive, or where an assumption says so.

    Positive content is taken out first.
    """
    found = algebra.sign_memo.get(p)
    if found is None:
        found, primitive = _terms_sign(algebra, p), p
        if found == "unknown" and len(p.terms) > 1:
            c, _, primitive = division.content(algebra, p, everything=False)
            assert c > 0
            found = _terms_sign(algebra, primitive)
        if found == "unknown" and exceeds_one(algebra, primitive, algebra.positive_sums):
            found = "positive"
        algebra.sign_memo[p] = found
    return found


def exceeds_one(algebra: Algebra, p: Polynomial, facts: Sequence[Polynomial]) -> bool:
    """Whether p = c q + a nonnegative rest for a number c > 0 and an instance q of one of the facts.

    A fact holds for all values of its free indices.
    """
    p = _apart(algebra, p) if facts else p
    open_terms = _open_terms(algebra, p) if facts else []
    if not 1 <= len(open_terms) <= MOST_OPEN:
        return False
    for fact in facts:
        for q in instances(algebra, fact, p):
            slopes = dict(q.terms)
            for m, c in open_terms:
                d = slopes.get(m, 0)
                if (c > 0 and d > 0) or (c < 0 and d < 0):
                    rest = algebra.subtract(p, algebra.scale(q, rational(Fraction(c) / Fraction(d))))
                    fewer = len(_open_terms(algebra, rest)) < len(open_terms)
                    if fewer and polynomial_sign(algebra, rest) != "unknown":
                        return True
    return False


def _apart(algebra: Algebra, p: Polynomial) -> Polynomial:
    """p with other names for its free indices that are called like bound ones.

    It may be the body of a sum; an instance of a fact at such an index would capture it.
    """
    called = tuple(sorted(i for i in p.free if i.name.startswith(BOUND)))
    if not called:
        return p
    names = (f"~{k}" for k in count())
    fresh = (name for name in names if all(i.name != name for i in p.free))
    return _blank(algebra).rename(p, {i: Index(next(fresh), i.size) for i in called})


def turns(algebra: Algebra, p: Polynomial) -> bool:
    """Whether -p stands for the base p: the one of the two that is assumed positive, else by the order."""
    if algebra.positive_sums:
        if polynomial_sign(algebra, p) == "positive":
            return False
        if polynomial_sign(algebra, algebra.scale(p, -1)) == "positive":
            return True
    return leads_negative(p)


def instances(algebra: Algebra, fact: Polynomial, p: Polynomial) -> Iterator[Polynomial]:
    """The fact with subscripts of p for its free indices, in every way that fits the sizes.

    An algebra without facts renames: one with them might ask for these instances again.
    """
    formal = sorted(fact.free)
    if not formal:
        yield fact
        return
    blank, free = _blank(algebra), sorted(p.free)
    choices = [[*(i for i in free if i.size == index.size), *_components(index.size)] for index in formal]
    for chosen in islice(product(*choices), MOST_INSTANCES):
        yield blank.rename(fact, dict(zip(formal, chosen, strict=True)))


def _blank(algebra: Algebra) -> Algebra:
    blank = type(algebra)()
    blank.symmetric = algebra.symmetric
    return blank


def _components(size: Size) -> range:
    return range(1, size + 1) if isinstance(size, int) and size <= MOST_INSTANCES else range(0)


def _open_terms(algebra: Algebra, p: Polynomial) -> list[tuple[Monomial, Rational]]:
    """The terms that are not shown nonnegative."""
    return [(m, c) for m, c in p.terms if c < 0 or monomial_sign(algebra, m) == "unknown"]


def _terms_sign(algebra: Algebra, p: Polynomial) -> Sign:
    signs = [monomial_sign(algebra, m) if c > 0 else "unknown" for m, c in p.terms]
    if "unknown" in signs:
        return "unknown"
    return "positive" if "positive" in signs else "nonnegative"


def monomial_sign(algebra: Algebra, m: Monomial) -> Sign:
    """Sign of a product, wherever it is defined."""
    signs = [_power_sign(node_sign(algebra, n), e) for n, e in m.factors]
    if "unknown" in signs:
        return "unknown"
    return "nonnegative" if "nonnegative" in signs else "positive"


def _power_sign(sign: Sign, e: Rational) -> Sign:
    """x^e: a fractional power is defined for x >= 0 only, a negative one for x != 0 only."""
    e = rational(e)
    nonnegative = sign != "unknown" or not isinstance(e, int) or e % 2 == 0
    if sign == "positive" or (nonnegative and e < 0):
        return "positive"
    return "nonnegative" if nonnegative else "unknown"


def node_sign(algebra: Algebra, n: Node) -> Sign:
    """Sign of one node."""
    found = algebra.sign_memo.get(n)
    if found is None:
        found = algebra.sign_memo[n] = _node_sign(algebra, n)
    return found


def _node_sign(algebra: Algebra, n: Node) -> Sign:
    if any(_covers(pattern, n) for pattern in algebra.positive_patterns):
        return "positive"
    match n.kind:
        case "EXP" | "DIM" | "PRIME" | "CONST":
            return "positive"
        case "SUM":
            return monomial_sign(algebra, n.monomial())
        case "POL" | "PROD":
            return polynomial_sign(algebra, n.polynomial())
        case "LOG":
            above_one = algebra.subtract(n.polynomial(), UNIT)
            return polynomial_sign(algebra, above_one) if above_one.terms else "nonnegative"
        case "DELTA":
            return "nonnegative"
        case "FN":
            return "nonnegative" if n.label == "step" else "unknown"
        case "ENTRY" | "INV" | "DET":
            return "unknown"


def _covers(pattern: Node, n: Node) -> bool:
    """Whether a pattern x[i, j] with distinct free indices, or the very same entry, covers the entry."""
    distinct = len(set(pattern.indices)) == len(pattern.indices)
    general = pattern.kind == "ENTRY" and distinct and all(isinstance(s, Index) for s in pattern.indices)
    return n is pattern or (general and n.kind == "ENTRY" and n.label == pattern.label)
