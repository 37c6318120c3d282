r"""The class that a one-hot vector selects, where a document writes it as an index: \hat y_o, u_o, -log p_c.

With y one-hot and o its class, y_k = delta_ko. Then sum_k y_k f_k = f_o, and y_o = 1. The letter is an
index that is free in the step and stands for the class; the statement is made for every class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derivcheck.elaboration.indices import free_slots
from derivcheck.meaning.environment import Defined, Environment
from derivcheck.meaning.expressions import Component, Delta, Expression, Reduce, Variable, walk

NOTE = "{name} is the one-hot vector of class {letter}"
_FORMAL = "k"


def with_true_class(
    lhs: Expression, rhs: Expression, closure: Iterable[Expression], environment: Environment
) -> Iterator[tuple[Environment, str]]:
    """The environment with a one-hot vector defined by its class, and the note, if a letter offers itself."""
    held = {each.name: each for each in environment.properties if each.kind == "one-hot"}
    parts = tuple(closure)
    for name, hot in held.items():
        if name in environment.definitions or not any(_occurs(name, part) for part in parts):
            continue
        letters = free_slots(lhs) ^ free_slots(rhs) | _own(name, lhs) | _own(name, rhs)
        letters &= free_slots(lhs) | free_slots(rhs)
        letters = letters or (free_slots(lhs) | free_slots(rhs))
        letters -= {node.index for part in parts for node in walk(part) if isinstance(node, Reduce)}
        if len(letters) != 1:
            continue
        letter = letters.pop()
        formal = _FORMAL if letter != _FORMAL else "j"
        definition = Defined(name, Delta(formal, letter), (formal,), (), hot.origin)
        properties = tuple(each for each in environment.properties if each.name != name)
        definitions = {**environment.definitions, name: definition}
        changed = replace(environment, definitions=definitions, properties=properties)
        yield changed, NOTE.format(name=name, letter=letter)


def _occurs(name: str, part: Expression) -> bool:
    return any(isinstance(node, Variable) and node.name == name for node in walk(part))


def _own(name: str, part: Expression) -> set[str]:
    """Letters that stand as the only subscript on the vector."""
    return {
        slot
        for node in walk(part)
        if isinstance(node, Component) and node.base == Variable(name) and len(node.slots) == 1
        for slot in node.slots
        if isinstance(slot, str)
    }
