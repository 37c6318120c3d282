"""Components with numbers alone: where a step has w_1 and w_2, and never w or w_i, each is a variable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from derivcheck.elaboration.names import closure, names
from derivcheck.meaning.environment import Declared, Defined, Environment, Uses
from derivcheck.meaning.expressions import Apply, Component, Expression, Slot, Variable, children, mapped

_Positions: TypeAlias = Mapping[str, tuple[int, ...]]
"""By name: where it has numbers."""

_Change: TypeAlias = tuple[str, str, int]
"""Name, new name, number of subscripts."""

Sides: TypeAlias = tuple[Expression, Expression]
_ENTRYWISE = frozenset(
    ("positive", "nonnegative", "binary", "scalar", "constant", "above", "at-least", "below", "at-most")
)
"""What is said of every entry, and so of each of them."""


def numbered_apart(sides: Sides, environment: Environment) -> tuple[Sides, Environment]:
    """The step with x_{i1} and x_{i2} as two vectors, where everything that it rests on has numbers there.

    They are independent of one another, so that what is shown of them holds of the components of any x.
    """
    resting = set(names(*closure(sides, environment)))
    given = tuple(each for each in environment.given if set(names(each.lhs, each.rhs)) <= resting)
    parts = (*sides, *(side for each in given for side in (each.lhs, each.rhs)))
    positions = _kept(closure(parts, environment), environment)
    if not positions:
        return sides, environment
    numbers = {each for part in closure(parts, environment) for each in _numbers(part, positions)}
    taken = {*environment.uses, *environment.shapes, *environment.definitions, *environment.functions}
    clashing = {name for name, new, _ in numbers if new in taken}
    positions = {name: at for name, at in positions.items() if name not in clashing}
    numbers = {each for each in numbers if each[0] in positions}
    left, right = (_apart(side, positions) for side in sides)
    return (left, right), _environment(replace(environment, given=given), positions, numbers)


def _kept(parts: Iterable[Expression], environment: Environment) -> dict[str, tuple[int, ...]]:
    """The positions at which a name has numbers alone, for the names of which nothing else is said."""
    found: dict[str, set[tuple[Slot, ...]]] = {}
    for part in parts:
        _look(part, found, environment)
    positions = {name: _positions(slots) for name, slots in found.items()}
    return {name: at for name, at in positions.items() if at and _is_plain(name, environment)}


def _look(node: Expression, found: dict[str, set[tuple[Slot, ...]]], environment: Environment) -> None:
    """Find the subscripts of names. What f(x_i) is applied to says nothing where f does not use it."""
    if isinstance(node, Component) and isinstance(node.base, Variable):
        found.setdefault(node.base.name, set()).add(node.slots)
        return
    if isinstance(node, Variable):
        found.setdefault(node.name, set()).add(())
    for child in _used(node, environment):
        _look(child, found, environment)


def _used(node: Expression, environment: Environment) -> Iterator[Expression]:
    defined = environment.functions.get(node.function) if isinstance(node, Apply) else None
    parameters = () if defined is None else defined.parameters
    if defined is None or not isinstance(node, Apply) or len(parameters) != len(node.arguments):
        return children(node)
    pairs = zip(parameters, node.arguments, strict=True)
    return iter([argument for name, argument in pairs if name in set(names(defined.body))])


def _positions(slots: set[tuple[Slot, ...]]) -> tuple[int, ...]:
    """Where all of them have numbers; nowhere if they are not equally many."""
    if len({len(each) for each in slots}) != 1:
        return ()
    columns = enumerate(zip(*slots, strict=True))
    return tuple(at for at, column in columns if all(isinstance(each, int) for each in column))


def _is_plain(name: str, environment: Environment) -> bool:
    """Whether a name has no definition, is no function of others, and no property ties its entries."""
    functions = environment.functions.values()
    bodies = (each.body for each in functions if name in each.parameters)
    if name in environment.definitions or any(name in names(body) for body in bodies):
        return False
    if name in environment.varying or environment.uses.get(name, Uses()).differentiated:
        return False
    if any(each.name == name and each.kind not in _ENTRYWISE for each in environment.properties):
        return False
    shape = environment.shapes.get(name)
    return shape is None or not any(isinstance(size, int) for size in shape.sizes)


def _numbered(node: Expression, positions: _Positions) -> str:
    """The name in x_{i1}; "" for anything else, such as the x_i to which a function is applied."""
    name = node.base.name if isinstance(node, Component) and isinstance(node.base, Variable) else ""
    slots = node.slots if isinstance(node, Component) else ()
    at = positions.get(name, ())
    return name if at and at[-1] < len(slots) and all(isinstance(slots[each], int) for each in at) else ""


def _new_name(name: str, slots: tuple[Slot, ...], positions: tuple[int, ...]) -> str:
    return f"{name}_" + ",".join(str(slots[at]) for at in positions)


def _numbers(node: Expression, positions: _Positions) -> set[_Change]:
    """The names that have numbers, and what each becomes."""
    if (name := _numbered(node, positions)) and isinstance(node, Component):
        return {(name, _new_name(name, node.slots, positions[name]), len(node.slots))}
    return set[_Change]().union(*(_numbers(child, positions) for child in children(node)))


def _apart(node: Expression, positions: _Positions) -> Expression:
    if (name := _numbered(node, positions)) and isinstance(node, Component):
        at = positions[name]
        new = Variable(_new_name(name, node.slots, at), span=node.span)
        left = tuple(slot for place, slot in enumerate(node.slots) if place not in at)
        return Component(new, left, span=node.span) if left else new
    return mapped(node, lambda part: _apart(part, positions))


def _environment(
    environment: Environment,
    positions: _Positions,
    numbers: set[_Change],
) -> Environment:
    def body(defined: Defined) -> Defined:
        return replace(defined, body=_apart(defined.body, positions))

    uses, shapes = dict(environment.uses), dict(environment.shapes)
    for name, new, length in numbers:
        uses[new] = _fewer(uses.get(name, Uses()), len(positions[name]))
        if name in shapes:
            shapes[new] = _without(shapes[name], positions[name], length)
    held = tuple(
        replace(each, name=new)
        for name, new, _ in sorted(numbers)
        for each in environment.properties
        if each.name == name
    )
    given = tuple(
        replace(each, lhs=_apart(each.lhs, positions), rhs=_apart(each.rhs, positions))
        for each in environment.given
    )
    return replace(
        environment,
        definitions={name: body(each) for name, each in environment.definitions.items()},
        functions={name: body(each) for name, each in environment.functions.items()},
        uses=uses, shapes=shapes, given=given, properties=(*environment.properties, *held),
    )  # fmt: skip


def _fewer(uses: Uses, count: int) -> Uses:
    array_at = uses.array_at - count if uses.array_at >= count else -1
    return replace(uses, slots=max(uses.slots - count, 0), alone=uses.slots <= count, array_at=array_at)


def _without(shape: Declared, positions: tuple[int, ...], length: int) -> Declared:
    """The shape without the axes of the numbers; of x in R^d, x_i has one more subscript before them."""
    before = max(length - len(shape.sizes), 0)
    sizes = tuple(size for at, size in enumerate(shape.sizes, before) if at not in positions)
    return replace(shape, sizes=sizes, form="" if len(sizes) != len(shape.sizes) else shape.form)
