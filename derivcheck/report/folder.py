"""The folder of reports: one subfolder a problem, with its report.md."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from derivcheck.core.errors import DerivcheckError, Place
from derivcheck.report.markdown import markdown, training_markdown
from derivcheck.report.model import ProblemReport

FILE = "report.md"
TRAINING_FILE = "training.md"
_VERDICT = re.compile(r"^\*\*Verdict:\*\* (\w+)", re.MULTILINE)
_EXCERPT = 30


class ReportError(DerivcheckError):
    """A report folder that cannot be read or written."""


def write(problem: ProblemReport, folder: Path) -> Path:
    """Write the report of one problem; its own folder. Raises ReportError where that is not possible."""
    own = folder / problem.name
    try:
        own.mkdir(parents=True, exist_ok=True)
        (own / FILE).write_text(markdown(problem), encoding="utf-8", newline="\n")
        if problem.training is not None:
            text = training_markdown(problem, FILE)
            (own / TRAINING_FILE).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ReportError(
            f"the report cannot be written: {error.strerror}",
            remedy="name another folder: --report DIR",
            place=Place(str(own)),
        ) from error
    return own


def last_verdict(name: str, folder: Path) -> str:
    """The verdict of the report that lies in the folder; "not run" where there is none."""
    text = _read(folder / name / FILE)
    found = _VERDICT.search(text) if text is not None else None
    return found.group(1) if found else "not run"


def differences(problems: Sequence[ProblemReport], folder: Path, *, complete: bool) -> tuple[str, ...]:
    """What a reader must know where the folder's reports are not those of this run; empty if they are.

    With `complete`, the run is of every problem there is, so a folder of another name is a difference.
    """
    found = [text for problem in problems for text in _changed(problem, folder)]
    if complete and folder.is_dir():
        known = {problem.name for problem in problems}
        found += [
            f"{path}: a report of no problem that was run"
            for path in sorted(folder.iterdir())
            if path.is_dir() and path.name not in known
        ]
    return tuple(found)


def _changed(problem: ProblemReport, folder: Path) -> Iterator[str]:
    path = folder / problem.name / FILE
    before, after = _read(path), markdown(problem)
    if before is None:
        yield f"{path}: missing"
    elif before != after:
        lines = difflib.unified_diff(
            before.splitlines(), after.splitlines(), str(path), "this run", n=1, lineterm=""
        )
        excerpt = list(islice(lines, _EXCERPT + 1))
        more = ["..."] if len(excerpt) > _EXCERPT else []
        yield "\n".join([f"{path}: changed", *excerpt[:_EXCERPT], *more])


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"the report cannot be read: {error}", place=Place(str(path))) from error
