"""Terms to plans: index notation read as operations on whole arrays."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivcheck.core.errors import MalformedError
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Plus,
    Power,
    Product,
    Subscript,
    Term,
    Times,
    Total,
    free_indices,
    fresh_index,
    substitute,
    times,
)
from derivcheck.emit.building import Builder
from derivcheck.emit.contraction import size_of, summed
from derivcheck.emit.deltas import contracted
from derivcheck.emit.labelled import Labelled, added, aligned, entry
from derivcheck.emit.plans import (
    ELEMENTWISE,
    Broadcast,
    Eye,
    Input,
    Matrix,
    Named,
    OneHot,
    Plan,
    Rational,
    Ref,
    SizeOf,
)
from derivcheck.emit.programs import Output, Program, check_program
from derivcheck.emit.stability import stabilised

ONE = Fraction(1)


def lower(program: Program) -> Plan:
    """The plan of a program. Raises MalformedError where a derivative is left in it."""
    check_program(program)
    lowering = _Lowering(program)
    outputs = {output.name: lowering.output(output) for output in program.outputs}
    context = program.context
    return lowering.builder.plan(outputs, tuple(context.tensors), context.sizes())


class _Lowering:
    def __init__(self, program: Program) -> None:
        self.scope = program.scope
        self.builder = Builder()
        self._known: dict[Term, Labelled] = {}
        self._defined: dict[str, Labelled] = {}

    def output(self, output: Output) -> Ref:
        """The place of an output, all its axes present and in order."""
        item = self.lower(contracted(output.body))
        place = aligned(self.builder, item, output.axes)
        if len(item.axes) == len(output.axes) > 0:
            return place
        shape = tuple(axis.size for axis in output.axes)
        if not shape and not self.builder.is_number(place):
            return place
        return self.builder.add(Broadcast(place, shape), len(shape))

    def lower(self, node: Term) -> Labelled:
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._lower(node)
        return found

    def _lower(self, node: Term) -> Labelled:
        match node:
            case Number(value):
                return Labelled(self.builder.constant(value), ())
            case Dimension(size):
                return Labelled(self.builder.add(SizeOf(size), 0), ())
            case Entry(tensor, subscripts):
                return self._entry(tensor, subscripts)
            case Delta(left, right):
                return self._delta(left, right)
            case Plus(terms):
                return self._sum(terms, ())
            case Times() | Power() | Total():
                return self._product(node, ())
            case Product(index, body):
                return self._repeated(index, body)
            case Constant(name):
                return Labelled(self.builder.add(Named(name), 0), ())
            case Inverse(tensor, left, right):
                whole = self._matrix(tensor)
                return entry(self.builder, self.builder.add(Matrix("inv", whole), 2), (left, right))
            case Determinant(tensor):
                return Labelled(self.builder.add(Matrix("det", self._matrix(tensor)), 0), ())
            case Apply(function, _) if function not in ELEMENTWISE:
                raise MalformedError(f"the function {function} cannot be emitted")
            case Apply(function, argument):
                item = self.lower(argument)
                return Labelled(self.builder.apply(function, item.place), item.axes)
            case _:
                raise MalformedError(
                    "a derivative is left in the program, and it is no array operation",
                    remedy="derive it first and emit the formula",
                )

    def _entry(self, name: str, subscripts: tuple[Subscript, ...]) -> Labelled:
        if name in self.scope.tensors:
            return entry(self.builder, self.builder.add(Input(name), len(subscripts)), subscripts)
        item = self._definition(name)
        indices = self.scope.definitions[name].indices
        values = dict(zip(indices, subscripts, strict=True))
        return entry(self.builder, item.place, tuple(values[axis] for axis in item.axes))

    def _matrix(self, name: str) -> Ref:
        """The place of a whole matrix."""
        row, column = (fresh_index(size) for size in self.scope.axes(name) or ())
        return aligned(self.builder, self._entry(name, (row, column)), (row, column))

    def _repeated(self, index: Index, body: Term) -> Labelled:
        """The product of the body over the index; a power where the body does not depend on it."""
        item = self.lower(body)
        if index in item.axes:
            axes = tuple(axis for axis in item.axes if axis != index)
            return Labelled(self.builder.product(item.place, item.axes.index(index)), axes)
        return Labelled(self.builder.binary("**", item.place, size_of(self.builder, index)), item.axes)

    def _definition(self, name: str) -> Labelled:
        """A named intermediate, computed once, its axes in the order of its definition."""
        found = self._defined.get(name)
        if found is None:
            definition = self.scope.definitions[name]
            item = self.lower(contracted(definition.body))
            axes = tuple(index for index in definition.indices if index in item.axes)
            found = self._defined[name] = Labelled(aligned(self.builder, item, axes), axes)
            if not isinstance(self.builder.operations[found.place], Input | Rational | Named | SizeOf):
                self.builder.names.setdefault(found.place, name)
        return found

    def _delta(self, left: Subscript, right: Subscript) -> Labelled:
        if isinstance(left, Index) and isinstance(right, Index):
            return Labelled(self.builder.add(Eye(left.size), 2), (left, right))
        index, component = (left, right) if isinstance(left, Index) else (right, left)
        assert isinstance(index, Index)
        assert isinstance(component, int)
        return Labelled(self.builder.add(OneHot(index.size, component), 1), (index,))

    def _sum(self, terms: Sequence[Term], bound: tuple[Index, ...]) -> Labelled:
        """The sum of the terms, each summed over the bound indices."""
        parts = [_sign(part) for part in terms]
        return added(self.builder, [(minus, self._product(part, bound)) for minus, part in parts])

    def _product(self, node: Term, bound: tuple[Index, ...]) -> Labelled:
        """The node, summed over the bound indices and over those of its own outermost Totals."""
        while isinstance(node, Total):
            bound, node = (*bound, node.index), node.body
        if isinstance(node, Plus) and bound and not _covered(node, (node,)):
            return self._sum(node.terms, bound)
        factors = _flattened(node)
        for factor, exponent in factors if bound else ():
            if exponent == 1 and isinstance(factor, Plus) and not _covered(factor, [f for f, _ in factors]):
                rest = times(*(f if e == 1 else f**e for f, e in factors if f is not factor))
                return self._sum([times(rest, part) for part in factor.terms], bound)
        return self._contraction(factors, bound)

    def _contraction(self, factors: list[tuple[Term, Fraction]], bound: tuple[Index, ...]) -> Labelled:
        factors, bound = _merged_quotient(factors, bound)
        coefficient, arrays = ONE, list[tuple[Labelled, Fraction]]()
        for factor, exponent in factors:
            if isinstance(factor, Number) and factor.value == 0 and exponent < 0:
                raise MalformedError("a division by zero cannot be emitted")
            if isinstance(factor, Number) and exponent.denominator == 1:
                coefficient *= factor.value**exponent.numerator
            else:
                arrays.append((self.lower(factor), exponent))
        return summed(self.builder, stabilised(self.builder, arrays), bound, coefficient)


def _sign(node: Term) -> tuple[bool, Term]:
    """Whether a minus stands in front, and the node without it."""
    number = node.factors[0] if isinstance(node, Times) else node
    minus = isinstance(number, Number) and number.value < 0
    return (True, times(-1, node)) if minus else (False, node)


def _flattened(node: Term, exponent: Fraction = ONE) -> list[tuple[Term, Fraction]]:
    """The node as factors with exponents; products are split under whole powers only."""
    match node:
        case Times(factors) if exponent.denominator == 1:
            return [part for factor in factors for part in _flattened(factor, exponent)]
        case Power(base, inner) if exponent.denominator == 1:
            return _flattened(base, inner * exponent)
        case _:
            return [(node, exponent)]


def _covered(node: Term, factors: Sequence[Term]) -> bool:
    """Whether an array with every index of the node is at hand, so that adding it up makes none larger."""
    return any(_covers(factor, free_indices(node)) for factor in factors)


def _covers(node: Term, indices: frozenset[Index]) -> bool:
    match node:
        case Plus(parts) | Times(parts):
            return any(_covers(part, indices) for part in parts)
        case _:
            return free_indices(node) >= indices


def _merged_quotient(
    factors: list[tuple[Term, Fraction]], bound: tuple[Index, ...]
) -> tuple[list[tuple[Term, Fraction]], tuple[Index, ...]]:
    """(sum_k exp(z[k]) y[k]) / sum_k exp(z[k]) as one sum, so that the quotient becomes a softmax."""
    if not any(e < 0 and isinstance(f, Total) and _exponential(f) for f, e in factors):
        return factors, bound
    merged: list[tuple[Term, Fraction]] = []
    for factor, exponent in factors:
        part = factor
        while exponent == 1 and isinstance(part, Total) and _exponential(part):
            apart = fresh_index(part.index.size)
            part, bound = substitute(part.body, {part.index: apart}), (*bound, apart)
        merged += _flattened(part, exponent)
    return merged, bound


def _exponential(node: Term) -> bool:
    """Whether the body of the Totals has a factor exp(u)."""
    while isinstance(node, Total):
        node = node.body
    return any(isinstance(factor, Apply) and factor.function == "exp" for factor, _ in _flattened(node))
