r"""\delta h_t, \Delta W: the gradient or the change of h_t, of W, one name and no product.

Only where every \delta of the document stands directly before a name, the small one before two different
ones at least, and an equation says what one of these is: \delta h_t = ... . A delta that stands alone, has
scripts of its own or is before a bracket is a number or an error, and a quotient of two is a derivative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Fraction, Name, Node, Product, Scripted, walk

_SIGNS = ("delta", "Delta")
_FEWEST = {"delta": 2, "Delta": 1}
"""Names before which a sign has to stand, at least: delta may be a number."""


@dataclass
class _Use:
    """How a document uses one sign: before which names, with an equation for one of them, and alone."""

    names: set[Node] = field(default_factory=set[Node])
    stated: bool = False
    alone: bool = False

    def joins(self, sign: str) -> bool:
        return self.stated and not self.alone and len(self.names) >= _FEWEST[sign]


@dataclass(frozen=True)
class Increments:
    """The signs that make one name of the name behind them."""

    signs: frozenset[str]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Increments:
        uses = {sign: _Use() for sign in _SIGNS}
        for statement in statements:
            _see(statement, uses)
        return cls(frozenset(sign for sign, use in uses.items() if use.joins(sign)))

    def joined(self, side: Side) -> Side:
        """The side with one name in place of each sign and the name behind it."""
        if not self.signs or not isinstance(side.tree, Node):
            return side
        tree = rewritten(side.tree, self._join)
        return replace(side, tree=tree) if tree is not side.tree else side

    def _join(self, node: Node) -> Node:
        if not isinstance(node, Product):
            return node
        places = [place for sign, place in _pairs(node) if sign in self.signs]
        if not places:
            return node
        factors, operators = list(node.factors), list(node.operators)
        for place in reversed(places):
            sign, named = factors[place], factors[place + 1]
            factors[place : place + 2] = [_one(sign, named)]
            del operators[place]
        return factors[0] if len(factors) == 1 else replace(
            node, factors=tuple(factors), operators=tuple(operators))  # fmt: skip


def _see(statement: Statement, uses: dict[str, _Use]) -> None:
    for side in (*statement.sides, *statement.conditions):
        if isinstance(side.tree, Node):
            _count(side.tree, uses)
    first = statement.sides[0].tree if len(statement.sides) > 1 and not statement.continues else None
    if isinstance(first, Product) and len(first.factors) == 2:
        for sign, _ in _pairs(first):
            uses[sign].stated = uses[sign].stated or statement.relations[0] in {"=", ":="}


def _count(tree: Node, uses: dict[str, _Use]) -> None:
    joined: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Product):
            for sign, place in _pairs(node):
                uses[sign].names.add(_letter(node.factors[place + 1]))
                joined.add(id(node.factors[place]))
        if isinstance(node, Fraction):
            over, under = (_first(part) for part in (node.over, node.under))
            for sign in {over, under} & set(_SIGNS):
                uses[sign].alone = True
    for node in walk(tree):
        base = node.base if isinstance(node, Scripted) else None
        if isinstance(base, Name) and base.text in _SIGNS:
            joined.add(id(base))
        if isinstance(node, Name) and node.text in _SIGNS and id(node) not in joined:
            uses[node.text].alone = True


def _pairs(node: Product) -> Iterator[tuple[str, int]]:
    """Every sign in a product that stands directly before a name, with its place."""
    for place, operator in enumerate(node.operators):
        sign, behind = node.factors[place], node.factors[place + 1]
        signed = isinstance(sign, Name) and sign.text in _SIGNS and not sign.accents
        if isinstance(sign, Name) and signed and operator == "" and _is_named(behind):
            yield sign.text, place


def _is_named(node: Node) -> bool:
    return isinstance(node, Name) or (isinstance(node, Scripted) and isinstance(node.base, Name))


def _letter(node: Node) -> Node:
    return node.base if isinstance(node, Scripted) else node


def _first(node: Node) -> str:
    first = node.factors[0] if isinstance(node, Product) else node
    return first.text if isinstance(first, Name) else ""


def _one(sign: Node, named: Node) -> Node:
    name = _letter(named)
    if not isinstance(sign, Name) or not isinstance(name, Name):
        return named
    span = sign.span | named.span
    new = replace(name, accents=(*name.accents, sign.text), span=span)
    return replace(named, base=new, span=span) if isinstance(named, Scripted) else new
