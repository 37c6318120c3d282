"""Arb balls as short printed decimals, and back, never narrower than they were."""

from __future__ import annotations

import re

from flint import arb, ctx

from derivcheck.core.verdicts import Enclosure

DIGITS = (10, 15, 20, 30, 50, 100, 150, 300)
"""Significant digits that are tried, the shortest that tells the two sides apart first."""

PLAIN = 25
"""Longest decimal that is printed without an exponent, in characters."""

LONGEST = 1000
"""Longest decimal that is read, in characters."""

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]{1,40})?")


def enclosures(lhs: arb, rhs: arb) -> tuple[Enclosure, Enclosure] | None:
    """Decimals that hold two balls and still exclude one another; None where the balls do not.

    What may be 0 is written around 0 where that is narrow enough.
    """
    for around_zero in (True, False):
        for digits in DIGITS:
            left, right = (enclosure(side, digits, around_zero=around_zero) for side in (lhs, rhs))
            if not ball(left).overlaps(ball(right)):
                return left, right
    return None


def enclosure(value: arb, digits: int, *, around_zero: bool = False) -> Enclosure:
    """A decimal ball around the ball, its midpoint rounded to about so many significant digits.

    With `around_zero` the midpoint of a ball that holds 0 is 0.
    """
    midpoint, radius, exponent = (int(part) for part in value.mid_rad_10exp(digits))
    if around_zero and abs(midpoint) <= radius:
        midpoint, radius = 0, abs(midpoint) + radius
    spare = max(0, len(str(abs(midpoint))) - digits)
    rounded = _nearest(midpoint, 10**spare)
    radius += abs(midpoint - rounded)
    return Enclosure(_decimal(rounded, exponent), _decimal(_upward(radius), exponent))


def ball(recorded: Enclosure) -> arb:
    """An Arb ball around the recorded decimals; raises ValueError where they are none."""
    for part in (recorded.midpoint, recorded.radius):
        if len(part) > LONGEST or not _DECIMAL.fullmatch(part):
            raise ValueError("not a decimal, or one that is too long")
    if recorded.radius.startswith("-"):
        raise ValueError("a negative radius")
    with ctx.workprec(4 * LONGEST):
        return arb(recorded.midpoint) + arb(0, abs(arb(recorded.radius)).upper())


def _nearest(value: int, unit: int) -> int:
    return (value + unit // 2) // unit * unit


def _upward(radius: int) -> int:
    """The radius rounded up to two significant digits."""
    unit = 10 ** max(0, len(str(radius)) - 2)
    return -(-radius // unit) * unit


def _decimal(value: int, exponent: int) -> str:
    """value * 10^exponent, without trailing zeros."""
    digits = str(abs(value))
    kept = digits.rstrip("0")
    if not kept:
        return "0"
    sign = "-" if value < 0 else ""
    exponent += len(digits) - len(kept)
    point = len(kept) + exponent
    if exponent >= 0 and point <= PLAIN:
        return sign + kept + "0" * exponent
    if 0 < point < len(kept):
        return f"{sign}{kept[:point]}.{kept[point:]}"
    if -4 < point <= 0:
        return f"{sign}0.{'0' * -point}{kept}"
    mantissa = kept if len(kept) == 1 else f"{kept[0]}.{kept[1:]}"
    return f"{sign}{mantissa}e{point - 1}"
