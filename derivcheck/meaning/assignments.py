r"""Arrows that define: \mu \leftarrow \frac{1}{m} \sum_i x_i, as in the boxes of algorithms.

Where a name is assigned once, to a formula that does not rest on it, by no way round either, and no equation
says anything else of it, the arrow says what it is; everywhere else it is an update.
"""

from __future__ import annotations

from collections.abc import Iterable

from derivcheck.reader.derivations import Step
from derivcheck.reader.syntax import Name, Node, Scripted, walk

ARROW = r"\leftarrow"


def assigned(steps: Iterable[Step]) -> frozenset[Name]:
    """The names that arrows define."""
    steps = tuple(steps)
    bodies: dict[Name, list[Node]] = {}
    for step in steps:
        name, body = _base(step.lhs.tree), step.rhs.tree
        if step.relation == ARROW and name is not None and isinstance(body, Node):
            bodies.setdefault(name, []).append(body)
    others = {_base(step.lhs.tree) for step in steps if step.relation != ARROW}
    rests = {name: _names(*each) for name, each in bodies.items()}
    return frozenset(
        name
        for name, each in bodies.items()
        if len(each) == 1 and name not in others and rests[name] and name not in _behind(name, rests)
    )


def is_assignment(step: Step, names: frozenset[Name]) -> bool:
    """Whether the step is an arrow that defines one of the names."""
    return step.relation == ARROW and _base(step.lhs.tree) in names and not isinstance(step.rhs.tree, Name)


def _base(tree: object) -> Name | None:
    base = tree.base if isinstance(tree, Scripted) else tree
    return base if isinstance(base, Name) else None


def _names(*bodies: Node) -> frozenset[Name]:
    return frozenset(each for body in bodies for each in walk(body) if isinstance(each, Name))


def _behind(name: Name, rests: dict[Name, frozenset[Name]]) -> set[Name]:
    found: set[Name] = set()
    waiting = [name]
    while waiting:
        new = rests.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting += new
    return found
