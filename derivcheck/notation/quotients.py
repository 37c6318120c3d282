"""A product as people write it: sign, a fraction of plain factors in front, numerator over denominator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress

from derivcheck.core.terms import (
    Constant,
    Dimension,
    Entry,
    Number,
    Partial,
    Power,
    Term,
    Times,
    children,
    times,
)


@dataclass(frozen=True, slots=True)
class Quotient:
    """sign * (front / under) * rest.

    Where all denominators are plain (numbers, sizes, scalars) the front is plain too: (1/n) sum_i ..; else
    only derivatives stand behind the fraction: y[k]/yhat[k] * d yhat[k]/d z[j].
    """

    negative: bool
    front: tuple[Term, ...]
    under: tuple[Term, ...]
    rest: tuple[Term, ...]


def quotient(node: Term) -> Quotient:
    """The factors of a term, negative powers below the line."""
    number, over, under = Fraction(1), list[Term](), list[Term]()
    for factor in node.factors if isinstance(node, Times) else (node,):
        if isinstance(factor, Number):
            number *= factor.value
        elif isinstance(factor, Power) and factor.exponent < 0:
            under.append(factor.base if factor.exponent == -1 else Power(factor.base, -factor.exponent))
        else:
            over.append(factor)
    above = [Number(Fraction(abs(number.numerator)))] if abs(number.numerator) != 1 else []
    below = [Number(Fraction(number.denominator))] if number.denominator != 1 else []
    return _arranged(number < 0, [*above, *over], [*below, *under])


def _arranged(negative: bool, over: list[Term], under: list[Term]) -> Quotient:
    if not under:
        return Quotient(negative, (), (), tuple(over))
    plain = all(map(_is_plain, under))
    in_front = [_is_plain(factor) or not (plain or isinstance(factor, Partial)) for factor in over]
    front = tuple(compress(over, in_front))
    rest = tuple(compress(over, (not chosen for chosen in in_front)))
    return Quotient(negative, front, tuple(under), rest)


def _is_plain(node: Term) -> bool:
    if isinstance(node, Power | Times):
        return all(map(_is_plain, children(node)))
    return isinstance(node, Number | Constant | Dimension) or (
        isinstance(node, Entry) and not node.subscripts
    )


def signed(terms: Sequence[Term]) -> list[tuple[bool, Term]]:
    """The terms of a sum as (negative, absolute term), one that is not negative in front if there is one."""
    found = [(quotient(term).negative, term) for term in terms]
    pairs = [(negative, times(-1, term) if negative else term) for negative, term in found]
    first = next((place for place, (negative, _) in enumerate(pairs) if not negative), 0)
    return [pairs[first], *pairs[:first], *pairs[first + 1 :]]
