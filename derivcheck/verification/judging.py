"""One problem, from its file to its report. What goes wrong inside becomes the report's error."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from derivcheck import problem_files
from derivcheck.report.model import ErrorReport, ProblemReport
from derivcheck.verification.boundary import Boundary
from derivcheck.verification.problems import check_training, train, training_of, verify
from derivcheck.verification.progress import Event, Progress, silent
from derivcheck.verification.targets import Settings, Target


@dataclass(frozen=True)
class Judged:
    """A report, and the seconds that went by: for each claim, and under the empty name for everything."""

    report: ProblemReport
    seconds: Mapping[str, float]


def judge(target: Target, settings: Settings, progress: Progress = silent) -> Judged:
    """What one problem is found to be, without its training."""
    clock = _Clock(progress)
    if target.path is None:
        return Judged(unjudged(target, settings, target.error), clock.seconds())
    progress(Event(f"{target.name}: loading"))
    with Boundary(target.path, debug=settings.debug) as boundary:
        problem = problem_files.load(target.path)
        if settings.train:
            check_training(problem, settings.training)
        found = verify(problem, seed=settings.seed, crosscheck=settings.crosscheck, progress=clock)
        return Judged(found, clock.seconds())
    return Judged(unjudged(target, settings, boundary.error), clock.seconds())


def unjudged(target: Target, settings: Settings, error: ErrorReport | None) -> ProblemReport:
    """The report of a problem of which nothing is known but the error."""
    return ProblemReport(target.name, seed=settings.seed, error=error)


def with_training(
    report: ProblemReport, target: Target, settings: Settings, progress: Progress
) -> ProblemReport:
    """The report with its training, if it has one. What was proved stands also where training fails."""
    if target.path is None or not (report.has_training and settings.train):
        return report
    own = settings.reports / report.name if settings.reports is not None else None
    with Boundary(target.path, debug=settings.debug) as boundary:
        training = training_of(problem_files.load(target.path))
        assert training is not None
        return train(training, report, settings.training, own, progress)
    return replace(report, error=boundary.error)


class _Clock:
    """Hands events on and remembers how long each claim took."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._began = time.perf_counter()
        self._claims: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        if event.claim:
            self._claims[event.claim] = event.seconds
        self._progress(event)

    def seconds(self) -> Mapping[str, float]:
        """By claim, and for the whole problem under the empty name."""
        return {**self._claims, "": time.perf_counter() - self._began}
