"""Proof at known sizes, for a claim that stays open at symbolic size: every sum is written out.

Exponentials, logarithms and roots become independent variables of a rational function, which is decided
exactly. What is found never proves a claim: it is told to the user beside UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod

from derivcheck.calculus.known_sizes import BUDGET, at_sizes, is_shown_at, named_sizes
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.verdicts import Instance, StopReason, Unrolled
from derivcheck.methods.refutation import find_witness

MOST_ENTRIES = 150
"""Entries that all tensors and intermediates may have together at one choice of sizes."""

PATTERNS = ((2,), (3, 2), (2, 3))
"""Sizes that are tried, in turn for the sizes by name."""


def find_unrolling(claim: Claim, seed: int = 0, *, budget: int = BUDGET) -> Unrolled | StopReason:
    """A witness for every choice of sizes at which the claim is shown, or why there is none.

    Larger sizes are not tried where a smaller one was not shown. `budget` bounds the products of monomials
    at each choice. Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    witnesses: list[Instance] = []
    for sizes in choices(claim):
        found = _at(claim, sizes, seed, budget)
        if isinstance(found, Instance):
            witnesses.append(found)
        elif found is not StopReason.NO_INSTANCE:
            return Unrolled(tuple(witnesses)) if witnesses else found
    return Unrolled(tuple(witnesses)) if witnesses else StopReason.NO_EVIDENCE


def choices(claim: Claim) -> tuple[Mapping[str, int], ...]:
    """A few choices of small sizes; none for a claim that rests on no named size."""
    named = named_sizes(claim)
    rest = dict.fromkeys(claim.context.sizes(), 2)
    found = [
        {**rest, **{name: pattern[place % len(pattern)] for place, name in enumerate(named)}}
        for pattern in PATTERNS
    ]
    return tuple(sizes for number, sizes in enumerate(found) if sizes not in found[:number]) if named else ()


def _at(claim: Claim, sizes: Mapping[str, int], seed: int, budget: int) -> Instance | StopReason:
    if _entries(claim, sizes) > MOST_ENTRIES:
        return StopReason.LIMIT
    try:
        if not is_shown_at(claim, sizes, budget):
            return StopReason.NO_EVIDENCE
        witness = find_witness(at_sizes(claim, sizes), seed)
    except MalformedError:
        return StopReason.NO_INSTANCE
    except (LimitError, RecursionError):
        return StopReason.LIMIT
    return StopReason.NO_INSTANCE if witness is None else replace(witness, sizes=dict(sizes))


def _entries(claim: Claim, sizes: Mapping[str, int]) -> int:
    context = claim.context
    names = (*context.tensors, *context.definitions)
    shapes = (context.axes(name) or () for name in names)
    return sum(prod(size if isinstance(size, int) else sizes[size] for size in shape) for shape in shapes)
