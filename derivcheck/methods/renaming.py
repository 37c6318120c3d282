"""Another name in one place: the slip of writing h for x.

These are candidates for a diagnosis and nothing more; whether one makes the claim true is for a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from derivcheck.core.claims import Claim
from derivcheck.core.indices import Index, Size
from derivcheck.core.terms import Entry, Product, Term, Total, children, rebuild

MOST = 120
"""Places and names that are tried, at most."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """The right side with `after` in place of `before`, an entry of another tensor."""

    rhs: Term
    before: Entry
    after: Entry


Axes: TypeAlias = Mapping[str, tuple[Size, ...]]


def renamings(claim: Claim) -> Iterator[Renaming]:
    """The right sides with the entry of another name in one place."""
    context = claim.context
    axes = {name: context.axes(name) or () for name in (*context.tensors, *context.definitions)}
    return islice(_within(claim.rhs, claim.free, axes), MOST)


def _within(node: Term, scope: tuple[Index, ...], axes: Axes) -> Iterator[Renaming]:
    if isinstance(node, Entry):
        yield from (Renaming(other, node, other) for other in _others(node, scope, axes))
    inner = (*scope, node.index) if isinstance(node, Total | Product) else scope
    parts = children(node)
    for place, part in enumerate(parts):
        for found in _within(part, inner, axes):
            yield replace(found, rhs=rebuild(node, (*parts[:place], found.rhs, *parts[place + 1 :])))


def _others(entry: Entry, scope: tuple[Index, ...], axes: Axes) -> Iterator[Entry]:
    """Entries of other names with the same axes; for a number, of vectors too."""
    for name, sizes in axes.items():
        if name != entry.tensor and sizes == axes.get(entry.tensor):
            yield Entry(name, entry.subscripts)
        elif len(sizes) == 1 and not entry.subscripts:
            yield from (Entry(name, (index,)) for index in scope if index.size == sizes[0])
