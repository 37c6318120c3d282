"""What may stand between the brackets of z[...]."""

from __future__ import annotations

from typing import Any

from derivcheck.core.errors import NotationError, ShapeError
from derivcheck.notation.places import author_place
from derivcheck.notation.symbols import Axis, range_of, size_of, sympy


def subscript(given: Any, axis: Axis, text: str) -> Any:
    """The subscript as a SymPy object, None for a `:`; `text` is the author's array.

    Raises ShapeError where it does not fit the axis, NotationError where it is no subscript at all.
    """
    if isinstance(given, slice):
        return _whole(given, text)
    if isinstance(given, int | sympy.Integer) and not isinstance(given, bool):
        if isinstance(axis, sympy.Integer) and 1 <= int(given) <= int(axis):
            return sympy.Integer(int(given))
        what = f"component {given} of an axis of size {size_of(axis)}"
        raise ShapeError(what, text=text, place=author_place())
    if isinstance(given, sympy.Idx):
        return _checked(given, axis, text)
    if type(given) is sympy.Symbol:
        return given
    raise NotationError(
        "this is not a subscript",
        text=f"{text}[{str(given)[:80]}]",
        remedy='use an index such as i = index("i", n), a component from 1, or :',
        place=author_place(),
    )


def _whole(given: Any, text: str) -> None:
    if given != slice(None):
        remedy = "an axis is taken whole, with : alone"
        raise NotationError("this is not a subscript", text=text, remedy=remedy, place=author_place())


def _checked(index: Any, axis: Axis, text: str) -> Any:
    found = range_of(index)
    if found is None:
        remedy = f'write {index.name} = index("{index.name}", {size_of(axis)})'
        what = f"the index {index.name} has no range that starts at 1"
        raise NotationError(what, text=text, remedy=remedy, place=author_place())
    if size_of(found) != size_of(axis):
        what = f"the index {index.name} runs over {size_of(found)}, the axis over {size_of(axis)}"
        raise ShapeError(what, text=text, place=author_place())
    return index
