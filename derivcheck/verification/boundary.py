"""The boundary round one problem: what goes wrong inside becomes its error report; the others still run."""

from __future__ import annotations

import traceback
from pathlib import Path
from types import TracebackType

import derivcheck
from derivcheck.core.errors import DerivcheckError
from derivcheck.problem_files import authored_error
from derivcheck.report.model import ErrorReport

_PACKAGE = Path(derivcheck.__file__).parent


class Boundary:
    """A block of code whose exception is kept in `error`, as text for the user.

    No verdict comes out of a block that failed: the caller has no report of it but this one. Ctrl-C
    passes through. With `debug` everything passes through, with its traceback.
    """

    def __init__(self, path: Path, *, debug: bool = False) -> None:
        self._path = path
        self._debug = debug
        self.error: ErrorReport | None = None

    def __enter__(self) -> Boundary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or self._debug:
            return False
        self.error = _report(authored_error(error, trace, self._path) or _fault(error, trace))
        return True


def error_report(error: DerivcheckError) -> ErrorReport:
    """A DerivcheckError as plain data."""
    return ErrorReport(error.what, str(error.place or ""), error.text, error.remedy)


def _report(error: DerivcheckError | ErrorReport) -> ErrorReport:
    return error_report(error) if isinstance(error, DerivcheckError) else error


def _fault(error: Exception, trace: TracebackType | None) -> ErrorReport:
    """An error that nobody foresaw: ours, at our own last line."""
    frames = [
        f"{path.relative_to(_PACKAGE.parent)}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)
        if (path := Path(frame.filename)).is_relative_to(_PACKAGE)
    ]
    what = f"a fault in derivcheck: {type(error).__name__}: {error}"
    remedy = "run again with --debug and report what it says"
    return ErrorReport(what, frames[-1] if frames else "", remedy=remedy)
