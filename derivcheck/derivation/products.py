"""Products as a coefficient and powers of bases, sums as lists of summands, and tidy arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from derivcheck.core.terms import (
    Delta,
    Dimension,
    Index,
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
    rebuild,
    term,
    times,
)
from derivcheck.derivation.bound_indices import canonical

ZERO = term(0)
ONE = term(1)


def factors(node: Term) -> tuple[Term, ...]:
    """The factors of a product; the term itself where it is none."""
    return node.factors if isinstance(node, Times) else (node,)


def summands(node: Term) -> tuple[Term, ...]:
    """The summands of a sum; the term itself where it is none."""
    return node.terms if isinstance(node, Plus) else (node,)


def powers(node: Term) -> tuple[Fraction, dict[Term, Fraction]]:
    """Coefficient and exponent of each base, equal bases collected; integer powers of products opened."""
    coefficient = Fraction(1)
    found: dict[Term, Fraction] = {}
    first: dict[Term, Term] = {}
    for base, exponent in _open(node, Fraction(1)):
        if isinstance(base, Number) and exponent.denominator == 1 and (base.value or exponent > 0):
            coefficient *= base.value**exponent.numerator
            continue
        spelled = first.setdefault(canonical(base), base)
        found[spelled] = found.get(spelled, Fraction(0)) + exponent
    return coefficient, {base: exponent for base, exponent in found.items() if exponent}


def _open(node: Term, exponent: Fraction) -> Iterable[tuple[Term, Fraction]]:
    if isinstance(node, Times) and exponent.denominator == 1:
        for factor in node.factors:
            yield from _open(factor, exponent)
    elif isinstance(node, Power) and exponent.denominator == 1:
        yield from _open(node.base, exponent * node.exponent)
    else:
        yield node, exponent


def power(base: Term, exponent: Fraction) -> Term:
    return base if exponent == 1 else Power(base, exponent)


def product(coefficient: Fraction, bases: Mapping[Term, Fraction]) -> Term:
    """The term with this coefficient and these powers."""
    return times(coefficient, *(power(base, exponent) for base, exponent in bases.items()))


def coefficient(node: Term) -> Fraction:
    """The number in front of a product."""
    head = factors(node)[0]
    return head.value if isinstance(head, Number) else Fraction(1)


def size(node: Term) -> int:
    """What there is to write, by which "simpler" is decided: symbols, but no 1 and no sign."""
    own = abs(node.value) != 1 if isinstance(node, Number) else not isinstance(node, Plus | Times)
    return own + sum(map(size, children(node)))


def size_term(index: Index) -> Term:
    """The size of an index's range, as a number."""
    return term(index.size) if isinstance(index.size, int) else Dimension(index.size)


def tidy(node: Term) -> Term:
    """Arithmetic that needs no mention: zeros, ones, x^1, nested sums and products."""
    node = rebuild(node, tuple(tidy(child) for child in children(node)))
    match node:
        case Plus(terms):
            return _tidy_sum(terms)
        case Times(parts) if any(part is ZERO for part in parts):
            return ZERO
        case Power(base, exponent):
            return _tidy_power(base, exponent)
        case Delta(left, right) if left == right:
            return ONE
        case Delta(int(), int()):
            return ZERO
        case Total(_, body) if body is ZERO:
            return ZERO
        case Product(_, body) if body is ONE:
            return ONE
        case Partial(Number(), _) | Partial(Dimension(), _):
            return ZERO
        case _:
            return node


def _tidy_sum(terms: tuple[Term, ...]) -> Term:
    kept = [part for part in terms if not isinstance(part, Number)]
    number = sum((part.value for part in terms if isinstance(part, Number)), Fraction(0))
    if not number:
        return plus(*kept)
    at = next(place for place, part in enumerate(terms) if isinstance(part, Number))
    kept.insert(at, Number(number))
    return plus(*kept)


def _tidy_power(base: Term, exponent: Fraction) -> Term:
    if exponent == 1:
        return base
    if exponent == 0:
        return ONE
    if isinstance(base, Number) and exponent.denominator == 1 and base.value:
        return Number(base.value**exponent.numerator)
    if isinstance(base, Power) and exponent.denominator == 1:
        return _tidy_power(base.base, base.exponent * exponent)
    return Power(base, exponent)
