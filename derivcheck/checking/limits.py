"""Limits of sums that cannot be meant: another one than the other side has, a mean that is not over its n."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from derivcheck.checking.writing import Rule, Writing, bound_index, free_indices, has_name, letter, nodes
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.printing import latex
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    BigOperator,
    Fraction,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    walk,
)


def other_limit(step: Step, _: Writing) -> Slip | None:
    r"""\log \prod_{t=1}^m a_t b_t = \sum_{t=1}^m \log a_t + \sum_{t=1}^n \log b_t."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    for one, other in ((left, right), (right, left)):
        before, behind = list(_limited(one)), list(_limited(other))
        for total in behind:
            same = {_upper(each) for each in before if each.lower == total.lower}
            beside = {_upper(each) for each in behind if each.lower == total.lower}
            if len(same) == 1 and _upper(total) not in same and same < beside:
                reason = f"this goes on to {_upper(total)}, and everything else to {same.pop()}"
                return Slip(total.span, reason, "give it the same limit")
    return None


def _limited(tree: Node) -> Iterator[BigOperator]:
    """Sums and products over a letter up to a name."""
    for node in walk(tree):
        match node:
            case BigOperator(kind="sum" | "prod", upper=Name() | Scripted()) if bound_index(node):
                yield node
            case _:
                pass


def _upper(total: BigOperator) -> str:
    return latex(total.upper) if total.upper is not None else ""


def mean_over_another(step: Step, writing: Writing) -> Slip | None:
    r"""\frac{1}{n} \sum_{k=1}^d |x_k - m|, where the document has \sum_{k=1}^n of x_k, and no other."""
    for node in nodes(step.rhs):
        for weight, total in _weighted(node):
            index, size = bound_index(total), weight.under
            elsewhere = (each for each in _sums(writing, index) if each.upper is not None and each != total)
            usual = [each for each in elsewhere if _counted(total, index) & _counted(each, index)]
            if usual and all(each.upper == size for each in usual):
                reason = f"the mean of {latex(size)} terms goes on to {_upper(total)} here"
                return Slip(total.span, reason, f"sum up to {latex(size)}")
    return None


def _weighted(node: Node) -> Iterator[tuple[Fraction, BigOperator]]:
    """1/n and the sum behind it, which goes on to another size."""
    for weight, total in pairwise(node.factors if isinstance(node, Product) else ()):
        match weight, total:
            case Fraction(over=Number(text="1"), under=Name()) as one, BigOperator(
                kind="sum", upper=Name()
            ) as other:
                if all(each.upper != one.under for each in walk(other) if isinstance(each, BigOperator)):
                    yield one, other
            case _:
                pass


def _sums(writing: Writing, index: str) -> Iterator[BigOperator]:
    for tree in (tree for trees in writing.trees for tree in trees):
        for node in walk(tree):
            if isinstance(node, BigOperator) and node.kind == "sum" and bound_index(node) == index:
                yield node


def _counted(total: BigOperator, index: str) -> set[str]:
    """The letters that have the index in a sum."""
    return {letter(each) for each in walk(total.body) if _has_index(each, index)}


def _has_index(node: Node, index: str) -> bool:
    return isinstance(node, Scripted) and any(has_name(part, index) for part in (*node.lower, *node.upper))


def start_at_another(step: Step, _: Writing) -> Slip | None:
    r"""p_i = e^{z_i} / \sum_{i=j} e^{z_j}: the sum is over j."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    for node in walk(right):
        match node:
            case BigOperator(
                kind="sum", lower=(Relation(items=(Name() as index, Name() as start), operators=("=",)),)
            ):
                here, there = base_name(index), base_name(start)
                inside = set(free_indices(node.body))
                if here in set(free_indices(left)) and here not in inside and there in inside:
                    reason = f"the summand has {there}, and the sum is over {here}"
                    return Slip(start.span, reason, f"sum over {there}")
            case _:
                pass
    return None


RULES: tuple[Rule, ...] = (other_limit, mean_over_another, start_at_another)
