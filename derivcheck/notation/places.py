"""The author's line: the nearest caller outside this package."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import derivcheck
from derivcheck.core.errors import DerivcheckError, Place

_PACKAGE = Path(derivcheck.__file__).parent
_SHIPPED_PROBLEMS = _PACKAGE / "_problems"


def author_place() -> Place | None:
    """File and line of the innermost calling frame that is not part of derivcheck."""
    frame = inspect.currentframe()
    while frame is not None and _is_ours(Path(frame.f_code.co_filename)):
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno) if frame is not None else None


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(_PACKAGE) and not file.is_relative_to(_SHIPPED_PROBLEMS)


@contextmanager
def placed(place: Place | None, text: str) -> Generator[None]:
    """Give errors from inside the author's place and text, where they have none of their own."""
    try:
        yield
    except DerivcheckError as error:
        error.text = error.text or text
        if place is not None:
            error.at(place)
        raise
