r"""Sides that cannot be one thing: a value and an \argmax, a name and a quotient with it below, l and L."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, bound_index, has_name, letter, unwrapped
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Fraction,
    Group,
    Name,
    Node,
    Product,
    Scripted,
    TransposeMark,
    walk,
)

_TRACES = frozenset(("tr", "Tr", "trace"))
_LOOSE = re.compile("(?i)symmetric|constant|scalar|diagonal|commut")
_BEST = re.compile("arg|min|max|opt")


def value_for_place(step: Step, _: Writing) -> Slip | None:
    r"""-E[\log p(x; \theta)] = \argmax_\theta E[...]: the left side changes with \theta, and is no place."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node) or step.relation != "=":
        return None
    for one, other, text in ((left, right, step.rhs.text), (right, left, step.lhs.text)):
        variable = bound_index(one) if isinstance(one, BigOperator) and one.kind.startswith("arg") else ""
        named = isinstance(other, Name | Scripted) or _BEST.search(text) is not None
        if variable and not named and has_name(other, variable):
            reason = f"one side is where {variable} is best; the other side changes with {variable}"
            return Slip(other.span, reason, "write the same operator on both sides")
    return None


def solved_by_itself(step: Step, _: Writing) -> Slip | None:
    r"""m_k = \frac{\sum_i r_{ki} x_i}{\sum_i m_k r_{ki}}: solved for m_k, and m_k is still there."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Name | Scripted) or not isinstance(right, Fraction) or step.continues:
        return None
    below = [each for each in _factors(right.under) if each == left]
    if step.relation != "=" or not below or any(each == left for each in walk(right.over)):
        return None
    return Slip(right.under.span, "the left side is a factor of its own denominator", "leave it out there")


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product, or of the summand of a sum."""
    node = unwrapped(node)
    if isinstance(node, BigOperator) and node.kind == "sum":
        yield from _factors(node.body)
    elif isinstance(node, Product) and not {"/"} & set(node.operators):
        for each in node.factors:
            yield from _factors(each)
    else:
        yield node


def other_layer(step: Step, writing: Writing) -> Slip | None:
    r"""\frac{\partial C}{\partial W^l} = \delta^L (a^{L-1})^T: l on the left alone, L on the right alone."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node) or step.relation != "=":
        return None
    here, there = set(_layers(left)), set(_layers(right))
    for one in here - there:
        other = one.swapcase()
        alone = other in there - here and not has_name(right, one) and not has_name(left, other)
        if alone and all(_states(writing, each) for each in (one, other)):
            return Slip(step.rhs.span, f"the left side is of the layer {one}, and the right side of {other}",
                        f"write {one} or {other} on both sides")  # fmt: skip
    return None


def _layers(node: Node) -> Iterator[str]:
    """Single letters in superscripts."""
    scripted = (each for each in walk(node) if isinstance(each, Scripted))
    for upper in (unwrapped(each) for node in scripted for each in node.upper):
        if not isinstance(upper, TransposeMark):
            names = (base_name(each) for each in walk(upper) if isinstance(each, Name))
            yield from (each for each in names if len(each) == 1)


def _states(writing: Writing, layer: str) -> bool:
    """Whether the document has an equation in which a layer is the only one on both sides."""
    for trees in (each for each in writing.trees if len(each) > 1):
        if all(set(_layers(tree)) == {layer} for tree in trees[:2]):
            return True
    return False


def turned_trace(step: Step, writing: Writing) -> Slip | None:
    """tr(A C B) = tr(C A B): the order under a trace may be turned, and no two factors exchanged.

    Of numbers and of symmetric matrices it may be right: not where the document speaks of such.
    """
    sides = (step.lhs.tree, step.rhs.tree)
    one, other = ([_turned(each) for each in _under_trace(side)] for side in sides)
    alike = len(one) > 2 and len(set(one)) == len(one) and sorted(one) == sorted(other)
    if not alike or _LOOSE.search(writing.text):
        return None
    if one in (other[place:] + other[:place] for place in range(len(other))):
        return None
    return Slip(step.rhs.span, "two factors are exchanged, and the order under the trace is not turned",
                "take factors from one end to the other")  # fmt: skip


def _turned(node: Node) -> tuple[str, bool]:
    """The letter of a factor, and whether it is transposed."""
    marks = node.upper if isinstance(node, Scripted) else ()
    return letter(node), any(isinstance(each, TransposeMark) or letter(each) == "t" for each in marks)


def _under_trace(node: object) -> list[Node]:
    """The names that are multiplied under a trace."""
    match node:
        case Application(head=head, items=(item,)) if letter(head) in _TRACES:
            inside = unwrapped(item)
        case Product(factors=(head, Group(items=(item,)))) if letter(head) in _TRACES:
            inside = item
        case _:
            return []
    factors = inside.factors if isinstance(inside, Product) and set(inside.operators) <= {""} else ()
    return list(factors) if all(isinstance(each, Name | Scripted) for each in factors) else []


RULES: tuple[Rule, ...] = (value_for_place, solved_by_itself, other_layer, turned_trace)
