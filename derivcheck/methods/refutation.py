"""The search for an Instance at which the two sides of a claim exclude one another, and for a witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from derivcheck import kernel
from derivcheck.calculus.enclosures import enclosures
from derivcheck.calculus.replay import PRECISIONS, Finding, admissible, compare
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.errors import LimitError
from derivcheck.core.verdicts import Counterexample, Instance, StopReason
from derivcheck.methods.sampling import instances
from derivcheck.methods.shrinking import shrunk

INSTANCES = 48
"""Instances at which a claim is tried before the search is given up."""

CLOSE = 12
"""Instances, the first ones, at which a difference far below double precision is looked for as well."""

PRECISE = PRECISIONS[2:]
"""Bits for those, and for the sides of a counterexample as they are written down."""

SECOND_LOOKS = 3
"""Instances at which both sides are compared before one of them is handed over with a proof."""

WITNESSES = 24
"""Instances that are tried as a witness."""


def find_counterexample(
    claim: Claim, seed: int = 0, *, tries: int = INSTANCES, shrink: bool = True
) -> Counterexample | StopReason:
    """A counterexample, shrunk to small sizes and numbers, or why there is none.

    Points at which a side has no value are passed over: they say nothing about the claim. Raises
    MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    defined, limited = False, tries < 1
    for number, instance in enumerate(_candidates(claim, seed, tries)):
        precisions = PRECISE if number < CLOSE else PRECISIONS
        try:
            found = compare(claim, instance, precisions)
        except LimitError:
            limited = True
            continue
        defined = defined or found.finding is not Finding.UNDEFINED
        if found.finding is Finding.EXCLUDES:
            chosen = _smallest(claim, instance, precisions) if shrink else instance
            return _recorded(claim, chosen)
    if defined:
        return StopReason.NO_EVIDENCE
    return StopReason.LIMIT if limited else StopReason.NO_INSTANCE


def first_look(claim: Claim, seed: int = 0) -> Instance | Counterexample | None:
    """A counterexample where one of the first Instances is one, else a witness, else nothing.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    found, finding = _looked_at(claim, seed)
    if found is None or finding is not Finding.EXCLUDES:
        return found
    return _recorded(claim, _smallest(claim, found, PRECISE))


def find_witness(claim: Claim, seed: int = 0) -> Instance | None:
    """An Instance that satisfies every assumption and at which both sides are defined.

    Of the first few such, one where the sides exclude one another is preferred: a proof that it is handed
    over with is then a fault of ours, and the kernel says so.
    """
    return _looked_at(claim, seed)[0]


def _looked_at(claim: Claim, seed: int) -> tuple[Instance | None, Finding]:
    """The first Instance that excludes the claim, else the first that agrees; and which of the two it is."""
    agreeing: list[Instance] = []
    for instance in _candidates(claim, seed, WITNESSES):
        try:
            finding = compare(claim, instance).finding if agreeing else kernel.look(claim, instance)
        except LimitError:
            continue
        if finding is Finding.EXCLUDES:
            return instance, finding
        if finding is Finding.AGREES:
            agreeing.append(instance)
        if len(agreeing) == SECOND_LOOKS:
            break
    return (agreeing[0], Finding.AGREES) if agreeing else (None, Finding.UNDEFINED)


def _candidates(claim: Claim, seed: int, tries: int) -> Iterator[Instance]:
    return _drawn(claim, seed).first(tries)


class _Drawn:
    """The Instances of a claim, each drawn once however often they are gone through."""

    def __init__(self, source: Iterator[Instance]) -> None:
        self._source = source
        self._known: list[Instance] = []

    def first(self, count: int) -> Iterator[Instance]:
        for place in range(count):
            if place == len(self._known):
                self._known.extend(islice(self._source, 1))
            if place == len(self._known):
                return
            yield self._known[place]


@lru_cache(maxsize=1)
def _drawn(claim: Claim, seed: int) -> _Drawn:
    """For the claim that was asked about last."""
    return _Drawn(instances(claim.context, (claim.lhs, claim.rhs), seed))


def _recorded(claim: Claim, instance: Instance) -> Counterexample:
    """The Instance with both sides as decimals that still exclude one another."""
    found = compare(claim, instance, PRECISE)
    if found.finding is not Finding.EXCLUDES:
        found = compare(claim, instance)
    assert found.lhs is not None
    assert found.rhs is not None
    printed = enclosures(found.lhs, found.rhs)
    assert printed is not None
    return Counterexample(instance, *printed)


def _smallest(claim: Claim, instance: Instance, precisions: Sequence[int]) -> Instance:
    def still_excludes(candidate: Instance) -> bool:
        try:
            found = compare(claim, candidate, precisions).finding
            return found is Finding.EXCLUDES and admissible(claim, candidate)
        except LimitError:
            return False

    return shrunk(claim.context, instance, still_excludes)
