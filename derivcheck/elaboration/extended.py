r"""Vectors with more entries than a sum over x_i takes: x = (1, x_1, \dots, x_n), w = (w_0, w_1, \dots, w_n).

Beside such an x as a whole, \sum_{i=1}^n w_i x_i is not w^T x: x_i is not component i of x, or there is
an x_0.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.kinds import slots_of
from derivcheck.elaboration.names import names
from derivcheck.meaning.environment import Uses
from derivcheck.meaning.expressions import Component, Reduce, Variable, walk


def extended(e: Elaborator) -> Iterator[str]:
    """The names that stand as a whole, beside a sum that leaves out some of their entries."""
    closure = e.subject.closure
    sums = [node for part in closure for node in walk(part) if isinstance(node, Reduce)]
    for name, counts in slots_of(closure).items():
        uses = e.environment.uses.get(name, Uses())
        if 0 in counts and any(_leaves_out(each, name, uses) for each in sums):
            yield name


def _leaves_out(node: Reduce, name: str, uses: Uses) -> bool:
    components = (
        each for each in walk(node.body) if isinstance(each, Component) and node.index in each.slots
    )
    if not any(each.base == Variable(name) for each in components):
        return False
    return uses.extended or (uses.from_zero and node.first != 0 and node.size is not None)


def names_of_indices(e: Elaborator) -> Iterator[str]:
    """Letters that are an index and an array in one step: softmax(a)_a."""
    for name in names(*e.subject.sides):
        known = e.tensors.get(name) or (e.intermediates[name].array if name in e.intermediates else None)
        if name in e.indices.free and known is not None and known.axes:
            yield name
