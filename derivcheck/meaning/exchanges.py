"""Two expressions that differ in one name alone: a definition and the same with a name exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.meaning.expressions import Component, Expression, Variable, children, mapped
from derivcheck.meaning.indices import bound_names, index_names

Exchange = tuple[Expression, Expression]


def exchange(one: Expression, other: Expression) -> Exchange | None:
    """The name of the first, and another one that the second has in place of it; None where they are equal or
    differ in more. A vector and its component go by one name.
    """
    found = set(differences(one, other))
    if len(found) != 1:
        return None
    here, there = found.pop()
    return (here, there) if _name(here) and _name(there) and _name(here) != _name(there) else None


def abbreviated(one: Expression, other: Expression, names: frozenset[str]) -> tuple[str, Expression] | None:
    """The name of those given that the second has in place of a part of the first, with that part:
    e^{s_i} / sum_k e^{s_k} = e^{s_i} / Z. None where they differ in more, or only in names.
    """
    found = set(differences(one, other))
    if len(found) != 1 or (one, other) in found:
        return None
    part, short = found.pop()
    if not isinstance(short, Variable) or short.name not in names or _name(part):
        return None
    return (short.name, part) if index_names(part) <= bound_names(part) else None


def differences(one: Expression, other: Expression) -> Iterator[Exchange]:
    """The smallest parts in which they differ."""
    if one == other:
        return
    mine, theirs = list(children(one)), list(children(other))
    if _name(one) or type(one) is not type(other) or len(mine) != len(theirs):
        yield one, other
        return
    rest = iter(theirs)
    if mapped(one, lambda _: next(rest)) != other:
        yield one, other
        return
    for left, right in zip(mine, theirs, strict=True):
        yield from differences(left, right)


def _name(node: Expression) -> str:
    base = node.base if isinstance(node, Component) else node
    return base.name if isinstance(base, Variable) else ""
