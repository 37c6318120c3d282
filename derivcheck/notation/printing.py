"""What printing as text and as LaTeX have in common: fewest parentheses that leave one reading."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Term,
    Times,
    Total,
)
from derivcheck.notation.letters import Letters
from derivcheck.notation.quotients import quotient, signed

SUM, OPEN, PRODUCT, POWER, ATOM = range(5)
"""How tightly a printed term holds together. OPEN is a product that would swallow what follows it: a sum
or product sign reaches to the end of its product."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A printed term, and how tightly it holds together."""

    text: str
    level: int = ATOM


class Printer(ABC):
    """Prints one term. Subclasses say how the marks look."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters

    def show(self, node: Term) -> Shown:
        """The printed term with its level."""
        match node:
            case Plus(terms):
                return self._plus(terms)
            case Number(value) if value >= 0 and value.denominator == 1:
                return Shown(str(value))
            case Power(_, exponent) if exponent >= 0:
                return self.power(node)
            case Total(_, _) | Product(_, _):
                return self._total(node)
            case Number(_) | Times(_) | Power(_, _):
                return self._times(node)
            case Apply(_, _):
                return self.function(node)
            case _:
                return self.leaf(node)

    def within(self, node: Term, level: int) -> str:
        """The printed term as an operand: in parentheses where it is looser than `level`."""
        return self.enclosed(self.show(node), level)

    def enclosed(self, shown: Shown, level: int) -> str:
        """The text, in parentheses where it is looser than `level`."""
        return shown.text if shown.level >= level else self.parentheses(shown.text)

    def _plus(self, terms: Sequence[Term]) -> Shown:
        (negative, first), *rest = signed(terms)
        text = ("-" if negative else "") + self.within(first, OPEN)
        for negative, term in rest:
            text += (" - " if negative else " + ") + self.within(term, OPEN)
        return Shown(text, SUM)

    def _times(self, node: Term) -> Shown:
        found = quotient(node)
        front = [self.fraction(self._listed(found.front), self._listed(found.under))] if found.under else []
        shown = self._product([*front, *map(self.show, found.rest)])
        return Shown("-" + self.enclosed(shown, OPEN), SUM) if found.negative else shown

    def _listed(self, factors: Iterable[Term]) -> Shown:
        return self._product(map(self.show, factors))

    def _product(self, parts: Iterable[Shown]) -> Shown:
        """Every factor but the last must be closed on its right."""
        factors = list(parts)
        if len(factors) < 2:
            return factors[0] if factors else Shown("1")
        texts = [self.enclosed(factor, PRODUCT) for factor in factors[:-1]]
        last = factors[-1]
        return Shown(
            self.juxtaposed([*texts, self.enclosed(last, OPEN)]), OPEN if last.level == OPEN else PRODUCT
        )

    def _total(self, node: Total | Product) -> Shown:
        outer = self.letters.scope.get(node.index)
        letter = self.letters.bind(node.index)
        body = self.within(node.body, OPEN)
        self.letters.release(node.index, outer)
        return Shown(self.total(letter, node, body), OPEN)

    @abstractmethod
    def parentheses(self, text: str) -> str:
        """The text in parentheses."""

    @abstractmethod
    def juxtaposed(self, factors: Sequence[str]) -> str:
        """The factors as a product."""

    @abstractmethod
    def fraction(self, over: Shown, under: Shown) -> Shown:
        """The quotient."""

    @abstractmethod
    def total(self, letter: str, node: Total | Product, body: str) -> str:
        """The sum or the product over the letter."""

    @abstractmethod
    def power(self, node: Power) -> Shown:
        """A power with an exponent that is not negative."""

    @abstractmethod
    def function(self, node: Apply) -> Shown:
        """A function of one scalar."""

    @abstractmethod
    def leaf(self, node: Entry | Dimension | Delta | Partial | Term) -> Shown:
        """An entry, also of an inverse, a size, a constant, a determinant, a delta or a derivative."""
