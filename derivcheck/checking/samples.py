"""Examples of the data that lose their number in one place: y for y^{(i)}; a bias that is summed."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, bound_index, has_name, letter, nodes, unwrapped
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import BigOperator, Group, Name, Node, Scripted, Sum, children, walk

_BIASES = frozenset("bc")


def lost_number(step: Step, writing: Writing) -> Slip | None:
    r"""\sum_i y \log p(x^{(i)}) + (1 - y^{(i)}) \log ...: the first y is that of the example i, too."""
    for index, body in _of_examples(step):
        bare = next((each for each in _bare(body) if base_name(each) == "y"), None)
        if bare is None:
            continue
        twice = _has_example(body, "y", index)
        once = _has_example(body, "x", index) and _is_usual(writing, index)
        if twice or once:
            return Slip(bare.span, f"y has lost its number {index} here", f"write y^{{({index})}}")
    return None


def _of_examples(step: Step) -> Iterator[tuple[str, Node]]:
    """The right side for the number of the y on the left; the sums in it, each for its index."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node):
        return
    for node in nodes(step.rhs):
        if isinstance(node, BigOperator) and node.kind in {"sum", "prod"} and bound_index(node):
            yield bound_index(node), node.body
    numbers = {_number(each) for each in walk(left) if isinstance(each, Scripted) and letter(each) == "y"}
    if len(numbers) == 1 and (number := numbers.pop()) and not any(base_name(n) == "y" for n in _bare(left)):
        yield number, right


def _number(node: Scripted) -> str:
    """The i of y^{(i)}."""
    inside = [each for each in node.upper if isinstance(each, Group) and len(each.items) == 1]
    name = inside[0].items[0] if len(inside) == 1 else None
    return base_name(name) if isinstance(name, Name) else ""


def _has_example(node: Node, name: str, index: str) -> bool:
    scripted = (each for each in walk(node) if isinstance(each, Scripted) and letter(each) == name)
    return any(_number(each) == index for each in scripted)


def _is_usual(writing: Writing, index: str) -> bool:
    """Whether all other sums of the document over the index that have x^{(i)} and y have y^{(i)}."""
    bodies = [
        node.body
        for trees in writing.trees
        for node in (node for tree in trees for node in walk(tree))
        if isinstance(node, BigOperator) and bound_index(node) == index
    ]
    bodies = [each for each in bodies if _has_example(each, "x", index)]
    bare = sum(any(base_name(each) == "y" for each in _bare(body)) for body in bodies)
    return bare == 1 and sum(_has_example(body, "y", index) for body in bodies) > 1


def _bare(node: Node) -> Iterator[Name]:
    """Names without scripts, but for those that stand in scripts or are raised to a power."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Scripted):
        if not isinstance(node.base, Name) or _is_factorial(node):
            yield from _bare(node.base)
        for part in node.upper if letter(node.base) == "e" else ():
            yield from _bare(part)
    else:
        for part in children(node):
            yield from _bare(part)


def _is_factorial(node: Scripted) -> bool:
    return not node.lower and [getattr(each, "text", "") for each in node.upper] == ["!"]


def summed_bias(step: Step, writing: Writing) -> Slip | None:
    r"""z_k = \sum_j (w_{kj} a_j + b_k), where the document has \sum_j w_{kj} a_j + b_k: b_k stands once."""
    if step.continues:
        return None
    for node in nodes(step.rhs):
        index = bound_index(node) if isinstance(node, BigOperator) and node.kind == "sum" else ""
        body = unwrapped(node.body) if isinstance(node, BigOperator) else node
        if len(index) != 1 or not isinstance(body, Sum) or len(body.terms) != 2:
            continue
        weighed, bias = body.terms
        once = letter(bias) in _BIASES and not has_name(bias, index) and has_name(weighed, index)
        if once and any(letter(each) == letter(bias) for each in _biases(writing)):
            return Slip(bias.span, f"this does not depend on {index}, and stands in the sum over it",
                        "write it behind the sum")  # fmt: skip
    return None


def _biases(writing: Writing) -> Iterator[Node]:
    """What the document adds to a sum."""
    for node in (node for trees in writing.trees for tree in trees for node in walk(tree)):
        terms = node.terms if isinstance(node, Sum) else ()
        if len(terms) == 2 and isinstance(unwrapped(terms[0]), BigOperator):
            yield terms[1]


RULES: tuple[Rule, ...] = (lost_number, summed_bias)
