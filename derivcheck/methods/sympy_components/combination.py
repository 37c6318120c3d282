"""Linear dependence over the rational numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from derivcheck.methods.sympy_components.quotients import Polynomial, Quotient, Quotients


def combination(known: Sequence[Quotient], wanted: Quotient, field: Quotients) -> list[Fraction] | None:
    """Rational numbers q with wanted = sum q known, or None. The known ones are independent."""
    *columns, right = field.common_denominator((*known, wanted))
    involved = _involved(columns, right)
    monomials = {monomial for place in involved for monomial in columns[place]}
    if not monomials.issuperset(right):
        return None
    rows = [
        [_fraction(column.get(monomial, 0)) for column in (*(columns[place] for place in involved), right)]
        for monomial in sorted(monomials)
    ]
    solution = _solved(rows, len(involved))
    if solution is None:
        return None
    return [_at(dict(zip(involved, solution, strict=True)), place) for place in range(len(columns))]


def _involved(columns: Sequence[Polynomial], right: Polynomial) -> list[int]:
    """The columns that share monomials with the right side, directly or through one another."""
    reached, found = set(right), set[int]()
    while True:
        new = {place for place, column in enumerate(columns) if place not in found and reached & set(column)}
        if not new:
            return sorted(found)
        found |= new
        reached |= {monomial for place in new for monomial in columns[place]}


def _at(values: Mapping[int, Fraction], place: int) -> Fraction:
    return values.get(place, Fraction(0))


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))


def _solved(rows: list[list[Fraction]], unknowns: int) -> list[Fraction] | None:
    """The solution of equations, one a row, the right side last; or None. The columns are independent."""
    for place in range(unknowns):
        pivot = next(number for number in range(place, len(rows)) if rows[number][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        scale = rows[place][place]
        rows[place] = [entry / scale for entry in rows[place]]
        for other, row in enumerate(rows):
            if other != place and row[place]:
                factor = row[place]
                rows[other] = [entry - factor * up for entry, up in zip(row, rows[place], strict=True)]
    if any(row[-1] for row in rows[unknowns:]):
        return None
    return [row[-1] for row in rows[:unknowns]]
