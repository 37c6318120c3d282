"""A number written with so many digits: it stands for every number that agrees with these."""

from __future__ import annotations

import re
from fractions import Fraction

from derivcheck.checking.judgement import Judgement
from derivcheck.core.verdicts import Counterexample
from derivcheck.reader.derivations import Step
from derivcheck.reader.statements import Side

_DECIMAL = re.compile(r"[-+]?\d*\.(\d+)")


def with_rounding(found: Judgement, step: Step) -> Judgement:
    """UNKNOWN in place of REFUTED, where one side is a decimal number with which the other agrees in every
    digit but the last, and in the last one but for how it is rounded: 19/118 = 0.1610.
    """
    evidence = found.attempt.outcome.evidence if found.attempt is not None else None
    if found.verdict != "refuted" or not isinstance(evidence, Counterexample):
        return found
    units = [unit for unit in map(_last_unit, (step.lhs, step.rhs)) if unit]
    if not units or evidence.instance.values or evidence.instance.indices:
        return found
    apart = abs(Fraction(evidence.lhs.midpoint) - Fraction(evidence.rhs.midpoint))
    if apart >= max(units):
        return found
    return found.but("unknown", "the two sides agree to the digits that are written, and differ beyond them")


def _last_unit(side: Side) -> Fraction | None:
    """What one more in the last digit of a decimal number adds; None for any other side."""
    number = _DECIMAL.fullmatch(side.text.strip().rstrip(".,;"))
    return Fraction(1, 10 ** len(number[1])) if number is not None else None
