"""What derivcheck says when it cannot go on: what was wrong, where, the author's text, the remedy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; line and column count from 1, 0 where unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)


class DerivcheckError(Exception):
    """Base of every error a user may see. It ends the command with exit code 2 and no traceback."""

    def __init__(self, what: str, *, text: str = "", remedy: str = "", place: Place | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.text = text
        self.remedy = remedy
        self.place = place

    def at(self, place: Place) -> DerivcheckError:
        """The same error, placed; a place that is already known is kept."""
        if self.place is None:
            self.place = place
        return self

    def __str__(self) -> str:
        head = f"{self.place}: {self.what}" if self.place else self.what
        lines = [head]
        if self.text:
            lines += ["    " + line for line in self.text.splitlines()]
        if self.remedy:
            lines.append(f"  remedy: {self.remedy}")
        return "\n".join(lines)


class ShapeError(DerivcheckError):
    """Sizes of axes that must agree do not."""


class UnknownSymbolError(DerivcheckError):
    """A name that the Context does not declare."""


class MalformedError(DerivcheckError):
    """A statement without a meaning: free indices on one side only, a bound index used twice."""


class NotationError(DerivcheckError):
    """An expression outside the language that derivcheck reads."""


class ProblemError(DerivcheckError):
    """A problem file that cannot be found, imported or understood."""


class DataError(DerivcheckError):
    """A data file that is missing, unreadable or not the one its checksum promises."""


class LimitError(DerivcheckError):
    """A search or a rewrite went past its budget. Never a verdict other than UNKNOWN."""
