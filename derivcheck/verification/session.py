"""One run of the command: every problem judged, trained, written down and shown; and the exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from derivcheck.report.folder import write
from derivcheck.report.model import ProblemReport
from derivcheck.verification.boundary import Boundary
from derivcheck.verification.judging import Judged, with_training
from derivcheck.verification.progress import Event, Progress, silent
from derivcheck.verification.targets import Settings, Target
from derivcheck.verification.workers import judged

DONE, REFUTED, UNREADABLE, UNKNOWN = 0, 1, 2, 3


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
            with closing(judged(targets, self._settings, self._progress)) as found:
                for target, each in zip(targets, found, strict=True):
                    self._progress(Event(f"{target.name} is judged"))
                    self._finish(target, each)
        except KeyboardInterrupt:
            self.stopped = True

    def _finish(self, target: Target, found: Judged) -> None:
        report = with_training(found.report, target, self._settings, self._progress)
        report = self._written(report, target)
        self.problems.append(report)
        self._finished(report, found.seconds)
        if report.training is not None and report.training.get("interrupted"):
            raise KeyboardInterrupt

    def _written(self, report: ProblemReport, target: Target) -> ProblemReport:
        """The report, with an error where it cannot be written."""
        if self._settings.reports is None or target.path is None or not report.claims:
            return report
        with Boundary(target.path, debug=self._settings.debug) as boundary:
            self.folders[report.name] = f"{write(report, self._settings.reports).as_posix()}/"
        return replace(report, error=boundary.error or report.error)


def exit_code(problems: Iterable[ProblemReport], *, changed: bool = False) -> int:
    """2 where a problem could not be judged; else 1, 3 or 0. `changed`: a committed report is another."""
    standings = {problem.standing for problem in problems}
    if "malformed" in standings:
        return UNREADABLE
    if "refuted" in standings or changed:
        return REFUTED
    return UNKNOWN if "unknown" in standings else DONE
