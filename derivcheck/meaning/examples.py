"""Functions of one example: f(x_i) = log(1 + e^{z_i}) + (1 - y_i) z_i, where z_i belongs to x_i, is f_i."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derivcheck.meaning.environment import Defined, Origin
from derivcheck.meaning.expressions import Apply, Component, Derivative, Expression, Opaque, Slot, Variable


def of_example(
    name: str, arguments: tuple[Expression, ...], body: Expression, origin: Origin
) -> Defined | None:
    """What a function is of the example that its arguments show; its index runs over the examples. None
    where an argument is no name.
    """
    if not all(isinstance(each, Variable | Component) for each in arguments):
        return None
    letters = dict.fromkeys(
        slot
        for each in arguments
        if isinstance(each, Component)
        for slot in each.slots
        if isinstance(slot, str)
    )
    return Defined(name, body, tuple(letters), (), origin, arguments)


def example_of(node: Expression, definitions: Mapping[str, Defined]) -> Expression:
    """f_j for f(x_j); in df/dz_j, too, where f is meant of the same example. Anything else as it is."""
    match node:
        case (
            Apply(function=name, arguments=arguments, primes=0)
            | Opaque(function=name, arguments=arguments, primes=0)
        ) if name in definitions and definitions[name].arguments:
            slots = _matched(definitions[name], arguments)
            return node if slots is None else Component(Variable(name), slots, span=node.span)
        case Derivative(body=Variable(name=name) as body, variables=(Component(slots=slots),)):
            found = definitions.get(name)
            if found is None or not found.arguments or len(found.formals) != 1 or len(slots) != 1:
                return node
            family = Component(body, found.formals if _is_labelled(found) else slots, span=body.span)
            return Derivative(family, node.variables, node.gradient, span=node.span)
        case _:
            return node


def _matched(defined: Defined, arguments: tuple[Expression, ...]) -> tuple[Slot, ...] | None:
    """The subscripts of the example, where the arguments are those of the definition but for its index."""
    found: dict[str, Slot] = {}
    if len(arguments) != len(defined.arguments):
        return None
    for known, argument in zip(defined.arguments, arguments, strict=True):
        match known, argument:
            case Component(base=one, slots=letters), Component(base=other, slots=slots) if one == other:
                if len(letters) != len(slots):
                    return None
                for letter, slot in zip(letters, slots, strict=True):
                    if not isinstance(letter, str) or found.setdefault(letter, slot) != slot:
                        return None
            case _ if known != argument:
                return None
            case _:
                pass
    if _is_labelled(defined) and any(found[letter] != letter for letter in defined.formals):
        return None
    return tuple(found[letter] for letter in defined.formals)


def _is_labelled(defined: Defined) -> bool:
    """Whether the name itself shows the index of the example: f_i(x_i), and not f_i(x_j)."""
    return bool(set(re.split("[_^,]", defined.name)[1:]) & set(defined.formals))
