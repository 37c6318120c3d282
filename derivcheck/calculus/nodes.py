"""The data of the normal form.

    polynomial  p ::= c m + .. + c m              rational coefficients, monomials sorted, none zero
    monomial    m ::= n^e * .. * n^e              rational exponents, nodes sorted, none zero
    node        n ::= ENTRY(tensor, subscripts) | DELTA(s, s) | DIM(size) | PRIME(p)
                    | EXP(m) | LOG(p) | POL(p) | FN(name, p) | SUM(indices, m)

EXP(m)^c is exp(c m). POL(p) is the base of a negative or fractional power of a sum, PRIME(p) of a
fractional power of a prime number. SUM binds its indices. All three kinds of object are hash-consed:
equal objects are the same object. Each carries a digest (an order that does not depend on the hash
seed), its free indices, its height (how deep sums are nested in it) and its shape: the digest of the
same object with the names of all its indices forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from hashlib import blake2b
from typing import Any, Literal, TypeAlias
from weakref import WeakValueDictionary

from derivcheck.core.terms import Index, Size, Subscript

Rational: TypeAlias = int | Fraction
Kind: TypeAlias = Literal["ENTRY", "DELTA", "DIM", "PRIME", "EXP", "LOG", "POL", "FN", "SUM"]
Factor: TypeAlias = "tuple[Node, Rational]"

_interned: WeakValueDictionary[tuple[Any, ...], Any] = WeakValueDictionary()


def rational(value: Rational) -> Rational:
    """The same number, an int where it is one."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def digest(*parts: object) -> bytes:
    """A digest of the parts; bytes stand for themselves, all else for its text."""
    state = blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        state.update(len(data).to_bytes(4, "big") + data)
    return state.digest()


class Node:
    """One factor of a monomial. `label` is the tensor, size, prime or function; `inner` is what is inside."""

    __slots__ = ("__weakref__", "digest", "free", "height", "indices", "inner", "kind", "label", "shape")

    def __init__(
        self, kind: Kind, label: Size, indices: tuple[Subscript, ...], inner: Polynomial | Monomial | None
    ) -> None:
        self.kind: Kind = kind
        self.label = label
        self.indices = indices
        self.inner = inner
        named = frozenset(i for i in indices if isinstance(i, Index))
        inside = (inner.digest, inner.shape) if inner is not None else (b"", b"")
        self.digest = digest(kind, label, *map(_spelled, indices), inside[0])
        self.shape = digest(kind, label, *map(_blank, indices), inside[1])
        below = inner.free if inner is not None else frozenset[Index]()
        self.free = below - named if kind == "SUM" else below | named
        self.height = (inner.height if inner is not None else 0) + (kind == "SUM")

    def __lt__(self, other: Node) -> bool:
        return self.digest < other.digest

    def polynomial(self) -> Polynomial:
        """What a LOG, POL or FN node applies to."""
        assert isinstance(self.inner, Polynomial)
        return self.inner

    def monomial(self) -> Monomial:
        """What an EXP or SUM node applies to."""
        assert isinstance(self.inner, Monomial)
        return self.inner

    def bound(self) -> tuple[Index, ...]:
        """The indices that a SUM node binds."""
        return tuple(i for i in self.indices if isinstance(i, Index))


class Monomial:
    """A product of nodes with exponents, sorted by node."""

    __slots__ = ("__weakref__", "digest", "factors", "free", "height", "shape")

    def __init__(self, factors: tuple[Factor, ...]) -> None:
        self.factors = factors
        self.digest = digest(*(part for node, e in factors for part in (node.digest, e)))
        self.shape = digest(*sorted(digest(node.shape, e) for node, e in factors))
        self.free = frozenset[Index]().union(*(node.free for node, _ in factors))
        self.height = max((node.height for node, _ in factors), default=0)


class Polynomial:
    """A sum of monomials with coefficients, sorted by monomial; the empty sum is zero."""

    __slots__ = ("__weakref__", "digest", "free", "height", "shape", "terms")

    def __init__(self, terms: tuple[tuple[Monomial, Rational], ...]) -> None:
        self.terms = terms
        self.digest = digest(*(part for m, c in terms for part in (m.digest, c)))
        self.shape = digest(*sorted(digest(m.shape, c) for m, c in terms))
        self.free = frozenset[Index]().union(*(m.free for m, _ in terms))
        self.height = max((m.height for m, _ in terms), default=0)

    def constant(self) -> Rational | None:
        """The value of a polynomial without nodes, else None."""
        if not self.terms:
            return 0
        (m, c), *rest = self.terms
        return c if not rest and not m.factors else None


def node(
    kind: Kind,
    label: Size = "",
    indices: tuple[Subscript, ...] = (),
    inner: Polynomial | Monomial | None = None,
) -> Node:
    """The node with these parts."""
    key = (kind, label, indices, inner)
    found = _interned.get(key)
    if found is None:
        found = _interned[key] = Node(kind, label, indices, inner)
    return found


def monomial(factors: Iterable[Factor]) -> Monomial:
    """The product of distinct nodes; zero exponents are dropped."""
    kept = tuple(sorted(((n, rational(e)) for n, e in factors if e), key=lambda f: f[0].digest))
    found = _interned.get(kept)
    if found is None:
        found = _interned[kept] = Monomial(kept)
    return found


def polynomial(terms: Iterable[tuple[Monomial, Rational]]) -> Polynomial:
    """The sum; equal monomials are merged and zero coefficients dropped."""
    merged: dict[Monomial, Rational] = {}
    for m, c in terms:
        merged[m] = merged.get(m, 0) + c
    kept = tuple(sorted(((m, rational(c)) for m, c in merged.items() if c), key=lambda t: t[0].digest))
    key = (Polynomial, kept)
    found = _interned.get(key)
    if found is None:
        found = _interned[key] = Polynomial(kept)
    return found


def constant(value: Rational) -> Polynomial:
    """A number as a polynomial."""
    return polynomial([(ONE, value)])


def single(n: Node, exponent: Rational = 1) -> Polynomial:
    """One node to a power, as a polynomial."""
    return polynomial([(monomial([(n, exponent)]), 1)])


def _spelled(subscript: Subscript) -> bytes:
    return digest(subscript.name, subscript.size) if isinstance(subscript, Index) else digest(subscript)


def _blank(subscript: Subscript) -> bytes:
    return digest(subscript.size) if isinstance(subscript, Index) else digest("component", subscript)


ONE = monomial(())
ZERO = polynomial(())
UNIT = polynomial([(ONE, 1)])
