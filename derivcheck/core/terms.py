"""The term language: scalar expressions in index notation over ranges of symbolic size.

    t ::= q | pi | K | x[s, ..] | inverse(A)[s, s] | det(A) | delta(s, s)
        | t + .. + t | t * .. * t | t^q | f(t) | sum_i t | prod_i t | d t / d x[s, ..]
    s ::= i | 1 | 2 | ..         (a subscript: an index, or a component where the size is a literal)

q is a rational number, K a size used as a number, i an index over 1..K, A the name of a square matrix. A
vector is a function of one index, a matrix of two. Equal terms are the same object (hash-consing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from derivcheck.core.indices import Index, Subscript, fresh_index, renamed

_interned: WeakValueDictionary[tuple[Any, ...], Any] = WeakValueDictionary()
_free: WeakKeyDictionary[Term, frozenset[Index]] = WeakKeyDictionary()


class _HashConsed(type):
    """Constructing a term twice gives the same object."""

    def __call__(cls, *args: Any) -> Any:
        key = (cls, *args)
        found = _interned.get(key)
        if found is None:
            found = _interned[key] = super().__call__(*args)
        return found


class Term(metaclass=_HashConsed):
    """A scalar expression; + - * / and ** build larger ones."""

    __slots__ = ("__weakref__",)

    def __add__(self, other: Term | int | Fraction) -> Term:
        return plus(self, other)

    def __radd__(self, other: int | Fraction) -> Term:
        return plus(other, self)

    def __neg__(self) -> Term:
        return times(-1, self)

    def __sub__(self, other: Term | int | Fraction) -> Term:
        return plus(self, times(-1, other))

    def __rsub__(self, other: int | Fraction) -> Term:
        return plus(other, times(-1, self))

    def __mul__(self, other: Term | int | Fraction) -> Term:
        return times(self, other)

    def __rmul__(self, other: int | Fraction) -> Term:
        return times(other, self)

    def __truediv__(self, other: Term | int | Fraction) -> Term:
        return times(self, Power(term(other), Fraction(-1)))

    def __rtruediv__(self, other: int | Fraction) -> Term:
        return term(other) / self

    def __pow__(self, exponent: int | Fraction) -> Term:
        return Power(self, Fraction(exponent))

    def __bool__(self) -> bool:
        raise TypeError("a term has no truth value; to compare two terms, state a Claim")


@dataclass(frozen=True, eq=False, slots=True)
class Number(Term):
    """A rational number."""

    value: Fraction

    def __post_init__(self) -> None:
        if type(self.value) is not Fraction:
            raise TypeError(f"a Number holds a Fraction, not {self.value!r}")


@dataclass(frozen=True, eq=False, slots=True)
class Dimension(Term):
    """A named size used as a number: K."""

    size: str


@dataclass(frozen=True, eq=False, slots=True)
class Entry(Term):
    """One entry of a declared tensor or of a named intermediate: x[i, j]; no subscripts for a scalar."""

    tensor: str
    subscripts: tuple[Subscript, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Constant(Term):
    """A named number that is not rational: pi."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Inverse(Term):
    """One entry of the inverse of a named square matrix, defined where the determinant is not 0."""

    tensor: str
    left: Subscript
    right: Subscript


@dataclass(frozen=True, eq=False, slots=True)
class Determinant(Term):
    """The determinant of a named square matrix."""

    tensor: str


@dataclass(frozen=True, eq=False, slots=True)
class Delta(Term):
    """Kronecker delta: 1 where both subscripts are equal, else 0."""

    left: Subscript
    right: Subscript


@dataclass(frozen=True, eq=False, slots=True)
class Plus(Term):
    """t1 + .. + tn, n >= 2."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Times(Term):
    """t1 * .. * tn, n >= 2."""

    factors: tuple[Term, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Power(Term):
    """base ** exponent with a rational exponent; a quotient is a power -1."""

    base: Term
    exponent: Fraction

    def __post_init__(self) -> None:
        if type(self.exponent) is not Fraction:
            raise TypeError(f"an exponent is a Fraction, not {self.exponent!r}")


@dataclass(frozen=True, eq=False, slots=True)
class Apply(Term):
    """A function of the table in `derivcheck.core.functions`, applied to one scalar."""

    function: str
    argument: Term


@dataclass(frozen=True, eq=False, slots=True)
class Total(Term):
    """Sum of the body over the whole range of the index, which is bound in it."""

    index: Index
    body: Term


@dataclass(frozen=True, eq=False, slots=True)
class Product(Term):
    """Product of the body over the whole range of the index, which is bound in it."""

    index: Index
    body: Term


@dataclass(frozen=True, eq=False, slots=True)
class Partial(Term):
    """Derivative of the body by one entry, through every named intermediate downstream of that entry."""

    body: Term
    variable: Entry


def term(value: Term | int | Fraction) -> Term:
    """The value as a term."""
    return value if isinstance(value, Term) else Number(Fraction(value))


def plus(*values: Term | int | Fraction) -> Term:
    """Sum of the values, flattened; the empty sum is 0."""
    parts: list[Term] = []
    for value in map(term, values):
        parts.extend(value.terms if isinstance(value, Plus) else (value,))
    return parts[0] if len(parts) == 1 else Plus(tuple(parts)) if parts else Number(Fraction(0))


def times(*values: Term | int | Fraction) -> Term:
    """Product of the values, flattened, numbers in front; the empty product is 1."""
    number, parts = Fraction(1), list[Term]()
    for value in map(term, values):
        for factor in value.factors if isinstance(value, Times) else (value,):
            if isinstance(factor, Number):
                number *= factor.value
            else:
                parts.append(factor)
    if number != 1 or not parts:
        parts.insert(0, Number(number))
    return parts[0] if len(parts) == 1 else Times(tuple(parts))


LEAVES = frozenset({Number, Dimension, Entry, Constant, Inverse, Determinant, Delta})


def children(node: Term) -> tuple[Term, ...]:
    """The direct subterms, from left to right."""
    if type(node) in LEAVES:
        return ()
    match node:
        case Plus(parts) | Times(parts):
            return parts
        case Power(inner, _) | Apply(_, inner) | Total(_, inner) | Product(_, inner):
            return (inner,)
        case Partial(body, variable):
            return (body, variable)
        case _:
            return ()


def rebuild(node: Term, parts: tuple[Term, ...]) -> Term:
    """The node with its direct subterms replaced."""
    match node:
        case Plus(_):
            return plus(*parts)
        case Times(_):
            return times(*parts)
        case Power(_, exponent):
            return Power(parts[0], exponent)
        case Apply(function, _):
            return Apply(function, parts[0])
        case Total(index, _) | Product(index, _):
            return type(node)(index, parts[0])
        case Partial(_, _):
            variable = parts[1]
            assert isinstance(variable, Entry)
            return Partial(parts[0], variable)
        case _:
            return node


def subscripts(node: Term) -> tuple[Subscript, ...]:
    """The subscripts that the node itself carries (not those of its subterms)."""
    match node:
        case Entry(_, found):
            return found
        case Delta(left, right) | Inverse(_, left, right):
            return (left, right)
        case _:
            return ()


def free_indices(node: Term) -> frozenset[Index]:
    """The indices that occur in the term and are not bound by a Total or a Product around them."""
    found = _free.get(node)
    if found is None:
        own = frozenset(s for s in subscripts(node) if isinstance(s, Index))
        found = own.union(*map(free_indices, children(node)))
        if isinstance(node, Total | Product):
            found -= {node.index}
        _free[node] = found
    return found


def substitute(node: Term, renaming: Mapping[Index, Subscript]) -> Term:
    """Replace free indices; a bound index that would capture a replacement is renamed apart."""
    wanted = {old: new for old, new in renaming.items() if old in free_indices(node) and old != new}
    if not wanted:
        return node
    match node:
        case Entry(tensor, found):
            return Entry(tensor, tuple(renamed(s, wanted) for s in found))
        case Delta(left, right):
            return Delta(renamed(left, wanted), renamed(right, wanted))
        case Inverse(tensor, left, right):
            return Inverse(tensor, renamed(left, wanted), renamed(right, wanted))
        case Total(index, body) | Product(index, body) if index in wanted.values():
            apart = fresh_index(index.size)
            return type(node)(apart, substitute(substitute(body, {index: apart}), wanted))
        case _:
            return rebuild(node, tuple(substitute(child, wanted) for child in children(node)))


def contains_partial(node: Term) -> bool:
    """Whether a derivative stands in the term."""
    return isinstance(node, Partial) or any(map(contains_partial, children(node)))
