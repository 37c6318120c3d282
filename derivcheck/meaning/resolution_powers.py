"""Superscripts that act on a value: powers, transposes, inverses; norms and inner products."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivcheck.meaning.expressions import (
    Derivative,
    Expression,
    Filled,
    Inner,
    Inverse,
    Norm,
    Raise,
    Slot,
    Transpose,
)
from derivcheck.meaning.names import is_upper, letter
from derivcheck.meaning.resolution_scene import Scene
from derivcheck.meaning.vocabulary_places import bracketed
from derivcheck.reader import syntax
from derivcheck.reader.syntax import Group, Mark, Name, Node, Product, Relation, Scripted, Sum, TransposeMark

_ORDERS = {"1": "1", "2": "2", "F": "F", "infty": "inf", "Fro": "F", "fro": "F"}


class Powers(Scene):
    """Resolves what stands above a value."""

    def norm_of(self, base: Group, node: Scripted) -> Expression:
        order = "2"
        if node.lower:
            only = node.lower[0]
            text = only.text if isinstance(only, Name | syntax.Number) else ""
            if text not in _ORDERS or len(node.lower) > 1:
                raise self.failure(node, "this norm is not known", "norms 1, 2, F and infinity are known")
            order = _ORDERS[text]
        value = Norm(self.expression(base.items[0]), order, span=node.span)
        return self.raised(value, base, node.upper, node)

    def raised(self, value: Expression, base: Node, upper: tuple[Node, ...], node: Node) -> Expression:
        if is_ones(node):
            return Transpose(Filled(Fraction(1)), span=node.span)
        powers: list[Node] = []
        for item in upper:
            if isinstance(item, Mark):
                raise self.failure(node, "this superscript is not understood")
            powers += bracketed(item) if len(bracketed(item)) == 1 else (item,)
        return self.powers(value, base, tuple(powers), node)

    def inner_or_group(self, node: Group) -> Expression:
        """<a, b>."""
        if len(node.items) != 2 or node.separators[0] not in {",", "|"}:
            raise self.failure(node, "this bracket is not understood")
        return Inner(*self.expressions(node.items), span=node.span)

    def powers(
        self, value: Expression, base: Node, powers: tuple[Node, ...], node: Node, components: bool = False
    ) -> Expression:
        for item in powers:
            value = self._power(value, base, item, node, components)
        return value

    def _power(self, value: Expression, base: Node, item: Node, node: Node, components: bool) -> Expression:
        span = node.span
        if isinstance(item, TransposeMark):
            return Transpose(value, span=span)
        if isinstance(item, Sum) and item.signs == ("-",) and isinstance(item.terms[0], TransposeMark):
            return Transpose(Inverse(value, span=span), span=span)
        if is_inverse(item) and not components and surely_matrix(base):
            return Inverse(value, span=span)
        if self._old_transpose(item, base):
            return Transpose(value, span=span)
        if isinstance(item, Group) and len(item.items) != 1:
            raise self.failure(node, "this superscript is not understood")
        return Raise(value, self.expression(item), span=span)

    def primed(self, value: Expression, node: Scripted) -> Expression:
        """(A B)' is a transpose where the document writes no other; else a prime is a derivative."""
        others = any(uses.transposed for uses in self.vocabulary.uses.values())
        if node.primes == 1 and isinstance(node.base, Group) and surely_matrix(node.base) and not others:
            self.note("the prime of a matrix in brackets is read as a transpose")
            return Transpose(value, span=node.span)
        for _ in range(node.primes):
            value = Derivative(value, (), span=node.span)
        return value

    def _old_transpose(self, item: Node, base: Node) -> bool:
        """x^t, where the document writes no transpose otherwise and t is no exponent of scalars."""
        if letter(item) != "t" or isinstance(item, Group):
            return False
        others = any(uses.transposed for uses in self.vocabulary.uses.values())
        scalar = isinstance(base, Name) and base.text in {"gamma", "lambda", "beta", "alpha", "eta"}
        usual = 1 if others or scalar else 0
        taken = self.choose("power of t", item, (0, 2)) ^ usual
        if taken == 0:
            self.note("^t is read as a transpose")
        return taken == 0


def is_inverse(node: Node) -> bool:
    return isinstance(node, Sum) and node.signs == ("-",) and node.terms == (syntax.Number("1"),)


def acts_first(scripts: Sequence[Node], slots: Sequence[Slot]) -> bool:
    """A_{ij}^T and A_{ij}^{-1} are entries of A^T and A^{-1}; w_i^T is the transpose of the vector w_i."""
    return len(slots) == 2 and any(isinstance(each, TransposeMark) or is_inverse(each) for each in scripts)


def surely_matrix(node: Node) -> bool:
    """Whether only a matrix is written like this: capital or transposed names, and products of them."""
    match node:
        case Name():
            return is_upper(node)
        case Scripted(Name() as base, lower):
            return is_upper(base) and len(lower) < 2 and not any(isinstance(each, Relation) for each in lower)
        case Scripted(base):
            return surely_matrix(base)
        case Group("()" | "[]" | "" | "{}", (only,)):
            return surely_matrix(only)
        case Product(factors):
            return any(map(surely_matrix, factors))
        case Sum(terms):
            numbers = any(isinstance(each, syntax.Number) for each in terms)
            return any(map(surely_matrix, terms)) and not numbers
        case _:
            return False


def is_ones(node: Node) -> bool:
    """1^T, the row of ones."""
    if not isinstance(node, Scripted):
        return False
    transposed = len(node.upper) == 1 and isinstance(node.upper[0], TransposeMark)
    return transposed and not node.lower and node.base == syntax.Number("1")
