"""What the value of a term depends on: tensors and intermediates, through definitions, and indices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from derivcheck.core.contexts import Context, Definition, Jacobian
from derivcheck.core.indices import Index
from derivcheck.core.terms import Determinant, Entry, Inverse, Term, children, free_indices, subscripts

T = TypeVar("T")

Moved: TypeAlias = tuple[tuple[int, str, tuple[int, ...]], ...]
"""Entries that carry an e: its bit, the tensor, the components."""


class Perturbed:
    """Entries that carry an e.

    `felt` has the part of them that a term feels, or that are no entries of a tensor, once asked for.
    """

    __slots__ = ("entries", "felt")

    def __init__(self, entries: Moved) -> None:
        self.entries = entries
        self.felt: dict[Term | str, Perturbed] = {}


class _Taken(dict[Term, Callable[[Mapping[str, int]], T]]):
    """How to take components from an environment, found once a term."""

    def __init__(self, rule: Callable[[Term], Callable[[Mapping[str, int]], T]]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, node: Term) -> Callable[[Mapping[str, int]], T]:
        found = self[node] = self._rule(node)
        return found


def _free_components(node: Term) -> Callable[[Mapping[str, int]], int | tuple[int, ...]]:
    """Of the free indices of the term, in order of their names."""
    names = sorted(index.name for index in free_indices(node))
    return itemgetter(*names) if names else lambda environment: ()


def _own_components(node: Term) -> Callable[[Mapping[str, int]], tuple[int, ...]]:
    """Of the subscripts that the node itself carries."""
    match subscripts(node):
        case ():
            return lambda environment: ()
        case (Index(name),):
            return lambda environment: (environment[name],)
        case (Index(first), Index(second)):
            return itemgetter(first, second)
        case found:
            return lambda environment: tuple(
                [s if isinstance(s, int) else environment[s.name] for s in found]
            )


def _by_tensor(jacobians: Iterable[Jacobian]) -> dict[str, list[Jacobian]]:
    found: dict[str, list[Jacobian]] = {}
    for jacobian in jacobians:
        found.setdefault(jacobian.of, []).append(jacobian)
    return found


class Supports:
    """The supports of terms under one Context, each found once; how to take their components.

    jacobians: the derivatives that are declared, by the tensor they are of.
    """

    def __init__(self, context: Context) -> None:
        self._definitions: dict[str, Definition] = dict(context.definitions)
        self.jacobians = _by_tensor(context.jacobians)
        self._found: dict[Term, frozenset[str]] = {}
        self.components = _Taken(_free_components)
        self.subscripts = _Taken(_own_components)

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

    def _upstream(self, tensor: str) -> frozenset[str]:
        found = frozenset({tensor})
        if tensor in self._definitions:
            found |= self.find(self._definitions[tensor].body)
        for jacobian in self.jacobians.get(tensor, ()):
            found |= self.find(Entry(jacobian.wrt, jacobian.variables))
        return found


_supports: WeakKeyDictionary[Context, Supports] = WeakKeyDictionary()
