"""One side of a claim as a function of arrays, its derivatives taken by JAX and not by us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any, TypeAlias

import jax

from derivcheck.core.contexts import Context, Tensor, names
from derivcheck.core.terms import (
    Entry,
    Index,
    Partial,
    Subscript,
    Term,
    children,
    contains_partial,
    free_indices,
    fresh_index,
    rebuild,
)
from derivcheck.emit.jax import compile_program
from derivcheck.emit.programs import Output, Program

Arrays: TypeAlias = Mapping[str, jax.Array]
Reference: TypeAlias = Callable[..., Any]
"""An independent jax.numpy function whose parameters are named like declared tensors."""


@dataclass(frozen=True)
class Side:
    """A function of the arrays of the tensors, and the JAX functions that differentiate in it."""

    run: Callable[[Arrays], jax.Array]
    methods: frozenset[str]


def side(context: Context, body: Term, axes: tuple[Index, ...], references: Mapping[str, Reference]) -> Side:
    """The body at its axes. A derivative is jax.grad of a scalar, jax.jacfwd of an array: of the reference
    of the intermediate that is differentiated, if it has one and takes the variable, else of the emitted
    definitions downstream of the variable. Raises MalformedError as `compile_program` does.
    """
    lifting = _Lifting(context, references)
    lifted = lifting.lift(body)
    emitted = compile_program(Program(lifting.context(), (Output("side", axes, lifted),)))

    def run(arrays: Arrays) -> jax.Array:
        known = dict(arrays)
        for name, step in lifting.steps.items():
            known[name] = step(arrays)
        return emitted(known)["side"]

    return Side(run, frozenset(lifting.methods))


class _Lifting:
    """Derivatives in a term become tensors whose arrays JAX computes."""

    def __init__(self, context: Context, references: Mapping[str, Reference]) -> None:
        self.steps: dict[str, Callable[[Arrays], jax.Array]] = {}
        self.methods: set[str] = set()
        self._given = context
        self._references = references
        self._tensors = dict(context.tensors)
        self._lifted: dict[Term, Entry] = {}

    def context(self) -> Context:
        """The Context with the computed tensors in it, in place of definitions of the same name."""
        kept = {n: d for n, d in self._given.definitions.items() if n not in self._tensors}
        return replace(self._given, tensors=self._tensors, definitions=kept)

    def lift(self, node: Term) -> Term:
        """The term without derivatives; a definition that it uses and that holds one is computed, too."""
        lifted = self._lift(node)
        for name in names([lifted]):
            if name not in self._tensors and _differentiates(name, self._given):
                definition = self._given.definitions[name]
                whole = side(self._given, definition.body, definition.indices, self._references)
                self._add(name, whole.run, definition.indices)
                self.methods |= whole.methods
        return lifted

    def _lift(self, node: Term) -> Term:
        if not isinstance(node, Partial):
            return rebuild(node, tuple(map(self._lift, children(node)))) if children(node) else node
        found = self._lifted.get(node)
        if found is None:
            found = self._lifted[node] = self._derivative(node)
        return found

    def _add(self, name: str, step: Callable[[Arrays], jax.Array], axes: Iterable[Index]) -> None:
        self.steps[name] = step
        self._tensors[name] = Tensor(name, tuple(axis.size for axis in axes))

    def _derivative(self, node: Partial) -> Entry:
        """The entry of the computed array that stands for a derivative.

        An intermediate is differentiated as a whole, so that one array serves all its entries.
        """
        body, variable, axes = node.body, node.variable, tuple(sorted(free_indices(node.body)))
        subscripts: tuple[Subscript, ...] = axes
        if isinstance(body, Entry) and body.tensor in self._given.definitions:
            subscripts, axes = body.subscripts, self._given.definitions[body.tensor].indices
            body = Entry(body.tensor, axes)
        name = f"derivative {len(self.steps)}"
        sizes = self._given.axes(variable.tensor) or ()
        along = (*axes, *(fresh_index(size) for size in sizes))
        self._add(name, self._jacobian(body, axes, variable.tensor), along)
        return Entry(name, (*subscripts, *variable.subscripts))

    def _jacobian(self, body: Term, axes: tuple[Index, ...], variable: str) -> Callable[[Arrays], jax.Array]:
        method = "jax.jacfwd" if axes else "jax.grad"
        self.methods.add(method)
        function, value = self._function(body, axes, variable), self._value(variable)

        def jacobian(arrays: Arrays) -> jax.Array:
            def of_variable(array: jax.Array) -> jax.Array:
                return function({**arrays, variable: array})

            return DERIVATIVES[method](of_variable)(value(arrays))

        return jacobian

    def _function(self, body: Term, axes: tuple[Index, ...], variable: str) -> Callable[[Arrays], jax.Array]:
        """What is differentiated: the reference where there is one, else what is emitted."""
        reference = self._references.get(body.tensor) if isinstance(body, Entry) else None
        parameters = () if reference is None else tuple(signature(reference).parameters)
        if reference is None or variable not in parameters:
            return side(_with_tensor(self._given, variable), body, axes, self._references).run
        return lambda arrays: reference(**{name: arrays[name] for name in parameters})

    def _value(self, variable: str) -> Callable[[Arrays], jax.Array]:
        """The array at which is differentiated."""
        definition = self._given.definitions.get(variable)
        if definition is None:
            return lambda arrays: arrays[variable]
        return side(self._given, definition.body, definition.indices, self._references).run


DERIVATIVES: dict[str, Callable[..., Callable[[jax.Array], jax.Array]]] = {
    "jax.grad": jax.grad,
    "jax.jacfwd": jax.jacfwd,
}


def _with_tensor(context: Context, name: str) -> Context:
    """The Context in which an intermediate is an independent variable."""
    if name in context.tensors:
        return context
    tensors = {**context.tensors, name: Tensor(name, context.axes(name) or ())}
    kept = {other: d for other, d in context.definitions.items() if other != name}
    return replace(context, tensors=tensors, definitions=kept)


def _differentiates(name: str, context: Context) -> bool:
    """Whether the definition, or one that it uses, holds a derivative."""
    waiting, seen = [name], set[str]()
    while waiting:
        definition = context.definitions.get(waiting.pop())
        if definition is not None and definition.name not in seen:
            seen.add(definition.name)
            if contains_partial(definition.body):
                return True
            waiting.extend(names([definition.body]))
    return False


