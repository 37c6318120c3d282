"""What the names of a step stand for: declared tensors, intermediates, functions of one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from derivcheck.core.indices import Index, Size, Subscript
from derivcheck.core.terms import Entry, Term, substitute
from derivcheck.elaboration.any_loss import is_any_loss
from derivcheck.elaboration.branches import is_of_another
from derivcheck.elaboration.indices import contracted, free_slots
from derivcheck.elaboration.kinds import LOSSES
from derivcheck.elaboration.readings import UNDEFINED, MeaningError
from derivcheck.elaboration.scope import Array, Bound, Dependence, Intermediate, Located, fixed_slots
from derivcheck.elaboration.sizes import Axis, Mismatch
from derivcheck.elaboration.values import At, Value
from derivcheck.meaning.environment import Declared, Defined, Given, Uses
from derivcheck.meaning.expressions import (
    Apply,
    Expectation,
    Expression,
    IndexNumber,
    Opaque,
    Variable,
    walk,
)

if TYPE_CHECKING:
    from derivcheck.elaboration.elaborator import Elaborator

OUTCOME = "outcome"
"""The index over which an expectation sums."""

_SQUARE = {"symmetric", "orthogonal", "invertible"}


def declared(e: Elaborator, name: str) -> Array:
    """The array of a name without definition: by its declaration, its properties, or its number of axes."""
    rank = e.ranks.get(name, 0)
    known = e.environment.shapes.get(name)
    if known is not None:
        return _of_shape(e, name, known, rank)
    held = {each.kind for each in e.environment.properties if each.name == name}
    loose = _left_open_by_statements(e, name)
    if loose and not rank:
        return Array(name, tuple(map(e.indices.range, loose)), (0, 0), 0, loose)
    axes = tuple(e.sizes.new() for _ in range(rank))
    if name in e.subject.random:
        shape = {0: (0, 0), 1: (1, 0), 2: (1, 1)}.get(rank)
        return Array(name, (*axes, e.weights(_distribution(e)).axes[0]), shape, 0, (OUTCOME,))
    if held & {"row", "column"} and rank:
        return Array(name, axes, (0, 1) if "row" in held else (1, 0), rank - 1)
    if len(axes) == 2 and held & _SQUARE:
        e.arrays.merge(*axes)
    return Array(name, axes)


def _distribution(e: Elaborator) -> str:
    """What the expectations of the step are written with, in the first of them."""
    nodes = (node for part in e.subject.closure for node in walk(part))
    written = (node.over for node in nodes if isinstance(node, Expectation))
    return next(written, "") if e.distribution is None else e.distribution


def _of_shape(e: Elaborator, name: str, known: Declared, rank: int) -> Array:
    """With more axes than declared it is a family of what is declared; with fewer, one of a family."""
    e.used.setdefault(name, known.origin)
    sizes = known.sizes[max(len(known.sizes) - rank, 0) :]
    members = known.members - (len(known.sizes) - len(sizes))
    axes = tuple(_axis(e, size, known, member=place < members) for place, size in enumerate(sizes))
    axes = (*(e.sizes.new() for _ in range(rank - len(axes))), *axes)
    shape = {"row": (0, 1), "column": (1, 0), "": None}[known.form] if len(known.sizes) == 1 else None
    return Array(name, axes, shape, len(axes) - len(known.sizes))


def _axis(e: Elaborator, size: Size, known: Declared, *, member: bool) -> Axis:
    """An axis of a declared array. How many members there are, another formula may say otherwise."""
    if not member:
        return e.sizes.given(size, firm=known.firm)
    axis = e.sizes.new()
    e.sizes.hint(axis, size)
    return axis


def _left_open_by_statements(e: Elaborator, name: str) -> tuple[str, ...]:
    """Indices on which the stated derivatives of a name depend, and so the name."""
    found: set[str] = set()
    for (of, _), (given, slots) in e.subject.stated.items():
        if of == name:
            found |= free_slots(given.rhs) - set(slots)
    return tuple(sorted(found))


def defined(e: Elaborator, definition: Defined) -> Array:
    """The intermediate of a definition, elaborated in a scope of its own."""
    name = definition.name
    formals = tuple(Bound(e.indices.range(letter), letter, e.sizes) for letter in definition.formals)
    e.elaborating.append(name)
    faults = len(e.faults)
    try:
        with e.indices.of_definition(dict(zip(definition.formals, formals, strict=True))) as implicit:
            for each in walk(definition.body):
                if isinstance(each, Variable) and not e.subject.is_size(each.name):
                    e.array(each.name)
            body = e.value(definition.body)
    finally:
        e.elaborating.pop()
    if len(e.faults) > faults:
        del e.faults[faults:]
        e.only = f"the definition of {name} is read with a correction"
        e.found.left_open(e.only)
    e.used.setdefault(name, definition.origin)
    if not definition.origin.line and definition.origin.text:
        e.found.note(definition.origin.text)
    if body.axes and name.split("_")[0] in LOSSES and not formals:
        e.found.note(f"{name} is an array", 5)
        if name in ("J", "L") and e.environment.uses.get(name, Uses()).slots != len(body.axes):
            e.only = f"{name} is an array"
    for index in sorted(contracted(definition.body) & set(implicit)):
        e.only = f"{name} is no sum over {index}"
    axes = (*(formal.axis for formal in formals), *body.axes)
    _as_declared(e, name, axes)
    shape = len(body.rows), len(body.columns)
    every = (*axes, *(each.axis for each in implicit.values()))
    array = Array(name, every, shape, len(formals), tuple(implicit))
    e.intermediates[name] = _intermediate(e, array, body, formals, tuple(implicit.values()))
    return array


def _as_declared(e: Elaborator, name: str, axes: tuple[Axis, ...]) -> None:
    declared = e.environment.shapes.get(name)
    if declared is not None and len(declared.sizes) == len(axes):
        for place, (axis, size) in enumerate(zip(axes, declared.sizes, strict=True)):
            e.arrays.merge(axis, _axis(e, size, declared, member=place < declared.members))


def _intermediate(
    e: Elaborator, array: Array, body: Value, formals: tuple[Bound, ...], implicit: tuple[Bound, ...]
) -> Intermediate:
    """Its indices are the formals, those of the body, the implicit ones."""
    first, last = len(formals), len(formals) + len(body.axes)

    def indices() -> tuple[Index, ...]:
        own = (e.arrays.index(axis) for axis in body.axes)
        return (*(each.subscript() for each in formals), *own, *(each.subscript() for each in implicit))

    return Intermediate(array, indices, lambda found: body.entry(found[first:last]))


def depend(e: Elaborator, of: Array, wrt: Array) -> None:
    """The tensor is a smooth function of the array: with the derivative that the document states for it,
    else with any derivative whatever.
    """
    body = _stated(e, of, wrt)
    if body is None:
        slope = e.tensors[f"d{of.name}/d{wrt.name}"] = Array(f"d{of.name}/d{wrt.name}", of.axes + wrt.axes)
        if of.axes or not is_any_loss(e.subject, of.name, wrt.name):
            e.found.left_open(f"{of.name}{UNDEFINED}")
        taken = " and ".join(e.subject.dependent.get(of.name, (wrt.name,)))
        e.found.note(f"{of.name} is taken as a function of {taken} alone")
        if of.name in e.subject.tangled or is_of_another(e.subject, of.name, wrt.name):
            e.only = f"{of.name} depends on {taken} alone"
        e.dependences[of.name, wrt.name] = Dependence(of, wrt, lambda at: Entry(slope.name, at))
    else:
        e.dependences[of.name, wrt.name] = Dependence(of, wrt, body)


def _stated(e: Elaborator, of: Array, wrt: Array) -> Callable[[At], Term] | None:
    """The derivative that an equation of the document gives; None where there is none or it does not fit."""
    given, slots = e.subject.stated.get((of.name, wrt.name), (None, ()))
    if given is None or len(of.axes) != len(of.implicit):
        return None
    bounds = [Bound(axis, slot, e.sizes) for slot, axis in zip(slots, wrt.axes, strict=False)]
    implicit = [Bound(axis, slot, e.sizes) for slot, axis in zip(of.implicit, of.axes, strict=True)]
    formal = [*implicit, *bounds]
    value = _of_statement(e, given, formal, wrt.axes[len(bounds) :])
    if value is None:
        return None
    e.used.setdefault(f"derivative of {of.name} by {wrt.name}", given.origin)
    return lambda at: substitute(value.entry(at[len(formal) :]), _renaming(formal, at))


def _of_statement(e: Elaborator, given: Given, formal: list[Bound], axes: tuple[Axis, ...]) -> Value | None:
    """The right side, with the axes of which it shows no subscripts."""
    mark = e.mark()
    try:
        with e.indices.only({bound.stem: bound for bound in formal}):
            value = e.value(given.rhs)
        e.arrays.merge_all(value.axes, axes, "the derivative stated")
    except (Mismatch, MeaningError):
        e.back(mark)
        return None
    return value


def _renaming(formal: list[Bound], at: At) -> dict[Index, Subscript]:
    return {bound.subscript(): subscript for bound, subscript in zip(formal, at, strict=False)}


def argument(e: Elaborator, node: Expression) -> Located:
    """The array that stands for a part of the step: the same one wherever the same is written."""
    bounds, value = _bounds(e, node), None
    if bounds is None:
        value = e.value(node)
        bounds = e.indices.around()
    for known, located, others in e.named_arguments:
        if known == node and [each.stem for each in others] == [each.stem for each in bounds]:
            for axis, bound in zip(located.array.axes, bounds, strict=False):
                e.arrays.merge(axis, bound.axis)
            return replace(located, fixed=fixed_slots(tuple(each.subscript for each in bounds)))
    located = named(e, value or e.value(node), "u", bounds)
    e.named_arguments.append((node, located, bounds))
    return located


def _bounds(e: Elaborator, node: Expression) -> tuple[Bound, ...] | None:
    """The indices on which a part of the step depends; None where that cannot be told: all around it."""
    found = free_slots(node) | {each.index for each in walk(node) if isinstance(each, IndexNumber)}
    for each in walk(node):
        defined_elsewhere = isinstance(each, Apply) and each.function in e.environment.functions
        if isinstance(each, Opaque) or defined_elsewhere:
            return None
        if isinstance(each, Variable) and not e.subject.is_size(each.name):
            if each.name in e.aliases:
                return None
            found |= set(e.array(each.name).implicit)
    return tuple(map(e.indices.index, sorted(found)))


def named(e: Elaborator, body: Value, wish: str, bounds: tuple[Bound, ...] | None = None) -> Located:
    """An intermediate for a part of the step; the indices, all that are around it, become axes."""
    bounds = e.indices.around() if bounds is None else bounds
    axes = (*(each.axis for each in bounds), *body.axes)
    array = Array(_unused(e, wish), axes, (len(body.rows), len(body.columns)), len(bounds))
    inner = [Bound(each.axis, each.stem, e.sizes) for each in bounds]

    def indices() -> tuple[Index, ...]:
        return (*(each.subscript() for each in inner), *(e.arrays.index(axis) for axis in body.axes))

    def term(found: tuple[Index, ...]) -> Term:
        return substitute(body.entry(found[len(bounds) :]), _renaming(list(bounds), found))

    e.intermediates[array.name] = Intermediate(array, indices, term)
    outer = fixed_slots(tuple(each.subscript for each in bounds))
    return Located(array, outer, body.rows, body.columns, tuple)


def _unused(e: Elaborator, wish: str) -> str:
    """A name that nothing has yet."""
    taken = {*e.tensors, *e.intermediates, *e.environment.definitions, *e.ranks}
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish}{number}"
    return name
