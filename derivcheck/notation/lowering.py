"""Arrays of the author to terms at common free indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derivcheck.core.terms import Index, Term, free_indices, fresh_index, substitute
from derivcheck.notation.arrays import Array
from derivcheck.notation.elaboration import Declarations, elaborate
from derivcheck.notation.letters import candidates
from derivcheck.notation.symbols import SizeSymbol, bound_index, simple, size_of


@dataclass(frozen=True, slots=True)
class Lowered:
    """Terms at the same free indices: one an axis, one for each part of a composite axis, then those that
    the author wrote, by name."""

    sides: tuple[Term, ...]
    indices: tuple[Index, ...]


def lower(declarations: Declarations, arrays: Sequence[Array]) -> Lowered:
    """The entries of arrays of one shape (or without axes) at new, readable indices."""
    axes = max((array.axes for array in arrays), key=len)
    new = tuple(map(bound_index, axes))
    parts = zip(simple(new), simple(axes), strict=True)
    scope = {i: fresh_index(size_of(axis), _letter(axis)) for i, axis in parts}
    sides = [elaborate(array.at(*new[: array.rank]), declarations, scope) for array in arrays]
    machine = tuple(scope.values())
    written = sorted(frozenset[Index]().union(*map(free_indices, sides)) - set(machine))
    readable = _readable(machine, {i.name for i in written} | declarations.names())
    renaming = dict(zip(machine, readable, strict=True))
    return Lowered(tuple(substitute(side, renaming) for side in sides), (*readable, *written))


def _letter(axis: object) -> str:
    return axis.letter or "i" if isinstance(axis, SizeSymbol) else "i"


def _readable(machine: Sequence[Index], taken: set[str]) -> tuple[Index, ...]:
    found: list[Index] = []
    for index in machine:
        name = next(letter for letter in candidates(index) if letter not in taken)
        taken.add(name)
        found.append(Index(name, index.size))
    return tuple(found)
