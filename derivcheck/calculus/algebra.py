"""Arithmetic on normal forms. Every function returns the normal form of the result.

Each rewrite is an equation that holds wherever both sides are defined, over the reals, for ranges of
size at least 1. The ones that need a sign ask `derivcheck.calculus.signs` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor

from derivcheck.calculus import deltas, division, elementary, products, selection, signs, sums
from derivcheck.calculus.cancelling import Made
from derivcheck.calculus.nodes import (
    UNIT,
    ZERO,
    Factor,
    Kind,
    Monomial,
    Node,
    Polynomial,
    Rational,
    constant,
    even,
    merged_factors,
    monomial,
    node,
    polynomial,
    rational,
    scaled,
    single,
    subscript_order,
)
from derivcheck.calculus.primes import prime_factors, whole_power
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.indices import renamed
from derivcheck.core.terms import Index, Subscript

Renaming = Mapping[Index, Subscript]

INERT = frozenset({"INV", "DET", "DIM", "CONST", "EXP", "LOG", "SUM"})
"""Kinds of nodes whose powers no product rewrites."""


class Algebra:
    """Arithmetic under a set of facts: which nodes are positive, which rewrite to something else.

    A rule (pattern, value) rewrites a SUM node, for all values of the pattern's free indices. `symmetric`
    names matrices, `one_hot` tensors with the axis along which y[j] y[k] = delta(j, k) y[k], `selecting`
    those of them whose entries along it also sum to 1; `powers`: 2 for entries with y^2 = 1, 1 for y^2 = y.
    `made`: what inverted matrices are made of. `plain` is the same algebra without rules, for patterns. Past
    `budget` products of monomials LimitError is raised.
    """

    def __init__(self, budget: int = 200_000, plain: Algebra | None = None) -> None:
        self.budget = budget
        self.spent = 0
        self._plain = plain
        self.positive_patterns: list[Node] = plain.positive_patterns if plain else []
        self.positive_sums: list[Polynomial] = plain.positive_sums if plain else []
        self.rules: list[tuple[Node, Polynomial]] = []
        self.symmetric: set[str] = set()
        self.one_hot: dict[str, int] = {}
        self.selecting: set[str] = set()
        self.made: dict[str, list[Made]] = {}
        self.powers: dict[str, int] = {}
        self.sign_memo: dict[object, signs.Sign] = {}
        self.sum_memo: dict[tuple[tuple[Index, ...] | frozenset[Index], Monomial], Polynomial] = {}
        self._powers: dict[tuple[Polynomial, Rational], Polynomial] = {}
        self._products: dict[tuple[Factor, ...], Polynomial] = {}
        self._renamed: dict[tuple[object, tuple[tuple[Index, Subscript], ...]], Polynomial] = {}
        self._entries: dict[tuple[Kind, str, tuple[Subscript, ...]], Polynomial] = {}

    @property
    def plain(self) -> Algebra:
        return self._plain or self

    def add(self, *parts: Polynomial) -> Polynomial:
        found = [part for part in parts if part.terms]
        return found[0] if len(found) == 1 else polynomial([t for part in found for t in part.terms])

    def scale(self, p: Polynomial, factor: Rational) -> Polynomial:
        return scaled(p, factor)

    def subtract(self, p: Polynomial, q: Polynomial) -> Polynomial:
        return self.add(p, self.scale(q, -1))

    def multiply(self, p: Polynomial, q: Polynomial) -> Polynomial:
        if p is UNIT or q is UNIT:
            return q if p is UNIT else p
        if not p.terms or not q.terms:
            return ZERO
        if len(p.terms) == len(q.terms) == 1:
            ((m, c),), ((n, d),) = p.terms, q.terms
            return scaled(self.product((*m.factors, *n.factors)), c * d)
        return self.add(
            *[scaled(self.product((*m.factors, *n.factors)), c * d) for m, c in p.terms for n, d in q.terms]
        )

    def product(self, factors: Iterable[Factor]) -> Polynomial:
        """The product of nodes with exponents: equal nodes merged, deltas applied, powers expanded."""
        if not factors:
            return UNIT
        self.spend()
        merged = merged_factors(factors)
        if not merged:
            return UNIT
        key = tuple(merged.items())
        found = self._products.get(key)
        if found is None:
            found = self._products[key] = self._product(merged)
        return found

    def _product(self, merged: dict[Node, Rational]) -> Polynomial:
        for n, e in merged.items():
            if n.kind in INERT or (n.kind == "ENTRY" and not (self.one_hot or self.powers)):
                continue
            if n.kind == "DELTA" and e > 0 and (e != 1 or deltas.applies(n, merged)):
                return deltas.applied(self, n, merged)
            if n.kind == "PROD" and products.parity(n, e) != e:
                return self.product((k, products.parity(n, x) if k is n else x) for k, x in merged.items())
            if n.kind == "FN" and n.label == "step" and e > 0 and e != 1:
                return self.product((k, 1 if k is n else x) for k, x in merged.items())
            if n.kind == "ENTRY" and (picked := selection.entry_product(self, n, e, merged)) is not None:
                return picked
            if n.kind == "POL" and e >= 1:
                return self._expand(n, e, merged)
            if n.kind == "PRIME" and not 0 < e < 1:
                return self._extract_prime(n, e, merged)
        reduced = division.reduce(self, merged)
        return polynomial([(monomial(merged.items()), 1)]) if reduced is None else reduced

    def _expand(self, pol: Node, e: Rational, merged: dict[Node, Rational]) -> Polynomial:
        """P^(k + f) = P^k P^f with P^k multiplied out, 0 <= f < 1."""
        k = floor(e)
        if k > self.budget:
            raise LimitError(f"a power {k} is too long to be multiplied out")
        result = self.product((n, x - k if n is pol else x) for n, x in merged.items())
        for _ in range(k):
            result = self.multiply(result, pol.polynomial())
        return result

    def _extract_prime(self, prime: Node, e: Rational, merged: dict[Node, Rational]) -> Polynomial:
        assert isinstance(prime.label, int)
        k = floor(e)
        rest = self.product((n, x - k if n is prime else x) for n, x in merged.items())
        return self.scale(rest, whole_power(prime.label, k))

    def forget(self) -> None:
        """Drop everything remembered; needed when a rule or a sign is learned."""
        for memo in (self.sign_memo, self.sum_memo, self._powers, self._products, self._renamed):
            memo.clear()
        self._entries.clear()

    def spend(self) -> None:
        """Count work; raises LimitError past the budget."""
        self.spent += 1
        if self.spent > self.budget:
            raise LimitError(f"the normal form needs more than {self.budget} products")

    def power(self, p: Polynomial, e: Rational) -> Polynomial:
        """p^e. Positive content always leaves the base, any content where e is an integer."""
        found = self._powers.get((p, e))
        if found is None:
            found = self._powers[p, e] = self._power(p, e)
        return found

    def _power(self, p: Polynomial, e: Rational) -> Polynomial:
        if e == 0:
            return UNIT
        if not p.terms:
            if e < 0:
                raise MalformedError("division by zero", remedy="the denominator is equal to zero everywhere")
            return ZERO
        whole = isinstance(rational(e), int)
        if whole and e > 0:
            return self._whole_power(p, int(e))
        picked = selection.selected(self, p, lambda q: self.power(q, e), everywhere=False)
        if picked is not None:
            return picked
        c, content, primitive = division.content(self, p, everything=whole)
        if not primitive.terms:
            return self.power(primitive, e)
        result = self.product((n, x * e) for n, x in content.factors)
        if primitive is UNIT:
            return self.multiply(result, self._number_power(c, e))
        size = None if whole else elementary.root_of_square(self, primitive, e)
        if size is not None:
            primitive = size
        elif primitive.constant() is None or not whole:
            (n, x), sign = self._base(primitive, whole)
            primitive = self.scale(self.product([(n, x * e)]), -1 if sign < 0 and not even(e) else 1)
        elif int(e) % 2 == 0:
            primitive = UNIT
        return self.multiply(self.multiply(result, primitive), self._number_power(c, e))

    def _whole_power(self, p: Polynomial, e: int) -> Polynomial:
        if len(p.terms) == 1:
            ((m, c),) = p.terms
            return self.scale(self.product((n, x * e) for n, x in m.factors), whole_power(c, e))
        if e > self.budget:
            raise LimitError(f"a power {e} is too long to be multiplied out")
        result = UNIT
        for _ in range(e):
            result = self.multiply(result, p)
        return result

    def _base(self, primitive: Polynomial, whole: bool) -> tuple[Factor, int]:
        """The node and exponent that stand for a primitive base, and the sign that was taken out."""
        (m, c), *rest = primitive.terms
        if whole and signs.turns(self, primitive):
            return self._base(self.scale(primitive, -1), whole)[0], -1
        if not rest and c == 1 and len(m.factors) == 1 and (whole or not even(m.factors[0][1])):
            return m.factors[0], 1
        return (node("POL", inner=primitive), 1), 1

    def _number_power(self, c: Rational, e: Rational) -> Polynomial:
        if isinstance(rational(e), int):
            return constant(whole_power(c, int(e)))
        return self.product((node("PRIME", p), k * e) for p, k in prime_factors(c))

    def entry(self, kind: Kind, tensor: str, subscripts: tuple[Subscript, ...]) -> Polynomial:
        """ENTRY or INV: one component for a range of size 1, one order of subscripts where symmetric."""
        known = self._entries.get((kind, tensor, subscripts))
        if known is None:
            found = tuple([1 if isinstance(s, Index) and s.size == 1 else s for s in subscripts])
            if tensor in self.symmetric:
                found = tuple(sorted(found, key=subscript_order))
            known = self._entries[kind, tensor, subscripts] = single(node(kind, tensor, found))
        return known

    def delta(self, left: Subscript, right: Subscript) -> Polynomial:
        """Kronecker delta; a range of size 1 has one component."""
        left, right = (1 if isinstance(s, Index) and s.size == 1 else s for s in (left, right))
        if left == right:
            return UNIT
        if isinstance(left, int) and isinstance(right, int):
            return ZERO
        a, b = sorted((left, right), key=subscript_order)
        return single(node("DELTA", indices=(a, b)))

    def rename(self, p: Polynomial, renaming: Renaming) -> Polynomial:
        """Replace free indices, all at once."""
        renaming = {old: new for old, new in renaming.items() if old != new}
        return self.add(*[scaled(self.rename_monomial(m, renaming), c) for m, c in p.terms])

    def rename_monomial(self, m: Monomial, renaming: Renaming) -> Polynomial:
        if len(m.factors) == 1 and m.factors[0][1] == 1:
            return self.rename_node(m.factors[0][0], renaming)
        if m.free.isdisjoint(renaming):
            return self.product(m.factors)
        sums_and_powers, factors, number = UNIT, list[Factor](), 1
        for n, e in m.factors:
            if n.free.isdisjoint(renaming):
                factors.append((n, e))
                continue
            found = self.rename_node(n, renaming)
            if len(found.terms) == 1 and (e == 1 or n.kind == "ENTRY"):
                factors += [(k, x * e) for k, x in found.terms[0][0].factors]
                number = number * found.terms[0][1]
            else:
                sums_and_powers = self.multiply(sums_and_powers, found if e == 1 else self.power(found, e))
        return self.multiply(sums_and_powers, self.scale(self.product(factors), number))

    def rename_node(self, n: Node, renaming: Renaming) -> Polynomial:
        """One node with its free indices replaced."""
        wanted = tuple([(i, s) for i, s in renaming.items() if i in n.free])
        if not wanted:
            return self.product([(n, 1)])
        if len(wanted) > 1:
            wanted = tuple(sorted(wanted))
        key = (n, wanted)
        found = self._renamed.get(key)
        if found is None:
            found = self._renamed[key] = self._rename_node(n, dict(wanted))
        return found

    def _rename_node(self, n: Node, renaming: Renaming) -> Polynomial:
        match n.kind:
            case "ENTRY" | "INV":
                return self.entry(n.kind, str(n.label), tuple([renamed(s, renaming) for s in n.indices]))
            case "DELTA":
                left, right = (renamed(s, renaming) for s in n.indices)
                return self.delta(left, right)
            case "EXP":
                return elementary.exp(self, self.rename_monomial(n.monomial(), renaming))
            case "LOG":
                return elementary.log(self, self.rename(n.polynomial(), renaming))
            case "POL":
                return self.rename(n.polynomial(), renaming)
            case "FN":
                return elementary.apply(self, str(n.label), self.rename(n.polynomial(), renaming))
            case "SUM":
                opened, body = sums.open_sum(self, n, avoid=renaming.values())
                return sums.sum_over(self, opened, self.rename(body, renaming))
            case "PROD":
                index, factor = products.open_product(self, n, renaming.values())
                return products.product_over(self, index, self.rename(factor, renaming))
            case "DIM" | "PRIME" | "CONST" | "DET":
                return single(n)
