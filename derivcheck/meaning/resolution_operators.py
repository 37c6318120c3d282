"""Sums and products over indices, derivatives, gradients, and what is evaluated at a point."""

from __future__ import annotations

from dataclasses import dataclass

from derivcheck.meaning.arguments import derived_at
from derivcheck.meaning.expressions import (
    ELEMENTWISE,
    Apply,
    Component,
    Condition,
    Derivative,
    Differential,
    Evaluated,
    Expression,
    Reduce,
    Slot,
)
from derivcheck.meaning.names import base_name, digits, is_small, letter
from derivcheck.meaning.resolution_gradients import Gradients
from derivcheck.meaning.resolution_integrals import integral, summed
from derivcheck.meaning.resolution_squares import by_squares, is_spread
from derivcheck.meaning.resolution_windows import is_window
from derivcheck.meaning.vocabulary_functions import head_name
from derivcheck.meaning.vocabulary_sizes import Size, begun, listed_range, size_of, size_of_set, span_of
from derivcheck.reader import printing, syntax
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    EvaluatedAt,
    Group,
    Name,
    Node,
    Product,
    Relation,
    Scripted,
    Sum,
    walk,
)


@dataclass(frozen=True, slots=True)
class _Limits:
    """What stands below and above a sum."""

    letters: tuple[str, ...]
    size: Size | None = None
    conditions: tuple[Condition, ...] = ()
    first: int | None = None


def _counts_of(upper: Node, body: Node) -> bool:
    r"""Whether an upper limit is the dim(x) of an x in the summand: the sum runs over all of it."""
    if not isinstance(upper, Application) or len(upper.items) != 1:
        return False
    counts = head_name(upper.head) in {"dim", "len", "length", "size"}
    return counts and any(_same_name(part, upper.items[0]) for part in walk(body))


def _same_name(one: Node, other: Node) -> bool:
    """Whether two nodes are one name, in whatever font."""
    return isinstance(one, Name) and isinstance(other, Name) and base_name(one) == base_name(other)


def _is_nonzero(entry: Relation) -> bool:
    return entry.operators == (r"\ne",) and digits(entry.items[-1]) == 0


class Operators(Gradients):
    """Resolves operators with a body."""

    def big(self, node: BigOperator) -> Expression:
        """A sum, product or integral; any other operator is refused."""
        if node.kind == "max" and len(node.lower) == 1 and letter(node.lower[0]) and node.upper is None:
            return self._largest(node, letter(node.lower[0]))
        if node.kind == "int":
            return self._integral(node)
        if node.kind not in {"sum", "prod"}:
            raise self.failure(node, f"{node.kind} is not understood")
        limits = self._limits(node)
        with self.binding(limits.letters, 1 if limits.first is None else limits.first):
            value = self.expression(node.body)
        operator = "sum" if node.kind == "sum" else "prod"
        for name in reversed(limits.letters):
            mine = limits.conditions if name == limits.letters[-1] else ()
            value = Reduce(operator, name, limits.size, value, mine, limits.first, span=node.span)
        if not limits.letters:
            value = Reduce(operator, "", None, value, span=node.span)
        return value

    def _integral(self, node: BigOperator) -> Expression:
        found = integral(node)
        if found is None:
            raise self.failure(node, "what this integral runs over is not understood")
        self.note("an integral is read as a sum over finitely many values, with any weights")
        with self.binding(found.letters):
            body = self.expression(found.body)
        return summed(found.letters, found.limits, body)

    def _largest(self, node: BigOperator, name: str) -> Expression:
        r"""\max_i x_i, the largest component of x; of anything else it is refused."""
        with self.binding((name,)):
            body = self.expression(node.body)
        if not isinstance(body, Component) or body.slots != (name,):
            raise self.failure(node, "a maximum over an expression is not understood")
        return Apply("max", (body.base,), span=node.span)

    def _limits(self, node: BigOperator) -> _Limits:
        if not node.lower:
            return self._over_numbers(node)
        letters: tuple[str, ...] = ()
        size: Size | None = None
        conditions: list[Condition] = []
        first: int | None = None
        without_zero = False
        for entry in node.lower:
            if isinstance(entry, Relation):
                found = self._relation(entry, node, letters)
                letters += tuple(each for each in found.letters if each not in letters)
                size = found.size if found.size is not None else size
                conditions += found.conditions
                first = first if found.first is None else found.first
                without_zero = without_zero or _is_nonzero(entry)
            else:
                letters += self._letters(entry)
        if size is None and node.upper is not None and not _counts_of(node.upper, node.body):
            size = self._upper(node.upper)
        if isinstance(size, str) and ".." in size and without_zero:
            size += " without 0"
            conditions = [each for each in conditions if each.right != 0]
        self.bound_once(node, letters)
        return _Limits(letters, size, tuple(conditions), first)

    def _over_numbers(self, node: BigOperator) -> _Limits:
        if node.upper is not None:
            raise self.failure(node, "a sum with an upper limit alone is not understood")
        return _Limits(())

    def bound_once(self, node: BigOperator, letters: tuple[str, ...]) -> None:
        """Refuse a sum over nothing and a sum over one letter twice."""
        if not letters or len(set(letters)) < len(letters):
            raise self.failure(node, "what this sum runs over is not understood")

    def _letters(self, entry: Node) -> tuple[str, ...]:
        """i, or i j of \\sum_{ij}."""
        if name := letter(entry):
            return (name,)
        if isinstance(entry, Product) and set(entry.operators) <= {""}:
            names = tuple(map(letter, entry.factors))
            if all(names):
                return names
        raise self.failure(entry, "what this sum runs over is not understood")

    def _upper(self, node: Node) -> Size:
        size = size_of(node)
        if size is None:
            raise self.failure(node, "this upper limit is not understood", "use a name for it")
        return size

    def _relation(self, entry: Relation, node: BigOperator, earlier: tuple[str, ...]) -> _Limits:
        operators = set(entry.operators)
        if operators == {"="} and len(entry.items) == 2:
            return self._from(entry, node)
        if operators == {r"\in"} and len(entry.items) == 2:
            return self._members(entry)
        if operators == {r"\ne"}:
            return self._unequal(entry, earlier)
        if operators <= {r"\le", "<"} and len(entry.items) == 3:
            return self._between(entry)
        raise self.failure(entry, "this condition of a sum is not understood")

    def _from(self, entry: Relation, node: BigOperator) -> _Limits:
        name = letter(entry.items[0])
        low = entry.items[1]
        if isinstance(low, Group) and (size := listed_range(low)) is not None and name:
            return _Limits((name,), size, (), begun(low))
        start = digits(low)
        if name and letter(low) and node.upper is None:
            slot = self.index_slot(low)
            return _Limits((name,), None, (Condition(name, "=", slot, span=entry.span),))
        if not name or start is None or (node.upper is None and start not in {0, 1}):
            raise self.failure(entry, "this lower limit is not understood")
        if node.upper is None:
            return _Limits((name,), None, (), start)
        size = span_of(low, node.upper)
        if size is not None:
            if start not in {0, 1}:
                raise self.failure(entry, "a sum that begins with neither 0 nor 1")
            return _Limits((name,), size, (), start)
        if start in {0, 1} and _counts_of(node.upper, node.body):
            return _Limits((name,), None, (), start)
        if start == 2 and (whole := size_of(node.upper)) is not None:
            return _Limits((name,), whole, (Condition(name, "!=", 1, span=entry.span),), 1)
        raise self.failure(node, "these limits are not understood", "sum from 1 to a named size")

    def _members(self, entry: Relation) -> _Limits:
        letters = self._letters(entry.items[0])
        size = size_of_set(entry.items[1])
        if size is None:
            raise self.failure(entry, "the set that this sum runs over is not understood")
        return _Limits(letters, size, (), begun(entry.items[1]))

    def _unequal(self, entry: Relation, earlier: tuple[str, ...]) -> _Limits:
        slots = [self.index_slot(each) for each in entry.items]
        name = slots[0]
        if not isinstance(name, str):
            raise self.failure(entry, "what this sum runs over is not understood")
        conditions = tuple(Condition(name, "!=", other, span=entry.span) for other in slots[1:])
        return _Limits((name,) if name not in earlier else (), None, conditions)

    def _between(self, entry: Relation) -> _Limits:
        """1 <= i <= n; a window -m <= j <= m has a size of its own."""
        low, middle, high = entry.items
        name, size = letter(middle), span_of(low, high)
        if name and set(entry.operators) == {r"\le"}:
            if size is not None and digits(low) == 1:
                return _Limits((name,), size, (), 1)
            if isinstance(low, Sum) and low.signs == ("-",) and low.terms[0] == high and size_of(high):
                return _Limits((name,), f"-{size_of(high)}..{size_of(high)}")
        raise self.failure(entry, "this condition of a sum is not understood")

    def derivative(self, node: syntax.Derivative) -> Expression:
        """A quotient of differentials, or an operator with what stands behind it."""
        if node.body is None:
            raise self.failure(node, "an operator without anything to differentiate")
        if (product := self.before_bracket(node)) is not None:
            return product
        if (known := derived_at(node, self.roles)) is not None:
            self.note(f"a derivative by {printing.latex(node.variables[0])} is one by the argument")
            return self.expression(known)
        for each in node.variables:
            inner = each.items[0] if isinstance(each, Group) and each.bracket == "" else each
            if isinstance(inner, Product) and all(is_small(factor) for factor in inner.factors):
                what = "a derivative by a product of letters"
                raise self.failure(each, what, "write a word as \\text{net}")
        variables = self.expressions(node.variables)
        for each, value in zip(node.variables, variables, strict=True):
            if isinstance(value, Component) and is_window(value.base):
                raise self.failure(each, "a derivative by a member of a window is not understood")
        body = self.expression(self._applied_to_variable(node))
        if any(map(is_spread, variables)):
            self.note("a derivative by the square of a positive number s is 1/(2 s) of the derivative by s")
            return by_squares(body, variables, node.span)
        return Derivative(body, variables, span=node.span)

    def _applied_to_variable(self, node: syntax.Derivative) -> Node:
        r"""The sigma of \frac{d sigma}{d z} is sigma(z)."""
        body, variable = node.body, node.variables[0]
        assert body is not None
        if not isinstance(body, Name) or len(node.variables) > 1:
            return body
        functions, name = self.vocabulary.functions, base_name(body)
        if functions.builtin(name) not in ELEMENTWISE or not functions.uses(name).lists:
            return body
        self.note(f"{printing.latex(body)} is a function of {printing.latex(variable)}")
        return Application(body, (variable,), span=body.span)

    def differential(self, node: syntax.Differential) -> Expression:
        return Differential(self.expression(node.body), span=node.span)

    def evaluated(self, node: EvaluatedAt) -> Expression:
        """body with values for variables."""
        value = self.expression(node.body)
        if node.upper or not node.lower:
            raise self.failure(node, "this bar is not understood")
        for entry in node.lower:
            if not isinstance(entry, Relation) or entry.operators != ("=",):
                raise self.failure(node, "what is put in for which variable is not said", "write |_{x = a}")
            variable, put = self.expressions(entry.items)
            value = Evaluated(value, variable, put, span=node.span)
        return value

    def conditions(self, node: Node) -> tuple[Condition, ...]:
        """i = j, i \\ne j = k as conditions on indices. Raises ResolutionError."""
        if (
            isinstance(node, Group)
            and node.bracket in {"", "()", "[]"}
            and all(isinstance(each, Relation) for each in node.items)
        ):
            return tuple(found for each in node.items for found in self.conditions(each))
        if not isinstance(node, Relation) or not set(node.operators) <= {"=", r"\ne"}:
            raise self.failure(
                node, "this condition is not understood", "conditions i = j and i != j are known"
            )
        slots = [self.condition_slot(each) for each in node.items]
        return tuple(
            Condition(left, "=" if operator == "=" else "!=", right, span=node.span)
            for left, operator, right in zip(slots, node.operators, slots[1:], strict=False)
        )

    def condition_slot(self, node: Node) -> Slot:
        """An index in a condition; a label such as the class y may stand for one."""
        if isinstance(node, Name | Scripted | syntax.Number | Group):
            return self.index_slot(node)
        raise self.failure(node, "this condition is not understood")
