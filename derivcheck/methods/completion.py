"""What a refuted claim may lack: a term, a factor, a Kronecker delta, another scalar in place of one.

These are candidates for a diagnosis and nothing more; whether one makes the claim true is for a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, permutations

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Number,
    Partial,
    Power,
    Product,
    Term,
    Times,
    Total,
    children,
    free_indices,
    rebuild,
    times,
)
from derivcheck.methods.normalization import find_unfolding
from derivcheck.notation.text import text

BUDGET = 20_000
"""Products of monomials that the search for a missing term may take."""

MOST_FACTORS = 5
"""Factors of a missing term that is worth telling, at most."""

MOST_PLACES = 60
"""Places at which a factor is tried, at most."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The right side with `after` in place of `before`, or with `added` besides; one of the two is given."""

    rhs: Term
    added: Term | None = None
    term: bool = False
    before: Term | None = None
    after: Term | None = None


def completions(claim: Claim, scalars: Sequence[Term]) -> Iterator[Completion]:
    """Right sides with what the claim may lack, the plainest first; `scalars` may replace one another."""
    yield from _exchanged(claim, scalars)
    yield from _with_delta(claim)
    yield from islice(_with_slope(claim), MOST_PLACES)
    yield from _with_term(claim)


def _exchanged(claim: Claim, scalars: Sequence[Term]) -> Iterator[Completion]:
    for found, put, _ in _places(claim.rhs, (), lambda whole: whole):
        factors = found.factors if isinstance(found, Times) else ()
        for factor in (each for each in factors if each in scalars):
            for other in scalars:
                if other is not factor:
                    changed = times(*(other if each is factor else each for each in factors))
                    yield Completion(put(changed), before=factor, after=other)


def _with_delta(claim: Claim) -> Iterator[Completion]:
    for one, other in combinations(claim.free, 2):
        if one.size == other.size:
            delta = Delta(one, other)
            yield Completion(times(delta, claim.rhs), added=delta)


def _with_slope(claim: Claim) -> Iterator[Completion]:
    """The derivative of an elementwise intermediate, as a factor: phi'(u) of h = phi(u)."""
    for found, put, scope in _places(claim.rhs, claim.free, lambda whole: whole):
        for slope in _slopes(claim.context, scope) if isinstance(found, Times) else ():
            yield Completion(put(times(found, slope)), added=slope)


def _slopes(context: Context, scope: tuple[Index, ...]) -> Iterator[Term]:
    for definition in context.definitions.values():
        for chosen in permutations(scope, len(definition.indices)):
            if tuple(index.size for index in chosen) == tuple(index.size for index in definition.indices):
                body = definition.at(Entry(definition.name, chosen))
                if isinstance(body, Apply):
                    yield FUNCTIONS[body.function].derivative(body.argument)


def _with_term(claim: Claim) -> Iterator[Completion]:
    """Left less right side, where that is one short product."""
    rest = find_unfolding(claim, budget=BUDGET)
    if isinstance(rest, Term) and not isinstance(claim.rhs, Number) and _is_short(rest):
        added = _ordered(rest)
        yield Completion(claim.rhs + added, added=added, term=True)


def _ordered(node: Term) -> Term:
    """A product with what has subscripts behind what has none, each by name."""
    factors = node.factors if isinstance(node, Times) else (node,)
    return times(*sorted(factors, key=lambda factor: (len(free_indices(factor)), text(factor))))


def _is_short(node: Term) -> bool:
    factors = node.factors if isinstance(node, Times) else (node,)
    bases = [factor.base if isinstance(factor, Power) else factor for factor in factors]
    plain = all(isinstance(base, Entry | Delta | Dimension | Number) for base in bases)
    return plain and len(factors) <= MOST_FACTORS


Put = Callable[[Term], Term]


def _places(node: Term, scope: tuple[Index, ...], put: Put) -> Iterator[tuple[Term, Put, tuple[Index, ...]]]:
    """Every part under no derivative, what puts another in its place, and the indices known there."""
    yield node, put, scope
    if isinstance(node, Partial):
        return
    if isinstance(node, Total | Product):
        scope = (*scope, node.index)
    parts = children(node)
    for place, part in enumerate(parts):

        def inside(changed: Term, place: int = place) -> Term:
            return put(rebuild(node, (*parts[:place], changed, *parts[place + 1 :])))

        yield from _places(part, scope, inside)
