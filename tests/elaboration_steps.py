"""Steps built from resolved expressions, and what they are elaborated to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from derivcheck.checking.deciding import decided
from derivcheck.checking.wording import reading_of
from derivcheck.core.verdicts import Verdict
from derivcheck.elaboration.elaborate import readings
from derivcheck.elaboration.habits import Habits
from derivcheck.elaboration.readings import MeaningError, Reading
from derivcheck.meaning import expressions as x
from derivcheck.meaning.environment import Declared, Defined, Environment, Given, Property
from derivcheck.meaning.expressions import Expression, Slot

PROVED, REFUTED, UNKNOWN = Verdict.PROVED, Verdict.REFUTED, Verdict.UNKNOWN


def var(name: str) -> Expression:
    return x.Variable(name)


def at(name: str | Expression, *slots: Slot) -> Expression:
    return x.Component(var(name) if isinstance(name, str) else name, slots)


def num(value: int | Fraction) -> Expression:
    return x.Number(Fraction(value))


def mul(*factors: Expression, by: str = "") -> Expression:
    return x.Multiply(factors, (by,) * (len(factors) - 1))


def mixed(*parts: Expression | str) -> Expression:
    """Factors with the operators between them."""
    factors = tuple(part for part in parts if isinstance(part, Expression))
    return x.Multiply(factors, tuple(part for part in parts if isinstance(part, str)))


def add(*terms: Expression) -> Expression:
    return x.Add(terms, (1,) * len(terms))


def sub(left: Expression, right: Expression) -> Expression:
    return x.Add((left, right), (1, -1))


def neg(term: Expression) -> Expression:
    return x.Add((term,), (-1,))


def power(base: Expression, exponent: int) -> Expression:
    return x.Raise(base, num(exponent))


def tr(base: Expression) -> Expression:
    return x.Transpose(base)


def d(body: Expression, *variables: Expression) -> Expression:
    return x.Derivative(body, variables)


def total(index: str, body: Expression, size: x.Range = None, *conditions: x.Condition) -> Expression:
    return x.Reduce("sum", index, size, body, conditions)


def of(function: str, *arguments: Expression, primes: int = 0) -> Expression:
    return x.Apply(function, arguments, primes)


def unknown(function: str, *arguments: Expression, primes: int = 0) -> Expression:
    return x.Opaque(function, arguments, primes)


def scene(
    *definitions: Defined,
    shapes: Mapping[str, tuple[str | int, ...]] | None = None,
    properties: Mapping[str, str] | None = None,
    given: tuple[Given, ...] = (),
    functions: tuple[Defined, ...] = (),
    **more: object,
) -> Environment:
    """What is in force: definitions by name, shapes and properties of names."""
    return Environment(
        {each.name: each for each in definitions},
        {each.name: each for each in functions},
        {name: Declared(sizes) for name, sizes in (shapes or {}).items()},
        tuple(Property(name, kind) for name, kind in (properties or {}).items()),
        given,
        **more,  # type: ignore[arg-type]
    )


NOTHING = Environment()


def every(lhs: Expression, rhs: Expression, environment: Environment = NOTHING) -> list[Reading]:
    return list(readings(lhs, rhs, environment))


def usual(
    lhs: Expression, rhs: Expression, environment: Environment = NOTHING, habits: Habits | None = None
) -> Reading:
    """The first reading."""
    return next(readings(lhs, rhs, environment, habits))


def said(reading: Reading) -> str:
    return reading_of(reading.claim)


def verdict(reading: Reading) -> Verdict:
    return decided(reading.claim).verdict


def refusal(lhs: Expression, rhs: Expression, environment: Environment = NOTHING) -> MeaningError:
    """Why there is no reading."""
    with pytest.raises(MeaningError) as caught:
        every(lhs, rhs, environment)
    return caught.value
