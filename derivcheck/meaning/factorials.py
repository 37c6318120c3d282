"""n!"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from derivcheck.meaning.expressions import Expression, Number, Opaque
from derivcheck.reader.sources import Span

MOST_FACTORS = 50  # of smaller numbers the factorial is worked out


def factorial_of(value: Expression, span: Span) -> Expression:
    """3! is 6; of anything else it is some function."""
    if isinstance(value, Number) and value.value in range(MOST_FACTORS):
        return Number(Fraction(factorial(int(value.value))), span=span)
    return Opaque("factorial", (value,), span=span)
