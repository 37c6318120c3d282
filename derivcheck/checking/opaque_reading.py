"""The form of a formula as it is written, and the names of what sums in it bind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from derivcheck.checking.opaque_forms import (
    Form,
    Part,
    Terms,
    Unreadable,
    constant,
    exponential,
    logarithm,
    plus,
    raised,
    single,
    spread,
    summed,
    times,
)
from derivcheck.checking.writing import letter
from derivcheck.meaning.names import base_name
from derivcheck.reader import syntax as x
from derivcheck.reader.printing import latex

_LINEAR = frozenset(("tr", "Tr", "trace", "E", "E_bb"))
_ABSOLUTE = frozenset(("||", "‖‖", "<>", "⌊⌋", "⌈⌉"))


def form(node: x.Node, *, products: bool = False) -> Form:
    """The form of a formula. products: y(1 - y) is one. Raises Unreadable."""
    return frozenset(_Reader(products).terms(node, {}).items())


@dataclass
class _Reader:
    products: bool
    bound: int = 0

    def terms(self, node: x.Node, marks: Mapping[str, str]) -> Terms:
        match node:
            case x.Number(text=text):
                return constant(Fraction(text))
            case x.Name() | x.Scripted():
                return self._scripted(node, marks)
            case x.Sum(terms=terms, signs=signs):
                return self._sum(terms, signs, marks)
            case x.Product(factors=factors, operators=operators):
                return self._product(factors, operators, marks)
            case x.Fraction(over=over, under=under):
                return times(self.terms(over, marks), raised(self.terms(under, marks), Fraction(-1)))
            case x.Group(items=(inside,), bracket=bracket) if bracket not in _ABSOLUTE:
                return self.terms(inside, marks)
            case x.Application():
                return self._call(node, marks)
            case x.BigOperator(kind="sum"):
                return self._total(node, marks)
            case x.Derivative(body=x.Node() as body, variables=by):
                return self._linear("d", tuple(sorted(self._text(each, marks) for each in by)), body, marks)
            case x.Gradient(body=x.Node() as body, by=by, order=1):
                return self._linear("d", tuple(sorted(self._text(each, marks) for each in by)), body, marks)
            case x.Root(body=body, degree=None):
                return raised(self.terms(body, marks), Fraction(1, 2))
            case (
                x.Derivative() | x.Gradient() | x.Differential() | x.Ellipsis() | x.Placeholder() | x.Blank()
            ):
                raise Unreadable
            case _:
                return single(Part("other", (self._text(node, marks),)))

    def _sum(self, terms: tuple[x.Node, ...], signs: tuple[str, ...], marks: Mapping[str, str]) -> Terms:
        found: Terms = {}
        for each, sign in zip(terms, signs, strict=True):
            if sign not in {"", "+", "-"}:
                raise Unreadable
            found = plus(found, self.terms(each, marks), -1 if sign == "-" else 1)
        return found

    def _product(
        self, factors: tuple[x.Node, ...], operators: tuple[str, ...], marks: Mapping[str, str]
    ) -> Terms:
        found = self.terms(factors[0], marks)
        for operator, factor in zip(operators, factors[1:], strict=True):
            value = self.terms(factor, marks)
            found = times(found, raised(value, Fraction(-1)) if operator == "/" else value)
        return found

    def _scripted(self, node: x.Name | x.Scripted, marks: Mapping[str, str]) -> Terms:
        if isinstance(node, x.Name):
            return single(Part("name", (self._text(node, marks), "", "")))
        base, upper = node.base, tuple(n for n in node.upper if not isinstance(n, x.TransposeMark))
        if base == x.Name("e") and len(upper) == 1 and not node.lower:
            return exponential(self.terms(upper[0], marks))
        power = _exponent(upper[0]) if len(upper) == 1 else None
        lower = ",".join(self._text(each, marks) for each in node.lower)
        above = ",".join(self._text(each, marks) for each in upper if power is None) + "'" * node.primes
        if isinstance(base, x.Name | x.Accented):
            value = single(Part("name", (self._text(base, marks), lower, above)))
        else:
            value = self.terms(base, marks)
            if lower or above:
                value = single(Part("entry", (lower, above), (frozenset(value.items()),)))
        return value if power is None else raised(value, power)

    def _call(self, node: x.Application, marks: Mapping[str, str]) -> Terms:
        head = self._text(node.head, marks)
        inside = [self.terms(each, marks) for each in node.items]
        if len(inside) == 1:
            if not node.certain and self.products:
                return times(self.terms(node.head, marks), inside[0])
            if head in {"log", "ln"}:
                return logarithm(inside[0])
            if head == "exp":
                return exponential(inside[0])
            if head in _LINEAR:
                return spread("linear", (head,), inside[0])
        return single(Part("call", (head,), tuple(frozenset(each.items()) for each in inside)))

    def _linear(self, kind: str, said: tuple[str, ...], body: x.Node, marks: Mapping[str, str]) -> Terms:
        return spread(kind, said, self.terms(body, marks))

    def _total(self, node: x.BigOperator, marks: Mapping[str, str]) -> Terms:
        starts = [each.items[0] if isinstance(each, x.Relation) else each for each in node.lower]
        plain = all(not isinstance(each, x.Relation) or each.operators == ("=",) for each in node.lower)
        if not (starts and plain and all(isinstance(each, x.Name) for each in starts)):
            return single(Part("other", (self._text(node, marks),)))
        own: dict[str, str] = {}
        for each in starts:
            self.bound += 1
            own[letter(each)] = f"#{self.bound}"
        found: Terms = {}
        for powers, number in self.terms(node.body, {**marks, **own}).items():
            found = plus(found, {summed(powers, frozenset(own.values())): number})
        return found

    def _text(self, node: x.Node, marks: Mapping[str, str]) -> str:
        """The words of a part, with marks for what sums bind, and without transposes."""
        if isinstance(node, x.Name):
            return marks.get(base_name(node), base_name(node))
        if isinstance(node, x.Group) and len(node.items) == 1 and node.bracket not in _ABSOLUTE:
            return self._text(node.items[0], marks)
        if isinstance(node, x.Scripted) and any(isinstance(each, x.TransposeMark) for each in node.upper):
            upper = tuple(each for each in node.upper if not isinstance(each, x.TransposeMark))
            return self._text(replace(node, upper=upper), marks)
        parts = [self._text(each, marks) for each in x.children(node)]
        return latex(node) if not parts else f"{_shape(node)}({', '.join(parts)})"


def _shape(node: x.Node) -> str:
    """What tells parts of one kind apart, but for what they are made of."""
    scripts = f"{len(node.lower)}/{len(node.upper)}/{node.primes}" if isinstance(node, x.Scripted) else ""
    told = (getattr(node, name, "") for name in ("kind", "bracket", "operators", "signs", "accent", "symbol"))
    return f"{type(node).__name__}{scripts}{''.join(map(str, told))}"


def _exponent(node: x.Node) -> Fraction | None:
    """A power that is written as a number."""
    match node:
        case x.Number(text=text):
            return Fraction(text)
        case x.Sum(terms=(x.Number(text=text),), signs=("-",)):
            return -Fraction(text)
        case _:
            return None
