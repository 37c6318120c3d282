"""The Markdown cells of a Jupyter notebook, with the line of the file on which each of their lines stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NoReturn, cast

from derivcheck.core.errors import DerivcheckError, Place
from derivcheck.reader.sources import Source

_MOST_CELLS = 10_000
_MOST_MISSES = 20


class NotebookError(DerivcheckError):
    """A notebook that is no JSON, or no notebook."""


def cells(path: str, text: str) -> Iterator[Source]:
    """One Source for each Markdown cell. Raises NotebookError."""
    strings = _Strings(text)
    for number, cell in enumerate(_cells(path, text), start=1):
        pieces = cell.get("source", "")
        lines = [pieces] if isinstance(pieces, str) else pieces
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            _refuse(path, f"the source of cell {number} is no text")
        written = cast("list[str]", lines)
        file_lines = strings.lines(written)
        if cell.get("cell_type") == "markdown":
            yield Source(path, "".join(written), cell=number, file_lines=file_lines)


def _cells(path: str, text: str) -> list[dict[str, object]]:
    try:
        read: object = json.loads(text, parse_constant=lambda name: _refuse(path, f"{name} is no JSON"))
    except json.JSONDecodeError as error:
        _refuse(path, f"this is no JSON: {error.msg}", error.lineno, error.colno)
    except (RecursionError, ValueError):
        _refuse(path, "this JSON is nested too deeply or holds a number without end")
    found: object = cast("dict[str, object]", read).get("cells") if isinstance(read, dict) else None
    if not isinstance(found, list):
        _refuse(path, "this notebook has no cells")
    known = cast("list[object]", found)
    if len(known) > _MOST_CELLS or not all(isinstance(cell, dict) for cell in known):
        _refuse(path, "the cells of this notebook are not understood")
    return cast("list[dict[str, object]]", known)


def _refuse(path: str, what: str, line: int = 0, column: int = 0) -> NoReturn:
    raise NotebookError(what, remedy="save the notebook again in format 4", place=Place(path, line, column))


class _Strings:
    """Finds strings in the text of a JSON file, in their order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.misses = 0

    def lines(self, pieces: list[str]) -> tuple[int, ...]:
        """For every line of the joined pieces the line of the file where its piece stands."""
        found: list[int] = []
        begins = True
        for piece in pieces:
            self._seek(piece)
            found += [self.line] * (begins + piece.count("\n") - piece.endswith("\n"))
            begins = piece.endswith("\n")
        return (*found, self.line) if begins else tuple(found)

    def _seek(self, piece: str) -> None:
        """Go to the piece; stay where it is spelled in a way that is not looked for."""
        for ascii_only in (False, True):
            if self.misses > _MOST_MISSES:
                return
            spelling = json.dumps(piece, ensure_ascii=ascii_only)
            place = self.text.find(spelling, self.position)
            if place >= 0:
                self.line += self.text.count("\n", self.position, place)
                self.position = place
                return
        self.misses += 1
