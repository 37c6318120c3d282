"""The Context and the Claim of an attempt that has succeeded: sizes get names, arrays are declared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian, Tensor, names
from derivcheck.core.indices import Index
from derivcheck.core.terms import Delta, Dimension, Entry, Number, Product, Term, Total, children, subscripts
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.meaning.environment import Property

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
RANGE = "range of "
"""How the tensor is called that stands for a size which is the size of no other."""


def context_of(e: Elaborator, lhs: Term, rhs: Term, more: tuple[Assumption, ...]) -> Context:
    """Everything that the two terms rest on."""
    tensors = {
        name: Tensor(name, tuple(e.sizes.named(axis) for axis in array.axes))
        for name, array in e.tensors.items()
    }
    definitions: dict[str, Definition] = {}
    for name, intermediate in e.intermediates.items():
        indices = intermediate.indices()
        definitions[name] = Definition(name, indices, intermediate.body(indices))
    everything = Context(tensors, definitions, (), e.convention.vectors, tuple(_jacobians(e)))
    needed = everything.ground(names((lhs, rhs)))
    assumptions = (
        *_assumptions(e, needed),
        *(each for each in more if set(names((each.lhs, each.rhs))) <= needed),
    )
    kept = {name: tensor for name, tensor in tensors.items() if name in needed}
    within = {name: definition for name, definition in definitions.items() if name in needed}
    jacobians = tuple(jacobian for jacobian in everything.jacobians if jacobian.of in needed)
    bodies = (lhs, rhs, *(definition.body for definition in within.values()))
    for size in sorted(_sizes(bodies)):
        if all(size not in tensor.axes for tensor in kept.values()):
            kept[RANGE + size] = Tensor(RANGE + size, (size,))
    return Context(kept, within, assumptions, e.convention.vectors, jacobians)


def _jacobians(e: Elaborator) -> Iterator[Jacobian]:
    for dependence in e.dependences.values():
        indices = tuple(e.arrays.index(axis) for axis in dependence.of.axes)
        variables = tuple(e.arrays.index(axis) for axis in dependence.wrt.axes)
        body = dependence.body((*indices, *variables))
        yield Jacobian(dependence.of.name, dependence.wrt.name, indices, variables, body)


def _sizes(bodies: tuple[Term, ...]) -> set[str]:
    found: set[str] = set()
    waiting = list(bodies)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Dimension):
            found.add(node.size)
        elif isinstance(node, Total | Product) and isinstance(node.index.size, str):
            found.add(node.index.size)
        found |= {s.size for s in subscripts(node) if isinstance(s, Index) and isinstance(s.size, str)}
        waiting += children(node)
    return found


def _assumptions(e: Elaborator, needed: set[str]) -> Iterator[Assumption]:
    if e.distribution is not None and e.subject.weights in needed:
        yield from _stated(e, e.subject.weights, "simplex")
    for held in e.environment.properties:
        if held.name not in needed:
            continue
        if held.name in e.tensors:
            found = (*_stated(e, held.name, held.kind), *_bounded(e, held))
            if found:
                e.used.setdefault(f"{held.name} {held.kind}", held.origin)
            yield from found
        elif held.kind in ("one-hot", "simplex", "sums-to-one"):
            e.found.left_open(f"{held.name} is said to be {held.kind}")


def _stated(e: Elaborator, name: str, kind: str) -> Iterator[Assumption]:
    """The property as assumptions on a tensor; its last axis is the one that a sum goes over."""
    axes = e.tensors[name].axes
    at = tuple(e.arrays.index(axis) for axis in axes)
    entry = Entry(name, at)
    match kind:
        case "one-hot" if at:
            other = e.arrays.index(axes[-1])
            yield Assumption("=", entry * Entry(name, (*at[:-1], other)), Delta(at[-1], other) * entry)
            yield Assumption("=", Total(at[-1], entry), ONE)
        case "sums-to-one" if at:
            yield Assumption("=", Total(at[-1], entry), ONE)
        case "simplex" if at:
            yield Assumption("=", Total(at[-1], entry), ONE)
            yield Assumption(">", entry, ZERO)
        case "binary" if not _differentiates(e, name):
            yield Assumption("=", entry * entry, entry)
        case "sign" if not _differentiates(e, name):
            yield Assumption("=", entry * entry, ONE)
        case "positive":
            yield Assumption(">", entry, ZERO)
        case "nonnegative":
            yield Assumption(">=", entry, ZERO)
        case "symmetric" | "diagonal" if len(at) == 2:
            yield Assumption("=", entry, Entry(name, (at[1], at[0])))
        case "orthogonal" | "orthonormal-columns" | "orthonormal-rows" if len(at) == 2:
            yield from _orthonormal(e, name, at, kind)
        case _:
            pass


def _differentiates(e: Elaborator, name: str) -> bool:
    """Whether something is differentiated by a name: it is then not held at its few values."""
    uses = e.environment.uses.get(name)
    return uses is not None and uses.differentiates


def _bounded(e: Elaborator, held: Property) -> Iterator[Assumption]:
    """The bound that a property sets to every entry of a tensor."""
    entry = Entry(held.name, tuple(e.arrays.index(axis) for axis in e.tensors[held.name].axes))
    match held.kind:
        case "above" | "at-least":
            yield Assumption(">" if held.kind == "above" else ">=", entry, Number(held.bound))
        case "below" | "at-most":
            yield Assumption(">" if held.kind == "below" else ">=", Number(held.bound), entry)
        case _:
            pass


def _orthonormal(e: Elaborator, name: str, at: tuple[Index, ...], kind: str) -> Iterator[Assumption]:
    """Rows and columns of a square matrix; else the rows if they are said to be, and mostly the columns."""
    first, second = e.tensors[name].axes
    row, column, k = e.arrays.index(first), e.arrays.index(second), e.arrays.index(first)
    unit, square = Delta(at[0], row), e.sizes.same(first, second)
    if square or kind == "orthonormal-rows":
        yield Assumption("=", Total(column, Entry(name, (at[0], column)) * Entry(name, (row, column))), unit)
    if square or kind != "orthonormal-rows":
        products = Entry(name, (k, at[1])) * Entry(name, (k, column))
        yield Assumption("=", Total(k, products), Delta(at[1], column))
