"""Which tensors and intermediates occur in a normal form, and where."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from derivcheck.calculus.nodes import Monomial, Node, Polynomial

NAMED = frozenset({"ENTRY", "INV", "DET"})


@lru_cache(maxsize=4096)
def entry_names(thing: Polynomial | Monomial | Node) -> frozenset[str]:
    """Every tensor and intermediate of which an entry occurs in a normal form."""
    if isinstance(thing, Node):
        own = frozenset({str(thing.label)}) if thing.kind == "ENTRY" else frozenset[str]()
        return own | entry_names(thing.inner) if thing.inner is not None else own
    if isinstance(thing, Monomial):
        return frozenset[str]().union(*[entry_names(n) for n, _ in thing.factors])
    return frozenset[str]().union(*[entry_names(m) for m, _ in thing.terms])


def has_lone_power(p: Polynomial) -> bool:
    """Whether one term alone has some power of an entry whose tensor occurs in nothing else.

    As a polynomial in that entry p has then a coefficient that is one product, so it does not vanish.
    """
    powers = Counter((n, e) for m, _ in p.terms for n, e in m.factors if n.kind == "ENTRY")
    return any(count == 1 and _stands_apart(p, n) for (n, _), count in powers.items())


def _stands_apart(p: Polynomial, entry: Node) -> bool:
    """Whether no other node of the terms rests on the tensor of this one."""
    name = str(entry.label)
    others = {n for m, _ in p.terms for n, _ in m.factors if n is not entry}
    return not any(_rests_on(n, name) for n in others)


def _rests_on(n: Node, name: str) -> bool:
    return (n.kind in NAMED and n.label == name) or (n.inner is not None and name in entry_names(n.inner))
