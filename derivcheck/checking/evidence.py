"""What a refutation shows, where no small change makes the step true.

Where one small change makes a step true, the difference is the author's. Where none does, it may be ours:
most readings that are wrong take a name for an array of other axes than the author meant, or sum where he
does not. So the difference has to show where every array has one entry, and no such reading counts; and it
has to be that of a usual reading, and of functions that are known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice

from derivcheck.calculus.replay import Finding, compare
from derivcheck.checking.judgement import Judgement
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError
from derivcheck.elaboration.readings import Reading
from derivcheck.methods.sampling import instances_of_ones

LOOKS = 4
"""Instances of ones at which both sides are compared."""

UNUSUAL = 2
"""What a reading costs that takes names for what most authors do not mean."""

_AT_ONES = "they do not where every array has one entry"
_COUNT = re.compile(r"[nmNMKkDdVTHBCp](?:_[A-Za-z0-9]+)?")
_NUMBERED = re.compile(r"(?P<stem>\w*?[A-Za-z])_?(?:\d+|hat|tilde)")


def substantiated(found: Judgement) -> Judgement:
    """The same; UNKNOWN in place of a refutation that may rest on a misreading alone."""
    if found.verdict != "refuted" or found.attempt is None or not found.final:
        return found
    doubt = _doubt(found.attempt.reading, explained=bool(found.suggestion))
    return found.but("unknown", f"as it is read here, {found.reason}; {doubt}") if doubt else found


def _doubt(reading: Reading, *, explained: bool) -> str:
    """Why the difference may be ours, or ""."""
    context = reading.claim.context
    unlike = _unlike(context)
    if unlike:
        return f"{unlike[0]} and {unlike[1]} have other axes than one another"
    usual = reading.cost == 0 if explained else reading.cost <= UNUSUAL
    if explained:
        return "" if usual or differs_at_ones(reading.claim) else _AT_ONES
    if any("(" in name for name in context.tensors):
        return "it has functions of which nothing is known"
    if not usual:
        return "no more usual reading fits"
    if not differs_at_ones(reading.claim):
        return _AT_ONES
    return ""


def _unlike(context: Context) -> tuple[str, ...]:
    """Two names with one letter, mu_1 and mu_2 or y and y_hat, of which one has more axes."""
    kin: dict[str, dict[int, str]] = defaultdict(dict)
    for name in (*context.tensors, *context.definitions):
        found = _NUMBERED.fullmatch(name)
        kin[found["stem"] if found else name].setdefault(len(context.axes(name) or ()), name)
    return next((tuple(each.values())[:2] for each in kin.values() if len(each) > 1), ())


def differs_at_ones(claim: Claim) -> bool:
    """Whether the two sides differ where every array has one entry, and what counts entries is 1."""
    context = claim.context
    counts = [name for name, each in context.tensors.items() if not each.axes and _COUNT.fullmatch(name)]
    for instance in islice(instances_of_ones(context, (claim.lhs, claim.rhs), counts), LOOKS):
        try:
            if compare(claim, instance).finding is Finding.EXCLUDES:
                return True
        except LimitError:
            continue
    return False
