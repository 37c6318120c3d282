"""The builder of plans: equal operations are shared, and numerically stable forms replace unstable ones."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivcheck.emit.plans import (
    Along,
    Binary,
    Einsum,
    Expand,
    Map,
    Named,
    Operation,
    Plan,
    Raise,
    Rational,
    Reduce,
    Ref,
    SizeOf,
    Take,
    Transpose,
    is_number,
    moved,
    operands,
    sizes_of,
)

ONE = Fraction(1)


class Builder:
    """Collects operations; a method per operation gives its place, the same place for the same operation."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.ranks: list[int] = []
        self._numbers: list[bool] = []
        self.names: dict[Ref, str] = {}
        self._places: dict[Operation, Ref] = {}

    def add(self, operation: Operation, rank: int) -> Ref:
        """The place of the operation, whose result has `rank` axes."""
        place = self._places.get(operation)
        if place is None:
            place = self._places[operation] = len(self.operations)
            self.operations.append(operation)
            self.ranks.append(rank)
            self._numbers.append(is_number(operation, self._numbers))
        return place

    def constant(self, value: Fraction) -> Ref:
        return self.add(Rational(value), 0)

    def is_number(self, place: Ref) -> bool:
        """Whether the result is a Python number and not an array."""
        return self._numbers[place]

    def binary(self, operator: str, left: Ref, right: Ref) -> Ref:
        """Elementwise; the operand with more axes decides how many the result has."""
        return self.add(Binary(operator, left, right), max(self.ranks[left], self.ranks[right]))

    def matmul(self, left: Ref, right: Ref) -> Ref:
        return self.add(Binary("@", left, right), self.ranks[left] + self.ranks[right] - 2)

    def outer(self, left: Ref, right: Ref) -> Ref:
        return self.add(Binary("outer", left, right), 2)

    def negative(self, place: Ref) -> Ref:
        match self.operations[place]:
            case Map("neg", of):
                return of
            case Rational(value):
                return self.constant(-value)
            case _:
                return self.add(Map("neg", place), self.ranks[place])

    def power(self, place: Ref, exponent: Fraction) -> Ref:
        if exponent == 1:
            return place
        if exponent == -1:
            return self.binary("/", self.constant(ONE), place)
        return self.add(Raise(place, exponent), self.ranks[place])

    def transpose(self, place: Ref, order: tuple[int, ...]) -> Ref:
        """Axis i of the result is axis order[i]; pushed into products, where it costs nothing."""
        if order == tuple(range(len(order))):
            return place
        match self.operations[place]:
            case Transpose(of, inner):
                return self.transpose(of, tuple(inner[axis] for axis in order))
            case Binary("@", left, right) if self.ranks[left] == self.ranks[right] == 2:
                return self.matmul(self.transpose(right, (1, 0)), self.transpose(left, (1, 0)))
            case Binary("outer", left, right):
                return self.outer(right, left)
            case Einsum(specification, of):
                inputs, result = specification.split("->")
                permuted = "".join(result[axis] for axis in order)
                return self.add(Einsum(f"{inputs}->{permuted}", of), len(order))
            case Binary(operator, left, right) if self._transposes(place, order) < 1:
                parts = (self.transpose(part, order) if self.ranks[part] else part for part in (left, right))
                return self.binary(operator, *parts)
            case Map(function, of) if self._transposes(place, order) < 1:
                return self.add(Map(function, self.transpose(of, order)), len(order))
            case _:
                return self.add(Transpose(place, order), len(order))

    def _transposes(self, place: Ref, order: tuple[int, ...]) -> int:
        """How many operations it takes to transpose the operands in place of an unnamed result."""
        if not self.ranks[place]:
            return 0
        if place in self.names or self.ranks[place] != len(order):
            return 1
        match self.operations[place]:
            case Binary("@" | "outer", _, _) | Einsum():
                return 0
            case Binary(_, left, right):
                return self._transposes(left, order) + self._transposes(right, order)
            case Map(_, of):
                return self._transposes(of, order)
            case Transpose(_, inner) if all(inner[axis] == number for number, axis in enumerate(order)):
                return -1
            case _:
                return 1

    def take(self, place: Ref, components: tuple[int | None, ...]) -> Ref:
        kept = sum(component is None for component in components)
        return place if kept == len(components) else self.add(Take(place, components), kept)

    def total(self, place: Ref, axes: Sequence[int]) -> Ref:
        if not axes:
            return place
        return self.add(Reduce("sum", place, tuple(sorted(axes))), self.ranks[place] - len(axes))

    def product(self, place: Ref, axis: int) -> Ref:
        return self.add(Reduce("prod", place, (axis,)), self.ranks[place] - 1)

    def along(self, function: str, place: Ref, axes: tuple[int, ...]) -> Ref:
        return self.add(Along(function, place, axes), self.ranks[place])

    def apply(self, function: str, place: Ref) -> Ref:
        """The function elementwise; log in its stable form where there is one."""
        stable = self._log(place) if function == "log" else None
        return self.add(Map(function, place), self.ranks[place]) if stable is None else stable

    def _log(self, place: Ref) -> Ref | None:
        """The logarithm of exp, of a sum of exp, of softmax, sigmoid and 1 - sigmoid, without overflow."""
        match self.operations[place]:
            case Map("exp", of):
                return of
            case Map("sigmoid", of):
                return self.apply("log_sigmoid", of)
            case Along("softmax", of, axes):
                return self.along("log_softmax", of, axes)
            case Reduce("sum", of, axes) if (exponent := self.exponent(of)) is not None:
                return self.add(Reduce("logsumexp", exponent, axes), self.ranks[place])
            case Binary("-", left, right) if self.is_one(left):
                match self.operations[right]:
                    case Map("sigmoid", of):
                        return self.apply("log_sigmoid", self.negative(of))
                    case _:
                        return None
            case Reduce("prod", of, axes) if self.positive(of):
                return self.total(self.apply("log", of), axes)
            case Transpose(of, order) if (inner := self._log(of)) is not None:
                return self.transpose(inner, order)
            case Take(of, components) if (inner := self._log(of)) is not None:
                return self.take(inner, components)
            case _:
                exponent = self.one_plus_exp(place)
                return None if exponent is None else self.apply("softplus", exponent)

    def exponent(self, place: Ref) -> Ref | None:
        """u where the place holds exp(u)."""
        operation = self.operations[place]
        return operation.of if isinstance(operation, Map) and operation.function == "exp" else None

    def one_plus_exp(self, place: Ref) -> Ref | None:
        """u where the place holds 1 + exp(u)."""
        match self.operations[place]:
            case Binary("+", left, right) if self.is_one(left):
                return self.exponent(right)
            case Binary("+", left, right) if self.is_one(right):
                return self.exponent(left)
            case _:
                return None

    def positive(self, place: Ref) -> bool:
        """Whether every entry is positive by the form of the operation."""
        match self.operations[place]:
            case Rational(value):
                return value > 0
            case Map(function, _):
                return function in {"exp", "sigmoid", "softplus"}
            case Named() | SizeOf() | Along("softmax", _, _):
                return True
            case Binary("+" | "*" | "/", left, right):
                return self.positive(left) and self.positive(right)
            case Binary("-", left, right):
                operation = self.operations[right]
                return self.is_one(left) and isinstance(operation, Map) and operation.function == "sigmoid"
            case Reduce("sum" | "prod", of, _) | Raise(of, _) | Expand(of, _) | Transpose(of, _):
                return self.positive(of)
            case _:
                return False

    def is_one(self, place: Ref) -> bool:
        return self.operations[place] == Rational(ONE)

    def plan(self, outputs: dict[str, Ref], inputs: tuple[str, ...], sizes: tuple[str, ...]) -> Plan:
        """The operations that the outputs need, in order. `sizes` orders the named sizes."""
        needed: set[Ref] = set()
        waiting = list(outputs.values())
        while waiting:
            place = waiting.pop()
            if place not in needed:
                needed.add(place)
                waiting.extend(operands(self.operations[place]))
        order = sorted(needed)
        new = {old: position for position, old in enumerate(order)}
        operations = tuple(moved(self.operations[old], new) for old in order)
        used = {size for operation in operations for size in sizes_of(operation)}
        return Plan(
            operations,
            tuple(self.ranks[old] for old in order),
            tuple(self._numbers[old] for old in order),
            {new[old]: name for old, name in self.names.items() if old in new},
            {name: new[old] for name, old in outputs.items()},
            inputs,
            tuple(size for size in sizes if size in used),
        )
