"""A formula as a sum of products of parts that are not looked into: names, functions, derivatives.

Products commute and transposes are left out, as of numbers: two formulas that are equal whatever their parts
mean have one form. Sums over indices and derivatives are linear, exponentials and logarithms of products are
taken apart. Two formulas of different forms differ for some values of their parts, if nothing relates these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import TypeAlias

MOST_TERMS, MOST_BOUND = 60, 3


@dataclass(frozen=True)
class Part:
    """What is not looked into. said: its words, as letter and scripts of a name; inside: what it is of."""

    kind: str
    said: tuple[str, ...] = ()
    inside: tuple[Form, ...] = ()


Powers: TypeAlias = "frozenset[tuple[Part, Fraction]]"
Form: TypeAlias = "frozenset[tuple[Powers, Fraction]]"
Terms: TypeAlias = "dict[Powers, Fraction]"

ONE: Powers = frozenset()
_MARK = re.compile(r"#\d+")


class Unreadable(ValueError):
    """A formula that has no form."""


def single(part: Part, power: Fraction | int = 1) -> Terms:
    return {frozenset({(part, Fraction(power))}): Fraction(1)}


def constant(value: Fraction | int) -> Terms:
    return {ONE: Fraction(value)} if value else {}


def plus(one: Terms, other: Terms, factor: int = 1) -> Terms:
    found = dict(one)
    for powers, number in other.items():
        found[powers] = found.get(powers, Fraction(0)) + factor * number
    return _short(found)


def _short(terms: Terms) -> Terms:
    if len(terms) > MOST_TERMS:
        raise Unreadable
    return {powers: number for powers, number in terms.items() if number}


def _joined(one: Powers, other: Powers) -> Powers:
    found = dict(one)
    for part, power in other:
        found[part] = found.get(part, Fraction(0)) + power
    return frozenset((part, power) for part, power in found.items() if power)


def times(one: Terms, other: Terms) -> Terms:
    if len(one) * len(other) > MOST_TERMS:
        raise Unreadable
    found: Terms = {}
    for here, number in one.items():
        for there, another in other.items():
            powers = _joined(here, there)
            found[powers] = found.get(powers, Fraction(0)) + number * another
    return _short(found)


def raised(terms: Terms, power: Fraction) -> Terms:
    whole = power.denominator == 1
    if not terms:
        raise Unreadable
    if len(terms) == 1 and (whole or set(terms.values()) == {Fraction(1)}):
        ((powers, number),) = terms.items()
        each = frozenset((part, own * power) for part, own in powers)
        return {each: number ** int(power) if whole else number}
    if whole and 0 < power <= 3:
        found = terms
        for _ in range(int(power) - 1):
            found = times(found, terms)
        return found
    first = terms[min(terms, key=_order)] if whole else Fraction(1)
    inside = frozenset((powers, number / first) for powers, number in terms.items())
    return times(constant(first ** int(power) if whole else 1), single(Part("bracket", (), (inside,)), power))


def exponential(terms: Terms) -> Terms:
    found = constant(1)
    for powers, number in terms.items():
        part = Part("exp", (), (frozenset({(powers, Fraction(1))}),))
        found = times(found, single(part, number))
    return found


def logarithm(terms: Terms) -> Terms:
    if len(terms) != 1 or min(terms.values()) < 0:
        return single(Part("log", (), (frozenset(terms.items()),)))
    ((powers, number),) = terms.items()
    found: Terms = {}
    if number != 1:
        found = single(Part("log", (), (frozenset(constant(number).items()),)))
    for part, power in powers:
        if part.kind == "exp":
            found = plus(found, {exponent: power for exponent, _ in part.inside[0]})
        else:
            inside: Form = frozenset(single(part).items())
            found = plus(found, {frozenset({(Part("log", (), (inside,)), Fraction(1))}): power})
    return found


def spread(kind: str, said: tuple[str, ...], terms: Terms) -> Terms:
    """What is linear, of each term; the derivative of a number is 0."""
    found: Terms = {}
    for powers, number in terms.items():
        if kind != "d" or powers != ONE:
            part = Part(kind, said, (frozenset({(powers, Fraction(1))}),))
            found = plus(found, {frozenset({(part, Fraction(1))}): number})
    return found


def summed(powers: Powers, own: frozenset[str]) -> Powers:
    """A term under a sum: what does not have its index stands before it, and sums in it are one with it."""
    inside = frozenset(each for each in powers if own & set(_marks(each[0])))
    marks = own
    for part, power in tuple(inside):
        if part.kind == "sum" and power == 1:
            marks |= set(part.said)
            inside = _joined(inside - {(part, power)}, next(iter(part.inside[0]))[0])
    if len(marks) > MOST_BOUND:
        raise Unreadable
    return _joined(powers - {each for each in powers if own & set(_marks(each[0]))}, _named(inside, marks))


def _named(inside: Powers, marks: frozenset[str]) -> Powers:
    """The sum, with the names for its indices that come first of all."""
    names = tuple(f"#{9_000 + number}" for number in range(len(marks)))
    choices = [renamed(inside, dict(zip(order, names, strict=True))) for order in permutations(sorted(marks))]
    first = min(choices, key=_order)
    return frozenset({(Part("sum", names, (frozenset({(first, Fraction(1))}),)), Fraction(1))})


def _order(powers: Powers) -> str:
    return " ".join(sorted(f"{_printed(part)}^{power}" for part, power in powers))


def _printed(part: Part) -> str:
    inside = (sorted(f"{number} {_order(powers)}" for powers, number in each) for each in part.inside)
    return f"{part.kind}{part.said}{list(inside)}"


def _marks(part: Part) -> Iterator[str]:
    own = set(part.said) if part.kind == "sum" else set[str]()
    for text in part.said:
        yield from _MARK.findall(text)
    for powers in (powers for each in part.inside for powers, _ in each):
        yield from (mark for inner, _ in powers for mark in _marks(inner) if mark not in own)


def renamed(powers: Powers, names: Mapping[str, str]) -> Powers:
    """A term with other names for what sums bind."""
    return frozenset((_renamed_part(part, names), power) for part, power in powers)


def _renamed_part(part: Part, names: Mapping[str, str]) -> Part:
    said = tuple(_MARK.sub(lambda found: names.get(found[0], found[0]), text) for text in part.said)
    inside = tuple(frozenset((renamed(powers, names), n) for powers, n in each) for each in part.inside)
    return Part(part.kind, said, inside)
