r"""The class that a one-hot vector selects, where a document writes it as an index: \hat y_o, u_o, -log p_c.

With y one-hot and o its class, y_k = delta_ko. Then sum_k y_k f_k = f_o, and y_o = 1. The letter is an
index that is free in the step and stands for the class; the statement is made for every class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derivcheck.elaboration.indices import free_slots
from derivcheck.meaning.environment import Defined, Environment, Origin
from derivcheck.meaning.expressions import (
    Component,
    Delta,
    Derivative,
    Expression,
    Reduce,
    Variable,
    children,
    walk,
)

NOTE = "{name} is the one-hot vector of class {letter}"
_FORMAL = "k"


def with_true_class(
    lhs: Expression, rhs: Expression, closure: Iterable[Expression], environment: Environment
) -> Iterator[tuple[Environment, str, str]]:
    """The environment with a one-hot vector defined by its class, the letter of the class and the note, if a
    letter offers itself. None does by which a side is differentiated and which the other side has lost, nor
    the j of dL/da_j da_j/dz, where a sum over j may have been lost, unless j is said to be the class.
    """
    held = {each.name: each for each in environment.properties if each.kind == "one-hot"}
    parts = tuple(closure)
    for name, hot in held.items():
        if name in environment.definitions or not any(_occurs(name, part) for part in parts):
            continue
        letters = free_slots(lhs) ^ free_slots(rhs) | _own(name, lhs) | _own(name, rhs)
        letters &= free_slots(lhs) | free_slots(rhs)
        letters = letters or (free_slots(lhs) | free_slots(rhs)) or _behind(parts, hot.origin, environment)
        summed = {node.index for part in parts for node in walk(part) if isinstance(node, Reduce)}
        letters -= summed
        said = _said(lhs, rhs, parts, hot.origin, environment)
        said -= summed | (free_slots(lhs) & free_slots(rhs))
        if said and not letters & said:
            letters = said
        elif len(letters) > 1:
            letters &= said
        if len(letters) != 1:
            continue
        letter = letters.pop()
        if letter in _lost(lhs, rhs) or (letter in _of_a_chain(lhs, rhs) and not _names(hot.origin, letter)):
            continue
        formal = _FORMAL if letter != _FORMAL else "j"
        definition = Defined(name, Delta(formal, letter), (formal,), (), hot.origin)
        properties = tuple(each for each in environment.properties if each.name != name)
        definitions = {**environment.definitions, name: definition}
        changed = replace(environment, definitions=definitions, properties=properties)
        yield changed, letter, NOTE.format(name=name, letter=letter)


def _behind(parts: Iterable[Expression], origin: Origin, environment: Environment) -> set[str]:
    """Letters that definitions leave open, J = -log q_o; of several those that are said to be the class."""
    left = _left_open(parts, environment)
    return left if len(left) == 1 else {letter for letter in left if _names(origin, letter)}


def _left_open(parts: Iterable[Expression], environment: Environment) -> set[str]:
    names = {node.name for part in parts for node in walk(part) if isinstance(node, Variable)}
    used = (each for name, each in environment.definitions.items() if name in names)
    return {slot for each in used for slot in free_slots(each.body) - set(each.formals)}


def _said(
    lhs: Expression, rhs: Expression, parts: Iterable[Expression], origin: Origin, environment: Environment
) -> set[str]:
    """The letters of a step, or of its definitions, that are said to be the class, and not in a subscript:
    1 in the o-th place, but not y_i is one-hot.
    """
    letters = free_slots(lhs) | free_slots(rhs) | _left_open(parts, environment)
    alone = (letter for letter in letters if not re.search(rf"_\s*\{{?{letter}(?![A-Za-z])", origin.text))
    return {letter for letter in alone if _names(origin, letter)}


def _lost(lhs: Expression, rhs: Expression) -> set[str]:
    """Letters that stand on one side alone, and there only in that by which something is differentiated."""
    one_sided = free_slots(lhs) ^ free_slots(rhs)
    return {letter for letter in one_sided if not (_elsewhere(lhs, letter) or _elsewhere(rhs, letter))}


def _of_a_chain(lhs: Expression, rhs: Expression) -> set[str]:
    """Letters on one side alone, by which and of which something is differentiated there."""
    one_sided = free_slots(lhs) ^ free_slots(rhs)
    found = [node for part in (lhs, rhs) for node in walk(part) if isinstance(node, Derivative)]
    by = {slot for node in found for each in node.variables for slot in free_slots(each)}
    of = {slot for node in found for slot in free_slots(node.body)}
    return one_sided & by & of


def _names(origin: Origin, letter: str) -> bool:
    """Whether what the document says of the vector names the letter: only the k-th entry of y is 1."""
    return letter != "a" and bool(re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", origin.text))


def _elsewhere(node: Expression, letter: str) -> bool:
    if letter not in free_slots(node):
        return False
    parts = (node.body,) if isinstance(node, Derivative) else tuple(children(node))
    return any(_elsewhere(part, letter) for part in parts) or (
        not isinstance(node, Derivative) and not any(letter in free_slots(part) for part in parts)
    )


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
