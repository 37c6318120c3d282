"""Steps that are proved only as another reading has them; the reading says with the step what it takes."""

from __future__ import annotations

from collections.abc import Iterable

from derivcheck.checking.attempts import Read, Resolved, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement, judged


def proved_otherwise(
    found: Judgement, resolutions: Iterable[Resolved], read: Read, verdicts: frozenset[str]
) -> Judgement:
    """The same, but proved where it has one of the verdicts, and read proves it."""
    if found.verdict not in verdicts:
        return found
    other = judged(tried(resolutions, read, decided))
    return other if other.verdict == "proved" else found
