"""Checking recorded Instances from scratch: every assumption, every value, both sides of the claim.

The kernel rests on this for a counterexample and for the witness of a certificate. Nothing that the
evidence carries is believed; it is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import prod
from typing import NoReturn

from flint import arb

from derivcheck.calculus.arithmetic import (
    ExactArithmetic,
    IrrationalError,
    PrecisionError,
    UndefinedError,
)
from derivcheck.calculus.enclosures import ball
from derivcheck.calculus.evaluation import Evaluations
from derivcheck.calculus.evaluator import Evaluator, components
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import free_indices
from derivcheck.core.verdicts import Counterexample, Instance, Verdict

PRECISIONS = (64, 128, 256, 512, 1024)
"""Bits that are tried in turn, the least first."""

ENTRIES = 250_000
"""Most entries that the tensors of an Instance may have together."""


class Finding(Enum):
    """What two sides at an Instance show. It has no truth value."""

    AGREES = "both sides are defined and their enclosures overlap"
    EXCLUDES = "the enclosures of the two sides exclude one another"
    UNDEFINED = "no value was found for one of the sides"
    INADMISSIBLE = "the instance is incomplete or breaks an assumption"

    def __bool__(self) -> NoReturn:
        raise TypeError("a Finding has no truth value; compare with Finding.AGREES and so on")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A Finding with the balls it rests on, where there are any."""

    finding: Finding
    lhs: arb | None = None
    rhs: arb | None = None


def check_counterexample(claim: Claim, counterexample: Counterexample) -> bool:
    """Whether the Instance is admissible and the recorded enclosures hold both sides and exclude one another.

    Raises LimitError where an evaluation goes past its budget.
    """
    instance = counterexample.instance
    if not admissible(claim, instance):
        return False
    try:
        left, right = ball(counterexample.lhs), ball(counterexample.rhs)
    except ValueError:
        return False
    if left.overlaps(right):
        return False
    return any(
        found.lhs is not None and found.rhs is not None and found.lhs in left and found.rhs in right
        for found in (compare(claim, instance, (precision,)) for precision in PRECISIONS)
    )


def check_witness(claim: Claim, witness: Instance) -> Finding:
    """AGREES for a witness. EXCLUDES means that the claim is false at an admissible Instance.

    Raises LimitError where an evaluation goes past its budget.
    """
    if not admissible(claim, witness):
        return Finding.INADMISSIBLE
    return compare(claim, witness).finding


def compare(
    claim: Claim,
    instance: Instance,
    precisions: Iterable[int] = PRECISIONS,
    evaluations: Evaluations | None = None,
) -> Comparison:
    """Both sides at rising precision, until they exclude one another or are both known well.

    evaluations: those of other claims under the same Context, where there are any.
    """
    evaluate = (evaluations or Evaluations()).together
    found = Comparison(Finding.UNDEFINED)
    for precision in precisions:
        try:
            lhs, rhs = evaluate((claim.lhs, claim.rhs), claim.context, instance, precision)
        except PrecisionError:
            continue
        except UndefinedError:
            return Comparison(Finding.UNDEFINED)
        if not lhs.overlaps(rhs):
            return Comparison(Finding.EXCLUDES, lhs, rhs)
        found = Comparison(Finding.AGREES, lhs, rhs)
        if _sharp(lhs) and _sharp(rhs):
            break
    return found


def admissible(claim: Claim, instance: Instance) -> bool:
    """Whether the Instance is complete for the claim and satisfies every assumption."""
    return complete(claim, instance) and all(
        satisfies(assumption, claim.context, instance) is Verdict.PROVED
        for assumption in claim.context.assumptions
    )


def complete(claim: Claim, instance: Instance) -> bool:
    """Whether sizes, values and indices are all there, of the right kind, in range, and nothing else."""
    context, sizes = claim.context, instance.sizes
    if set(sizes) != set(context.sizes()) or not all(_positive(length) for length in sizes.values()):
        return False
    axes = {
        tensor.name: tuple(size if isinstance(size, int) else sizes[size] for size in tensor.axes)
        for tensor in context.tensors.values()
    }
    if sum(map(prod, axes.values())) > ENTRIES:
        return False
    expected = {(name, where) for name, lengths in axes.items() for where in components(lengths)}
    if set(instance.values) != expected:
        return False
    if not all(isinstance(value, Fraction) for value in instance.values.values()):  # pyright: ignore[reportUnnecessaryIsInstance]
        return False
    lengths = {i.name: i.size if isinstance(i.size, int) else sizes.get(i.size, 0) for i in claim.free}
    return set(instance.indices) == set(lengths) and all(
        _positive(component) and component <= lengths[name] for name, component in instance.indices.items()
    )


def satisfies(assumption: Assumption, context: Context, instance: Instance) -> Verdict:
    """Whether the assumption holds at the Instance for all values of its free indices.

    An equation is PROVED by rational arithmetic alone; an inequality also by balls that exclude one
    another. What has no value there, or is not settled at the highest precision, is UNKNOWN.
    """
    free = sorted(free_indices(assumption.lhs) | free_indices(assumption.rhs))
    lengths = [i.size if isinstance(i.size, int) else instance.sizes[i.size] for i in free]
    if prod(lengths) > ENTRIES:
        raise LimitError("an assumption has too many cases at these sizes")
    exact = Evaluator(context, instance, ExactArithmetic())
    unknown = False
    for where in components(lengths):
        environment = {index.name: component for index, component in zip(free, where, strict=True)}
        verdict = _satisfied(assumption, context, instance, environment, exact)
        if verdict is Verdict.REFUTED:
            return verdict
        unknown = unknown or verdict is Verdict.UNKNOWN
    return Verdict.UNKNOWN if unknown else Verdict.PROVED


def _satisfied(
    assumption: Assumption,
    context: Context,
    instance: Instance,
    environment: dict[str, int],
    exact: Evaluator[Fraction],
) -> Verdict:
    try:
        left, right = exact.at(assumption.lhs, environment), exact.at(assumption.rhs, environment)
    except IrrationalError:
        here = Instance(instance.sizes, instance.values, environment)
        return _ball_relation(assumption, context, here)
    except UndefinedError:
        return Verdict.UNKNOWN
    holds = {"=": left == right, ">": left > right, ">=": left >= right, "!=": left != right}
    return Verdict.PROVED if holds[assumption.relation] else Verdict.REFUTED


def _ball_relation(assumption: Assumption, context: Context, here: Instance) -> Verdict:
    """The relation where a side is not rational: only balls that exclude one another decide."""
    found = compare(Claim(context, assumption.lhs, assumption.rhs), here)
    if found.finding is not Finding.EXCLUDES or found.lhs is None or found.rhs is None:
        return Verdict.UNKNOWN
    above = found.lhs > found.rhs
    holds = {"=": False, ">": above, ">=": above, "!=": True}
    return Verdict.PROVED if holds[assumption.relation] else Verdict.REFUTED


def _sharp(value: arb) -> bool:
    """Whether the radius is small, absolutely or for the size of the number."""
    scaled = value.rad() * 2**30
    return scaled < 1 or scaled < abs(value)


def _positive(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
