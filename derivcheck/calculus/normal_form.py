"""From terms to normal forms, under a Context."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from derivcheck.calculus import (
    assumptions,
    cancelling,
    derivative,
    elementary,
    products,
    selection,
    signs,
    sums,
    zero,
)
from derivcheck.calculus.algebra import Algebra
from derivcheck.calculus.nodes import Monomial, Polynomial, constant, node, single
from derivcheck.calculus.occurrences import entry_names
from derivcheck.calculus.substitution import substitute
from derivcheck.core.contexts import Context
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Term,
    Times,
    Total,
    times,
)

PLACEHOLDER = Entry("@", ())


class Normalizer:
    """Normal forms of terms under one Context; everything it remembers belongs to that Context.

    An assumed equation holds at a point, not around it: what is differentiated is normalized without
    equations, by `plain`, and they are applied to the derivative. An assumed strict inequality also holds
    around the point.
    """

    def __init__(self, context: Context, plain: Normalizer | None = None) -> None:
        self.context = context
        self.algebra = Algebra(plain=plain.algebra if plain else None)
        self._memo: dict[Term, Polynomial] = {}
        self._unfolded: dict[tuple[str, frozenset[str]], Polynomial] = {}
        self.derivatives: dict[tuple[str, str], Polynomial] = {}
        self._plain = plain
        self._zero: dict[Polynomial, bool] = {}
        for assumption in context.assumptions:
            if (assumption.relation == "=") == (plain is not None):
                assumptions.learn(self, assumption)
                self._memo.clear()
                self._unfolded.clear()
                self.algebra.forget()
        self.algebra.selecting = selection.selecting(self.algebra)

    @property
    def plain(self) -> Normalizer:
        """The normalizer without equations: this one, where none is assumed."""
        return self._plain or self

    @classmethod
    def of(cls, context: Context) -> Normalizer:
        """The normalizer that uses every assumption of the Context."""
        plain = cls(context)
        return cls(context, plain) if any(a.relation == "=" for a in context.assumptions) else plain

    def restart(self) -> None:
        """Give back the whole budget."""
        self.algebra.spent = self.plain.algebra.spent = 0

    @property
    def spent(self) -> int:
        """Products taken since the start, by the algebra that took more."""
        return max(self.algebra.spent, self.plain.algebra.spent)

    def allow(self, budget: int) -> None:
        """Set the budget, of which what is spent is a part."""
        self.algebra.budget = self.plain.algebra.budget = budget

    def normalize(self, t: Term) -> Polynomial:
        """The normal form of a term that fits the Context.

        Raises LimitError past the budget and MalformedError for a division by zero.
        """
        found = self._memo.get(t)
        if found is None:
            found = self._memo[t] = self._normalize(t)
        return found

    def difference(self, left: Term, right: Term) -> Polynomial:
        """The normal form of left - right."""
        return self.algebra.subtract(self.normalize(left), self.normalize(right))

    def _normalize(self, t: Term) -> Polynomial:
        algebra = self.algebra
        match t:
            case Number(value):
                return constant(value)
            case Dimension(size):
                return sums.dimension(size)
            case Constant(name):
                return single(node("CONST", name))
            case Entry(tensor, subscripts):
                return algebra.entry("ENTRY", tensor, subscripts)
            case Inverse(tensor, left, right):
                self._look_into(tensor)
                return algebra.entry("INV", tensor, (left, right))
            case Determinant(tensor):
                return single(node("DET", tensor))
            case Delta(left, right):
                return algebra.delta(left, right)
            case Plus(terms):
                return algebra.add(*map(self.normalize, terms))
            case Times(factors):
                result = constant(1)
                for factor in factors:
                    result = algebra.multiply(result, self.normalize(factor))
                return result
            case Power(base, exponent):
                return self._power(base, exponent)
            case Apply(function, argument):
                return self.apply(function, self.normalize(argument))
            case Total(index, body):
                return sums.sum_over(algebra, (index,), self.normalize(body))
            case Product(index, body):
                return self._product(index, body)
            case Partial(body, variable):
                cancelling.hold(self.plain.algebra, variable.tensor)
                p = derivative.partial(self.plain, self.plain.normalize(body), variable)
                return p if self.plain is self else substitute(algebra, p, {})
            case _:
                raise TypeError(f"not a term: {t!r}")

    def _look_into(self, matrix: str) -> None:
        """Learn what a matrix with an inverse is made of, as it is defined and with all written out."""
        names = self.context.definitions.keys()
        if matrix in names and matrix not in self.algebra.made:
            self.algebra.made[matrix] = []
            indices, body = self.definition(matrix)
            for each in (body, self.unfold(body, frozenset(names))):
                cancelling.learn(self.algebra, matrix, indices, each)

    def _power(self, base: Term, exponent: Fraction) -> Polynomial:
        """base^exponent; whole powers enter products and powers first, so that less is multiplied out."""
        if exponent.denominator == 1 and exponent < 0:
            if isinstance(base, Power) and base.exponent.denominator == 1 and base.exponent > 0:
                return self._power(base.base, base.exponent * exponent)
            if isinstance(base, Times):
                return self.normalize(times(*(Power(factor, exponent) for factor in base.factors)))
        return self.algebra.power(self.normalize(base), exponent)

    def _product(self, index: Index, body: Term) -> Polynomial:
        """A product over an index; where no sign is proved, factors and whole powers are taken apart."""
        p = self.normalize(body)
        if isinstance(index.size, int) or signs.polynomial_sign(self.algebra, p) == "positive":
            return products.product_over(self.algebra, index, p)
        unfolded = self.unfold(p, frozenset(self.context.definitions))
        if signs.polynomial_sign(self.algebra, unfolded) == "positive":
            return products.of_positive(self.algebra, index, p)  # folded: d/du may ask where u occurs
        match body:
            case Times(factors):
                result = constant(1)
                for factor in factors:
                    result = self.algebra.multiply(result, self._product(index, factor))
                return result
            case Power(base, exponent) if exponent.denominator == 1:
                return self.algebra.power(self._product(index, base), int(exponent))
            case _:
                return products.product_over(self.algebra, index, p)

    def apply(self, function: str, argument: Polynomial) -> Polynomial:
        """A function of the table at a normal form; functions with a definition are expanded."""
        if function == "exp":
            return elementary.exp(self.algebra, argument)
        if function == "log":
            return elementary.log(self.algebra, argument)
        if FUNCTIONS[function].definition is None:
            return elementary.apply(self.algebra, function, argument)
        return self.instantiate(_expanded(function), argument)

    def instantiate(self, pattern: Term, argument: Polynomial) -> Polynomial:
        """A term in the placeholder, at a normal form."""
        return substitute(self.algebra, _pattern(pattern), {"@": ((), argument)})

    def is_shown_zero(self, p: Polynomial) -> bool:
        """True only where p is zero wherever it is defined."""
        if p not in self._zero:
            self._zero[p] = zero.is_shown_zero(self.algebra, p)
        return self._zero[p]

    def definition(self, name: str) -> tuple[tuple[Index, ...], Polynomial]:
        """Formal indices and normal form of a named intermediate."""
        found = self.context.definitions[name]
        return found.indices, self.normalize(found.body)

    def unfold(self, p: Polynomial, names: frozenset[str]) -> Polynomial:
        """Replace named intermediates by their definitions, until none of the names occurs."""
        while wanted := entry_names(p) & names:
            p = substitute(self.algebra, p, {name: self._whole(name, names) for name in sorted(wanted)})
        return p

    def _whole(self, name: str, names: frozenset[str]) -> tuple[tuple[Index, ...], Polynomial]:
        """The definition of a name in which none of the names occurs, found once."""
        indices, body = self.definition(name)
        found = self._unfolded.get((name, names))
        if found is None:
            found = self._unfolded[name, names] = self.unfold(body, names)
        return indices, found

    def nonlinear(self, p: Polynomial) -> frozenset[str]:
        """The names that p rests on whose definitions are not sums of products of entries.

        They carry the relations (h (1 - h) = h', sum_k yhat_k = 1) that the affine ones do not.
        """
        reached, waiting = set[str](), {name for name in entry_names(p) if self.is_nonlinear(name)}
        while waiting:
            reached |= waiting
            below = {inner for name in waiting for inner in entry_names(self.definition(name)[1])}
            waiting = {name for name in below - reached if self.is_nonlinear(name)}
        return frozenset(reached)

    def is_nonlinear(self, name: str) -> bool:
        """Whether this is an intermediate, and no sum of products of entries."""
        return name in self.context.definitions and not _is_affine(self.definition(name)[1])


@cache
def _pattern(pattern: Term) -> Polynomial:
    """The normal form of a term in the placeholder, about which no Context says anything."""
    return Normalizer(Context({})).normalize(pattern)


@cache
def _expanded(function: str) -> Term:
    """The definition of a function, in the placeholder."""
    definition = FUNCTIONS[function].definition
    assert definition is not None
    return definition(PLACEHOLDER)


def _is_affine(p: Polynomial) -> bool:
    return all(
        (n.kind in ("ENTRY", "DELTA", "DIM") or (n.kind == "SUM" and _products_only(n.monomial()))) and e > 0
        for m, _ in p.terms
        for n, e in m.factors
    )


def _products_only(m: Monomial) -> bool:
    return all(n.kind in ("ENTRY", "DELTA", "DIM") and e > 0 for n, e in m.factors)
