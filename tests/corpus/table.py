"""The whole corpus, read from the modules of its three folders."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from tests.corpus.rows import Row, Wrong

FOLDERS = ("accept", "reject", "unknown")
HERE = Path(__file__).parent


def subjects(folder: str) -> tuple[str, ...]:
    """The modules of a folder, in order."""
    return tuple(sorted(path.stem for path in (HERE / folder).glob("*.py") if path.stem != "__init__"))


@cache
def rows(folder: str) -> tuple[Row, ...]:
    """Every row of a folder, in order. KeyError where a wrong claim stands beside no accepted one."""
    found = [row for subject in subjects(folder) for row in _module_rows(folder, subject)]
    if folder != "reject":
        return tuple(found)
    right = {row.name: row for row in rows("accept")}
    return tuple(wrong.beside(right[wrong.of]) for wrong in found)


def _module_rows(folder: str, subject: str) -> tuple[Row | Wrong, ...]:
    return import_module(f"tests.corpus.{folder}.{subject}").ROWS
