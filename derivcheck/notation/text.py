"""Terms as readable text in index notation: sum_k y[k]*log(yhat[k])."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Partial,
    Power,
    Product,
    Term,
    Total,
)
from derivcheck.notation.letters import Letters
from derivcheck.notation.printing import ATOM, POWER, PRODUCT, Printer, Shown


def text(term: Term, free: Sequence[Index] = ()) -> str:
    """The term as text. Indices in `free` keep clear of bound letters though they do not occur in it.

    >>> from derivcheck.core.terms import Apply, Entry, Total, fresh_index
    >>> k = fresh_index("K", "k")
    >>> text(-Total(k, Entry("y", (k,)) * Apply("log", Entry("p", (k,)))))
    '-sum_k y[k]*log(p[k])'
    """
    return _Text(Letters(term, frozenset(index.name for index in free))).show(term).text


class _Text(Printer):
    def parentheses(self, text: str) -> str:
        return f"({text})"

    def juxtaposed(self, factors: Sequence[str]) -> str:
        return "*".join(factors)

    def fraction(self, over: Shown, under: Shown) -> Shown:
        return Shown(f"{self.enclosed(over, PRODUCT)}/{self.enclosed(under, POWER)}", PRODUCT)

    def total(self, letter: str, node: Total | Product, body: str) -> str:
        return f"{'sum' if isinstance(node, Total) else 'prod'}_{letter} {body}"

    def power(self, node: Power) -> Shown:
        if node.exponent == Fraction(1, 2):
            return Shown(f"sqrt({self.show(node.base).text})")
        exponent = str(node.exponent) if node.exponent.denominator == 1 else f"({node.exponent})"
        return Shown(f"{self.within(node.base, ATOM)}^{exponent}", POWER)

    def function(self, node: Apply) -> Shown:
        return Shown(f"{node.function}({self.show(node.argument).text})")

    def leaf(self, node: Term) -> Shown:
        match node:
            case Entry(tensor, ()):
                return Shown(tensor)
            case Entry(tensor, subscripts):
                return Shown(f"{tensor}[{', '.join(self.letters[s] for s in subscripts)}]")
            case Dimension(name) | Constant(name):
                return Shown(name)
            case Inverse(tensor, left, right):
                return Shown(f"inverse({tensor})[{self.letters[left]}, {self.letters[right]}]")
            case Determinant(tensor):
                return Shown(f"det({tensor})")
            case Delta(left, right):
                return Shown(f"delta({self.letters[left]}, {self.letters[right]})")
            case Partial(body, variable):
                return Shown(f"partial({self.show(body).text}, {self.show(variable).text})")
            case _:
                raise TypeError(f"{type(node).__name__} is not a term")
