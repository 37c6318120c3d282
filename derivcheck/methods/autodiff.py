"""The cross-check: a derived formula, emitted as JAX, against automatic differentiation.

Both sides are computed in float64 at Instances that satisfy every assumption, in several sizes, one
compiled call for each choice of sizes. The tolerance is no choice of ours: running error analysis
(`derivcheck.emit.rounding`) bounds, entry by entry, how far each side may lie from its exact value at the
exact rational values, so two sides that are equal differ by at most the sum of their bounds. The rounding
of the inputs is in the bounds too, since a rounded y need not sum to 1. Agreement is evidence and never a
proof; nan, inf or an infinite bound on either side is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from inspect import signature
from typing import NoReturn

import jax
import numpy as np
from numpy.typing import NDArray

from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError, UnknownSymbolError
from derivcheck.core.terms import Index, Term
from derivcheck.core.verdicts import Instance
from derivcheck.emit.differentiation import Arrays, Reference, Side, side
from derivcheck.emit.rounding import Bounded, with_bounds
from derivcheck.methods.arrays import Batch, batches

SPARE = 1.25
"""How many times as many Instances are drawn as are wanted, since a side may be undefined at some."""

HALF_THE_DIGITS = 2.0**-26
"""Where rounding may take more than half of the digits, a relative error says nothing; the bound decides."""

QUICKLY = {"xla_backend_optimization_level": 0}
"""Each function is called once, so that compiling it is all the time it takes."""

FUNCTION_UNKNOWN = "of a tensor that is a function of another only the Jacobian is known"

Column = NDArray[np.float64]
"""One number for each Instance of a batch."""


class Consensus(Enum):
    """What the cross-check found. It has no truth value: unknown is neither agreement nor disagreement."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("a Consensus has no truth value; compare with Consensus.AGREED and so on")


@dataclass(frozen=True)
class CrossCheck:
    """A claim against automatic differentiation.

    `instances` counts those at which both sides and their bounds are finite; `sizes` are the choices of
    sizes. `share` is the largest part of its bound that the difference of two entries takes, at the
    Instance `worst`: more than 1 is disagreement. `max_relative_error` is relative to the largest entry at
    an Instance, over Instances at which rounding leaves half of the digits; `tolerance` is the bound, so
    divided, at that Instance.
    """

    name: str
    method: str
    consensus: Consensus
    instances: int = 0
    sizes: tuple[Mapping[str, int], ...] = ()
    max_relative_error: float = 0.0
    tolerance: float = 0.0
    share: float = 0.0
    worst: Instance | None = None
    reason: str = ""


def cross_check(
    context: Context,
    name: str,
    formula: Term,
    axes: tuple[Index, ...],
    wrt: str,
    reference: Reference,
    *,
    instances: int = 64,
    seed: int = 0,
) -> CrossCheck:
    """The formula, its free indices in the order of the axes of `wrt`, against jax.grad of the reference.

    The reference is a jax.numpy function of declared tensors, by name, with a scalar value. Raises
    UnknownSymbolError where it does not take the tensor `wrt`.
    """
    if wrt not in context.tensors or wrt not in signature(reference).parameters:
        raise UnknownSymbolError(
            f"the reference takes no tensor {wrt}", remedy="name its parameters like tensors"
        )
    names = tuple(signature(reference).parameters)

    def gradient(arrays: Arrays) -> jax.Array:
        def of_tensor(array: jax.Array) -> jax.Array:
            return reference(**{name: arrays[name] for name in names} | {wrt: array})

        return jax.grad(of_tensor)(arrays[wrt])

    pair = Pair(name, side(context, formula, axes, {}), Side(gradient, frozenset({"jax.grad"})))
    return compare(context, [pair], instances=instances, seed=seed)[0]


def cross_check_claims(
    claims: Sequence[tuple[Claim, tuple[Index, ...]]],
    references: Mapping[str, Reference] | None = None,
    *,
    instances: int = 64,
    seed: int = 0,
) -> tuple[CrossCheck, ...]:
    """Both sides of each claim, emitted, at its free indices in the given order; JAX takes every derivative.

    `references` are independent jax.numpy functions by the intermediate that they compute; a derivative of
    that intermediate by a tensor is taken of the reference. Derivatives of other terms, and by
    intermediates, are taken of the emitted definitions. Claims of one Context share their compilation.
    """
    for claim, _ in claims:
        check_claim(claim)
    checks: dict[int, CrossCheck] = {}
    for members in _by_context([claim for claim, _ in claims]):
        context = claims[members[0]][0].context
        pairs = [_pair(claims[number][0], claims[number][1], references or {}) for number in members]
        found = compare(context, pairs, instances=instances, seed=seed)
        checks.update(zip(members, found, strict=True))
    return tuple(checks[number] for number in range(len(claims)))


def _pair(claim: Claim, axes: tuple[Index, ...], references: Mapping[str, Reference]) -> Pair:
    left, right = (side(claim.context, body, axes, references) for body in (claim.lhs, claim.rhs))
    return Pair(claim.name, left, right)


def _by_context(claims: Sequence[Claim]) -> list[list[int]]:
    """The numbers of the claims, those with the same tensors, definitions and assumptions together."""
    groups: list[tuple[object, list[int]]] = []
    for number, claim in enumerate(claims):
        content = (claim.context.tensors, claim.context.definitions, claim.context.assumptions)
        members = next((found for other, found in groups if other == content), None)
        if members is None:
            groups.append((content, [number]))
        else:
            members.append(number)
    return [members for _, members in groups]


def cross_check_claim(
    claim: Claim,
    axes: tuple[Index, ...],
    references: Mapping[str, Reference] | None = None,
    *,
    instances: int = 64,
    seed: int = 0,
) -> CrossCheck:
    """`cross_check_claims` of one claim."""
    return cross_check_claims([(claim, axes)], references, instances=instances, seed=seed)[0]


@dataclass(frozen=True)
class Pair:
    """Two functions of the tensors that are claimed to be equal."""

    name: str
    left: Side
    right: Side

    @property
    def method(self) -> str:
        """Who differentiates; jax.numpy where nobody has to."""
        return ", ".join(sorted(self.left.methods | self.right.methods)) or "jax.numpy"


def compare(
    context: Context, pairs: Sequence[Pair], *, instances: int = 64, seed: int = 0
) -> tuple[CrossCheck, ...]:
    """Functions of the tensors that must be equal, pair by pair, under the assumptions of the Context."""
    empty = [CrossCheck(pair.name, pair.method, Consensus.UNKNOWN) for pair in pairs]
    if context.jacobians:
        return tuple(replace(check, reason=FUNCTION_UNKNOWN) for check in empty)
    drawn = list(batches(context, int(SPARE * instances), seed))
    found = [_measured(each, pairs) for each in drawn]
    sizes = tuple(each.sizes for each in drawn)
    return tuple(
        _judged(replace(check, sizes=sizes), [measured[number] for measured in found], instances)
        for number, check in enumerate(empty)
    )


@dataclass(frozen=True)
class _Measured:
    """For each Instance of a batch: the relative error, the relative bound, and the share of the bound.

    All three are nan where a side or its bound is not finite; `reason` where there is no bound at all.
    """

    batch: Batch
    error: Column
    tolerance: Column
    share: Column
    reason: str = ""


def _measured(batch: Batch, pairs: Sequence[Pair]) -> list[_Measured]:
    """All pairs at a batch, in one compiled call."""
    shapes = {name: array.shape[1:] for name, array in batch.arrays.items()}
    runs: list[Bounded] = []
    reasons: list[str] = []
    with jax.enable_x64(True):
        for pair in pairs:
            try:
                both = [with_bounds(each.run, shapes) for each in (pair.left, pair.right)]
                runs.extend(both)
                reasons.append("")
            except LimitError as error:
                reasons.append(error.what)
        values = iter(_called(runs, batch))
        return [
            _unbounded(batch, reason) if reason else _errors(batch, *next(values), *next(values))
            for reason in reasons
        ]


def _called(runs: Sequence[Bounded], batch: Batch) -> list[tuple[Column, Column]]:
    """Value and bound of every function, as (instances, entries)."""

    def every(arrays: Arrays, bounds: Arrays) -> list[tuple[jax.Array, jax.Array]]:
        return [run(arrays, bounds) for run in runs]

    compiled = jax.jit(jax.vmap(every), compiler_options=QUICKLY)
    results = compiled(dict(batch.arrays), dict(batch.rounding))
    count = len(batch.instances)
    return [(np.asarray(v).reshape(count, -1), np.asarray(e).reshape(count, -1)) for v, e in results]


def _unbounded(batch: Batch, reason: str) -> _Measured:
    nothing = np.full(len(batch.instances), np.nan)
    return _Measured(batch, nothing, nothing, nothing, reason)


def _errors(batch: Batch, a: Column, a_bound: Column, b: Column, b_bound: Column) -> _Measured:
    """Two sides, (instances, entries), compared entry by entry."""
    bound = a_bound + b_bound
    finite = np.isfinite(np.stack((a, b, bound))).all((0, 2))
    a, b, bound = (np.where(finite.reshape(-1, 1), x, np.nan) for x in (a, b, bound))
    difference = abs(a - b)
    share = np.where(difference == 0, 0, difference / np.maximum(bound, np.finfo(float).tiny)).max(1)
    scale = np.maximum(abs(a), abs(b)).max(1)
    sharp = (bound.max(1) <= HALF_THE_DIGITS * scale) & (scale > 0)
    error = np.where(sharp, difference.max(1) / np.where(sharp, scale, 1), np.nan)
    tolerance = np.where(sharp, bound.max(1) / np.where(sharp, scale, 1), np.nan)
    return _Measured(batch, error, tolerance, np.where(finite, share, np.nan))


def _judged(check: CrossCheck, found: Sequence[_Measured], wanted: int) -> CrossCheck:
    """The consensus over all batches: a disagreement at one Instance decides."""
    every = [each for part in found for each in part.batch.instances]
    if not every:
        return replace(check, reason="no Instance satisfies the assumptions")
    error = np.concatenate([part.error for part in found])
    tolerance = np.concatenate([part.tolerance for part in found])
    share = np.concatenate([part.share for part in found])
    decided = int(np.isfinite(share).sum())
    if not decided:
        return replace(check, reason=found[0].reason or "a side is undefined at every Instance")
    worst = int(np.nanargmax(share))
    check = replace(check, instances=decided, share=float(share[worst]), worst=every[worst])
    if np.isfinite(error).any():
        shown = int(np.nanargmax(error))
        check = replace(check, max_relative_error=float(error[shown]), tolerance=float(tolerance[shown]))
    if share[worst] > 1:
        return replace(check, consensus=Consensus.DISAGREED, reason="the sides differ by more than rounding")
    if decided < wanted:
        return replace(check, reason=f"both sides are finite at {decided} of {len(every)} Instances only")
    return replace(check, consensus=Consensus.AGREED)
