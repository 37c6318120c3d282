"""Syntax with shapes as a named intermediate of a Context."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.indices import Index, fresh_index
from derivcheck.core.terms import (
    Entry,
    Number,
)
from derivcheck.expression.declarations import Declarations
from derivcheck.expression.entries import Writer
from derivcheck.expression.inference import Shape, Typing
from derivcheck.expression.syntax import (
    Syntax,
)


@dataclass(frozen=True)
class Elaborated:
    """A formula as `objective[..]`, the last definition of the Context; `shape` has its rows and columns."""

    context: Context
    objective: Definition
    shape: Shape


def elaborate(root: Syntax, typing: Typing, declared: Declarations) -> Elaborated:
    """The formula as a named intermediate of a Context that declares its variables.

    Raises LimitError where it is too large when written out.
    """
    writer = Writer(typing)
    shape = typing.shapes[root]
    indices = tuple(
        fresh_index(size, stem) for size, stem in zip(shape, "ij", strict=True) if size is not None
    )
    at = iter(indices)
    row, column = (None if size is None else next(at) for size in shape)
    body = writer.entry(root, row, column)
    objective = Definition(_unused_name(typing, indices), indices, body)
    tensors = {name: Tensor(name, sizes) for name, sizes in typing.variables.items()}
    definitions = {**writer.definitions, objective.name: objective}
    return Elaborated(Context(tensors, definitions, _assumptions(typing, declared)), objective, shape)


def _unused_name(typing: Typing, indices: tuple[Index, ...]) -> str:
    wishes = ("f", "g", "F", "G", "result") if indices else ("J", "L", "f", "objective")
    taken = {*typing.variables, *typing.sizes, *(index.name for index in indices)}
    taken |= {str(size) for shape in typing.shapes.values() for size in shape}
    free = (wish for wish in wishes if wish not in taken)
    return next(free, "the_result")


def _assumptions(typing: Typing, declared: Declarations) -> tuple[Assumption, ...]:
    found: list[Assumption] = []
    for name in declared.positive:
        at = tuple(Index(letter, size) for letter, size in zip("ij", typing.variables[name], strict=False))
        found.append(Assumption(">", Entry(name, at), Number(Fraction(0))))
    for name in declared.symmetric:
        size = typing.variables[name][0]
        i, j = Index("i", size), Index("j", size)
        found.append(Assumption("=", Entry(name, (i, j)), Entry(name, (j, i))))
    return tuple(found)
