"""Parameters of the functions that a document defines, kept apart from arrays of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derivcheck.meaning.definitions import variables
from derivcheck.meaning.environment import Defined, Uses
from derivcheck.meaning.expressions import Component, Expression, Variable, mapped, walk


def with_own_parameters(entries: Mapping[str, Defined], uses: Mapping[str, Uses]) -> dict[str, Defined]:
    """The definitions, in which the x of f(x) = 1/(1 + e^{-x}) is not the x with subscripts of elsewhere."""
    found = dict(entries)
    for name, definition in entries.items():
        if definition.formals or variables(definition.body) - set(definition.parameters):
            continue
        for parameter in definition.parameters:
            elsewhere = parameter in uses and uses[parameter].slots > 0
            if elsewhere and not _is_subscripted(parameter, definition.body):
                found[name] = _renamed(found[name], parameter, f"{parameter}.{name}")
    return found


def _is_subscripted(name: str, body: Expression) -> bool:
    parts = (node.base for node in walk(body) if isinstance(node, Component))
    return any(isinstance(base, Variable) and base.name == name for base in parts)


def _renamed(definition: Defined, old: str, new: str) -> Defined:
    parameters = tuple(new if each == old else each for each in definition.parameters)
    return replace(definition, body=_with_name(definition.body, old, new), parameters=parameters)


def _with_name(node: Expression, old: str, new: str) -> Expression:
    if isinstance(node, Variable) and node.name == old:
        return replace(node, name=new)
    return mapped(node, lambda child: _with_name(child, old, new))
