"""What an author states in a problem, as it is kept: claims, derivations, gradients, measurements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption
from derivcheck.core.errors import DerivcheckError, Place
from derivcheck.core.recursions import Recursion
from derivcheck.core.terms import Entry, Index, Term
from derivcheck.core.verdicts import Verdict

Reference: TypeAlias = Callable[..., Any]
"""A jax.numpy function whose parameters are named like declared tensors."""


@dataclass(frozen=True)
class ProblemClaim:
    """A claim of a problem. `indices` are its free indices: those of the axes in order, then the author's.

    `without` is the assumption that the author set aside, which is then not in the Context of the claim;
    `note` is what the author says of it.
    """

    name: str
    claim: Claim
    indices: tuple[Index, ...]
    expect: Verdict
    place: Place | None = None
    without: Assumption | None = None
    note: str = ""


@dataclass(frozen=True)
class MalformedClaim:
    """A formula that has no meaning, and the error that says why."""

    name: str
    formula: str
    error: DerivcheckError
    place: Place | None = None
    note: str = ""


@dataclass(frozen=True)
class Induction:
    """A statement about every depth. `consequences` are claims about one layer, under the hypothesis."""

    name: str
    recursion: Recursion
    base: tuple[Index, ...]
    step: tuple[Index, ...]
    consequences: tuple[ProblemClaim, ...] = ()


@dataclass(frozen=True)
class Measurement:
    """Something that is measured and not proved: `complaints` returns what speaks against it."""

    name: str
    statement: str
    complaints: Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Step:
    """One step of a derivation: the claim that it makes, and why the author says that it holds."""

    claim: Claim
    justification: str


@dataclass(frozen=True)
class Derivation:
    """The author's derivation: from `start` through the right side of every step."""

    name: str
    start: Term
    steps: tuple[Step, ...]
    indices: tuple[Index, ...]
    place: Place | None = None
    without: Assumption | None = None


@dataclass(frozen=True)
class Gradient:
    """A derivative that the program must find by itself: of an intermediate, by an entry of a variable.

    `indices` are the free indices: those of the objective, then those of the variable.
    """

    objective: Entry
    variable: Entry
    indices: tuple[Index, ...]
