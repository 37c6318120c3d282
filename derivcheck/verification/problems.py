"""One Problem: its claims, its derivations and its training, as a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from derivcheck.report.model import ClaimReport, DerivationReport, ProblemReport
from derivcheck.verification.claims import WORDS, claim_report, decider
from derivcheck.verification.crosschecks import crosscheck_reports
from derivcheck.verification.derivations import authored_report, derivative_of, derived, derived_report
from derivcheck.verification.inductions import induction_report, malformed_report, measurement_report
from derivcheck.verification.progress import Event, Progress, silent
from derivcheck.verification.statements import context_report

if TYPE_CHECKING:
    from derivcheck.derivation.steps import Derived
    from derivcheck.problem import Induction, Problem, ProblemClaim


def verify(
    problem: Problem, *, seed: int = 0, crosscheck: bool = True, progress: Progress = silent
) -> ProblemReport:
    """Judge every claim and every line of every derivation. Raises DerivcheckError where one is malformed."""
    decide = decider(seed)
    claims = tuple(_judged(each, problem, seed, progress) for each in problem.claims)
    if crosscheck:
        claims = _crosschecked(claims, problem, seed, progress)
    claims += tuple(_by_induction(each, problem, seed, progress) for each in problem.inductions)
    claims += tuple(map(malformed_report, problem.malformed_claims))
    progress(Event(f"{problem.name}: derivations"))
    found = derived(problem)
    derivations = (
        *(authored_report(each, decide) for each in problem.derivations),
        *(derived_report(each, problem, decide) for each in found),
    )
    return ProblemReport(
        name=problem.name,
        title=problem.title,
        source=problem.source,
        expected=WORDS[problem.expect],
        seed=seed,
        context=context_report(problem.context),
        claims=tuple(_with_derivation(claim, derivations) for claim in claims),
        derivations=derivations,
        measurements=tuple(map(measurement_report, problem.measurements)),
        emitted=_emitted(problem, found),
        has_training=training_of(problem) is not None,
    )


def _judged(each: ProblemClaim, problem: Problem, seed: int, progress: Progress) -> ClaimReport:
    name = f"{problem.name}: {each.name}"
    progress(Event(name))
    began = time.perf_counter()
    report = claim_report(each, seed)
    seconds = time.perf_counter() - began
    progress(Event(f"{name} is {report.verdict}", claim=each.name, seconds=seconds))
    return report


def _crosschecked(
    reports: tuple[ClaimReport, ...], problem: Problem, seed: int, progress: Progress
) -> tuple[ClaimReport, ...]:
    """The reports, the proved ones with what automatic differentiation says."""
    progress(Event(f"{problem.name}: against automatic differentiation"))
    both = zip(problem.claims, reports, strict=True)
    proved = [each for each, report in both if report.verdict == "proved"]
    found = iter(crosscheck_reports(proved, problem, seed) if proved else ())
    return tuple(replace(r, crosscheck=next(found)) if r.verdict == "proved" else r for r in reports)


def _by_induction(each: Induction, problem: Problem, seed: int, progress: Progress) -> ClaimReport:
    progress(Event(f"{problem.name}: {each.name}"))
    began = time.perf_counter()
    report = induction_report(each, seed)
    seconds = time.perf_counter() - began
    progress(Event(f"{problem.name}: {each.name} is {report.verdict}", claim=each.name, seconds=seconds))
    return report


def _with_derivation(claim: ClaimReport, derivations: Sequence[DerivationReport]) -> ClaimReport:
    """The claim with the author's derivation of its name, else the one that was found and confirms it."""
    for derivation in derivations:
        if claim.name in (derivation.confirms, derivation.name if derivation.origin == "author" else ""):
            return replace(claim, derivation=derivation.steps)
    return claim


def _emitted(problem: Problem, found: Sequence[Derived]) -> str:
    """JAX source of all gradients that were asked for, sharing what they share."""
    from derivcheck.emit.programs import Output, Program
    from derivcheck.emit.source import source

    wanted = {(each.objective, each.variable.tensor) for each in problem.gradients}
    outputs = [
        Output(f"d_{each.variable.tensor}", each.free, each.result)
        for each in found
        if (derivative_of(each).body, each.variable.tensor) in wanted
    ]
    adjoints = {each.name: each for gradient in found for each in gradient.adjoints}
    if not outputs:
        return ""
    program = Program(problem.context, tuple(outputs), tuple(adjoints.values()))
    return source(program, "gradients").rstrip("\n")


@runtime_checkable
class Checkable(Protocol):
    """A training that knows before anything is proved what it cannot do."""

    def check(self, options: Mapping[str, Any]) -> None:
        """Raise DerivcheckError where `run` would, for these options and the data that are at hand."""
        ...


class Training(Protocol):
    """What a problem that trains a network has as its attribute `training`."""

    def run(
        self, options: Mapping[str, Any], folder: Path | None, progress: Callable[[str, int, int], None]
    ) -> Mapping[str, Any]:
        """Train; what was found, as the JSON object of a run shows it.

        `options` holds what the user set, `folder` is where figures may be written (their names go under
        "figures"), `progress` takes what is being done, how much of it, of how much. Ctrl-C ends it early,
        with "interrupted": True.
        """
        ...


def training_of(problem: Problem) -> Training | None:
    """How the problem trains its network; None where it has none."""
    return vars(problem).get("training")


def check_training(problem: Problem, options: Mapping[str, Any]) -> None:
    """Raise DerivcheckError where the training of the problem is known to fail."""
    training = training_of(problem)
    if isinstance(training, Checkable):
        training.check(options)


def train(
    training: Training,
    report: ProblemReport,
    options: Mapping[str, Any],
    folder: Path | None,
    progress: Progress,
) -> ProblemReport:
    """The report with what the training found. Raises DerivcheckError as the training does."""

    def tell(text: str, done: int, total: int) -> None:
        progress(Event(f"{report.name}: {text}", done=done, total=total))

    return replace(report, training=dict(training.run(options, folder, tell)))
