"""What a run found, as plain data.

It holds no clock, no absolute path and no object of the program, so that the same input gives the same
data on every machine, apart from the measured errors of a cross-check. Mathematics is LaTeX; verdicts are
the words of the exit codes: proved, refuted, unknown, malformed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from derivcheck.notation.instances import Entries

VerdictWord: TypeAlias = Literal["proved", "refuted", "unknown", "malformed"]
Consensus: TypeAlias = Literal["agreed", "disagreed", "unknown"]


@dataclass(frozen=True, slots=True)
class CounterexampleReport:
    """Sizes, exact values and components of free indices at which both sides differ, with both enclosures."""

    dimensions: Mapping[str, int]
    values: Mapping[str, Entries]
    indices: Mapping[str, int]
    lhs: str
    rhs: str


@dataclass(frozen=True, slots=True)
class StepReport:
    """One line of a derivation: previous line = term, because of the justification."""

    term: str
    justification: str
    verdict: VerdictWord
    reason: str = ""
    counterexample: CounterexampleReport | None = None


@dataclass(frozen=True, slots=True)
class DerivationReport:
    """Lines from a first to a last term, written by the author or derived by the program.

    For a derived gradient `result` is the last line as text, `matrix` the whole of it read back into matrix
    notation (empty where there is no such reading), `confirms` the claim that it was compared with, and
    `adjoints` say which gradients found before stand in the lines under names of their own.
    """

    name: str
    origin: Literal["author", "derived"]
    start: str
    steps: tuple[StepReport, ...]
    verdict: VerdictWord
    result: str = ""
    matrix: str = ""
    adjoints: tuple[str, ...] = ()
    confirms: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether every line of it is proved and the claim that it was compared with is another formula."""
        held = all(step.verdict == "proved" for step in self.steps)
        return self.verdict == "refuted" and bool(self.confirms) and held


@dataclass(frozen=True, slots=True)
class MutantLine:
    """One mistake planted in a claim, and what became of it; `equivalent`: it is no mistake after all."""

    description: str
    verdict: VerdictWord
    equivalent: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MutantReport:
    """The mutants of one claim, in the order in which they were tried."""

    lines: tuple[MutantLine, ...]

    @property
    def tried(self) -> int:
        return len(self.lines)

    @property
    def refuted(self) -> int:
        return sum(line.verdict == "refuted" for line in self.lines)

    @property
    def equivalent(self) -> tuple[MutantLine, ...]:
        """Mutants that say the same as the claim, each with the reason."""
        return tuple(line for line in self.lines if line.equivalent)

    @property
    def alarms(self) -> tuple[MutantLine, ...]:
        """Mutants that were proved though they differ from the claim: a fault in derivcheck."""
        return tuple(line for line in self.lines if line.verdict == "proved" and not line.equivalent)

    @property
    def undefined(self) -> tuple[MutantLine, ...]:
        """Mutants that say nothing, since no values were found at which both sides are defined."""
        return tuple(line for line in self.lines if line.verdict == "malformed")

    @property
    def undecided(self) -> tuple[MutantLine, ...]:
        return tuple(line for line in self.lines if line.verdict == "unknown")


@dataclass(frozen=True, slots=True)
class CrosscheckReport:
    """A formula against automatic differentiation of an independent reference, in float64.

    `max_relative_error` is what this machine measured and `tolerance` the bound of the rounding error there;
    `share` is the largest part of its bound that a difference takes: more than 1 is disagreement. `sizes`
    lists the sizes that were tried, "K = 1, n = 3" each. `reason` says why nothing is known.
    """

    method: str
    instances: int
    sizes: tuple[str, ...]
    max_relative_error: float
    tolerance: float
    share: float
    consensus: Consensus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """One claim: what it says, how it was read, what is known of it and what that rests on.

    `note` is the author's. A statement about every depth has `parts`: its base, its step, what follows.
    A formula that has no meaning has no `statement`, and as its `reading` what was written.
    """

    name: str
    statement: str
    reading: str
    verdict: VerdictWord
    expected: VerdictWord
    scope: str
    obligations: tuple[str, ...] = ()
    trusts: tuple[str, ...] = ()
    reason: str = ""
    suggestion: str = ""
    residual: str = ""
    counterexample: CounterexampleReport | None = None
    derivation: tuple[StepReport, ...] = ()
    matrix: str = ""
    crosscheck: CrosscheckReport | None = None
    mutants: MutantReport | None = None
    note: str = ""
    parts: tuple[ClaimReport, ...] = ()

    @property
    def standing(self) -> VerdictWord:
        """proved: as expected and nothing speaks against it; unknown: something is undecided."""
        if self.verdict != self.expected:
            return "unknown" if self.verdict == "unknown" else "refuted"
        if self.crosscheck is not None and self.crosscheck.consensus == "disagreed":
            return "refuted"
        if self.mutants is not None and (self.mutants.alarms or self.mutants.undecided):
            return "refuted" if self.mutants.alarms else "unknown"
        below = {part.standing for part in self.parts} - {"proved"}
        return "refuted" if "refuted" in below else "unknown" if below else "proved"


@dataclass(frozen=True, slots=True)
class MeasurementReport:
    """Something that is measured and not proved, and what speaks against it; nothing, if it holds."""

    name: str
    statement: str
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextReport:
    """The Context as LaTeX lines: memberships, definitions, assumptions."""

    tensors: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    vectors: Literal["column", "row"] = "column"


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """Why a problem could not be judged. `place` is file:line:column, `text` the author's own line."""

    what: str
    place: str = ""
    text: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.what}" if self.place else self.what]
        lines += ["    " + line for line in self.text.splitlines()]
        return "\n".join([*lines, f"  remedy: {self.remedy}"] if self.remedy else lines)


@dataclass(frozen=True, slots=True)
class ProblemReport:
    """Everything that is known of one problem. A problem with an error has no claims.

    `emitted` is JAX source of the gradients that the program derived.
    """

    name: str
    title: str = ""
    source: str = ""
    expected: VerdictWord = "proved"
    seed: int = 0
    context: ContextReport = ContextReport()
    claims: tuple[ClaimReport, ...] = ()
    derivations: tuple[DerivationReport, ...] = ()
    measurements: tuple[MeasurementReport, ...] = ()
    emitted: str = ""
    has_training: bool = False
    training: Mapping[str, Any] | None = None
    error: ErrorReport | None = None

    @property
    def standing(self) -> VerdictWord:
        """proved: every claim is as expected and every step holds; else the worst that was found."""
        standings = {claim.standing for claim in self.claims}
        standings |= {derivation.verdict for derivation in self.derivations}
        if self.error is not None:
            return "malformed"
        disagrees = self.training is not None and self.training.get("gradients_agree") is False
        disagrees = disagrees or any(each.complaints for each in self.measurements)
        if disagrees or standings & {"refuted", "malformed"}:
            return "refuted"
        return "unknown" if "unknown" in standings or not self.claims else "proved"

    @property
    def reason(self) -> str:
        """Why nothing is known of a problem in which nothing is stated; empty for any other."""
        stated = self.claims or self.derivations or self.measurements
        nothing = self.error is None and not stated
        return "the problem states no claim: write problem.claim(...)" if nothing else ""

    @property
    def verdict(self) -> VerdictWord:
        """The expected verdict if everything stands, else what was found instead."""
        return self.expected if self.standing == "proved" else self.standing
