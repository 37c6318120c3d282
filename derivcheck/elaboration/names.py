"""Names in expressions, and what they rest on by the definitions of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Apply, Component, Expression, Transpose, Variable, walk


def base_name(node: Expression) -> str:
    """The name of a variable, whatever its subscripts and transposes; "" for anything else."""
    while isinstance(node, Component | Transpose):
        node = node.base
    return node.name if isinstance(node, Variable) else ""


def parameters_in(name: str) -> tuple[str, ...]:
    """What stands below a name: theta for pi_theta, w and b for f_w,b."""
    return tuple(filter(None, name.partition("_")[2].split(",")))


def names(*parts: Expression) -> Iterator[str]:
    """The names of all variables in the expressions, as often as they stand there."""
    return (node.name for part in parts for node in walk(part) if isinstance(node, Variable))


def closure(parts: tuple[Expression, ...], environment: Environment) -> Iterator[Expression]:
    """The expressions, and the bodies of all definitions and functions that they rest on."""
    seen: set[str] = set()
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        yield part
        for node in walk(part):
            if isinstance(node, Variable):
                definition = environment.definitions.get(node.name)
            elif isinstance(node, Apply):
                definition = environment.functions.get(node.function)
            else:
                continue
            if definition is not None and definition.name not in seen:
                seen.add(definition.name)
                waiting.append(definition.body)


def free(parts: Iterable[Expression], environment: Environment) -> set[str]:
    """The names in the parts of a closure, without the parameters in the bodies of functions."""
    own = {id(each.body): set(each.parameters) for each in environment.functions.values()}
    return {name for part in parts for name in names(part) if name not in own.get(id(part), ())}


def ground(name: str, environment: Environment) -> set[str]:
    """The names that the definition of a name rests on; none where it has no definition."""
    if name not in environment.definitions:
        return set()
    return set(names(*closure((environment.definitions[name].body,), environment)))
