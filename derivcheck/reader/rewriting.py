"""Parts of a syntax tree, and sides of a document, put in the place of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from derivcheck.reader.context import ContextLine
from derivcheck.reader.derivations import Derivation, Formula, Step
from derivcheck.reader.documents import Document
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Node, parts_of


def rewritten(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every part, inner ones first; itself where nothing changes."""
    new = {name: _rewritten(getattr(node, name), change) for name in parts_of(type(node))}
    changed = {name: value for name, value in new.items() if value is not getattr(node, name)}
    return change(replace(node, **changed) if changed else node)  # pyright: ignore[reportArgumentType]


def _rewritten(value: object, change: Callable[[Node], Node]) -> object:
    if isinstance(value, Node):
        return rewritten(value, change)
    if not isinstance(value, tuple):
        return value
    items: tuple[object, ...] = value
    new = tuple(_rewritten(item, change) for item in items)
    return items if all(one is other for one, other in zip(items, new, strict=True)) else new


@dataclass
class Rewriting:
    """A document with some sides changed; what is one object in it stays one object."""

    change: Callable[[Side], Side]
    _sides: dict[int, Side] = field(default_factory=dict[int, Side])
    _formulas: dict[int, Formula] = field(default_factory=dict[int, Formula])

    def document(self, document: Document) -> Document:
        return replace(
            document,
            formulas=tuple(map(self._formula, document.formulas)),
            derivations=tuple(map(self._derivation, document.derivations)),
            context_lines=tuple(map(self._line, document.context_lines)),
        )

    def _side(self, side: Side) -> Side:
        if id(side) not in self._sides:
            self._sides[id(side)] = self.change(side)
        return self._sides[id(side)]

    def _statement(self, statement: Statement) -> Statement:
        sides = tuple(map(self._side, statement.sides))
        return replace(statement, sides=sides, conditions=tuple(map(self._side, statement.conditions)))

    def _formula(self, formula: Formula) -> Formula:
        if id(formula) not in self._formulas:
            new = replace(formula, statements=tuple(map(self._statement, formula.statements)))
            self._formulas[id(formula)] = new
        return self._formulas[id(formula)]

    def _step(self, step: Step) -> Step:
        lhs, rhs, head = map(self._side, (step.lhs, step.rhs, step.head))
        return replace(step, lhs=lhs, rhs=rhs, head=head, conditions=tuple(map(self._side, step.conditions)))

    def _derivation(self, derivation: Derivation) -> Derivation:
        formulas = tuple(map(self._formula, derivation.formulas))
        return replace(derivation, steps=tuple(map(self._step, derivation.steps)), formulas=formulas)

    def _line(self, line: ContextLine) -> ContextLine:
        return replace(line, statements=tuple(map(self._statement, line.statements)))
