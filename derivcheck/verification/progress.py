"""What a run tells while it goes on. Nothing of it enters a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Event:
    """Something began, went on, or ended.

    `text` is what the user reads. `claim` and `seconds` tell what a finished claim took; `done` of `total`
    how far a download or a training has come (total 0 where that is not known).
    """

    text: str
    claim: str = ""
    seconds: float = 0.0
    done: int = 0
    total: int = 0


Progress: TypeAlias = Callable[[Event], None]


def silent(_event: Event) -> None:
    """Tell nobody."""
