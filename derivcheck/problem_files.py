"""Finding and loading problem files: the author's own Python, trusted as a test file is."""

from __future__ import annotations

import difflib
import linecache
import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import TYPE_CHECKING

import derivcheck
from derivcheck.core.errors import DerivcheckError, Place, ProblemError

if TYPE_CHECKING:
    from derivcheck.problem import Problem


def shipped_folder() -> Path:
    """The problems that come with derivcheck: inside the installed package, or beside it in a checkout."""
    package = Path(derivcheck.__file__).parent
    packaged = package / "_problems"
    return packaged if packaged.is_dir() else package.parent / "problems"


def problem_names(folder: Path) -> tuple[str, ...]:
    """Names of the problem files of a folder, sorted. Raises ProblemError where there is no such folder."""
    if not folder.is_dir():
        raise ProblemError(f"{folder} is not a folder of problem files")
    return tuple(sorted(path.stem for path in folder.glob("*.py") if not path.name.startswith("_")))


def find(name: str, folder: Path) -> Path:
    """The file of a problem: a name in the folder, or a path to a file.

    Raises ProblemError, with the nearest names, where there is none.
    """
    if name.endswith(".py") or os.sep in name:
        path = Path(name)
        if not path.is_file():
            raise _no_file(path)
        return path
    known = problem_names(folder)
    if name not in known and Path(name).is_dir():
        raise _no_file(Path(name))
    if name not in known:
        raise ProblemError(f"there is no problem named {name}", remedy=_nearest(name, known))
    return folder / f"{name}.py"


def _no_file(path: Path) -> ProblemError:
    if not path.is_dir():
        return ProblemError(f"there is no problem file {path}")
    remedy = f"name a file in it, or run all of them: derivcheck run --all --problems {path}"
    return ProblemError(f"{path} is a folder, not a problem file", remedy=remedy)


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"the problems are {', '.join(known)}" if known else "the folder holds no problem file"


def load(path: Path) -> Problem:
    """The Problem that a file defines as `problem`.

    Raises ProblemError where the file cannot be read, fails while it runs, or defines no Problem; and
    whatever DerivcheckError the file itself raised, placed at the author's own line.
    """
    from derivcheck.problem import Problem

    with authored(path):
        module = _run(path)
    found = getattr(module, "problem", None)
    if not isinstance(found, Problem):
        what = "defines no variable named problem" if found is None else "its `problem` is not a Problem"
        raise ProblemError(what, remedy="write  problem = Problem(...)", place=Place(str(path)))
    found.name = path.stem
    return found


class authored:
    """Errors raised inside, while the author's code of this file runs, point at the author's line.

    A problem file may raise anything at all, and the user reads a message, never a traceback. No verdict
    passes through here.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, KeyboardInterrupt | GeneratorExit):
            return
        found = authored_error(error, trace, self.path)
        if found is None:
            found = ProblemError(_what(error), place=Place(str(self.path)))
        if found is not error:
            raise found from error


def authored_error(error: BaseException, trace: TracebackType | None, path: Path) -> DerivcheckError | None:
    """The error as the author of the file should read it; None if no line of the file led to it."""
    place, text = _where(error, trace, path)
    if isinstance(error, DerivcheckError):
        error.text = error.text or text
        return error.at(place) if place.line else error
    return ProblemError(_what(error), text=text, place=place) if place.line else None


def _what(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"this is not Python: {error.msg}"
    if isinstance(error, SystemExit):
        return "the problem file ended the program while it was read"
    message = str(error) or "no message"
    return f"{type(error).__name__}: {message}"


def _where(error: BaseException, trace: TracebackType | None, path: Path) -> tuple[Place, str]:
    """The author's line that led to the error, and what it says."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return Place(str(path), error.lineno or 0, error.offset or 0), (error.text or "").strip()
    lines = [line for frame, line in traceback.walk_tb(trace) if frame.f_code.co_filename == str(path)]
    if not lines:
        return Place(str(path)), ""
    linecache.checkcache(str(path))
    return Place(str(path), lines[-1]), linecache.getline(str(path), lines[-1]).strip()


def _run(path: Path) -> ModuleType:
    loader = _SourceOnly(f"derivcheck_problem_{path.stem}", str(path))
    spec = spec_from_file_location(loader.name, path, loader=loader)
    assert spec is not None
    module = sys.modules[loader.name] = module_from_spec(spec)
    with _importable(path.parent):
        loader.exec_module(module)
    return module


class _SourceOnly(SourceFileLoader):
    """Never a byte-code cache: its time stamps would miss an edit of one character within a second."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


@contextmanager
def _importable(folder: Path) -> Generator[None]:
    """A problem file may import a module beside it, which never hides an installed one."""
    sys.path.append(str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
