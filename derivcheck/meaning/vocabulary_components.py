r"""Components with numbers: of w = [w_1, w_2, w_3] and of a matrix with the cells x_{11}, x_{12}, ...

Beside w a column, a row or a list that has w_1 in its first place, w_2 in its second, and so on to the last,
says that these are the components of w. A matrix with x_{ij} in row i and column j needs no name beside it.
Not where w_1 is an array itself: of capital or bold letters, transposed, w_1 \in \mathbb{R}^n, "vectors w_1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from derivcheck.meaning.names import base_name, digits, is_upper
from derivcheck.meaning.vocabulary_places import Place, lower_entries
from derivcheck.reader.statements import Statement
from derivcheck.reader.syntax import Ellipsis, Group, Matrix, Name, Node, Scripted, TransposeMark, walk

Sizes = tuple[int, ...]
_VECTORS = re.compile(r"vector|matri|向量|矩阵", re.IGNORECASE)
_LISTS = frozenset(("()", "[]"))


def written_lists(left: Node, right: Node) -> Iterator[tuple[Place, Sizes]]:
    """The names of one side that the other side lists by their numbers, with how many there are.

    x = [x_1 & x_2 & x_3], in a matrix of one row, is a row.
    """
    bare = {base_name(each) for each in walk(left) if isinstance(each, Name)}
    bare -= {_base(each) for each in walk(left) if isinstance(each, Scripted) and each.lower}
    for node in walk(right):
        cells = _list(node)
        whole = isinstance(left, Name) and node is right and isinstance(node, Matrix) and len(node.rows) == 1
        for base in _at_each(cells, [(place,) for place in range(1, len(cells) + 1)]) & bare:
            yield Place(base, "lower", 1), (1, len(cells)) if whole else (len(cells),)


def written_matrices(node: Node) -> Iterator[tuple[Place, Sizes]]:
    """The names of the cells x_{ij} of a matrix, with how many rows and columns there are."""
    if not isinstance(node, Matrix) or len(node.rows) < 2 or len({len(row) for row in node.rows}) != 1:
        return
    height, width = len(node.rows), len(node.rows[0])
    cells = [cell for row in node.rows for cell in row]
    if width < 2 or any(isinstance(each, Ellipsis) for each in cells):
        return
    at = list(product(range(1, height + 1), range(1, width + 1)))
    for base in _at_each(cells, at):
        yield Place(base, "lower", 1), (height, width)


def numbered_arrays(statement: Statement, trees: Sequence[Node]) -> set[str]:
    """Names that are arrays with a number below them, as a statement shows."""
    found = {name for tree in trees for name in _of_arrays(tree)}
    if len(trees) == 1 and _VECTORS.search(_around(statement)):
        found |= set(_members(trees[0]))
    if {r"\in", ":"} & set(statement.relations):
        found |= {name for tree in trees for name in _members(tree)}
    return found


def _around(statement: Statement) -> str:
    """The words around a formula."""
    span = statement.sides[0].span
    return statement.source.text[max(span.start - 60, 0) : span.end + 60]


def _of_arrays(node: Node) -> Iterator[str]:
    """x_1^T, a bold or capital x_1."""
    for each in walk(node):
        if isinstance(each, Scripted) and isinstance(each.base, Name) and _numbers(each):
            transposed = any(isinstance(above, TransposeMark) for above in each.upper)
            if transposed or each.base.font == "bold" or is_upper(each.base):
                yield base_name(each.base)


def _members(node: Node) -> Iterator[str]:
    """The names of x_1, and of x_1, x_2, where these are all that stands there."""
    items = node.items if isinstance(node, Group) else (node,)
    if all(isinstance(each, Scripted) and _numbers(each) for each in items):
        yield from filter(None, (_base(each) for each in items if isinstance(each, Scripted)))


def _list(node: Node) -> Sequence[Node]:
    """The cells of a column, of a row, or of a bracket; nothing where dots stand among them."""
    cells: Sequence[Node] = ()
    if isinstance(node, Matrix) and (len(node.rows) == 1 or all(len(row) == 1 for row in node.rows)):
        cells = [cell for row in node.rows for cell in row]
    elif isinstance(node, Group) and node.bracket in _LISTS and set(node.separators) <= {",", ";", "quad"}:
        cells = node.items
    return cells if len(cells) > 1 and not any(isinstance(each, Ellipsis) for each in cells) else ()


def _base(node: Scripted) -> str:
    return base_name(node.base) if isinstance(node.base, Name) else ""


def _at_each(cells: Sequence[Node], places: Sequence[Sizes]) -> set[str]:
    """The names of which every cell has the component at its place, and no other."""
    found = [_numbered(cell) for cell in cells]
    if not found:
        return set()
    bases = set[str].intersection(*({base for base, _ in each} for each in found))
    return {
        base
        for base in bases
        if all(
            {at for name, at in each if name == base} == {place}
            for each, place in zip(found, places, strict=True)
        )
    }


def _numbered(cell: Node) -> set[tuple[str, Sizes]]:
    """The names with numbers below them in a cell."""
    found: set[tuple[str, Sizes]] = set()
    for each in walk(cell):
        if isinstance(each, Scripted) and isinstance(each.base, Name) and each.lower:
            found.add((base_name(each.base), _numbers(each)))
    return found


def _numbers(node: Scripted) -> Sizes:
    """1 of x_1; 1 and 2 of x_{12} and x_{1,2}; nothing of any other subscript."""
    entries = [digits(each) for each in lower_entries(node.lower)] if node.lower else [None]
    if None in entries:
        return ()
    return tuple(int(digit) for digit in "".join(map(str, entries)))
