"""Which problems a run is of, and how they are judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derivcheck import problem_files
from derivcheck.core.errors import DerivcheckError, ProblemError
from derivcheck.report.folder import last_verdict
from derivcheck.report.model import ErrorReport
from derivcheck.verification.boundary import error_report


@dataclass(frozen=True)
class Settings:
    """How problems are judged. `training` holds what the user set; `reports` is the folder to write to.

    With `jobs` above 1, so many problems are judged at a time, each in a process of its own.
    """

    seed: int = 0
    crosscheck: bool = True
    debug: bool = False
    train: bool = True
    training: dict[str, Any] = field(default_factory=dict[str, Any])
    reports: Path | None = None
    jobs: int = 1


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


def listing(folder: Path, reports: Path) -> Iterator[tuple[str, str, str] | ErrorReport]:
    """Name, last verdict and title of every problem of the folder, or the error of one that does not load."""
    for target in targets((), folder):
        assert target.path is not None
        try:
            title = problem_files.load(target.path).title
            yield target.name, last_verdict(target.name, reports), title
        except DerivcheckError as error:
            yield error_report(error)
