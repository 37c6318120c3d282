"""A step of which nothing says that its names are arrays, read as a statement about numbers.

d tanh(x)/dx = 1 - tanh(x)^2 may stand in a document in which x is elsewhere a matrix of examples. What is
true of numbers is not held against its author for the shapes that we have chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from derivcheck.checking.attempts import Read, Resolved, Trial, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement, judged
from derivcheck.elaboration.names import names
from derivcheck.meaning.environment import Environment, Property
from derivcheck.meaning.expressions import (
    ELEMENTWISE,
    Apply,
    Expression,
    Inner,
    Listed,
    Multiply,
    Norm,
    Transpose,
    WrittenOut,
    walk,
)

_ONE = frozenset(("one-hot", "simplex", "sums-to-one"))
_RANKED = frozenset(("vector", "matrix", "row", "column"))


def unlike_numbers(found: Judgement, trial: Trial, resolved: Resolved, read: Read) -> Judgement:
    """UNKNOWN in place of an accusation, where the step is true of numbers. read: the reading of numbers."""
    faulty = found.attempt is None or bool(found.attempt.reading.faults)
    if not (found.verdict == "refuted" or (found.verdict == "malformed" and faulty)) or not trial.complete:
        return found
    if judged(tried((resolved,), read, partial(decided, tries=0))).verdict != "proved":
        return found
    plural = "as it is read here, " if found.verdict == "malformed" else "read of arrays, "
    return found.but("unknown", f"{plural}{found.reason}; true where all names are numbers")


def of_numbers(parts: tuple[Expression, ...], environment: Environment) -> Environment | None:
    """The environment in which every name is a number that may be one; None where there is no such name."""
    plain = set(names(*parts)) - set(_arrays(parts)) - set(_said(environment))
    plain = {name for name in plain if not name[0].isupper()}
    if not plain:
        return None
    numbers = tuple(Property(name, "scalar") for name in sorted(plain))
    others = tuple(each for each in environment.properties if each.name not in plain)
    return replace(environment, properties=(*others, *numbers))


def _said(environment: Environment) -> Iterator[str]:
    """Names of which the document says what they are. One said to be a vector that is written with subscripts
    as well, x and x^{(i)}, may be any of these.
    """
    uses = environment.uses
    yield from (*environment.shapes, *environment.sizes, *environment.definitions)
    for each in environment.properties:
        several = each.name in uses and uses[each.name].slots > 0
        if each.kind in _ONE or (each.kind in _RANKED and not several):
            yield each.name
    yield from (name for name, used in uses.items() if used.bold)


def _arrays(parts: tuple[Expression, ...]) -> Iterator[str]:
    """Names in what only an array can be in a step: transposed, with subscripts, a factor entry by entry."""
    for node in (node for part in parts for node in walk(part)):
        marked = isinstance(node, Transpose | Norm | Inner | Listed | WrittenOut)
        applied = isinstance(node, Apply) and node.function not in ELEMENTWISE
        product = isinstance(node, Multiply) and bool({"odot", "otimes"} & set(node.operators))
        if marked or applied or product:
            yield from names(node)
