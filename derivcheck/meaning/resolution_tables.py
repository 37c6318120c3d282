r"""Matrices, vectors in brackets, cases, indicators, and what is written by pattern: x_1, \dots, x_K."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from derivcheck.meaning.dots import Pattern, dotted, grid_of, is_diagonal, pattern_of
from derivcheck.meaning.expressions import (
    Apply,
    Cases,
    Component,
    Condition,
    Expression,
    Listed,
    Reduce,
    Variable,
    WrittenOut,
)
from derivcheck.meaning.names import is_upper
from derivcheck.meaning.resolution_cases import Branches
from derivcheck.meaning.vocabulary_sizes import size_of
from derivcheck.reader import syntax
from derivcheck.reader.syntax import (
    Blank,
    Ellipsis,
    Group,
    Indicator,
    Matrix,
    Name,
    Node,
    Relation,
    Scripted,
)

_ALONG: dict[str, Literal["rows", "columns"]] = {"()": "rows", "[]": "columns"}
_COUNTERS = ("i", "j", "k", "l", "p", "q", "r", "s", "i''", "j''", "k''")


class Tables(Branches):
    """Resolves what holds several expressions."""

    def group(self, node: Group) -> Expression:
        """Any bracket."""
        if node.bracket == "<>":
            return self.inner_or_group(node)
        if len(node.items) != 1:
            return self._vector(node)
        only = node.items[0]
        if isinstance(only, Relation):
            if node.bracket != "[]":
                raise self.failure(node, "a relation in a bracket is not understood")
            return self.indicator(Indicator(only, span=node.span))
        match node.bracket:
            case "()" | "[]" | "{}" | "":
                return self.expression(only)
            case "||":
                return self._bars(node, only)
            case "‖‖":
                return self.norm(node, only)
            case _:
                raise self.failure(node, "this bracket is not understood")

    def norm(self, node: Group, only: Node) -> Expression:
        return self.norm_of(node, Scripted(node, span=node.span)) if only else self.expression(only)

    def _bars(self, node: Group, only: Node) -> Expression:
        size = size_of(only)
        if isinstance(only, Name) and is_upper(only) and size in self.vocabulary.sizes:
            return self.expression(only)
        return Apply("abs", (self.expression(only),), span=node.span)

    def _vector(self, node: Group) -> Expression:
        """(a, b, c) is a column; [a, b, c] a row. Dots are a pattern."""
        if node.bracket not in _ALONG or not set(node.separators) <= {",", ";", "quad"}:
            raise self.failure(node, "several items in this bracket are not understood")
        if any(isinstance(each, Relation) for each in node.items):
            raise self.failure(node, "relations in a bracket are not understood")
        columns = node.bracket == "[]" and ";" not in node.separators
        if any(isinstance(each, Ellipsis) for each in node.items):
            return self._listed(node.items, "columns" if columns else "rows", node)
        cells = self.expressions(node.items)
        rows = (cells,) if columns else tuple((cell,) for cell in cells)
        return WrittenOut(rows, span=node.span)

    def matrix(self, node: Matrix) -> Expression:
        """A matrix cell by cell, or by pattern."""
        rows = tuple(row for row in node.rows if not all(isinstance(each, Blank) for each in row))
        if node.bracket == "||":
            return Apply("det", (self.matrix(replace(node, bracket="[]")),), span=node.span)
        if node.bracket == "‖‖":
            raise self.failure(node, "this matrix is not understood")
        dotted = [row for row in rows if any(isinstance(each, Ellipsis) for each in row)]
        if dotted:
            return self._pattern_matrix(rows, node)
        if any(isinstance(cell, Blank | Relation) for row in rows for cell in row):
            raise self.failure(node, "a cell of this matrix is not understood")
        if len({len(row) for row in rows}) != 1:
            raise self.failure(node, "the rows of this matrix have different lengths")
        cells = tuple(self.expressions(row) for row in rows)
        return self._whole(cells) or WrittenOut(cells, span=node.span)

    def _whole(self, cells: tuple[tuple[Expression, ...], ...]) -> Expression | None:
        """x, of which the cells are all components x_{ij} in their places."""
        first = cells[0][0]
        base = first.base if isinstance(first, Component) else None
        sizes = (len(cells), len(cells[0]))
        if not isinstance(base, Variable) or self.vocabulary.roles.census.array(base.name) != sizes:
            return None
        places = ((cell, (i, j)) for i, row in enumerate(cells, 1) for j, cell in enumerate(row, 1))
        return base if all(cell == Component(base, at) for cell, at in places) else None

    def _pattern_matrix(self, rows: tuple[tuple[Node, ...], ...], node: Matrix) -> Expression:
        down, across = dotted(rows)
        if down and len(rows[0]) > 1 and (across or is_diagonal(rows)):
            return self._grid(rows, node)
        if len({len(row) for row in rows}) != 1:
            raise self.failure(node, "the rows of this matrix have different lengths")
        if down:
            columns = [self._listed(column, "rows", node) for column in zip(*rows, strict=True)]
            return columns[0] if len(columns) == 1 else WrittenOut((tuple(columns),), span=node.span)
        lines = [self._listed(row, "columns", node) for row in rows]
        return lines[0] if len(lines) == 1 else WrittenOut(tuple((row,) for row in lines), span=node.span)

    def _grid(self, rows: tuple[tuple[Node, ...], ...], node: Matrix) -> Expression:
        """A matrix with dots downwards and across: its entries by their form, or a diagonal."""
        column = self._counter(node, tuple(self.bound))
        row = self._counter(node, (*self.bound, column))
        found = grid_of(rows, (row, column))
        if found is None:
            raise self.failure(node, "the pattern of this matrix is not understood")
        if found.column is None:
            return Apply("diag", (self._list_of(found.row, "rows", node),), span=node.span)
        with self.binding((row, column)):
            body = self.expression(found.row.node)
        inner = Listed(column, found.column.size, body, "columns", found.column.first, span=node.span)
        return Listed(row, found.row.size, inner, "rows", found.row.first, span=node.span)

    def _counter(self, node: Node, taken: tuple[str, ...]) -> str:
        used = {each.text for each in syntax.walk(node) if isinstance(each, Name)}
        return next(each for each in _COUNTERS if each not in used and each not in taken)

    def _listed(self, items: tuple[Node, ...], along: Literal["rows", "columns"], node: Node) -> Expression:
        return self._list_of(self._pattern(items, node), along, node)

    def _list_of(self, found: Pattern, along: Literal["rows", "columns"], node: Node) -> Expression:
        return Listed(found.index, found.size, self._entry(found), along, found.first, span=node.span)

    def _entry(self, found: Pattern) -> Expression:
        """Any entry of a pattern: another one where it says so."""
        with self.binding((found.index,), found.first):
            body = self.expression(found.node)
        if found.other is None:
            return body
        place, other = found.other
        self.indices.add(place)
        at = (Condition(found.index, "=", place),)
        return Cases((self.expression(other), body), (at, None), span=body.span)

    def _pattern(self, items: tuple[Node, ...], node: Node) -> Pattern:
        """The common form of items around dots. Raises ResolutionError."""
        found = pattern_of(items, self._counter(node, tuple(self.bound)))
        if found is None:
            raise self.failure(node, "the pattern of these dots is not understood")
        return found

    def is_series(self, terms: tuple[Node, ...], node: Node) -> bool:
        """Whether terms around dots have one form, and a last one."""
        found = pattern_of(terms, self._counter(node, tuple(self.bound)))
        return found is not None and found.size is not None

    def added_up(self, terms: tuple[Node, ...], operator: Literal["sum", "prod"], node: Node) -> Expression:
        """f(1) + f(2) + ... + f(n)."""
        found = self._pattern(terms, node)
        if found.size is None:
            raise self.failure(node, "the pattern of these dots is not understood")
        body = self._entry(found)
        return Reduce(operator, found.index, found.size, body, first=found.first, span=node.span)
