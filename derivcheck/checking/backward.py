"""Weights on the way back: where a layer computes W a, its error goes back through the transpose of W."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from derivcheck.checking.writing import Rule, Writing, is_transposed, letter, nodes, unwrapped
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import Name, Node, Product, Scripted, walk

_WEIGHTS, _ACTIVATIONS = frozenset("WUV"), frozenset("ahxosz")


def unturned_weights(step: Step, writing: Writing) -> Slip | None:
    r"""\delta^{l} = W^{l+1} \delta^{l+1} \odot f'(z^l), where the document has z^{l+1} = W^{l+1} a^l."""
    left = step.lhs.tree
    if not isinstance(left, Node) or letter(left) != "delta" or _entries(left):
        return None
    for weight, error in (pair for node in nodes(step.rhs) for pair in _products(node)):
        if letter(error) == "delta" and not _entries(error) and letter(weight) in set(_forward(writing)):
            reason = f"{letter(weight)} stands before what goes into the layer and before its error"
            return Slip(weight.span, reason, f"write {letter(weight)}^T here")
    return None


def _products(node: Node) -> Iterator[tuple[Node, Node]]:
    """Weights, as a matrix that is not transposed, and the vector behind them."""
    factors = node.factors if isinstance(node, Product) else ()
    for weight, behind in pairwise(map(unwrapped, factors)):
        matrix = isinstance(weight, Name | Scripted) and letter(weight) in _WEIGHTS and not _entries(weight)
        if matrix and not is_transposed(weight) and not is_transposed(behind):
            yield weight, behind


def _entries(node: Node) -> bool:
    """Whether a name has two subscripts, or one that is a letter: an entry or a member."""
    if not isinstance(node, Scripted):
        return False
    single = len(node.lower) == 1 and isinstance(node.lower[0], Name) and node.lower[0].text not in {"l", "L"}
    return len(node.lower) > 1 or single or any(isinstance(each, Product) for each in node.lower)


def _forward(writing: Writing) -> Iterator[str]:
    """The letters of weights that the document multiplies with what goes into a layer."""
    for tree in (tree for trees in writing.trees for tree in trees[1:]):
        for weight, behind in (pair for node in walk(tree) for pair in _products(node)):
            if isinstance(behind, Name | Scripted) and letter(behind) in _ACTIVATIONS:
                yield letter(weight)


RULES: tuple[Rule, ...] = (unturned_weights,)
