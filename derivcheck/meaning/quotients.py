r"""\frac{dL}{h} and \frac{\delta S}{y}: quotients of differentials of which one part lacks its sign.

Only a document that writes its derivatives with this sign, and gives it no other meaning, says that the sign
was left out. The reader does the same for \partial, which never means anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.slips import missing_sign
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Application,
    Derivative,
    Fraction,
    Group,
    Name,
    Node,
    Product,
    Scripted,
    children,
    walk,
)

_SIGNS = {"d": "d", "delta": r"\delta"}
_SYMBOLS = {"d": "d", "delta": "partial"}

Repaired: TypeAlias = tuple[Derivative, str, Node]
"""A derivative, and which part of it lacks the sign, and that part."""


@dataclass
class Differentials:
    """How a document uses one sign: the bases of names that it differentiates, or by which it does.

    named: the sign is a name of its own besides, a dimension or an error.
    """

    sign: str
    bases: set[Node] = field(default_factory=set[Node])
    complete: bool = False
    named: bool = False

    def see(self, node: Node) -> None:
        """Count a node and everything in it."""
        if isinstance(node, Derivative) and _SYMBOLS[self.sign] == node.symbol == self.sign:
            self._pair(node.body, *node.variables)
        elif isinstance(node, Fraction):
            over, under = behind(node.over, self.sign), behind(node.under, self.sign)
            if over is not None and under is not None:
                self._pair(over, under)
            if not self._is_operator(node):
                self.see(node.over if over is None else over)
            self.see(node.under if under is None else under)
            return
        elif isinstance(node, Product) and self.sign == "d":
            self._product(node)
            return
        self.named = self.named or _is_sign(node, self.sign)
        if not (isinstance(node, Scripted) and _is_sign(node.base, self.sign)):
            self._inside(*children(node))

    def _inside(self, *parts: Node) -> None:
        for part in parts:
            self.see(part)

    def _product(self, node: Product) -> None:
        """The d of d x is no name."""
        for place, factor in enumerate(node.factors):
            written = place < len(node.operators) and node.operators[place] == ""
            if not (written and _is_sign(factor, "d")):
                self.see(factor)

    def _pair(self, *nodes: Node | None) -> None:
        if all(each is not None for each in nodes):
            self.complete = True
            self.bases |= {_base(each) for each in nodes if each is not None}

    def repaired(self, node: Node) -> Repaired | None:
        """The derivative that a node was to be; None where it was to be none, or is one."""
        if not self.complete or self.named:
            return None
        if isinstance(node, Product):
            return self._operator(node)
        if not isinstance(node, Fraction):
            return None
        over, under = behind(node.over, self.sign), behind(node.under, self.sign)
        if (over is None) == (under is None):
            return None
        body, variable = over or node.over, under or node.under
        lacking, part = (node.under, "denominator") if under is None else (node.over, "numerator")
        if not (_is_single(body) and _is_variable(variable) and self._is_differentiated(lacking)):
            return None
        return Derivative(_SYMBOLS[self.sign], body, (variable,), span=node.span), part, lacking

    def _operator(self, node: Product) -> Repaired | None:
        r"""\frac{d}{x} f"""
        first, rest = node.factors[0], node.factors[1:]
        if not (isinstance(first, Fraction) and self._is_operator(first) and node.operators[0] in {"", "."}):
            return None
        if _base(first.under) not in self.bases or "/" in node.operators:
            return None
        body = rest[0] if len(rest) == 1 else Product(rest, node.operators[1:], span=node.span)
        found = Derivative(_SYMBOLS[self.sign], body, (first.under,), True, span=node.span)
        return found, "denominator", first.under

    def _is_operator(self, node: Fraction) -> bool:
        return _is_sign(node.over, self.sign) and _is_variable(node.under)

    def _is_differentiated(self, lacking: Node) -> bool:
        """Whether the part without a sign can be differentiated, or be differentiated by."""
        return _base(lacking) in self.bases or (isinstance(lacking, Scripted) and bool(lacking.lower))


@dataclass(frozen=True)
class Quotients:
    """The signs of differentiation of a document."""

    signs: tuple[Differentials, ...]

    @classmethod
    def of(cls, trees: Iterable[Node]) -> Quotients:
        signs = tuple(map(Differentials, _SIGNS))
        for tree in trees:
            for sign in signs:
                sign.see(tree)
        return cls(signs)

    def completed(self, side: Side) -> Side:
        """The side with the signs that it lacks, and a slip for each."""
        if not isinstance(side.tree, Node) or not any(isinstance(each, Fraction) for each in walk(side.tree)):
            return side
        slips: list[Slip] = []

        def complete(node: Node) -> Node:
            for sign in self.signs:
                found = sign.repaired(node)
                if found is not None:
                    derivative, part, lacking = found
                    slips.append(missing_sign(part, _SIGNS[sign.sign], lacking))
                    return derivative
            return node

        tree = rewritten(side.tree, complete)
        return replace(side, tree=tree, slips=(*side.slips, *slips)) if slips else side


def behind(node: Node, sign: str) -> Node | None:
    """What stands behind a sign of differentiation; None where the node does not begin with it."""
    if not isinstance(node, Product) or node.operators[0] != "" or not _is_sign(node.factors[0], sign):
        return None
    rest = node.factors[1:]
    return rest[0] if len(rest) == 1 else Product(rest, node.operators[1:], span=rest[0].span | rest[-1].span)


def _is_sign(node: Node, sign: str) -> bool:
    return isinstance(node, Name) and node.text == sign and not node.accents and not node.style


def _is_single(node: Node) -> bool:
    return isinstance(node, Name | Scripted | Application) or (isinstance(node, Group) and node.bracket != "")


def _is_variable(node: Node) -> bool:
    return isinstance(node, Name | Scripted)


def _base(node: Node) -> Node:
    """The name without scripts and arguments."""
    while isinstance(node, Scripted | Application):
        node = node.base if isinstance(node, Scripted) else node.head
    return node
