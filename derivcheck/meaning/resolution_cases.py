r"""Functions by cases, and indicators: of equal indices, of classes, of numbers that are compared."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from derivcheck.meaning.binary import event_of_label
from derivcheck.meaning.comparisons import chosen, is_comparison, is_on_boundary, leave_cases_out
from derivcheck.meaning.expressions import (
    CLASSES,
    Add,
    Cases,
    Component,
    Condition,
    Delta,
    Expression,
    Multiply,
    Number,
    Opaque,
    Variable,
)
from derivcheck.meaning.members import EVENT
from derivcheck.meaning.names import letter
from derivcheck.meaning.resolution_operators import Operators
from derivcheck.meaning.vocabulary_scripts import COUNTING
from derivcheck.reader import syntax
from derivcheck.reader.syntax import Indicator, Name, Node, Relation, Scripted
from derivcheck.reader.vocabulary import words

_ELSE = words("otherwise else sinon sonst")
_OF_CASES = _ELSE | words(
    "if when for where and or with whenever in case cases iff all any every each the other others that is are"
    " then of we have i e class classes correct true index indices elsewhere si wenn falls"
)


def _delta(condition: Condition) -> Expression:
    delta = Delta(condition.left, condition.right, span=condition.span)
    if condition.relation == "=":
        return delta
    return Add((Number(Fraction(1)), delta), (1, -1), span=condition.span)


class Branches(Operators):
    """Resolves what has a value under a condition."""

    def cases(self, node: syntax.Cases) -> Expression:
        """A function by cases; "otherwise" has no condition."""
        values = tuple(self.expression(row.value) for row in node.rows)
        compared = [row.condition for row in node.rows if row.condition is not None]
        if any(map(is_comparison, compared)):
            if len(node.rows) == 2 and leave_cases_out(compared):
                raise self.failure(node, "the two conditions are not one another's opposite")
            held = [self._holding(row) for row in node.rows]
            return chosen(values, held)
        conditions = tuple(map(self._case, node.rows))
        return Cases(values, conditions, span=node.span)

    def _holding(self, row: syntax.Case) -> Expression | None:
        """1 where the condition of a row holds and 0 elsewhere; None for "otherwise"."""
        condition = row.condition
        if condition is None or not is_comparison(condition):
            found = self._case(replace(row, condition=None)) if condition is None else None
            if condition is not None and isinstance(condition, Name) and condition.text in _ELSE:
                return None
            if condition is not None and is_on_boundary(condition):
                return Number(Fraction(0))
            if condition is not None:
                raise self.failure(condition, "this condition is not understood")
            return None if found is None else Number(Fraction(0))
        return self.compared(condition)

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
        """1{i = j}, 1{i != j}, 1{a > b}, 1{i = j, k = l}."""
        if is_comparison(node.condition):
            return self.compared(node.condition)
        found = self._conditions_of_indices(node.condition)
        if found is None:
            return self._event(node)
        deltas = tuple(_delta(each) for each in found)
        return deltas[0] if len(deltas) == 1 else Multiply(deltas, ("",) * (len(deltas) - 1), span=node.span)

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
        name = f"{EVENT}{relation.operators[0]}]"
        left, right = self.expressions(relation.items)
        for value, class_ in ((left, right), (right, left)):
            found = event_of_label(value, class_, relation.operators[0], self.vocabulary.text)
            if found is not None:
                self.note("a label that is 0 or 1 is the indicator of the label 1")
                return found
        return Opaque(name, (left, right), span=node.span)
