"""What authors leave to the habits of the field: the target of a cross-entropy sums to 1,
a covariance is symmetric.

A step that is proved with it, and not without it, is proved with a note. Where a sum goes from 0 to N, N may
be the number of its terms, or one less: what is true for any number N is proved, what is false for both is
refuted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from derivcheck.checking.attempts import Read, Resolved, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import DIFFER, Judgement, judged
from derivcheck.elaboration.names import closure, names
from derivcheck.elaboration.readings import COUNT
from derivcheck.meaning.environment import Environment, Property
from derivcheck.meaning.expressions import Expression, Reduce, Transpose, Variable, walk
from derivcheck.meaning.targets import is_sum_of

HABITS = {
    "sums-to-one": "sums to 1 by default: the habit of cross-entropy, where the document says nothing else",
    "symmetric": "is symmetric by default: the habit of covariances, where the document says nothing else",
}
_SAID = frozenset(("one-hot", "simplex", "scalar", *HABITS))


def of_habits(
    parts: tuple[Expression, ...], environment: Environment, habits: Mapping[str, str]
) -> tuple[Environment, tuple[str, ...]] | None:
    """The environment with the habits of the names that the parts rest on, and a note of each.

    Not of what the document says itself; sum_k y_k = 1 is no reason for itself.
    """
    said = {each.name for each in environment.properties if each.kind in _SAID}
    said |= {*environment.definitions, *environment.unsettled}
    rests = set(names(*closure(parts, environment))) if habits else set[str]()
    used = [name for name in sorted(rests & habits.keys() - said) if not _states(parts, name)]
    if not used:
        return None
    added = tuple(Property(name, habits[name]) for name in used)
    notes = tuple(f"{name} {HABITS[habits[name]]}" for name in used)
    return replace(environment, properties=(*environment.properties, *added)), notes


def _states(parts: tuple[Expression, ...], name: str) -> bool:
    """Whether a side says itself what the sum is, or is the transpose."""
    return any(is_sum_of(part, name) or part == Transpose(Variable(name)) for part in parts)


def with_counts(
    found: Judgement, resolutions: Iterable[Resolved], any_number: Read, terms: Read
) -> Judgement:
    """The same, but proved where the step is true whatever number N is beside a sum from 0 to N, and refuted
    where it is false for N terms as well as for N + 1.
    """
    if found.verdict != "unknown":
        return found
    resolutions = tuple(resolutions)
    usual = judged(tried(resolutions, any_number, decided))
    if usual.verdict == "proved":
        return usual
    attempt = found.attempt
    if attempt is None or not attempt.differs:
        return found
    if not all(each.startswith(COUNT) for each in attempt.reading.open):
        return found
    if judged(tried(resolutions, terms, decided)).verdict != "refuted":
        return found
    return found.but("refuted", DIFFER, "", final=True)


def of_counts(parts: tuple[Expression, ...], environment: Environment, *, terms: bool) -> Environment | None:
    """The environment in which every N to which a sum goes from 0 is the number of its terms, or any number
    that is not negative; None where there is none.
    """
    nodes = (node for part in closure(parts, environment) for node in walk(part))
    sizes = {node.size for node in nodes if isinstance(node, Reduce) and isinstance(node.size, str)}
    counts = frozenset(size.removesuffix("+1") for size in sizes if size.endswith("+1"))
    if not counts:
        return None
    if terms:
        return replace(environment, terms=counts)
    held = tuple(Property(name, kind) for name in sorted(counts) for kind in ("scalar", "nonnegative"))
    properties = (*environment.properties, *held)
    return replace(environment, numbers=counts, sizes=environment.sizes - counts, properties=properties)
