"""Arrays beside others, h_{t-1} in a sum over t, that change with what is differentiated by."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.elaboration.changes import may_change
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.names import closure, names
from derivcheck.meaning.expressions import Derivative, walk
from derivcheck.meaning.neighbours import beside


def moving(e: Elaborator) -> Iterator[str]:
    """Arrays h_{t-1} beside an h_t that changes with what is differentiated by: so do they."""
    nodes = (node for part in e.subject.closure for node in walk(part) if isinstance(node, Derivative))
    for node in nodes:
        wrt = set(names(*node.variables))
        for name in names(*closure((node.body,), e.environment)):
            if (base := beside(name)) and any(_moves(e, each, wrt) for each in _of_letter(e, base)):
                yield name
        yield from sorted(filter(beside, wrt))


def _of_letter(e: Elaborator, base: str) -> set[str]:
    """The names that an array goes by: h and h_t."""
    known = {*e.environment.definitions, *e.environment.uses, *e.subject.dependent, *e.tensors, base}
    return {each for each in known if each == base or each.startswith(base + "_")}


def _moves(e: Elaborator, name: str, wrt: set[str]) -> bool:
    return name in wrt or name in e.subject.dependent or may_change(name, wrt, e.environment)
