"""Sums of terms, and operators at the end of a term that may reach over those behind it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derivcheck.meaning.dots import runs
from derivcheck.meaning.expressions import EITHER_SIGN, Add, Expression, Multiply, Number, Opaque
from derivcheck.meaning.names import letter
from derivcheck.meaning.product_rules import of_single_factors
from derivcheck.meaning.resolution_integrals import integral
from derivcheck.meaning.resolution_tables import Tables
from derivcheck.meaning.scripted_variables import with_plain_variables
from derivcheck.meaning.vocabulary_sizes import bound_letters
from derivcheck.reader.syntax import (
    BigOperator,
    Derivative,
    Ellipsis,
    Group,
    Node,
    Product,
    Scripted,
    Sum,
    walk,
)

_SIGNS = {"": 1, "+": 1, "-": -1, r"\pm": 1, r"\mp": -1}
_EITHER = Opaque(EITHER_SIGN, (Number(Fraction(1)),))
"""A number: what holds for every one, holds for 1 and for -1."""


def with_whole_integrals(node: Sum) -> Sum:
    r"""The sum in which every integral reaches up to its own dx: \int x^2 - x dx."""
    for place, term in enumerate(node.terms[:-1]):
        reaching = _reaching(term)
        if not isinstance(reaching, BigOperator) or reaching.kind != "int" or integral(reaching) is not None:
            continue
        for end in range(place + 2, len(node.terms) + 1):
            rest, signs = node.terms[place + 1 : end], node.signs[place + 1 : end]
            whole = replace(reaching, body=Sum((reaching.body, *rest), ("", *signs)), open_scope=False)
            if integral(with_plain_variables(whole)) is not None:
                terms = *node.terms[:place], _with_body(term, reaching, rest, signs), *node.terms[end:]
                return with_whole_integrals(Sum(terms, (*node.signs[: place + 1], *node.signs[end:])))
    return node


class Sums(Tables):
    """Resolves terms with signs."""

    def sum(self, node: Sum) -> Expression:
        """Terms with signs. An operator at the end of a term may reach over those that follow."""
        node = with_whole_integrals(node)
        if not set(node.signs) <= set(_SIGNS):
            raise self.failure(node, "this sign is not understood")
        if any(isinstance(each, Ellipsis) for each in node.terms):
            return self._series(node)
        node = of_single_factors(node)
        if (printed := self.as_printed(node)) is not None:
            return self.expression(printed)
        for place, term in enumerate(node.terms[:-1]):
            reaching = _reaching(term)
            if (
                reaching is not None
                and not _begins_again(reaching, node.terms[place + 1 :])
                and self._reaches(reaching, node, place)
            ):
                return self._widened(node, place, reaching)
        terms = tuple(
            Multiply((_EITHER, term), ("",)) if sign in {r"\pm", r"\mp"} else term
            for sign, term in zip(node.signs, self.expressions(node.terms), strict=True)
        )
        return Add(terms, tuple(_SIGNS[sign] for sign in node.signs), span=node.span)

    def as_printed(self, node: Node) -> Sum | None:
        r"""\sum_k{e^{z_k} - c} with its sum as wide as without the braces, which nobody sees in print; and
        a - \underbrace{b - c} with its minus before b alone.

        Both ways are tried. None where there are no such braces, or what is behind the sign has the index.
        """
        terms, signs = (node.terms, node.signs) if isinstance(node, Sum) else ((node,), ("",))
        found: list[Node] = []
        shown: list[str] = []
        for term, sign in zip(terms, signs, strict=True):
            braced = _braced(term)
            if braced is not None and not self.choose("braces", braced[0]):
                self.note("the sum ends before the next sign, as it is printed: the braces do not show")
                operator, inner = braced
                found += [_with_only(term, operator, inner.terms[0]), *inner.terms[1:]]
                shown += [sign, *inner.signs[1:]]
            elif sign == "-" and (inner := _unseen(term)) and not self.choose("braces", inner):
                self.note("the minus takes one term, as it is printed: the braces do not show")
                found += inner.terms
                shown += [sign, *inner.signs[1:]]
            else:
                found.append(term)
                shown.append(sign)
        return Sum(tuple(found), tuple(shown), span=node.span) if len(found) > len(terms) else None

    def _series(self, node: Sum) -> Expression:
        r"""c - x_1 - x_2 - \dots - x_n: the terms of one form as a sum, beside those of another."""
        run = next((each for each in runs(node) if self.is_series(node.terms[each], node)), None)
        if run is None:
            return self.added_up(node.terms, "sum", node)
        total = self.added_up(node.terms[run], "sum", node)
        before, behind = node.terms[: run.start], node.terms[run.stop :]
        signs = (*node.signs[: run.start + 1], *node.signs[run.stop :])
        if signs == ("",):
            return total
        terms = (*self.expressions(before), total, *self.expressions(behind))
        return Add(terms, tuple(_SIGNS[sign] for sign in signs), span=node.span)

    def _reaches(self, reaching: Node, node: Sum, place: int) -> bool:
        """Whether an operator extends over the terms behind its own; both ways are tried."""
        wide = isinstance(reaching, BigOperator) and _mentions(
            node.terms[place + 1 :], set(bound_letters(reaching))
        )
        taken = bool(self.choose("scope", Sum(node.terms[place:], node.signs[place:])))
        if wide and not taken:
            self.note("the sum extends over the terms behind it, which use its index")
        elif taken and not wide:
            self.note("the operator extends over the terms behind it")
        return wide != taken

    def _widened(self, node: Sum, place: int, reaching: Node) -> Expression:
        """The sum in which the operator takes all terms behind it into its body."""
        rest = node.terms[place + 1 :]
        signs = node.signs[place + 1 :]
        term = _with_body(node.terms[place], reaching, rest, signs)
        return self.expression(
            Sum((*node.terms[:place], term), node.signs[: place + 1], span=node.span)
            if place or node.signs[0]
            else term
        )


def _braced(term: Node) -> tuple[BigOperator, Sum] | None:
    """The operator at the end of a term, and its body: a sum in braces with the index in its first term."""
    match term:
        case BigOperator(body=Group("", (Sum(terms=(first, *rest), signs=("", *_)) as body,))) if rest:
            letters = set(bound_letters(term))
            narrow = _mentions((first,), letters) and not _mentions(tuple(rest), letters)
            return (term, body) if narrow else None
        case Product(factors):
            return _braced(factors[-1])
        case _:
            return None


def _unseen(term: Node) -> Sum | None:
    r"""The sum in braces that are not printed: a - \underbrace{b - c}."""
    match term:
        case Group("", (Sum(terms=(_, _, *_), signs=("", *_)) as inner,)):
            return inner
        case _:
            return None


def _with_only(term: Node, braced: BigOperator, body: Node) -> Node:
    """The term in which the operator has this body."""
    if term is braced:
        return replace(braced, body=body, open_scope=False)
    assert isinstance(term, Product)
    return replace(term, factors=(*term.factors[:-1], _with_only(term.factors[-1], braced, body)))


def _reaching(term: Node) -> Node | None:
    """The operator at the end of a term that might reach further."""
    match term:
        case BigOperator(open_scope=True) | Derivative(open_scope=True, operator=True):
            return term
        case Product(factors):
            return _reaching(factors[-1])
        case Sum(terms=(only,)):
            return _reaching(only)
        case BigOperator(body=body):
            return _reaching(body)
        case _:
            return None


def _begins_again(reaching: Node, rest: tuple[Node, ...]) -> bool:
    """Whether a later term has an operator of its own over the same letters or variables."""
    for each in (part for term in rest for part in walk(term)):
        if isinstance(reaching, BigOperator) and isinstance(each, BigOperator):
            if set(bound_letters(reaching)) & set(bound_letters(each)) or not reaching.lower:
                return True
        elif isinstance(reaching, Derivative) and isinstance(each, Derivative):
            again = reaching.variables == each.variables
            if again:
                return True
    return False


def _with_body(term: Node, reaching: Node, rest: tuple[Node, ...], signs: tuple[str, ...]) -> Node:
    """The term in which the operator has the rest in its body, too."""
    if term is reaching:
        assert isinstance(term, BigOperator | Derivative)
        body = term.body
        terms = (body, *rest) if body is not None else rest
        return replace(term, body=Sum(terms, ("", *signs), span=term.span), open_scope=False)
    match term:
        case Product(factors):
            return replace(term, factors=(*factors[:-1], _with_body(factors[-1], reaching, rest, signs)))
        case Sum(terms=(only,)):
            return replace(term, terms=(_with_body(only, reaching, rest, signs),))
        case BigOperator(body=body):
            return replace(term, body=_with_body(body, reaching, rest, signs))
        case _:
            return term


def _mentions(terms: tuple[Node, ...], letters: set[str]) -> bool:
    """Whether one of the letters stands free in the scripts of a term."""
    for term in terms:
        bound = {name for each in walk(term) if isinstance(each, BigOperator) for name in bound_letters(each)}
        for each in walk(term):
            if isinstance(each, Scripted):
                found = {letter(part) for script in (*each.lower, *each.upper) for part in walk(script)}
                if found & (letters - bound):
                    return True
    return False
