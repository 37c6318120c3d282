"""Indices that an equation binds on one side and needs on the other, and operators that act on nothing."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, bound_index, free_indices, has_name, nodes
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    BigOperator,
    Derivative,
    Fraction,
    Gradient,
    Matrix,
    Name,
    Node,
    Product,
    Scripted,
    children,
    walk,
)


def captured(step: Step, _: Writing) -> Slip | None:
    r"""\frac{\partial J}{\partial u_k} = \sum_k (s_k - 1) v: of one u_k, and the right side sums over all."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Derivative | Gradient) or not isinstance(right, Node) or left.body is None:
        return None
    if any(isinstance(each, Derivative | Gradient) for each in walk(right)):
        return None
    by = left.variables if isinstance(left, Derivative) else left.by
    indices = {index for each in by for index in _single(each)}
    indices -= {*free_indices(right), *free_indices(left.body)}
    for total in _outside_denominators(right):
        index = bound_index(total) if isinstance(total, BigOperator) and total.kind == "sum" else ""
        if isinstance(total, BigOperator) and index in indices & set(free_indices(total.body)):
            reason = f"the left side is of one {index}, and the right side sums over {index}"
            return Slip(total.span, reason, "give the sum another index, or keep one term of it")
    return None


def _outside_denominators(node: Node) -> Iterator[Node]:
    """The parts of a side, but for those of denominators: many write any letter in a sum that normalizes."""
    yield node
    for part in (node.over,) if isinstance(node, Fraction) else children(node):
        yield from _outside_denominators(part)


def _single(node: Node) -> Iterator[str]:
    """The letter that is the only subscript of a name, v_k."""
    if isinstance(node, Scripted) and isinstance(node.base, Name) and len(node.lower) == 1:
        lower = node.lower[0]
        if isinstance(lower, Name) and len(base_name(lower)) == 1:
            yield base_name(lower)


def unused(step: Step, writing: Writing) -> Slip | None:
    r"""\prod_{i=1}^n p(s_t): the index does not stand in the product, and nothing binds the t in it.

    The t counts something elsewhere in the document, with the same names, and is not on the other side.
    """
    for side, other in ((step.rhs, step.lhs), (step.lhs, step.rhs)):
        if (step.continues and side is step.lhs) or not isinstance(other.tree, Node):
            continue
        outside = {base_name(each) for each in walk(other.tree) if isinstance(each, Name)}
        for total in nodes(side):
            index = bound_index(total) if isinstance(total, BigOperator) else ""
            if not isinstance(total, BigOperator) or len(index) != 1 or has_name(total.body, index):
                continue
            loose = set(free_indices(total.body)) - outside - _bound_around(side.tree, total)
            slip = next((each for each in sorted(loose) if _counts(each, total.body, writing)), None)
            if slip is not None and total.kind in {"sum", "prod"} and total.upper is not None:
                reason = f"the index {index} stands nowhere in what follows, and nothing binds {slip}"
                return Slip(total.span, reason, f"let the index be {slip}")
    return None


def _bound_around(tree: object, total: BigOperator) -> set[str]:
    """The indices of the sums around one."""
    if not isinstance(tree, Node):
        return set()
    return {
        bound_index(each)
        for each in walk(tree)
        if isinstance(each, BigOperator) and each is not total and any(part is total for part in walk(each))
    }


def _counts(index: str, body: Node, writing: Writing) -> bool:
    """Whether a sum or product of the document over the index has a name of the body with it."""
    here = set(_indexed(body, index))
    sums = (
        node
        for trees in writing.trees
        for tree in trees
        for node in walk(tree)
        if isinstance(node, BigOperator) and bound_index(node) == index
    )
    return any(here & set(_indexed(each.body, index)) for each in sums)


def _indexed(node: Node, index: str) -> Iterator[Node]:
    """The names with an index."""
    for each in walk(node):
        if isinstance(each, Scripted) and any(has_name(part, index) for part in each.lower):
            yield each.base


def of_nothing(step: Step, _: Writing) -> Slip | None:
    r"""\nabla_\phi = \sum_i w_i / \phi: an operator on one side, and no operator on the other."""
    for side, other in ((step.lhs, step.rhs), (step.rhs, step.lhs)):
        if not (isinstance(side.tree, Node) and isinstance(other.tree, Node)) or step.relation != "=":
            continue
        bare = next(_bare(side.tree), None)
        if bare is not None and next(_bare(other.tree), None) is None:
            reason = "this operator stands before nothing that it differentiates"
            return Slip(bare.span, reason, "write what it differentiates behind it")
    return None


def _writes_gradient(node: Node) -> bool:
    return isinstance(node, Derivative | Gradient) and node.body is not None


def _bare(node: Node) -> Iterator[Node]:
    """A side that is an operator alone, or a matrix of such."""
    if _is_bare(node):
        yield node
    elif isinstance(node, Matrix):
        cells = [cell for row in node.rows for cell in row]
        if any(map(_is_bare, cells)) and not any(_writes_gradient(cell) for cell in cells):
            yield next(filter(_is_bare, cells))


def _is_bare(node: Node) -> bool:
    return isinstance(node, Derivative | Gradient) and node.body is None


def lost_input(step: Step, writing: Writing) -> Slip | None:
    r"""\frac{\partial J}{\partial w_{jk}} = d_k z_k, where the document has \sum_j w_{jk} z_j: it is z_j."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Product):
        return None
    if any(isinstance(each, Derivative | Gradient | BigOperator) for each in walk(right)):
        return None
    found = (each for node in walk(left) if isinstance(node, Derivative) for each in node.variables)
    weights = [each for each in found if len(_pair(each)) == 2]
    for weight in weights if len(weights) == 1 else ():
        for place, inputs in _summed_with(weight, writing):
            lost, kept = _pair(weight)[place], _pair(weight)[1 - place]
            names = [each for each in right.factors if isinstance(each, Scripted) and each.base in inputs]
            if not has_name(right, lost) and [_pair(each) for each in names] == [(kept,)]:
                reason = (
                    f"the left side is of one {lost}, which is lost here: the sum over it has it on this name"
                )
                return Slip(names[0].span, reason, f"write the index {lost}")
    return None


def _pair(node: Node) -> tuple[str, ...]:
    """The subscripts of a name, where each is a letter; () for anything else."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name):
        return ()
    parts = node.lower
    if len(parts) == 1 and isinstance(parts[0], Product):
        parts = parts[0].factors
    letters = tuple(base_name(each) for each in parts if isinstance(each, Name))
    single = len(letters) == len(parts) and all(len(each) == 1 for each in letters)
    return letters if single and len(set(letters)) == len(letters) else ()


def _summed_with(weight: Node, writing: Writing) -> Iterator[tuple[int, set[Node]]]:
    """Which subscript of the weight is summed over in the document, and the names that go with it there."""
    assert isinstance(weight, Scripted)
    for total in (node for trees in writing.trees for tree in trees for node in walk(tree)):
        if isinstance(total, BigOperator) and total.kind == "sum" and isinstance(total.body, Product):
            index = bound_index(total)
            scripted = [each for each in total.body.factors if isinstance(each, Scripted)]
            both = [_pair(each) for each in scripted if each.base == weight.base]
            places = [pair.index(index) for pair in both if len(pair) == 2 and index in pair]
            if len(scripted) == 2 and len(places) == 1:
                yield places[0], {each.base for each in scripted if _pair(each) == (index,)}


RULES: tuple[Rule, ...] = (captured, unused, of_nothing, lost_input)
