r"""Negative samples: sum_{k=1}^K log sigma(-u_k^T v) beside log sigma(u_o^T v), where o is none of the k.

A document that speaks of negative samples means others than the true one. The sums are then over k != o, and
a step with both letters free is said of k != o.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derivcheck.elaboration.indices import free_slots
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import (
    Apply,
    Component,
    Condition,
    Expression,
    Reduce,
    Variable,
    mapped,
    walk,
)

Pair = tuple[str, str, str]
"""The name of the family, the index of the sum, and the letter of the true one."""


def pairs(parts: Iterable[Expression]) -> frozenset[Pair]:
    """What the parts say: members of one family in a sigmoid, one in a sum over k and one outside of it."""
    found: set[Pair] = set()
    for part in parts:
        fixed = {(name, slot) for name, slot in _members(part) if slot in free_slots(part)}
        for node in walk(part):
            if isinstance(node, Reduce) and node.operator == "sum" and not node.conditions:
                within = {name for name, slot in _members(node.body) if slot == node.index}
                others = {(name, slot) for name, slot in fixed if slot != node.index}
                found |= {(name, node.index, slot) for name, slot in others if name in within}
    return frozenset(found)


def separated(node: Expression, known: frozenset[Pair]) -> Expression:
    """The expression with the true one left out of its sums over the negative samples."""
    node = mapped(node, lambda child: separated(child, known))
    if not isinstance(node, Reduce) or node.operator != "sum" or node.conditions:
        return node
    members = set(_members(node.body))
    true = {slot for name, index, slot in known if index == node.index and (name, index) in members}
    if len(true) != 1 or node.index in true:
        return node
    return replace(node, conditions=(Condition(node.index, "!=", true.pop()),))


def with_negatives(environment: Environment, known: frozenset[Pair]) -> Environment:
    """The environment for a step in which the letters of every pair are different."""
    definitions = {
        name: replace(each, body=separated(each.body, known))
        for name, each in environment.definitions.items()
    }
    letters = sorted({(index, slot) for _, index, slot in known})
    conditions = tuple(Condition(index, "!=", slot) for index, slot in letters)
    return replace(environment, definitions=definitions, conditions=(*environment.conditions, *conditions))


def _members(node: Expression) -> Iterator[tuple[str, str]]:
    """The names with one index that stand in a sigmoid, and their indices."""
    for outer in walk(node):
        if isinstance(outer, Apply) and outer.function == "sigmoid":
            for each in walk(outer):
                match each:
                    case Component(base=Variable(name=name), slots=(str() as slot,)):
                        yield name, slot
                    case _:
                        pass
