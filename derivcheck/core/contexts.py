"""What a claim may speak of: declared tensors, named intermediates, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal, TypeAlias

from derivcheck.core.indices import Size
from derivcheck.core.terms import Determinant, Entry, Index, Inverse, Term, children, substitute

Relation: TypeAlias = Literal["=", ">", ">=", "!="]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A declared array of real variables, one size an axis, none for a scalar. `latex` is how it prints."""

    name: str
    axes: tuple[Size, ...]
    latex: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named intermediate: name[indices] = body, for all values of the indices. It may use earlier names."""

    name: str
    indices: tuple[Index, ...]
    body: Term
    latex: str = ""

    def at(self, entry: Entry) -> Term:
        """The body at the subscripts of an entry of this name."""
        return substitute(self.body, dict(zip(self.indices, entry.subscripts, strict=True)))


@dataclass(frozen=True, slots=True)
class Assumption:
    """A hypothesis, for all values of its free indices: sum_k y[k] = 1, lambda > 0."""

    relation: Relation
    lhs: Term
    rhs: Term


@dataclass(frozen=True, slots=True)
class Jacobian:
    """A hypothesis: the tensor `of` is a smooth function of `wrt`.

    d of[indices] / d wrt[variables] = body, for all values of the indices; `wrt` is a tensor or a named
    intermediate, `of` a declared tensor.
    """

    of: str
    wrt: str
    indices: tuple[Index, ...]
    variables: tuple[Index, ...]
    body: Term


@dataclass(frozen=True, eq=False)
class Context:
    """Tensors, definitions and assumptions under which a claim is made.

    `vectors` says how one-axis tensors are written in matrix notation, as columns or as rows; it
    changes what is printed and nothing else. Definitions are in order: each uses earlier ones only. A
    Context is equal to itself alone.
    """

    tensors: Mapping[str, Tensor]
    definitions: Mapping[str, Definition] = field(default_factory=dict[str, Definition])
    assumptions: tuple[Assumption, ...] = ()
    vectors: Literal["column", "row"] = "column"
    jacobians: tuple[Jacobian, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tensors", MappingProxyType(dict(self.tensors)))
        object.__setattr__(self, "definitions", MappingProxyType(dict(self.definitions)))

    def axes(self, name: str) -> tuple[Size, ...] | None:
        """Sizes of the axes of a declared tensor or a named intermediate; None for an unknown name."""
        return self._axes.get(name)

    @cached_property
    def _axes(self) -> dict[str, tuple[Size, ...]]:
        defined = {
            name: tuple([index.size for index in definition.indices])
            for name, definition in self.definitions.items()
        }
        return defined | {name: tensor.axes for name, tensor in self.tensors.items()}

    def ground(self, found: Iterable[str]) -> set[str]:
        """The names, and every name that they rest on: through definitions and declared derivatives."""
        seen, new = set[str](), set(found)
        while new:
            seen |= new
            bodies = [self.definitions[name].body for name in new if name in self.definitions]
            declared = [jacobian for jacobian in self.jacobians if jacobian.of in new]
            further = {jacobian.wrt for jacobian in declared}
            new = {*names((*bodies, *(jacobian.body for jacobian in declared))), *further} - seen
        return seen

    def without(self, assumption: Assumption) -> Context:
        """The same Context with one assumption deleted."""
        kept = tuple(a for a in self.assumptions if a != assumption)
        return Context(self.tensors, self.definitions, kept, self.vectors, self.jacobians)

    def sizes(self) -> tuple[str, ...]:
        """Every named size, in order of first appearance."""
        return self._sizes

    @cached_property
    def _sizes(self) -> tuple[str, ...]:
        found = (size for name in (*self.tensors, *self.definitions) for size in self.axes(name) or ())
        return tuple(dict.fromkeys(size for size in found if isinstance(size, str)))


def entries(node: Term) -> Iterator[Entry]:
    """Every entry that occurs in a term, variables of derivatives included, with repetition."""
    if isinstance(node, Entry):
        yield node
    for child in children(node):
        yield from entries(child)


def names(nodes: Iterable[Term]) -> tuple[str, ...]:
    """Tensors and intermediates named in the terms, in order of first appearance."""
    return tuple(dict.fromkeys(name for node in nodes for name in _names(node)))


def _names(node: Term) -> Iterator[str]:
    if isinstance(node, Entry | Inverse | Determinant):
        yield node.tensor
    for child in children(node):
        yield from _names(child)
