"""Indices that a page writes everywhere else: x for x^{(i)}, p(x) under a sum over i, one component."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, bound_index, has_name, letter, nodes
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Derivative,
    Gradient,
    Group,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    TransposeMark,
    children,
    walk,
)

_COUNTING = frozenset("ijkmn")
_OFTEN = 3
"""How often a name has the index elsewhere, at least."""

_DATA = frozenset("xy")
_VALUES = frozenset(("pi", "e", "1", "0", "d"))

Example = tuple[str, tuple[Node, ...]]
"""A name with its subscripts, without the number of its example."""


def lost_example(step: Step, _: Writing) -> Slip | None:
    r"""y^{(i)} x_j^{(i)} - e^{\theta^T x^{(i)}} x_j: the last x is that of the example i, too.

    Not where the other side has such an x, f(x) = \sum_i a_i k(x^{(i)}, x), or where both are compared.
    """
    for side, other in ((step.rhs.tree, step.lhs.tree), (step.lhs.tree, step.rhs.tree)):
        new = side is step.rhs.tree or not step.continues
        if not (new and isinstance(side, Node) and isinstance(other, Node)):
            continue
        meant = {example for example, number, _ in _examples(other) if not number}
        lost = (node for example, node in _mixed(side).items() if example not in meant)
        found = next((each for each in lost if not _is_compared(each, side)), None)
        if found is not None:
            return Slip(found.span, f"{letter(found)} has lost the number of its example here",
                        "write it with its number, as beside it")  # fmt: skip
    return None


def _is_compared(node: Node, side: Node) -> bool:
    """Whether the name stands beside one of an example in a sum or among arguments: x^{(i)} - x."""
    for each in walk(side):
        terms = each.terms if isinstance(each, Sum) else each.items if isinstance(each, Application) else ()
        others = [part for part in terms if part is not node]
        if len(others) < len(terms) and any(letter(part) == letter(node) for part in others):
            return True
    return False


def _judged(step: Step) -> tuple[Side, ...]:
    """The sides that are new in a step."""
    return (step.rhs,) if step.continues else (step.rhs, step.lhs)


def _mixed(tree: object) -> dict[Example, Node]:
    """Names that stand both with the number of an example and without, in a side or under a sum of it."""
    totals = (each for each in walk(tree) if isinstance(each, BigOperator)) if isinstance(tree, Node) else ()
    mixed: dict[Example, Node] = {}
    for part in (tree, *(each.body for each in totals)):
        found = list(_examples(part)) if isinstance(part, Node) else []
        numbered = {example for example, number, _ in found if number in _COUNTING}
        mixed |= {example: node for example, number, node in found if not number and example in numbered}
    return mixed


def _examples(node: Node) -> Iterator[tuple[Example, str, Node]]:
    """Every x or y with what counts its example, "" where nothing does; scripts and derivatives left out."""
    match node:
        case Name():
            yield from ((((base_name(node), ()), "", node),) if base_name(node) in _DATA else ())
        case Scripted(base=Name() as base, lower=lower, upper=upper, primes=0) if base_name(base) in _DATA:
            if all(isinstance(each, Number | TransposeMark | Group) for each in upper):
                yield (base_name(base), lower), _number(node), node
        case Scripted(base=base, upper=upper):
            for part in (base, *(each for each in upper if not isinstance(each, Group))):
                yield from _examples(part)
        case Application(items=items):
            for part in items:
                yield from _examples(part)
        case Derivative() | Gradient():
            pass
        case BigOperator(body=body):
            index = bound_index(node)
            yield from ((each, "?" if number == index else number, n) for each, number, n in _examples(body))
        case _:
            for part in children(node):
                yield from _examples(part)


def _number(node: Scripted) -> str:
    """The i of x^{(i)}; other brackets are no numbers of examples, and say so."""
    groups = [each for each in node.upper if isinstance(each, Group)]
    if not groups:
        return ""
    inside = groups[0].items[0] if len(groups) == len(groups[0].items) == 1 else None
    return base_name(inside) if isinstance(inside, Name) else "?"


def lost_component(step: Step, writing: Writing) -> Slip | None:
    r"""\frac{\partial L}{\partial z_i} = p - y, where the page has p_i and y_i: lost."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Derivative) or left.body is None or len(left.variables) != 1:
        return None
    index = _subscript(left.variables[0])
    if not index or not isinstance(right, Node) or has_name(left.body, index) or has_name(right, index):
        return None
    names = {base_name(each) for each in _bare(right)}
    scripted = any(isinstance(each, Scripted | Number) for each in walk(right))
    if len(names) < 2 or scripted or min(writing.scripted[each, index] for each in names) < _OFTEN:
        return None
    return Slip(step.rhs.span, f"the left side is of one component {index}, and nothing here has this index",
                f"write {index} on the right, too")  # fmt: skip


def _subscript(node: Node) -> str:
    """The single letter that is the only subscript of a name."""
    lower = node.lower if isinstance(node, Scripted) else ()
    text = base_name(lower[0]) if len(lower) == 1 and isinstance(lower[0], Name) else ""
    return text if len(text) == 1 and text.islower() else ""


def _bare(node: Node) -> Iterator[Name]:
    return (each for each in walk(node) if isinstance(each, Name))


def unindexed(step: Step, writing: Writing) -> Slip | None:
    r"""L = \sum_i \log p(x | \theta), where the page has x_i and sums it over i: this sum has no i at all."""
    for total in (node for side in _judged(step) for node in nodes(side)):
        index = bound_index(total) if isinstance(total, BigOperator) and total.kind in {"sum", "prod"} else ""
        if not isinstance(total, BigOperator) or index not in _COUNTING or total.open_scope:
            continue
        if has_name(total.body, index) or (step.continues and _idle(step.lhs.tree, index)):
            continue
        names = sorted({letter(each) for each in _arguments(total.body)} - _VALUES - {""})
        lost = next((each for each in names if _is_usual(each, index, writing)), None)
        if lost is not None:
            reason = f"the sum over {index} has no {index} in its summand; elsewhere {lost} has it"
            return Slip(total.span, reason, f"write {lost} with its index")
    return None


def _idle(tree: object, index: str) -> bool:
    """Whether a sum over the index goes on from the line before, where it was idle."""
    totals = (each for each in walk(tree) if isinstance(each, BigOperator)) if isinstance(tree, Node) else ()
    return any(bound_index(each) == index and not has_name(each.body, index) for each in totals)


def _arguments(node: Node) -> Iterator[Node]:
    """Names without an index of their own, or with a number for one; functions are none."""
    match node:
        case Name():
            yield node
        case Scripted(base=Name(), lower=lower, upper=upper) if _is_numbered((*lower, *upper)):
            yield node
        case Scripted():
            return
        case Application(items=items):
            for part in items:
                yield from _arguments(part)
        case _:
            for part in children(node):
                yield from _arguments(part)


def _is_numbered(scripts: tuple[Node, ...]) -> bool:
    """Whether scripts are a power, a transpose, or the number of one example."""
    inside = [each.items[0] if isinstance(each, Group) and len(each.items) == 1 else each for each in scripts]
    return all(isinstance(each, Number | TransposeMark) for each in inside)


def _is_usual(name: str, index: str, writing: Writing) -> bool:
    """Whether a sum over the index somewhere has the name with it, and no other one has it without."""
    totals = [
        node
        for trees in writing.trees
        for node in (node for tree in trees for node in walk(tree))
        if isinstance(node, BigOperator) and bound_index(node) == index
    ]
    bare = [each for each in totals if name in {letter(part) for part in _arguments(each.body)}]
    return len(bare) == 1 and writing_of(name, index, writing) >= _OFTEN


def writing_of(name: str, index: str, writing: Writing) -> int:
    """How often a name stands with an index, below or in brackets above."""
    found = (node for trees in writing.trees for tree in trees for node in walk(tree))
    scripted = (each for each in found if isinstance(each, Scripted) and letter(each) == name)
    return sum(index in {*_lower(each), _number(each)} for each in scripted)


def _lower(node: Scripted) -> Iterator[str]:
    for part in node.lower:
        each = part.factors if isinstance(part, Product) else (part,)
        yield from (base_name(inside) for inside in each if isinstance(inside, Name))


RULES: tuple[Rule, ...] = (lost_example, lost_component, unindexed)
