"""One attempt at a step: under one convention and one choice of the number of axes of every name.

`value` elaborates an expression to a Value by the rule for its kind of node; the rules are functions in
the modules beside this one. What is attempted here may fail with Mismatch, and is then thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import TypeAlias

from derivcheck.core.indices import Index, Subscript
from derivcheck.core.terms import Dimension, Entry, Number, Term, substitute
from derivcheck.elaboration.conventions import Convention
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.kinds import LOSSES
from derivcheck.elaboration.readings import Fault, MeaningError
from derivcheck.elaboration.scope import (
    Array,
    Bound,
    Dependence,
    Findings,
    Intermediate,
    Located,
    Mark,
    fixed_slots,
)
from derivcheck.elaboration.sizes import Axis, Mismatch, Sizes
from derivcheck.elaboration.values import Arrays, At, Value
from derivcheck.meaning.environment import Defined, Environment, Given, Origin
from derivcheck.meaning.expressions import (
    Apply,
    BUILTIN,
    Component,
    Expression,
    Opaque,
    Slot,
    Transpose,
    Variable,
    children,
    walk,
)

OUTCOME = "outcome"
"""The index over which an expectation sums."""

Rule: TypeAlias = "Callable[[Elaborator, Expression], Value]"


class Elaborator:
    """The state of one attempt. `ranks` gives the number of axes of every name without a definition."""

    def __init__(
        self,
        environment: Environment,
        convention: Convention,
        ranks: Mapping[str, int],
        rules: Mapping[type[Expression], Rule],
        size_names: frozenset[str],
    ) -> None:
        self.environment = environment
        self.convention = convention
        self.ranks = ranks
        self.size_names = size_names
        self.sizes = Sizes()
        self.arrays = Arrays(self.sizes)
        self.found = Findings()
        self.faults: list[Fault] = []
        self.used: dict[str, Origin] = {}
        self.tensors: dict[str, Array] = {}
        self.intermediates: dict[str, Intermediate] = {}
        self.dependences: dict[tuple[str, str], Dependence] = {}
        self.free: dict[str, Bound] = {}
        self.moved: tuple[str, ...] = ()
        self.dependent: Mapping[str, tuple[str, ...]] = {}
        self.stated: Mapping[tuple[str, str], tuple[Given, tuple[str, ...]]] = {}
        self.aliases: dict[str, Located] = {}
        self.loose: tuple[str, ...] = ()
        self.crossed = False
        self.only = ""
        self.random: frozenset[str] = frozenset()
        self.distribution: str | None = None
        self.differentiated: frozenset[str] = frozenset()
        self.depth = 0
        self.named_arguments: list[tuple[Expression, Located]] = []
        self._rules = rules
        self._scope: dict[str, Bound] = {}
        self._dangling: dict[str, Bound] | None = None
        self._elaborating: list[str] = []

    def value(self, node: Expression) -> Value:
        """Raises Mismatch where shapes do not fit, MeaningError for what has no meaning here."""
        self.depth += 1
        if self.depth > 150:
            raise MeaningError("definitions are nested too deeply", span=node.span)
        try:
            return self._rules[type(node)](self, node)
        finally:
            self.depth -= 1

    def mark(self) -> Mark:
        """Where an attempt begins."""
        found = self.found
        return Mark(
            self.sizes.mark(),
            self.arrays.strain,
            found.cost,
            len(found.notes),
            len(found.open),
            len(self.faults),
        )

    def back(self, mark: Mark) -> None:
        """As if the attempt had not been made."""
        self.sizes.undo(mark.merges)
        self.arrays.strain, self.found.cost = mark.strain, mark.cost
        del self.found.notes[mark.notes :], self.found.open[mark.open :], self.faults[mark.faults :]

    # indices

    @contextmanager
    def binding(self, name: str, axis: Axis) -> Iterator[Bound]:
        """The index is bound inside."""
        bound = Bound(axis, name, self.sizes)
        before = self._scope.get(name)
        self._scope[name] = bound
        try:
            yield bound
        finally:
            if before is None:
                del self._scope[name]
            else:
                self._scope[name] = before

    def index(self, name: str) -> Bound:
        """The index of this name: bound around this place, else left open by a definition, else free."""
        if name in self._scope:
            return self._scope[name]
        table = self.free if self._dangling is None else self._dangling
        if name not in table:
            axis = self._range(name)
            table[name] = Bound(axis, name, self.sizes, free=self._dangling is None)
        return table[name]

    def at_slot(self, slot: Slot, axis: Axis) -> Callable[[], Subscript]:
        """The subscript that a slot gives on an axis, once sizes have names."""
        if isinstance(slot, str):
            bound = self.index(slot)
            self.arrays.merge(axis, bound.axis)
            return bound.subscript
        assert slot is not None
        return lambda: self._component(slot, axis)

    def _component(self, number: int, axis: Axis) -> Subscript:
        """A component of an axis of symbolic size stands for any component: what is shown of it holds."""
        size = self.sizes.named(axis)
        if isinstance(size, int):
            if not 1 <= number <= size:
                raise Mismatch(f"component {number} of an axis of size {size}")
            return number
        self.found.left_open(f"component {number} is taken for any component")
        return Index(f"c{number}", size)

    # names

    def located(self, node: Expression) -> Located | None:
        """The array that an expression names, at its subscripts; None where it is no name."""
        if isinstance(node, Transpose):
            found = self.located(node.base)
            return (
                None
                if found is None
                else Located(found.array, found.fixed, found.columns, found.rows, found.implicit)
            )
        if isinstance(node, Variable):
            return self.aliases.get(node.name) or self._at(self.array(node.name), ())
        if isinstance(node, Component) and isinstance(node.base, Variable) and node.base.name in self.aliases:
            return None
        if isinstance(node, Component) and isinstance(node.base, Variable) and None not in node.slots:
            return self._at(self.array(node.base.name), node.slots)
        return None

    def _at(self, array: Array, slots: tuple[Slot, ...]) -> Located:
        own = len(array.axes) - len(array.implicit)
        if len(slots) > own:
            raise Mismatch(f"{array.name} has {own} axes and {len(slots)} subscripts")
        fixed = tuple(self.at_slot(slot, axis) for slot, axis in zip(slots, array.axes, strict=False))
        rest = array.axes[len(slots) : own]
        implicit = tuple(
            self.at_slot(name, axis) for name, axis in zip(array.implicit, array.axes[own:], strict=True)
        )
        rows, columns = self._split(array, rest, len(slots))
        return Located(array, fixed_slots(fixed), rows, columns, fixed_slots(implicit))

    def _split(
        self, array: Array, rest: tuple[Axis, ...], fixed: int
    ) -> tuple[tuple[Axis, ...], tuple[Axis, ...]]:
        if array.shape is not None and fixed == array.formals:
            return rest[: array.shape[0]], rest[array.shape[0] :]
        if len(rest) <= 1:
            return (rest, ()) if self.vectors_are_columns() or not rest else ((), rest)
        if len(rest) == 2:
            return rest[:1], rest[1:]
        raise Mismatch(f"{array.name} with {len(rest)} axes left is neither a vector nor a matrix")

    def vectors_are_columns(self) -> bool:
        self.found.consulted.add("vectors")
        return self.convention.vectors == "column"

    def entry(self, located: Located) -> Value:
        """The Value of what is located."""
        name = located.array.name
        return Value(located.rows, located.columns, lambda at: Entry(name, located.subscripts(at)))

    def array(self, name: str) -> Array:
        """The array of a name; its definition is elaborated where it has one."""
        if name in self.intermediates:
            return self.intermediates[name].array
        if name not in self.tensors:
            definition = self.environment.definitions.get(name)
            if definition is not None and name not in self._elaborating:
                return self._defined(definition)
            self.tensors[name] = self._declared(name)
            for wrt in self.dependent.get(name, ()):
                self._depend(self.tensors[name], self.array(wrt))
        return self.tensors[name]

    def _depend(self, of: Array, wrt: Array) -> None:
        """The tensor is a smooth function of the array: with the derivative that the document states for it,
        else with any derivative whatever.
        """
        key = (of.name, wrt.name)
        stated = self.stated.get(key)
        body = None if stated is None else self._stated(of, wrt, *stated)
        if body is None:
            name = f"d{of.name}/d{wrt.name}"
            self.tensors[name] = Array(name, of.axes + wrt.axes)
            self.found.left_open(f"{of.name} is not defined")
            self.found.note(f"{of.name} is taken as a function of {wrt.name} alone")

            def body(at: At) -> Term:
                return Entry(name, at)

        self.dependences[key] = Dependence(of, wrt, body)

    def _stated(self, of: Array, wrt: Array, given: Given, slots: tuple[str, ...]) -> Callable[[At], Term] | None:
        """The derivative that an equation of the document gives; None where it does not fit."""
        if len(of.axes) != len(of.implicit):
            return None
        mark, before = self.mark(), (self._scope, self._dangling)
        bounds = [Bound(axis, slot, self.sizes) for slot, axis in zip(slots, wrt.axes, strict=False)]
        implicit = [Bound(axis, slot, self.sizes) for slot, axis in zip(of.implicit, of.axes, strict=True)]
        self._scope = {bound.stem: bound for bound in (*implicit, *bounds)}
        try:
            value = self.value(given.rhs)
            self.arrays.merge_all(value.axes, wrt.axes[len(bounds) :], "the derivative stated")
        except (Mismatch, MeaningError):
            self.back(mark)
            return None
        finally:
            self._scope, self._dangling = before
        self.used.setdefault(f"derivative of {of.name} by {wrt.name}", given.origin)
        formal = [*implicit, *bounds]

        def body(at: At) -> Term:
            renaming: dict[Index, Subscript] = {b.subscript(): s for b, s in zip(formal, at, strict=False)}
            return substitute(value.entry(at[len(formal) :]), renaming)

        return body

    def in_scope(self, name: str) -> bool:
        """Whether an index of this name is bound around this place."""
        return name in self._scope

    def weights(self, over: str) -> Array:
        """The probabilities of the outcomes. A step has one distribution, or is not understood."""
        if self.distribution is None:
            self.distribution = over
        if self.distribution != over:
            raise MeaningError("expectations over different distributions")
        name = self.found.weights
        if name not in self.tensors:
            self.tensors[name] = Array(name, (self.sizes.new(),), (1, 0))
        return self.tensors[name]

    def is_size(self, name: str) -> bool:
        return name in self.size_names and name not in self.environment.definitions

    def dimension(self, name: str) -> Value:
        axis = self.sizes.given(name)

        def entry(_: At) -> Term:
            size = self.sizes.named(axis)
            return Number(Fraction(size)) if isinstance(size, int) else Dimension(size)

        return Value((), (), entry)

    def _declared(self, name: str) -> Array:
        known = self.environment.shapes.get(name)
        rank = self.ranks.get(name, 0)
        if known is not None:
            self.used.setdefault(name, known.origin)
            axes = tuple(self.sizes.given(size, firm=known.firm) for size in known.sizes[max(len(known.sizes) - rank, 0) :])
            axes = (*(self.sizes.new() for _ in range(rank - len(axes))), *axes)
            shape = {"row": (0, 1), "column": (1, 0), "": None}[known.form] if len(known.sizes) == 1 else None
            return Array(name, axes, shape, len(axes) - len(known.sizes))
        held = {each.kind for each in self.environment.properties if each.name == name}
        loose = self._left_open_by_statements(name)
        if loose and not rank:
            return Array(name, tuple(self._range(index) for index in loose), (0, 0), 0, loose)
        axes = tuple(self.sizes.new() for _ in range(rank))
        if name in self.random:
            shape = {0: (0, 0), 1: (1, 0), 2: (1, 1)}.get(rank)
            return Array(name, (*axes, self.weights(self.distribution or "").axes[0]), shape, 0, (OUTCOME,))
        if held & {"row", "column"} and rank:
            return Array(name, axes, (0, 1) if "row" in held else (1, 0), rank - 1)
        if rank == 2 and held & {"symmetric", "orthogonal", "invertible"}:
            self.arrays.merge(*axes)
        return Array(name, axes)

    def _left_open_by_statements(self, name: str) -> tuple[str, ...]:
        """Indices on which the stated derivatives of a name depend, and so the name."""
        found = [free_slots(given.rhs) - set(slots) for (of, _), (given, slots) in self.stated.items() if of == name]
        return tuple(sorted(set[str]().union(*found)))

    def _defined(self, definition: Defined) -> Array:
        """The intermediate of a definition, elaborated in a scope of its own."""
        name = definition.name
        formals = tuple(Bound(self._range(formal), formal, self.sizes)
                        for formal in definition.formals)  # fmt: skip
        before = self._scope, self._dangling
        self._scope = dict(zip(definition.formals, formals, strict=True))
        self._dangling = {}
        self._elaborating.append(name)
        try:
            for each in walk(definition.body):
                if isinstance(each, Variable) and not self.is_size(each.name):
                    self.array(each.name)
            body = self.value(definition.body)
            implicit = self._dangling
        finally:
            self._scope, self._dangling = before
            self._elaborating.pop()
        self.used.setdefault(name, definition.origin)
        if body.axes and name.split("_")[0] in LOSSES and not formals:
            self.found.note(f"{name} is an array", 5)
        declared = self.environment.shapes.get(name)
        axes = (*(formal.axis for formal in formals), *body.axes)
        if declared is not None and len(declared.sizes) == len(axes):
            for axis, size in zip(axes, declared.sizes, strict=True):
                self.arrays.merge(axis, self.sizes.given(size, firm=declared.firm))
        bounds = (*formals, *implicit.values())
        array = Array(name, (*axes, *(each.axis for each in implicit.values())),
                      (len(body.rows), len(body.columns)), len(formals), tuple(implicit))  # fmt: skip
        self.introduce(array, body, formals, bounds)
        return array

    def _range(self, index: str) -> Axis:
        """The axis of an index; the range that the document states for the letter is only a hint."""
        axis = self.sizes.new()
        known = self.environment.ranges.get(index)
        if known is not None:
            self.sizes.hint(axis, known)
        return axis

    def introduce(
        self, array: Array, body: Value, formals: tuple[Bound, ...], bounds: tuple[Bound, ...]
    ) -> None:
        """Make the array an intermediate: indices are the formals, those of the body, the implicit ones."""

        def indices() -> tuple[Index, ...]:
            first = tuple(bound.subscript() for bound in bounds[: len(formals)])
            last = tuple(bound.subscript() for bound in bounds[len(formals) :])
            return first + tuple(self.arrays.index(axis) for axis in body.axes) + last

        def term(found: tuple[Index, ...]) -> Term:
            return body.entry(found[len(formals) : len(formals) + len(body.axes)])

        self.intermediates[array.name] = Intermediate(array, indices, term)

    def named(self, body: Value, wish: str) -> Located:
        """An intermediate for a part of the step; free indices of the step become axes of it."""
        name = self.unused(wish)
        outer = {**self.free, **(self._dangling or {}), **self._scope}
        bounds = tuple(outer.values())
        array = Array(
            name,
            (*(each.axis for each in bounds), *body.axes),
            (len(body.rows), len(body.columns)),
            len(bounds),
        )
        inner = tuple(Bound(each.axis, each.stem, self.sizes) for each in bounds)

        def term(found: tuple[Index, ...]) -> Term:
            renaming: dict[Index, Subscript] = {
                bound.subscript(): new for bound, new in zip(bounds, found, strict=False)
            }
            return substitute(body.entry(found[len(bounds) :]), renaming)

        self.intermediates[name] = Intermediate(
            array,
            lambda: (*(each.subscript() for each in inner), *(self.arrays.index(axis) for axis in body.axes)),
            term,
        )
        return Located(
            array, fixed_slots(tuple(each.subscript for each in bounds)), body.rows, body.columns, tuple
        )

    def unused(self, wish: str) -> str:
        """A name that nothing has yet."""
        taken = {*self.tensors, *self.intermediates, *self.environment.definitions, *self.ranks}
        name, number = wish, 1
        while name in taken:
            number += 1
            name = f"{wish}{number}"
        return name

    def at(self, located: Located, at: At) -> Entry:
        return Entry(located.array.name, located.subscripts(at))

    def name_of(self, node: Expression) -> str | None:
        """The name whose definition has this right side."""
        for name, definition in self.environment.definitions.items():
            if definition.body == node and not definition.formals:
                return name
        return None

    def rests_on(self, node: Expression) -> set[str]:
        """Names in the expression, and in the definitions that it rests on."""
        found: set[str] = set()
        waiting = [node]
        while waiting:
            for each in walk(waiting.pop()):
                if isinstance(each, Variable) and each.name not in found:
                    found.add(each.name)
                    if each.name in self.environment.definitions:
                        waiting.append(self.environment.definitions[each.name].body)
                    waiting += [Variable(wrt) for wrt in self.dependent.get(each.name, ())]
                elif isinstance(each, Opaque | Apply) and (parameter := self.parameter_of(each.function)):
                    found.add(parameter)
                elif isinstance(each, Apply) and each.function in self.environment.functions:
                    if each.function not in found:
                        found.add(each.function)
                        waiting.append(self.environment.functions[each.function].body)
        return found

    def parameter_of(self, function: str) -> str:
        """The parameter in the name of an unknown function, p_theta, by which the step differentiates; or ""."""
        _, _, parameter = function.partition("_")
        known = function in self.environment.functions or function in BUILTIN
        return parameter if parameter in self.differentiated and not known else ""

    def check_dependence(self, body: Expression, name: str) -> None:
        """A derivative by what the body does not rest on is hardly meant to be 0."""
        if name not in self.rests_on(body) and name not in self.aliases_of():
            self.found.left_open(f"nothing says how the differentiated term depends on {name}")
            self.only = f"what is differentiated does not depend on {name}"

    def aliases_of(self) -> set[str]:
        return {located.array.name for located in self.aliases.values()}

    def all_subscripts_written(self, *parts: Expression) -> bool:
        """Whether every array stands with all its subscripts, so that only entries are spoken of."""
        return all(self._written(part) for part in parts)

    def _written(self, node: Expression) -> bool:
        if isinstance(node, Component) and isinstance(node.base, Variable):
            located = self.located(node)
            return located is None or not (located.rows or located.columns)
        if isinstance(node, Variable):
            return self.is_size(node.name) or len(self.array(node.name).axes) == len(self.array(node.name).implicit)
        return all(self._written(part) for part in children(node))
