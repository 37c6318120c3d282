"""Shapes of a formula: which names are scalars, vectors and matrices, and which of their sizes agree.

Kinds come from declarations, else by convention (see `conventions`); then sizes are unified from the
leaves up. Where the convention gives no shape, the cheapest change of kinds that does is taken, if it is
the only one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from derivcheck.core.errors import ShapeError, UnknownSymbolError
from derivcheck.core.indices import Size
from derivcheck.expression.conventions import Kind, assignments, usual
from derivcheck.expression.declarations import Declarations, Declared
from derivcheck.expression.functions import CONSTANTS, SIZED
from derivcheck.expression.shaping import Flexible, Shaper
from derivcheck.expression.syntax import Call, Span, Symbol, Syntax, nodes

Shape: TypeAlias = tuple[Size | None, Size | None]
"""Rows and columns; None for an axis that is not there, as in `derivcheck.notation.matrix_expressions`."""

SPREAD_COST = 2
"""What it costs to add a computed number to every entry of an array: as much as a change of kinds."""


@dataclass(frozen=True)
class Typing:
    """What was found: the shape of every node, that of every variable, and which names are sizes.

    `unusual` holds the variables whose kind is neither declared nor the usual one for such a name.
    """

    shapes: Mapping[Syntax, Shape]
    variables: Mapping[str, Declared]
    sizes: frozenset[str]
    unusual: tuple[str, ...]


def infer(root: Syntax, source: str, declared: Declarations) -> Typing:
    """Shapes of all parts of the formula.

    Raises ShapeError where no kinds of the names, or several equally usual ones, give the formula a shape,
    and UnknownSymbolError for a declaration of a name that does not occur.
    """
    sizes = _size_names(root, declared)
    places = _variables(root, sizes)
    names = tuple(places)
    _check_declared(declared, names, source)
    first: ShapeError | None = None
    found: list[tuple[int, Mapping[str, Kind], Typing]] = []
    for cost, kinds in assignments(names, declared.shapes):
        if found and cost > min(total for total, _, _ in found):
            break
        try:
            shaper = Shaper(source, declared, kinds, sizes, places)
            typing = _typed(root, shaper, kinds, declared)
            found.append((cost + SPREAD_COST * shaper.spreads, kinds, typing))
        except ShapeError as error:
            first = first or error
    if first is not None and not found:
        raise first
    least = min(total for total, _, _ in found)
    best = [(kinds, typing) for total, kinds, typing in found if total == least]
    if first is not None and len(best) > 1:
        _ambiguous(first, [kinds for kinds, _ in best])
    return best[0][1]


def _size_names(root: Syntax, declared: Declarations) -> frozenset[str]:
    """Names of sizes: in declared shapes, and as arguments of eye and ones."""
    sizes = {size for shape in declared.shapes.values() for size in shape if isinstance(size, str)}
    for node, _ in nodes(root):
        if isinstance(node, Call) and node.function in SIZED:
            sizes |= {part.name for part in node.arguments if isinstance(part, Symbol)}
    return frozenset(sizes - declared.shapes.keys())


def _variables(root: Syntax, sizes: frozenset[str]) -> dict[str, Span]:
    """The names that are no sizes, in order of appearance, and where each occurs first."""
    found: dict[str, Span] = {}
    for node, _ in nodes(root):
        if isinstance(node, Symbol) and node.name not in sizes | CONSTANTS:
            found.setdefault(node.name, node.span)
    return found


def _check_declared(declared: Declarations, names: tuple[str, ...], source: str) -> None:
    for name in (*declared.shapes, *declared.positive, *declared.symmetric):
        if name not in names:
            raise UnknownSymbolError(
                f"{name} is declared and does not occur in the formula",
                text=source,
                remedy=f"its names are {', '.join(names) or 'none'}",
            )


def _typed(root: Syntax, shaper: Shaper, kinds: Mapping[str, Kind], declared: Declarations) -> Typing:
    shaper.shape(root)
    named = shaper.names()

    def resolved(shape: Flexible) -> Shape:
        rows, columns = (None if axis is None else named[axis] for axis in shape)
        return rows, columns

    shapes = {node: resolved(shape) for node, shape in shaper.shapes.items()}
    unusual = tuple(name for name in kinds if name not in declared.shapes and kinds[name] is not usual(name))
    return Typing(shapes, shaper.resolved_variables(), shaper.size_names, unusual)


def _ambiguous(first: ShapeError, kinds: Sequence[Mapping[str, Kind]]) -> NoReturn:
    """The formula has a meaning in several equally usual ways, and none is guessed."""
    ways = [name for name in kinds[0] if len({each[name] for each in kinds}) > 1]
    options = " or ".join(f'--where "{name}: scalar"' for name in ways)
    raise ShapeError(first.what, text=first.text, remedy=f"{first.remedy}; or say {options}")
