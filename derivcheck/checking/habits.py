"""What authors leave to the habits of the field: the target of a cross-entropy sums to 1.

A step that is proved with it, and not without it, is proved with a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derivcheck.checking.attempts import Read, Resolved, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement, judged
from derivcheck.elaboration.names import closure, names
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Expression
from derivcheck.meaning.targets import habitual, is_sum_of

SUMS_TO_ONE = "sums to 1 by default: the habit of cross-entropy, where the document says nothing else"


def with_habit(found: Judgement, resolutions: Iterable[Resolved], read: Read) -> Judgement:
    """The same, but proved where the habits of the field prove it. read: the readings with these habits."""
    if found.verdict not in ("refuted", "unknown"):
        return found
    usual = judged(tried(resolutions, read, decided))
    return usual if usual.verdict == "proved" else found


def of_targets(
    parts: tuple[Expression, ...], environment: Environment, targets: frozenset[str]
) -> tuple[Environment, str] | None:
    """The environment in which those of the targets that the parts rest on sum to 1, with a note of that.

    What says itself what the sum is, sum_k y_k = 1, is no reason for itself.
    """
    used = targets & set(names(*closure(parts, environment))) if targets else frozenset[str]()
    used = frozenset(name for name in used if not any(is_sum_of(part, name) for part in parts))
    added = habitual(environment, used)
    if not added:
        return None
    said = ", ".join(each.name for each in added)
    return replace(environment, properties=(*environment.properties, *added)), f"{said} {SUMS_TO_ONE}"
