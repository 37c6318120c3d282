"""What the value of a term depends on: tensors and intermediates, through definitions, and indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import TypeAlias
from weakref import WeakKeyDictionary

from derivcheck.core.contexts import Context, Definition, Jacobian
from derivcheck.core.indices import Index, Subscript
from derivcheck.core.terms import Determinant, Entry, Inverse, Term, children, free_indices, subscripts

Components: TypeAlias = Callable[[Mapping[str, int]], int | tuple[int, ...]]
Subscripts: TypeAlias = Callable[[Mapping[str, int]], tuple[int, ...]]


def _none(environment: Mapping[str, int]) -> tuple[int, ...]:
    return ()


def _taken(found: tuple[Subscript, ...]) -> Subscripts:
    """What takes the components of these subscripts from an environment."""
    match found:
        case ():
            return _none
        case (Index(name),):
            return lambda environment: (environment[name],)
        case (Index(first), Index(second)):
            return lambda environment: (environment[first], environment[second])
        case _:
            return lambda environment: tuple(
                [s if isinstance(s, int) else environment[s.name] for s in found]
            )


class Supports:
    """The supports and free indices of terms under one Context, each found once."""

    def __init__(self, context: Context) -> None:
        self._definitions: dict[str, Definition] = dict(context.definitions)
        self._jacobians: tuple[Jacobian, ...] = context.jacobians
        self._found: dict[Term, frozenset[str]] = {}
        self._components: dict[Term, Components] = {}
        self._subscripts: dict[Term, Subscripts] = {}

    @classmethod
    def of(cls, context: Context) -> Supports:
        """The supports that are shared by everything that asks under this Context."""
        found = _supports.get(context)
        if found is None:
            found = _supports[context] = cls(context)
        return found

    def find(self, node: Term) -> frozenset[str]:
        """Names whose change the value may feel: those in the term and upstream of them."""
        found = self._found.get(node)
        if found is None:
            found = frozenset[str]().union(*map(self.find, children(node)))
            if isinstance(node, Entry | Inverse | Determinant):
                found |= self._upstream(node.tensor)
            self._found[node] = found
        return found

    def components(self, node: Term) -> Components:
        """How to take the components of the free indices of the term from an environment."""
        found = self._components.get(node)
        if found is None:
            names = sorted(index.name for index in free_indices(node))
            found = self._components[node] = itemgetter(*names) if names else _none
        return found

    def subscripts(self, node: Term) -> Subscripts:
        """How to take the components of the subscripts that the node itself carries."""
        found = self._subscripts.get(node)
        if found is None:
            found = self._subscripts[node] = _taken(subscripts(node))
        return found

    def _upstream(self, tensor: str) -> frozenset[str]:
        found = frozenset({tensor})
        if tensor in self._definitions:
            found |= self.find(self._definitions[tensor].body)
        for jacobian in self._jacobians:
            if jacobian.of == tensor:
                found |= self.find(Entry(jacobian.wrt, jacobian.variables))
        return found


_supports: WeakKeyDictionary[Context, Supports] = WeakKeyDictionary()
