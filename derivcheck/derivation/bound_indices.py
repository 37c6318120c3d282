"""Bound indices: equality up to their names, names that people read, and matching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import TypeAlias

from derivcheck.core.terms import (
    Apply,
    Delta,
    Entry,
    Index,
    Inverse,
    Partial,
    Plus,
    Power,
    Product,
    Subscript,
    Term,
    Times,
    Total,
    children,
    free_indices,
    plus,
    rebuild,
    substitute,
    times,
)

LETTERS = "ijklmpqrstabcdefgh"

Binding: TypeAlias = dict[Index, Subscript]
"""What each index of a pattern stands for."""


def canonical(node: Term) -> Term:
    """One representative of all terms that differ in bound names and in the order of sums and products."""
    found = _canonical.get(node)
    if found is None:
        found = _canonical[node] = _renamed(node, {})
    return found


_canonical: dict[Term, Term] = {}


def _renamed(node: Term, names: Mapping[Index, Index]) -> Term:
    match node:
        case Entry(tensor, found):
            return Entry(tensor, tuple(_name(s, names) for s in found))
        case Delta(left, right):
            return Delta(*sorted((_name(left, names), _name(right, names)), key=repr))
        case Inverse(tensor, left, right):
            return Inverse(tensor, _name(left, names), _name(right, names))
        case Total(index, body) | Product(index, body):
            # Named by the height of the binder, so that no inner binder has the same name.
            here = Index(f"#{_height(body)}", index.size)
            return type(node)(here, _renamed(body, {**names, index: here}))
        case Plus(terms):
            return plus(*sorted((_renamed(part, names) for part in terms), key=repr))
        case Times(parts):
            return times(*sorted((_renamed(part, names) for part in parts), key=repr))
        case _:
            return rebuild(node, tuple(_renamed(child, names) for child in children(node)))


def _name(subscript: Subscript, names: Mapping[Index, Index]) -> Subscript:
    return names.get(subscript, subscript) if isinstance(subscript, Index) else subscript


def _height(node: Term) -> int:
    return isinstance(node, Total | Product) + max(map(_height, children(node)), default=0)


def bound_names(node: Term) -> frozenset[str]:
    """Names of the indices that the term binds."""
    own = frozenset({node.index.name}) if isinstance(node, Total | Product) else frozenset[str]()
    return own.union(*map(bound_names, children(node)))


def readable(node: Term, taken: frozenset[str]) -> Term:
    """Bound indices named by letters: none as a free index, an enclosing one or a name in `taken`."""
    return _readable(node, taken | {index.name for index in free_indices(node)})


def _readable(node: Term, taken: frozenset[str]) -> Term:
    if isinstance(node, Total | Product):
        index, body = _rename(node, taken)
        return type(node)(index, _readable(body, taken | {index.name}))
    return rebuild(node, tuple(_readable(child, taken) for child in children(node)))


def _rename(node: Total | Product, taken: frozenset[str]) -> tuple[Index, Term]:
    name = node.index.name
    if "'" not in name and name not in taken:
        return node.index, node.body
    taken = taken | {index.name for index in free_indices(node)}
    index = Index(letter(taken, name.partition("'")[0]), node.index.size)
    return index, substitute(node.body, {node.index: index})


def letter(taken: frozenset[str], wish: str = "") -> str:
    """A name for an index that is not taken: the wish where it is free."""
    numbered = (f"i{number}" for number in count(1))
    return next(name for name in chain([wish], LETTERS, numbered) if name and name not in taken)


def match(pattern: Term, node: Term, binding: Binding, variables: frozenset[Index]) -> Iterator[Binding]:
    """Every way to read the term as an instance of the pattern, up to bound names and order.

    `variables` are the indices of the pattern that may stand for any subscript of their range.
    """
    if isinstance(pattern, Plus | Times):
        parts = children(pattern)
        if type(node) is type(pattern) and len(children(node)) == len(parts):
            yield from _match_all(parts, children(node), binding, variables)
        return
    if isinstance(pattern, Entry | Delta | Inverse):
        yield from _match_subscripts(pattern, node, binding, variables)
        return
    if isinstance(pattern, Total | Product):
        if isinstance(node, type(pattern)) and node.index.size == pattern.index.size:
            yield from _match_total(pattern, node, binding, variables)
        return
    parts = children(pattern)
    if not parts or type(node) is not type(pattern) or _label(node) != _label(pattern):
        if node is pattern:
            yield binding
        return
    yield from _match_all(parts, children(node), binding, variables)


def _label(node: Term) -> object:
    match node:
        case Power(_, exponent):
            return exponent
        case Apply(function, _):
            return function
        case Partial(_, variable):
            return variable.tensor
        case _:
            return None


def _match_all(
    patterns: tuple[Term, ...], nodes: tuple[Term, ...], binding: Binding, variables: frozenset[Index]
) -> Iterator[Binding]:
    if not patterns:
        yield binding
        return
    for place, node in enumerate(nodes):
        rest = nodes[:place] + nodes[place + 1 :]
        for found in match(patterns[0], node, binding, variables):
            yield from _match_all(patterns[1:], rest, found, variables)


def _match_subscripts(
    pattern: Entry | Delta | Inverse, node: Term, binding: Binding, variables: frozenset[Index]
) -> Iterator[Binding]:
    match pattern, node:
        case Entry(name, wanted), Entry(other, given) if name == other:
            pairs = [tuple(zip(wanted, given, strict=True))]
        case Inverse(name, a, b), Inverse(other, c, d) if name == other:
            pairs = [((a, c), (b, d))]
        case Delta(a, b), Delta(c, d):
            pairs = [((a, c), (b, d)), ((a, d), (b, c))]
        case _:
            return
    for candidate in pairs:
        found = _bind(candidate, binding, variables)
        if found is not None:
            yield found


def _bind(
    pairs: tuple[tuple[Subscript, Subscript], ...], binding: Binding, variables: frozenset[Index]
) -> Binding | None:
    binding = dict(binding)
    for wanted, given in pairs:
        if isinstance(wanted, Index) and (wanted in binding or wanted in variables):
            ranges = given.size if isinstance(given, Index) else wanted.size
            if binding.setdefault(wanted, given) != given or ranges != wanted.size:
                return None
        elif wanted != given:
            return None
    return binding


def _match_total(
    pattern: Total | Product, node: Total | Product, binding: Binding, variables: frozenset[Index]
) -> Iterator[Binding]:
    inner = {old: new for old, new in binding.items() if old != pattern.index}
    if node.index in inner.values():
        return
    for found in match(pattern.body, node.body, {**inner, pattern.index: node.index}, variables):
        escaped = any(new == node.index for old, new in found.items() if old != pattern.index)
        if not escaped:
            outer = {old: new for old, new in found.items() if old != pattern.index}
            yield {**outer, **{old: new for old, new in binding.items() if old == pattern.index}}
