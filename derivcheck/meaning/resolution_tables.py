r"""Matrices, vectors in brackets, cases, indicators, and what is written by pattern: x_1, \dots, x_K."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from derivcheck.meaning.dots import Pattern, dotted, grid_of, is_diagonal, pattern_of
from derivcheck.meaning.expressions import (
    CLASSES,
    Add,
    Apply,
    Cases,
    Component,
    Condition,
    Delta,
    Expression,
    Listed,
    Number,
    Opaque,
    Reduce,
    Variable,
    WrittenOut,
)
from derivcheck.meaning.names import is_upper, letter
from derivcheck.meaning.resolution_operators import Operators
from derivcheck.meaning.vocabulary_scripts import COUNTING
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
from derivcheck.reader.vocabulary import words

_ALONG: dict[str, Literal["rows", "columns"]] = {"()": "rows", "[]": "columns"}
_ELSE = words("otherwise else sinon sonst")
_OF_CASES = _ELSE | words(
    "if when for where and or with whenever in case cases iff all any every each the other others that is are"
    " then of we have i e class classes correct true index indices elsewhere si wenn falls"
)
_COUNTERS = ("i", "j", "k", "l", "p", "q", "r", "s", "i''", "j''", "k''")


class Tables(Operators):
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

    def added_up(self, terms: tuple[Node, ...], operator: Literal["sum", "prod"], node: Node) -> Expression:
        """f(1) + f(2) + ... + f(n)."""
        found = self._pattern(terms, node)
        if found.size is None:
            raise self.failure(node, "the pattern of these dots is not understood")
        body = self._entry(found)
        return Reduce(operator, found.index, found.size, body, first=found.first, span=node.span)

    def cases(self, node: syntax.Cases) -> Expression:
        """A function by cases; "otherwise" has no condition."""
        values = tuple(self.expression(row.value) for row in node.rows)
        conditions = tuple(map(self._case, node.rows))
        return Cases(values, conditions, span=node.span)

    def _case(self, row: syntax.Case) -> tuple[Condition, ...] | None:
        """The conditions of a row, None for "otherwise"; other words may turn a condition round."""
        said = set(re.findall(r"[^\W\d_]+", row.words.lower()))
        if not said <= _OF_CASES:
            raise self.failure(row, f"the words of this case are not understood: {row.words}")
        if isinstance(row.condition, Name) and row.condition.text in _ELSE:
            return None
        if row.condition is not None:
            return self.conditions(row.condition)
        if not said & _ELSE:
            raise self.failure(row, "the condition of this case is not understood")
        return None

    def indicator(self, node: Indicator) -> Expression:
        """1{i = j}, 1{i != j}."""
        found = self._conditions_of_indices(node.condition)
        if found is None:
            return self._event(node)
        if len(found) != 1:
            raise self.failure(node, "this indicator is not understood")
        delta = Delta(found[0].left, found[0].right, span=node.span)
        if found[0].relation == "=":
            return delta
        return Add((Number(Fraction(1)), delta), (1, -1), span=node.span)

    def _conditions_of_indices(self, node: Node) -> tuple[Condition, ...] | None:
        """Conditions on indices; None where a component stands in them: y^{(i)} = j."""
        items = node.items if isinstance(node, Relation) else ()
        if any(isinstance(each, Scripted) and not letter(each) for each in items):
            return None
        return self.conditions(node)

    def _entry_of_class(self, relation: Relation) -> Expression | None:
        """Of y^{(i)} = j, entry j of row i of the classes of y; None of anything but a y_i and an index."""
        left, right = relation.items
        label, item = (letter(right), left) if letter(right) else (letter(left), right)
        known = label in self.bound or label in COUNTING
        if not known or not isinstance(item, Scripted) or relation.operators[0] not in {"=", r"\ne"}:
            return None
        value = self.expression(item)
        if not isinstance(value, Component) or not isinstance(value.base, Variable):
            return None
        if not all(isinstance(slot, str) and slot != label for slot in value.slots):
            return None
        self.indices.add(label)
        base = Variable(f"{CLASSES}{{{value.base.name}}}", span=value.span)
        entry = Component(base, (*value.slots, label), span=value.span)
        return entry if relation.operators[0] == "=" else Add((Number(Fraction(1)), entry), (1, -1))

    def _event(self, node: Indicator) -> Expression:
        """The indicator of y^{(i)} = j: some function of both sides."""
        relation = node.condition
        if not isinstance(relation, Relation) or len(relation.items) != 2:
            raise self.failure(node, "this indicator is not understood")
        members = self._entry_of_class(relation)
        if members is not None:
            return members
        name = f"1[{relation.operators[0]}]"
        return Opaque(name, self.expressions(relation.items), span=node.span)
