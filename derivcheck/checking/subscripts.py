"""Subscripts, limits and numbers that cannot be meant as they are written."""

from __future__ import annotations

import re
from fractions import Fraction as Ratio

from derivcheck.checking.writing import Rule, Writing, bound_index, free_indices, has_name, letter, nodes
from derivcheck.meaning.names import base_name
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Indicator,
    Name,
    Node,
    Number,
    Relation,
    Scripted,
    walk,
)

_OFTEN = 3
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
_COUNTING = frozenset("ijklmn")


def odd_index(step: Step, writing: Writing) -> Slip | None:
    """a_r under a product over t, where the document writes a_t and has no r anywhere else."""
    for node in nodes(step.rhs):
        index = bound_index(node) if isinstance(node, BigOperator) else ""
        for part in walk(node) if index else ():
            match part:
                case Scripted(base=Name() as base, lower=(Name() as lower,)) if len(base_name(lower)) == 1:
                    pair = base_name(base), base_name(lower)
                    alone = writing.names[pair[1]] - writing.applied[pair[1]] == 1
                    if alone and not writing.bound[pair[1]] and writing.scripted[pair[0], index]:
                        return Slip(part.span, f"the index {pair[1]} stands nowhere else", f"write {index}")
                case _:
                    pass
    return None


def own_subscript(step: Step, writing: Writing) -> Slip | None:
    """v_v, once, where the document always has v_c."""
    for node in nodes(step.rhs):
        match node:
            case Scripted(base=Name() as base, lower=(Name() as lower,)) if base == lower:
                name = base_name(base)
                others = {key: n for key, n in writing.scripted.items() if key[0] == name and key[1] != name}
                usual = max(others, key=lambda key: others[key], default=None)
                if usual is not None and others[usual] >= _OFTEN and writing.scripted[name, name] == 1:
                    return Slip(node.span, "this name has itself as its subscript, here alone",
                                f"write {name}_{usual[1]}, if that is meant")  # fmt: skip
            case _:
                pass
    return None


def crossed_limit(step: Step, _: Writing) -> Slip | None:
    r"""x_i = \sum_{i=k}^n y_k: the letter that is to be summed over has become the limit."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    for node in walk(right):
        match node:
            case BigOperator(kind="sum", lower=(Relation(items=(Name() as index, Name() as limit)),)):
                free, inside = set(free_indices(left)), set(free_indices(node.body))
                here, there = base_name(index), base_name(limit)
                if here in free & inside and there in inside and there not in free:
                    return Slip(limit.span, f"the sum over {here} has {there} in its summand, unbound",
                                f"sum over {there}")  # fmt: skip
            case _:
                pass
    return None


def idle_sum(step: Step, _: Writing) -> Slip | None:
    """A sum over j whose summand has no j, but a letter i that nothing else on either side has."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    for node in walk(right):
        if not isinstance(node, BigOperator) or node.kind != "sum" or len(index := bound_index(node)) != 1:
            continue
        if sum(isinstance(each, Name) and base_name(each) == index for each in walk(right)) != 1:
            continue
        inside = (set(free_indices(node.body)) & set(free_indices(right))) - set(free_indices(left))
        counting = inside <= _COUNTING
        if len(inside) == 1 and counting and not has_name(left, *inside):
            return Slip(node.span, f"the summand of the sum over {index} does not have it",
                        f"sum over {inside.pop()}")  # fmt: skip
    return None


def fixed_indicator(step: Step, _: Writing) -> Slip | None:
    """T_i = 1{y = 1}: the indicator does not have the index of the left side."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(right, Indicator) or not isinstance(right.condition, Relation):
        return None
    match left:
        case Scripted(lower=(Name() as lower,)) if len(base_name(lower)) == 1:
            number = isinstance(right.condition.items[-1], Number)
            if number and not has_name(right, base_name(lower)):
                name = base_name(lower)
                return Slip(right.span, f"{name} stands on the left alone", f"write {name} in the condition")
        case _:
            pass
    return None


def zero_for_o(step: Step, writing: Writing) -> Slip | None:
    """P(O = 0 | C = c), where the document has a word o."""
    words = sum(count for (_, text), count in writing.scripted.items() if text == "o")
    for node in nodes(*((step.rhs,) if step.continues else (step.rhs, step.lhs))) if words > 1 else ():
        items = node.items if isinstance(node, Application) else ()
        events = [each.items for each in items if isinstance(each, Relation) and len(each.items) == 2]
        zero = any(letter(name) == "O" and value == Number("0") for name, value in events)
        if zero and any(letter(name) not in {"", letter(value)} and letter(name).lower() == letter(value)
                        for name, value in events):  # fmt: skip
            return Slip(node.span, "a 0 stands for the letter o", "write O = o")
    return None


def unequal_numbers(step: Step, _: Writing) -> Slip | None:
    """15.3664 = 16: two numbers that differ by more than rounding."""
    left, right = step.lhs.tree, step.rhs.tree
    if step.relation != "=" or not isinstance(left, Number) or not isinstance(right, Number):
        return None
    if any(abs(Ratio(left.text) - Ratio(right.text)) <= _half_unit(each) for each in (left, right)):
        return None
    return Slip(right.span, f"{left.text} is not {right.text}", "say that it is rounded")


def is_rounded(step: Step, left: str) -> bool:
    """Whether the right side is a decimal that a number is rounded to; `left` is its value, with an error."""
    right = step.rhs.tree
    value = left.partition(" ")[0]
    if not isinstance(right, Number) or "." not in right.text or not _DECIMAL.fullmatch(value):
        return False
    return abs(Ratio(value) - Ratio(right.text)) <= _half_unit(right)


def _half_unit(number: Number) -> Ratio:
    """Half of the last digit that is written."""
    return Ratio(1, 2 * 10 ** len(number.text.partition(".")[2]))


RULES: tuple[Rule, ...] = (
    odd_index, own_subscript, crossed_limit, idle_sum, fixed_indicator, zero_for_o, unequal_numbers,
)  # fmt: skip
