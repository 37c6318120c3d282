"""Slips with differentials that need no mathematics: by what is differentiated, and of what."""

from __future__ import annotations

import re

from derivcheck.checking.writing import Rule, Writing, bound_index, free_indices, letter, nodes, unwrapped
from derivcheck.reader.derivations import Step
from derivcheck.reader.printing import latex
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Derivative,
    Gradient,
    Name,
    Node,
    Product,
    Scripted,
    walk,
)

_SELDOM, _OFTEN = 2, 4
"""How often a name that is no function is copied as one; how much more often it stands, at least."""


def other_variable(step: Step, _: Writing) -> Slip | None:
    r"""\frac{dz}{dw_1} = \frac{d}{dw_i}[...]: the other side is differentiated by another entry."""
    if not step.continues:
        slip = _by_another(step.lhs.tree, step.rhs.tree)
        return Slip(slip.span, "the left side is differentiated by another entry", _BY) if slip else None
    slip = _by_another(step.head.tree, step.lhs.tree)
    right = step.rhs.tree
    if slip is None or not isinstance(right, Node) or any(node == slip for node in walk(right)):
        return None
    where = f"on the left (line {step.lhs.line}), "
    return Slip(slip.span, f"{where}this is differentiated by another entry than the beginning", _BY)


_BY = "differentiate by the same"


def _by_another(left: object, right: object) -> Node | None:
    """By what the right side is differentiated, where it is another entry of the same on the left."""
    if not (isinstance(left, Derivative) and isinstance(right, Derivative) and right.operator):
        return None
    if len(left.variables) != 1 or len(right.variables) != 1 or left.body is None or left.operator:
        return None
    one, other = left.variables[0], right.variables[0]
    if not (isinstance(one, Scripted) and isinstance(other, Scripted)) or one == other:
        return None
    alike = one.base == other.base and len(one.lower) == len(other.lower) and one.upper == other.upper
    return other if alike else None


def own_derivative(step: Step, _: Writing) -> Slip | None:
    r"""h = \frac{\partial L}{\partial h}: the name is not its own derivative."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Name | Scripted) or not isinstance(right, Derivative) or right.operator:
        return None
    if right.variables != (left,) or not isinstance(right.body, Name | Scripted) or right.body == left:
        return None
    return Slip(left.span, "the left side is what the right side is differentiated by, not its derivative",
                "give the derivative a name of its own")  # fmt: skip


def gradient_of_nothing(step: Step, writing: Writing) -> Slip | None:
    r"""(\nabla_{z L}): what the gradient is of has slipped into its subscript."""
    for node in nodes(*((step.rhs,) if step.continues else (step.rhs, step.lhs))):
        alone = unwrapped(node)
        if isinstance(alone, Gradient) and alone.body is None and len(alone.by) == 1:
            inside = alone.by[0]
            factors = inside.factors if isinstance(inside, Product) else ()
            if len(factors) > 1 and factors[-1] in writing.graded:
                return Slip(alone.span, "what the gradient is of stands in its subscript",
                            "close the subscript before it")  # fmt: skip
    return None


def unsummed_chain(step: Step, writing: Writing) -> Slip | None:
    """A chain rule through a_j, with j on the right alone, in a document that writes its sums over j."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Derivative) or not isinstance(right, Product) or len(right.factors) != 2:
        return None
    one, other = right.factors
    if not (isinstance(one, Derivative) and isinstance(other, Derivative)) or one.body != left.body:
        return None
    if other.variables != left.variables or one.variables != (other.body,):
        return None
    letters = set(free_indices(one)) - set(free_indices(left))
    summed = [each for each in letters if writing.bound[each] and len(each) == 1]
    if len(letters) != 1 or not summed:
        return None
    return Slip(step.rhs.span, f"the sum over {summed[0]} is missing", f"sum over {summed[0]}")


def loss_itself(step: Step, writing: Writing) -> Slip | None:
    r"""\frac{\partial L}{\partial z_i} = -\sum_k y_k \log p_k, where this is L."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Derivative | Gradient) or left.body is None or not isinstance(right, Node):
        return None
    if not any(letter(node) in {"log", "ln"} for node in walk(right) if isinstance(node, Name)):
        return None
    same = _text(right)
    for first, *others in (trees for trees in writing.trees if len(trees) > 1):
        if letter(first) == letter(left.body) != "" and any(_text(each) == same for each in others):
            return Slip(
                step.rhs.span, "this is what is differentiated, not its derivative", "differentiate it"
            )
    return None


def _text(node: Node) -> str:
    """A formula as printed, without its brackets; what a sum runs over may have any letter."""
    text = latex(node)
    for each in (bound_index(total) for total in walk(node) if isinstance(total, BigOperator)):
        text = re.sub(rf"(?<![A-Za-z\\]){re.escape(each)}(?![A-Za-z])", "#", text) if each else text
    return re.sub(r"\\left|\\right|[(){}\[\]\s]", "", text)


def is_applied_to_itself(step: Step, writing: Writing) -> Slip | None:
    r"""\theta(y | \theta_k) beside \phi(y | \theta_k): a name that is no function anywhere else."""
    calls = [node for node in nodes(step.rhs) if isinstance(node, Application) and len(node.items) > 1]
    for node in calls:
        name = letter(node.head)
        inside = any(letter(part) == name for item in node.items for part in walk(item))
        others = {letter(each.head) for each in calls if each.items == node.items} - {name}
        seldom = writing.applied[name] <= _SELDOM and writing.names[name] >= _OFTEN * writing.applied[name]
        if name and inside and seldom and len(others) == 1:
            meant = others.pop()
            return Slip(node.head.span, f"{name} is a function nowhere else, and stands in its own argument",
                        f"write {meant}, as beside it")  # fmt: skip
    return None


RULES: tuple[Rule, ...] = (
    other_variable, own_derivative, gradient_of_nothing, unsummed_chain, is_applied_to_itself, loss_itself,
)  # fmt: skip
