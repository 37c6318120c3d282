"""One run of the command: which problems, what each of them is found to be, and the exit code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivcheck import problem_files
from derivcheck.core.errors import DerivcheckError, ProblemError
from derivcheck.report.folder import last_verdict, write
from derivcheck.report.model import ErrorReport, ProblemReport
from derivcheck.verification.boundary import Boundary, error_report
from derivcheck.verification.problems import train, training_of, verify
from derivcheck.verification.progress import Event, Progress, silent

if TYPE_CHECKING:
    from derivcheck.problem import Problem

DONE, REFUTED, UNREADABLE, UNKNOWN = 0, 1, 2, 3


@dataclass(frozen=True)
class Settings:
    """How problems are judged. `training` holds what the user set; `reports` is the folder to write to."""

    seed: int = 0
    crosscheck: bool = True
    debug: bool = False
    train: bool = True
    training: dict[str, Any] = field(default_factory=dict[str, Any])
    reports: Path | None = None


@dataclass(frozen=True)
class Target:
    """A problem that was asked for: its file, or why there is none."""

    name: str
    path: Path | None
    error: ErrorReport | None = None


def targets(names: Sequence[str], folder: Path) -> tuple[Target, ...]:
    """The problems by name or path, in the order given, each once; every one of the folder if none is named.

    Raises ProblemError where the folder is none, or two files would share one report.
    """
    found = [_target(name, folder) for name in dict.fromkeys(names or problem_files.problem_names(folder))]
    for target in found:
        twins = {other.path.resolve() for other in found if other.path and other.name == target.name}
        if len(twins) > 1:
            paths = " and ".join(sorted(map(str, twins)))
            raise ProblemError(f"two problems are named {target.name}: {paths}", remedy="rename one file")
    return tuple({target.name: target for target in found}.values())


def _target(name: str, folder: Path) -> Target:
    try:
        path = problem_files.find(name, folder)
    except ProblemError as error:
        return Target(name, None, error_report(error))
    return Target(path.stem, path)


class Session:
    """One problem after the other; `finished` is called with each report and the seconds its claims took."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress = silent,
        finished: Callable[[ProblemReport, Mapping[str, float]], None] = lambda _report, _seconds: None,
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._finished = finished
        self.problems: list[ProblemReport] = []
        self.folders: dict[str, str] = {}
        self.stopped = False

    def run(self, targets: Sequence[Target]) -> None:
        """Judge the targets in order. Ctrl-C ends it; what is finished by then is kept."""
        try:
            for target in targets:
                self._one(target)
        except KeyboardInterrupt:
            self.stopped = True

    def _one(self, target: Target) -> None:
        clock = _Clock(self._progress)
        report = judge(target, self._settings, clock)
        if self._settings.reports is not None and target.path is not None and report.claims:
            with Boundary(target.path, debug=self._settings.debug) as boundary:
                self.folders[report.name] = f"{write(report, self._settings.reports).as_posix()}/"
            report = replace(report, error=boundary.error or report.error)
        self.problems.append(report)
        self._finished(report, clock.seconds())
        if report.training is not None and report.training.get("interrupted"):
            raise KeyboardInterrupt


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


def judge(target: Target, settings: Settings, progress: Progress = silent) -> ProblemReport:
    """What one problem is found to be. An error inside it becomes the report's error."""
    if target.path is None:
        return ProblemReport(target.name, seed=settings.seed, error=target.error)
    progress(Event(f"{target.name}: loading"))
    with Boundary(target.path, debug=settings.debug) as boundary:
        problem = problem_files.load(target.path)
        report = verify(problem, seed=settings.seed, crosscheck=settings.crosscheck, progress=progress)
        return _trained(problem, report, settings, target.path, progress)
    return ProblemReport(target.name, seed=settings.seed, error=boundary.error)


def _trained(
    problem: Problem, report: ProblemReport, settings: Settings, path: Path, progress: Progress
) -> ProblemReport:
    """The report with its training, if it has one. What was proved stands also where training fails."""
    training = training_of(problem)
    if training is None or not settings.train:
        return report
    own = settings.reports / report.name if settings.reports is not None else None
    with Boundary(path, debug=settings.debug) as boundary:
        return train(training, report, settings.training, own, progress)
    return replace(report, error=boundary.error)


def listing(folder: Path, reports: Path) -> Iterator[tuple[str, str, str] | ErrorReport]:
    """Name, last verdict and title of every problem of the folder, or the error of one that does not load."""
    for target in targets((), folder):
        assert target.path is not None
        try:
            title = problem_files.load(target.path).title
            yield target.name, last_verdict(target.name, reports), title
        except DerivcheckError as error:
            yield error_report(error)


def exit_code(problems: Iterable[ProblemReport], *, changed: bool = False) -> int:
    """2 where a problem could not be judged; else 1, 3 or 0. `changed`: a committed report is another."""
    standings = {problem.standing for problem in problems}
    if "malformed" in standings:
        return UNREADABLE
    if "refuted" in standings or changed:
        return REFUTED
    return UNKNOWN if "unknown" in standings else DONE
