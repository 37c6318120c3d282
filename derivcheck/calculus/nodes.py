"""The data of the normal form.

    polynomial  p ::= c m + .. + c m              rational coefficients, monomials sorted, none zero
    monomial    m ::= n^e * .. * n^e              rational exponents, nodes sorted, none zero
    node        n ::= ENTRY(tensor, subscripts) | INV(tensor, s, s) | DET(tensor) | DELTA(s, s)
                    | DIM(size) | PRIME(p) | CONST(name)
                    | EXP(m) | LOG(p) | POL(p) | FN(name, p) | SUM(indices, m) | PROD(index, p)

EXP(m)^c is exp(c m). POL(p) is the base of a negative or fractional power of a sum, PRIME(p) of a
fractional power of a prime number. SUM and PROD bind their indices. All three kinds of object are
hash-consed: equal objects are the same object. Each carries a digest (an order that does not depend on
the hash seed), its free indices, its height (how deep sums and products are nested in it) and its shape:
the digest of the same object with the names of all its indices forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Literal, TypeAlias
from weakref import ref

from derivcheck.core.indices import Size
from derivcheck.core.terms import Index, Subscript

Rational: TypeAlias = int | Fraction
Kind: TypeAlias = Literal[
    "ENTRY", "INV", "DET", "DELTA", "DIM", "PRIME", "CONST", "EXP", "LOG", "POL", "FN", "SUM", "PROD"
]
Factor: TypeAlias = "tuple[Node, Rational]"

NO_INDICES: frozenset[Index] = frozenset()


class _Reference(ref[Any]):
    """A weak reference to an object that knows the parts under which the object is found again."""

    __slots__ = ("key",)
    key: tuple[Any, ...]


_interned: dict[tuple[Any, ...], _Reference] = {}


def _found(key: tuple[Any, ...]) -> Any:
    """The object with these parts, None where there is none."""
    reference = _interned.get(key)
    return None if reference is None else reference()


def _kept(key: tuple[Any, ...], thing: Any) -> Any:
    """The new object, which is found under these parts for as long as it lives."""
    reference = _interned[key] = _Reference(thing, _forget)
    reference.key = key
    return thing


def _forget(reference: ref[Any]) -> None:
    assert isinstance(reference, _Reference)
    if _interned.get(reference.key) is reference:
        del _interned[reference.key]


def rational(value: Rational) -> Rational:
    """The same number, an int where it is one."""
    if type(value) is int:
        return value
    if type(value) is Fraction:
        return value.numerator if value.denominator == 1 else value
    raise TypeError(f"a coefficient is an int or a Fraction, not {value!r}")


def even(value: Rational) -> bool:
    """Whether the number is an even integer."""
    return isinstance(rational(value), int) and int(value) % 2 == 0


def digest(*parts: object) -> bytes:
    """A digest of the parts; bytes stand for themselves, all else for its text."""
    spelled = [part if type(part) is bytes else str(part).encode() for part in parts]
    lengths = ",".join(map(str, map(len, spelled))).encode()
    return blake2b(lengths + b":" + b"".join(spelled), digest_size=16).digest()


class Node:
    """One factor of a monomial. `label` is the tensor, size, prime or function; `inner` is what is inside."""

    __slots__ = ("__weakref__", "_shape", "digest", "free", "height", "indices", "inner", "kind", "label")

    def __init__(
        self, kind: Kind, label: Size, indices: tuple[Subscript, ...], inner: Polynomial | Monomial | None
    ) -> None:
        self.kind: Kind = kind
        self.label = label
        self.indices = indices
        self.inner = inner
        self.digest = digest(kind, label, *map(_spelled, indices), b"" if inner is None else inner.digest)
        self._shape = b""
        own = frozenset([i for i in indices if isinstance(i, Index)])
        below = inner.free if inner is not None else NO_INDICES
        binds = kind in ("SUM", "PROD")
        self.free = below - own if binds else below | own
        self.height: int = (inner.height if inner is not None else 0) + binds

    @property
    def shape(self) -> bytes:
        if not self._shape:
            inside = self.inner.shape if self.inner is not None else b""
            self._shape = digest(self.kind, self.label, *map(_blank, self.indices), inside)
        return self._shape

    def polynomial(self) -> Polynomial:
        """What a LOG, POL, FN or PROD node applies to."""
        assert isinstance(self.inner, Polynomial)
        return self.inner

    def monomial(self) -> Monomial:
        """What an EXP or SUM node applies to."""
        assert isinstance(self.inner, Monomial)
        return self.inner

    def bound(self) -> tuple[Index, ...]:
        """The indices that a SUM or PROD node binds."""
        return tuple(i for i in self.indices if isinstance(i, Index))


class Monomial:
    """A product of nodes with exponents, sorted by node.

    Most are short-lived: the digest is computed when it is first asked for.
    """

    __slots__ = ("__weakref__", "_digest", "_shape", "factors", "free", "height")

    def __init__(self, factors: tuple[Factor, ...]) -> None:
        self.factors = factors
        self._digest = self._shape = b""
        if len(factors) == 1:
            ((only, _),) = factors
            self.free, self.height = only.free, only.height
        else:
            self.free = NO_INDICES.union(*[n.free for n, _ in factors])
            self.height: int = max([n.height for n, _ in factors], default=0)

    @property
    def digest(self) -> bytes:
        if not self._digest:
            self._digest = digest(*[part for node, e in self.factors for part in (node.digest, e)])
        return self._digest

    @property
    def shape(self) -> bytes:
        if not self._shape:
            self._shape = digest(*sorted([digest(node.shape, e) for node, e in self.factors]))
        return self._shape


class Polynomial:
    """A sum of monomials with coefficients, sorted by monomial; the empty sum is zero."""

    __slots__ = ("__weakref__", "terms")

    def __init__(self, terms: tuple[tuple[Monomial, Rational], ...]) -> None:
        self.terms = terms

    @property
    def digest(self) -> bytes:
        return digest(*[part for m, c in self.terms for part in (m.digest, c)])

    @property
    def shape(self) -> bytes:
        return digest(*sorted(digest(m.shape, c) for m, c in self.terms))

    @property
    def free(self) -> frozenset[Index]:
        return NO_INDICES.union(*[m.free for m, _ in self.terms])

    @property
    def height(self) -> int:
        return max([m.height for m, _ in self.terms], default=0)

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
    return _found(key) or _kept(key, Node(kind, label, indices, inner))


def merged_factors(factors: Iterable[Factor]) -> dict[Node, Rational]:
    """The exponent of each node of a product, zero exponents dropped."""
    merged: dict[Node, Rational] = {}
    for n, e in factors:
        power = merged[n] + e if n in merged else e
        merged[n] = power if type(power) is int else rational(power)
    return merged if all(merged.values()) else {n: e for n, e in merged.items() if e}


def monomial(factors: Iterable[Factor]) -> Monomial:
    """The product of distinct nodes; zero exponents are dropped."""
    parts = [(n, e if type(e) is int else rational(e)) for n, e in factors if e]
    if len(parts) > 1:
        parts.sort(key=_factor_digest)
    kept = tuple(parts)
    return _found(kept) or _kept(kept, Monomial(kept))


def polynomial(terms: Iterable[tuple[Monomial, Rational]]) -> Polynomial:
    """The sum; equal monomials are merged and zero coefficients dropped."""
    merged: dict[Monomial, Rational] = {}
    for m, c in terms:
        merged[m] = merged[m] + c if m in merged else c
    if len(merged) == 1:
        return _one_term(*merged.popitem())
    parts = [(m, c if type(c) is int else rational(c)) for m, c in merged.items() if c]
    if len(parts) > 1:
        parts.sort(key=_term_digest)
    return _interned_polynomial(tuple(parts))


def _one_term(m: Monomial, c: Rational) -> Polynomial:
    return _interned_polynomial(((m, c if type(c) is int else rational(c)),)) if c else ZERO


def scaled(p: Polynomial, factor: Rational) -> Polynomial:
    """The polynomial times a number."""
    if factor == 1:
        return p
    if len(p.terms) == 1:
        ((m, c),) = p.terms
        return _one_term(m, c * factor)
    return _interned_polynomial(tuple([(m, rational(c * factor)) for m, c in p.terms])) if factor else ZERO


def _interned_polynomial(terms: tuple[tuple[Monomial, Rational], ...]) -> Polynomial:
    key = (Polynomial, terms)
    return _found(key) or _kept(key, Polynomial(terms))


def constant(value: Rational) -> Polynomial:
    """A number as a polynomial."""
    return UNIT if value == 1 else polynomial([(ONE, value)])


@lru_cache(maxsize=4096)
def single(n: Node, exponent: Rational = 1) -> Polynomial:
    """One node to a power, as a polynomial."""
    return polynomial([(monomial([(n, exponent)]), 1)])


def leads_negative(p: Polynomial) -> bool:
    """Whether the leading coefficient is negative, in an order that the names of indices enter last."""
    return min(p.terms, key=lambda term: (term[0].shape, term[0].digest))[1] < 0


def subscript_order(subscript: Subscript) -> tuple[int, str]:
    """Components before indices."""
    return (0, f"{subscript:09d}") if isinstance(subscript, int) else (1, subscript.name)


def _term_digest(term: tuple[Monomial, Rational]) -> bytes:
    return term[0].digest


def _factor_digest(factor: Factor) -> bytes:
    return factor[0].digest


@lru_cache(maxsize=4096)
def _spelled(subscript: Subscript) -> bytes:
    return digest(subscript.name, subscript.size) if isinstance(subscript, Index) else digest(subscript)


@lru_cache(maxsize=4096)
def _blank(subscript: Subscript) -> bytes:
    return digest(subscript.size) if isinstance(subscript, Index) else digest("component", subscript)


ONE = monomial(())
ZERO = polynomial(())
UNIT = polynomial([(ONE, 1)])
