"""Definitions that are not unfolded in a step: of another example, or of an array made of arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from derivcheck.meaning.environment import Declared, Defined, Uses
from derivcheck.meaning.expressions import Component, Expression, Filled, Transpose, Variable, WrittenOut


def of_one_example(
    later: Collection[str], shapes: Mapping[str, Declared], uses: Mapping[str, Uses]
) -> set[str]:
    """Names of one example, with a number elsewhere, that only a later section says more of: y beside y_i."""
    return {
        name
        for name in later
        if name in shapes and name in uses and uses[name].slots > len(shapes[name].sizes)
    }


def of_blocks(
    definitions: Mapping[str, Defined], shapes: Mapping[str, Declared], uses: Mapping[str, Uses]
) -> frozenset[str]:
    """Names that are a matrix of blocks, as [X 1]: any array, as far as the step goes."""
    return frozenset(
        name
        for name, each in definitions.items()
        if isinstance(each.body, WrittenOut)
        and any(_is_array(cell, shapes, uses) for row in each.body.rows for cell in row)
    )


def _is_array(cell: Expression, shapes: Mapping[str, Declared], uses: Mapping[str, Uses]) -> bool:
    match cell:
        case Filled() | Transpose():
            return True
        case Variable(name=name):
            return name in shapes and bool(shapes[name].sizes)
        case Component(base=Variable(name=name), slots=slots):
            return name in uses and uses[name].array_at >= len(slots)
        case _:
            return False
