"""Verdicts, and the evidence and the Outcome that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import NoReturn, TypeAlias

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption
from derivcheck.core.terms import Term


class Verdict(Enum):
    """What is known of a Claim. It has no truth value: unknown is neither true nor false."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("a Verdict has no truth value; compare with Verdict.PROVED, .REFUTED or .UNKNOWN")


class StopReason(Enum):
    """Why a search ended without a verdict; the text is what the user reads."""

    NO_EVIDENCE = "no method found a proof or a counterexample"
    RESIDUAL = "the normal forms of the two sides differ"
    NO_INSTANCE = "no values were found that satisfy every assumption and at which both sides are defined"
    LIMIT = "a rewrite went past its budget"
    ROUTES_DISAGREE = "two independent routes disagree: this is a fault in derivcheck, please report it"


@dataclass(frozen=True, slots=True)
class Instance:
    """Concrete sizes and exact values.

    `sizes` gives every named size a positive integer, `values` every entry of every declared tensor
    (not of named intermediates) a rational number, keyed by tensor and 1-based subscripts, and
    `indices` a 1-based component to every free index of the claim, by name.
    """

    sizes: Mapping[str, int]
    values: Mapping[tuple[str, tuple[int, ...]], Fraction]
    indices: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A ball [midpoint - radius, midpoint + radius] that holds the exact value; both are printed decimals."""

    midpoint: str
    radius: str

    def __str__(self) -> str:
        return f"{self.midpoint} +/- {self.radius}"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Both sides have one normal form. `unfolded` names the intermediates replaced by their definitions.

    `witness` is an Instance at which every assumption holds and both sides are defined, so that the
    claim is not true of nothing.
    """

    unfolded: tuple[str, ...]
    witness: Instance


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An Instance at which the enclosures of the two sides exclude one another."""

    instance: Instance
    lhs: Enclosure
    rhs: Enclosure


@dataclass(frozen=True, slots=True)
class Agreement:
    """Instances at which both sides agreed numerically. Never more than UNKNOWN."""

    instances: int


@dataclass(frozen=True, slots=True)
class Unrolled:
    """The claim is shown at the sizes of each of these Instances, its witnesses. Never more than UNKNOWN.

    What holds at some sizes need not hold at all sizes.
    """

    witnesses: tuple[Instance, ...]


Evidence: TypeAlias = Certificate | Counterexample | Agreement | Unrolled


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the kernel found. Only `derivcheck.kernel` makes one.

    `scope` says for which sizes; `obligations` are conditions that were not discharged (x != 0);
    `trusts` is what the verdict rests on; `reason` is for people; `residual` is lhs - rhs where it is
    not zero.
    """

    claim: Claim
    verdict: Verdict
    scope: str
    evidence: Evidence | None
    obligations: tuple[Assumption, ...] = ()
    trusts: tuple[str, ...] = ()
    reason: str = ""
    residual: Term | None = None
