"""What single change would make a refuted claim true: an edit of its right side, or an assumption.

Candidates are thrown out by numbers, which is cheap; only what is then proved is announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from typing import TypeAlias

from derivcheck.calculus.evaluation import Evaluations
from derivcheck.calculus.replay import PRECISIONS, Finding, compare
from derivcheck.core.claims import Claim, is_meaningful
from derivcheck.core.contexts import Assumption, Context, Relation
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Dimension, Entry, Index, Term, Total, term
from derivcheck.core.verdicts import Instance, Verdict
from derivcheck.methods.completion import Completion, completions
from derivcheck.methods.equations import upstream
from derivcheck.methods.renaming import renamings
from derivcheck.methods.sampling import instances
from derivcheck.mutation.edits import Edit, Kind, Palette, edits
from derivcheck.mutation.lettering import lettered, original, spelled_out
from derivcheck.mutation.mutants import relevant_sizes, scalars, short

Proves: TypeAlias = Callable[[Claim], Verdict]

POINTS = 8
"""Instances at which a candidate has to agree."""

UNDEFINED = 3
"""Of these, the first ones at which a side has no value, after which a candidate is given up."""

PRECISE = PRECISIONS[:2]
"""Bits with which they are looked at; what agrees so far is proved or dropped."""

PROOFS = 6
"""Candidates of one sort that survive the numbers and are handed to the prover."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A claim near the refuted one that was proved, and what had to be changed, in words.

    `kind` and `touched`, the terms that change: of an edit; a missing term and an assumption have no kind.
    """

    sentence: str
    claim: Claim
    kind: Kind | None = None
    touched: tuple[Term, ...] = ()


def diagnose(claim: Claim, proves: Proves, *, seed: int = 0) -> str:
    """In a line what would make the claim true; empty where nothing was found.

    Nothing is named unless `proves` answers PROVED for the changed claim.
    """
    return "; or ".join(repair.sentence for repair in repairs(claim, proves, seed=seed))


def repairs(
    claim: Claim,
    proves: Proves,
    *,
    seed: int = 0,
    admits: Callable[[Assumption], bool] = lambda _: True,
    most: int | None = None,
) -> tuple[Repair, ...]:
    """At most one edit of the right side and one additional assumption, each proved to be enough.

    Only assumptions that are admitted are tried, and at most so many edits and so many assumptions.
    """
    readable, before = lettered(claim)
    found: list[Repair] = []
    formula, _ = lettered(spelled_out(claim))
    points = _Points(seed, readable.context, formula.context)
    for candidates in (
        chain(_edited(readable), _edited(formula), _completed(readable), _renamed(readable)),
        _assuming(readable, admits),
    ):
        promising = (c for c in islice(candidates, most) if _agrees(c.claim, points))
        for candidate in islice(promising, PROOFS):
            repaired = original(candidate.claim, before)
            if proves(repaired) is Verdict.PROVED:
                found.append(replace(candidate, claim=repaired))
                break
    return tuple(found)


def _edited(claim: Claim) -> Iterator[Repair]:
    """The claim with one edit of its right side, the plainest first."""
    order = list(Kind)
    for edit in sorted(edits(claim.rhs, _palette(claim)), key=lambda e: order.index(e.kind)):
        candidate = replace(claim, rhs=edit.result)
        if is_meaningful(candidate):
            touched = (edit.before, edit.after) if edit.factor is None else (edit.factor,)
            yield Repair(_advice(edit), candidate, edit.kind, touched)


def _completed(claim: Claim) -> Iterator[Repair]:
    """The claim with what its right side may lack."""
    scalars = [factor for factor in _palette(claim).factors if factor not in (term(2), 1 / term(2))]
    for found in completions(claim, scalars):
        candidate = replace(claim, rhs=found.rhs)
        if is_meaningful(candidate):
            touched = tuple(each for each in (found.before, found.after, found.added) if each is not None)
            kind = None if found.term else Kind.EXTRA_FACTOR if found.added is not None else Kind.REPLACED
            yield Repair(_lacking(found), candidate, kind, touched)


def _renamed(claim: Claim) -> Iterator[Repair]:
    """The claim with another name in one place of its right side."""
    for found in renamings(claim):
        candidate = replace(claim, rhs=found.rhs)
        if is_meaningful(candidate):
            sentence = f"true with {short(found.after)} in place of {short(found.before)}"
            yield Repair(sentence, candidate, Kind.REPLACED, (found.before, found.after))


def _lacking(found: Completion) -> str:
    if found.before is not None and found.after is not None:
        return f"true with {short(found.after)} in place of {short(found.before)}"
    assert found.added is not None
    return f"missing the {'term' if found.term else 'factor'} {short(found.added)}"


def _assuming(claim: Claim, admits: Callable[[Assumption], bool]) -> Iterator[Repair]:
    """The claim under one natural assumption more."""
    for relation, lhs, rhs in _natural(claim):
        assumption = Assumption(relation, lhs, rhs)
        if assumption not in claim.context.assumptions and admits(assumption):
            assumptions = (*claim.context.assumptions, assumption)
            context = replace(claim.context, assumptions=assumptions)
            sentence = f"needs the assumption {short(lhs)} {relation} {short(rhs)}"
            yield Repair(sentence, replace(claim, context=context))


def _natural(claim: Claim) -> Iterator[tuple[Relation, Term, Term]]:
    """Sums that are 1, symmetry, positive entries: of every tensor the claim depends on."""
    context = claim.context
    tensors = [context.tensors[name] for name in upstream((claim.lhs, claim.rhs), context)]
    for tensor in tensors:
        indices = _indices(context, tensor.name)
        for index in reversed(indices):
            yield "=", Total(index, Entry(tensor.name, indices)), term(1)
    for tensor in tensors:
        indices = _indices(context, tensor.name)
        for one, other in combinations(indices, 2):
            if one.size == other.size:
                exchanged = tuple({one: other, other: one}.get(i, i) for i in indices)
                yield "=", Entry(tensor.name, indices), Entry(tensor.name, exchanged)
    for tensor in tensors:
        yield ">", Entry(tensor.name, _indices(context, tensor.name)), term(0)


def _indices(context: Context, name: str) -> tuple[Index, ...]:
    """An index an axis, named after its size where that can be: k over K."""
    taken = {*context.tensors, *context.definitions, *context.sizes()}
    found: list[Index] = []
    for size in context.tensors[name].axes:
        wanted = (str(size)[:1].lower(), *"ijklmpqrst")
        letter = next((c for c in wanted if c.isalpha() and c not in taken), f"i'{len(found)}")
        taken.add(letter)
        found.append(Index(letter, size))
    return tuple(found)


def _palette(claim: Claim) -> Palette:
    sides = (claim.lhs, claim.rhs)
    sizes = relevant_sizes(claim.context, sides)
    named = [Dimension(size) for size in sizes]
    symbols = [Entry(t.name, ()) for t in claim.context.tensors.values() if not t.axes]
    plain = (*named, *symbols)
    factors = (term(2), 1 / term(2), *(1 / t for t in plain), *plain)
    return Palette(factors, factors, sizes, scalars(claim.context, sides))


class _Points:
    """The Instances at which candidates are tried, the smallest first: most fail at once.

    Edits of one claim share them, as drawing takes long; under another assumption they are drawn one by one.
    """

    def __init__(self, seed: int, *contexts: Context) -> None:
        self._seed = seed
        self._contexts = contexts
        self._known: dict[tuple[Context, tuple[Index, ...]], list[Instance]] = {}
        self._evaluations = Evaluations()

    def of(self, claim: Claim) -> Iterable[Instance]:
        key = claim.context, claim.free
        if key not in self._known:
            drawn = islice(instances(claim.context, (claim.lhs, claim.rhs), self._seed), POINTS)
            if claim.context not in self._contexts:
                return drawn
            self._known[key] = sorted(drawn, key=lambda point: len(point.values))
        return self._known[key]

    def finding(self, claim: Claim, instance: Instance) -> Finding:
        """What the claim says at an Instance; what it shares with others is evaluated once."""
        shared = self._evaluations if claim.context in self._contexts else None
        try:
            return compare(claim, instance, PRECISE, shared).finding
        except LimitError:
            return Finding.UNDEFINED


def _agrees(claim: Claim, points: _Points) -> bool:
    """Whether no Instance speaks against the claim and at least two speak for it."""
    agreed = 0
    for number, instance in enumerate(points.of(claim), 1):
        finding = points.finding(claim, instance)
        agreed += finding is Finding.AGREES
        if finding is Finding.EXCLUDES or (number == UNDEFINED and not agreed):
            return False
    return agreed >= 2


def _advice(edit: Edit) -> str:
    """The edit as something that the right side needs."""
    before, after = short(edit.before), short(edit.after)
    factor = "" if edit.factor is None else short(edit.factor)
    match edit.kind:
        case Kind.OPPOSITE:
            return "equal to minus the right side"
        case Kind.EXTRA_FACTOR:
            return f"missing the factor {factor}"
        case Kind.SWAPPED:
            return (
                f"equal to the right side with {' and '.join(map(str, edit.indices))} exchanged: a transpose"
            )
        case Kind.SIGN:
            return f"true with the sign of {after if before.startswith('-') else before} flipped"
        case Kind.FACTOR_OF_TERM:
            return f"missing the factor {factor} in the term {before}"
        case Kind.DROPPED_TERM:
            return f"true without the term {before}"
        case Kind.DROPPED_FACTOR:
            return f"true without the factor {before}"
        case Kind.MOVED_FACTOR:
            return f"true with the factor {factor} at the term {after} and not at {before}"
        case Kind.SUMMED:
            return f"missing a sum: true with {after} in place of {before}"
        case Kind.UNSUMMED | Kind.REPLACED:
            return f"true with {after} in place of {before}"
