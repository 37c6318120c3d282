"""A transpose that is lost in one place: sigma(-u_k v_c) beside sigma(u_o^T v_c), mu A mu beside y^T A y."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from derivcheck.checking.writing import Writing, is_transposed, letter
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import Application, Name, Node, Number, Product, Scripted, TransposeMark, walk

_OFTEN = 3


class Kind(NamedTuple):
    """A letter; whether it has a subscript, a superscript, an argument: x_i is another kind than x."""

    letter: str
    lower: bool
    upper: bool
    argument: bool


Pair = tuple[Kind, Kind]


@dataclass
class Transposes:
    """How often a document writes a^T b of two vectors, and a b without; its matrices within v^T M v."""

    inner: Counter[Pair] = field(default_factory=Counter[Pair])
    plain: Counter[Pair] = field(default_factory=Counter[Pair])
    squares: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, writing: Writing) -> Transposes:
        found = cls()
        for product in _products(tree for trees in writing.trees for tree in trees):
            found.inner.update(pair for pair, _ in _pairs(product, transposed=True))
            found.plain.update(pair for pair, _ in _pairs(product, transposed=False))
            found.squares |= {matrix for _, matrix, first in _forms(product) if first}
        return found

    def has_column(self, node: Node) -> bool:
        """Whether it is a vector that the document multiplies from the left by a transposed one."""
        kind = _kind(node)
        return kind is not None and any(kind == there for _, there in self.inner)

    def is_vector(self, node: Node) -> bool:
        """Whether the document has a^T b of it, on either side."""
        kind = _kind(node)
        return any(kind in pair for pair in self.inner)

    def is_array(self, node: Node) -> bool:
        """Whether it is a vector, or written as a matrix, or many of these vectors."""
        name = letter(node)
        return _is_large(name) or any(name == kind.letter for pair in self.inner for kind in pair)

    def slip(self, step: Step) -> Slip | None:
        """The first product on the right that lacks the transpose that it has elsewhere."""
        if not isinstance(step.rhs.tree, Node):
            return None
        trees = [side.tree for side in (step.head, step.lhs, step.rhs) if isinstance(side.tree, Node)]
        beside = Counter(pair for each in _products(trees) for pair, _ in _pairs(each, transposed=True))
        vectors = {kind for pair in self.inner for kind in pair}
        for product in _products((step.rhs.tree,)):
            for pair, node in _pairs(product, transposed=False):
                usual = self.inner[pair] >= _OFTEN and self.inner[pair] > self.plain[pair]
                indexed = all(kind.lower or kind.upper or kind.argument for kind in pair)
                squared = pair[0] == pair[1] and pair[0] in vectors and pair[0].argument
                if beside[pair] or (usual and indexed) or squared:
                    return _lost(node)
            for node, matrix, transposed in _forms(product):
                if not transposed and matrix in self.squares:
                    return _lost(node)
        return None


def _lost(node: Node) -> Slip:
    return Slip(node.span, "the transpose of this vector is lost", "transpose it, as elsewhere")


def _products(trees: Iterable[Node]) -> Iterator[Product]:
    return (node for tree in trees for node in walk(tree) if isinstance(node, Product))


def _pairs(product: Product, *, transposed: bool) -> Iterator[tuple[Pair, Node]]:
    """Two vectors directly beside each other, the first transposed or no factor at all."""
    if not transposed and any(map(is_transposed, product.factors)):
        return
    for (one, other), operator in zip(pairwise(product.factors), product.operators, strict=True):
        plain = operator == "" or (transposed and operator == ".")
        if plain and is_transposed(one) == transposed and not is_transposed(other):
            here, there = _kind(one), _kind(other)
            if here is not None and there is not None and (transposed or one != other):
                yield (here, there), one


def _forms(product: Product) -> Iterator[tuple[Node, str, bool]]:
    """v M v with a vector v and a matrix M: v, M, and whether the first is transposed and the second not."""
    factors = product.factors
    for place in range(len(factors) - 2):
        one, matrix, other = factors[place : place + 3]
        here, there, between = _kind(one), _kind(other), letter(matrix)
        if here is None or here != there or not _is_large(between) or set(product.operators) != {""}:
            continue
        if is_transposed(one) and not is_transposed(other):
            yield one, between, True
        elif len(factors) == 3 and one == other and not is_transposed(one):
            yield one, between, False


def _kind(node: Node) -> Kind | None:
    name = letter(node)
    if not name or _is_large(name) or _is_number_like(node):
        return None
    argument = isinstance(node, Application) or (
        isinstance(node, Scripted) and isinstance(node.base, Application)
    )
    if argument and not _is_feature_map(node):
        return None
    lower = isinstance(node, Scripted) and bool(node.lower)
    upper = isinstance(node, Scripted) and any(not _is_transpose_or_number(each) for each in node.upper)
    return Kind(name, lower, upper, argument)


def _is_feature_map(node: Node) -> bool:
    return letter(node) in {"phi", "varphi", "Phi"}


def _is_transpose_or_number(node: Node) -> bool:
    return isinstance(node, Number | TransposeMark)


def _is_number_like(node: Node) -> bool:
    """A power, or a word: no vector of its own."""
    power = isinstance(node, Scripted) and any(isinstance(each, Number) for each in node.upper)
    base = node
    while isinstance(base, Scripted | Application):
        base = base.base if isinstance(base, Scripted) else base.head
    word = isinstance(base, Name) and base.spelled
    return power or word or letter(node) in {"d", "exp", "log", "ln", "max", "min", "tr"}


def _is_large(name: str) -> bool:
    return name[:1].isupper()
