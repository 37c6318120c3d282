r"""a_{ij} beside A, \theta_j beside \Theta: entries of an array, which a document writes in small letters.

Only of a letter that always has two subscripts, beside a capital that never has any and is a matrix there; of
parameters, with one, it is a vector. That a_{ij} is A_{ij} and not A_{ji} is a habit of the field, where no
A = [a_{ij}] says so: then nothing is refuted by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from derivcheck.elaboration.kinds import LOSSES, is_said, usually_number
from derivcheck.elaboration.names import closure, names
from derivcheck.meaning.environment import Defined, Environment, Property, Uses
from derivcheck.meaning.expressions import Component, Expression, Variable, mapped, walk
from derivcheck.meaning.names import stem

Sides = tuple[Expression, Expression]
_PARAMETERS = frozenset(("Theta", "Phi", "Psi"))
_MATRICES = frozenset(("matrix", "symmetric", "orthogonal", "invertible", "diagonal", "definite"))


def with_entries(
    sides: Sides, environment: Environment
) -> tuple[Sides, Environment, tuple[str, ...], tuple[str, ...]]:
    """The step with A_{ij} for a_{ij} where it rests on both, what to say of it, and what is guessed."""
    parts = tuple(closure(sides, environment))
    present = set(names(*parts))
    capitals = {
        small: capital
        for capital in sorted(present)
        if (small := capital[0].lower() + capital[1:]) in present - {capital}
        and _are_entries(small, capital, parts, environment)
    }
    if not capitals:
        return sides, environment, (), ()
    left, right = (_named(side, capitals) for side in sides)
    vectors = {small for small in capitals if environment.uses.get(small, Uses()).slots == 1}
    held = tuple(Property(capitals[small], "vector") for small in sorted(vectors))
    notes = {
        small: f"{small} with its subscripts is an entry of {capital}"
        for small, capital in capitals.items()
        if capital not in environment.definitions
    }
    guessed = tuple(note for small, note in notes.items() if small not in vectors)
    environment = replace(environment, properties=(*environment.properties, *held))
    return (left, right), _environment(environment, capitals), tuple(notes.values()), guessed


def _are_entries(small: str, capital: str, parts: Iterable[Expression], environment: Environment) -> bool:
    nodes = [node for part in parts for node in walk(part)]
    held = [node for node in nodes if isinstance(node, Component) and node.base == Variable(small)]
    alone = sum(isinstance(node, Variable) and node.name == small for node in nodes) - len(held)
    slots = 1 if capital in _PARAMETERS and environment.uses.get(small, Uses()).slots == 1 else 2
    if alone or not all(len(node.slots) == slots for node in held):
        return False
    if (definition := environment.definitions.get(capital)) is not None:
        return _lists(definition, small)
    uses = environment.uses.get(small, Uses())
    whole = environment.uses.get(capital, Uses())
    known = {*environment.sizes, *environment.functions, *environment.numbers, *environment.unsettled}
    if uses.slots != slots or uses.alone or whole.slots or known & {small, capital}:
        return False
    if slots == 1:
        return not is_said(small, environment) and not is_said(capital, environment)
    return not is_said(small, environment) and _is_matrix(capital, whole, environment)


def _lists(definition: Defined, small: str) -> bool:
    """A = [a_{ij}]"""
    body = definition.body
    return (
        isinstance(body, Component)
        and body.base == Variable(small)
        and len(set(body.slots)) == 2
        and all(isinstance(slot, str) for slot in body.slots)
        and not (definition.formals or definition.parameters)
    )


def _is_matrix(name: str, uses: Uses, environment: Environment) -> bool:
    """Whether a capital is a matrix: by what is said of it, by how it is used, or by the letter."""
    if name in environment.shapes:
        return len(environment.shapes[name].sizes) == 2
    if is_said(name, environment):
        return any(each.name == name and each.kind in _MATRICES for each in environment.properties)
    return uses.transposed or uses.inverted or not (stem(name) in LOSSES or usually_number(name))


def _named(node: Expression, capitals: Mapping[str, str]) -> Expression:
    if isinstance(node, Variable) and node.name in capitals:
        return replace(node, name=capitals[node.name])
    return mapped(node, lambda part: _named(part, capitals))


def _environment(environment: Environment, capitals: Mapping[str, str]) -> Environment:
    """The same of the definitions and of what is given."""
    definitions = {
        capitals.get(name, name): replace(
            each, name=capitals.get(each.name, each.name), body=_named(each.body, capitals)
        )
        for name, each in environment.definitions.items()
        if name not in capitals.values()
    }
    functions = {
        name: replace(each, body=_named(each.body, capitals)) for name, each in environment.functions.items()
    }
    given = tuple(
        replace(each, lhs=_named(each.lhs, capitals), rhs=_named(each.rhs, capitals))
        for each in environment.given
    )
    return replace(environment, definitions=definitions, functions=functions, given=given)
