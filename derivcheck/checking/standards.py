"""Formulas of the field that are restated with a slip: sigma for sigma^2, a lost root, exponential, minus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, has_name, letter, nodes, unwrapped
from derivcheck.meaning.surroundings import words_before
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip, Source
from derivcheck.reader.syntax import (
    Accented,
    Application,
    BigOperator,
    Fraction,
    Group,
    Name,
    Node,
    Number,
    Product,
    Root,
    Scripted,
    Sum,
)

_NORMALIZED = re.compile(
    r"normali[sz]|batch ?norm|standardi[sz]|whiten|unit variance|z-score|\u5f52\u4e00|\u6807\u51c6\u5316",
    re.IGNORECASE,
)
_ENTROPY = re.compile(r"\bcross[- ]entropy\b[^.]*\Z", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:negative|minus|likelihood|maximi\w+)\b", re.IGNORECASE)
_LOSSES = frozenset(("L", "L_cal", "J", "E", "H", "CE", "C", "loss", "Loss"))
_TWO = Number("2")


def normalized_by_variance(step: Step, writing: Writing) -> Slip | None:
    r"""\hat x = (x - \mu) / \sigma^2, in a document that normalizes."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Node) or not isinstance(right, Fraction) or not _is_normalized(left):
        return None
    if not _NORMALIZED.search(writing.text):
        return None
    match right.over:
        case Group(items=(Sum(terms=(_, mean), signs=("", "-")),)) | Sum(terms=(_, mean), signs=("", "-")):
            under = right.under.terms[0] if isinstance(right.under, Sum) else right.under
            if _is_mean(mean) and _is_variance(under):
                return Slip(right.under.span, "what is normalized is divided by the standard deviation",
                            "take the square root of the variance")  # fmt: skip
        case _:
            pass
    return None


def _is_normalized(node: Node) -> bool:
    while isinstance(node, Scripted):
        node = node.base
    return isinstance(node, Accented) or (isinstance(node, Name) and (bool(node.accents) or node.text == "z"))


def _is_mean(node: Node) -> bool:
    name = letter(node)
    return name in {"mu", "mean", "Mean", "E", "E_bb", "m"} or name.endswith("_bar")


def _is_variance(node: Node) -> bool:
    if isinstance(node, Application):
        return letter(node.head).casefold() in {"var", "variance"}
    return isinstance(node, Scripted) and letter(node) in {"sigma", "s"} and node.upper == (_TWO,)


def density_with_deviation(step: Step, _: Writing) -> Slip | None:
    r"""-\frac{1}{2} \log \sigma or \sqrt{2 \pi \sigma} beside \frac{(x - \mu)^2}{2 \sigma^2}."""
    parts = list(nodes(step.rhs))
    powers = [node for node in parts if isinstance(node, Scripted) and node.upper == (_TWO,)]
    squared = {letter(node) for node in powers} - {""}
    squares = any(isinstance(node.base, Group) for node in powers)
    for name, node in _deviations(parts) if squares else ():
        if name in squared and name in {"sigma", "s", "tau"}:
            return Slip(node.span, f"the variance is {name}^2 in the same formula",
                        f"write {name}^2 here, too")  # fmt: skip
    return None


def _deviations(parts: list[Node]) -> Iterator[tuple[str, Node]]:
    for node in parts:
        match node:
            case Product(
                factors=(Fraction(under=Number(text="2")), Application(head=Name(text="log" | "ln")) as call)
            ):
                inside = unwrapped(call.items[0])
                if isinstance(inside, Name):
                    yield letter(inside), inside
            case Root(body=Product(factors=factors)) if any(letter(each) == "pi" for each in factors):
                yield from ((letter(each), each) for each in factors if isinstance(each, Name))
            case _:
                pass


def _exponent(node: Node) -> Node | None:
    match node:
        case Application(head=Name(text="exp"), items=(inside,)):
            return inside
        case Scripted(base=Name(text="e"), lower=(), upper=(inside,)):
            return inside
        case _:
            return None


def softmax_of_plain_sum(step: Step, _: Writing) -> Slip | None:
    r"""\frac{e^{z_i}}{\sum_j z_j}: the exponential is lost in the sum."""
    for node in nodes(step.rhs):
        match node:
            case Fraction(over=over, under=BigOperator(kind="sum", body=Scripted() as body)):
                power = _exponent(over)
                if not isinstance(power, Scripted) or power.base != body.base or not letter(body):
                    continue
                if len(body.lower) == len(power.lower) and body.lower != power.lower:
                    return Slip(body.span, "the exponential is lost in the sum",
                                "write exp(...) in the sum, too")  # fmt: skip
            case _:
                pass
    return None


def positive_entropy(step: Step, source: Source) -> Slip | None:
    r"""The cross-entropy L = \sum_i y_i \log p_i, without its minus."""
    left, right = step.lhs.tree, step.rhs.tree
    words = words_before(source, step.head.span.start)[-120:]
    if step.continues or not _ENTROPY.search(words) or _OTHERWISE.search(words):
        return None
    if not isinstance(left, Node) or letter(left) not in _LOSSES:
        return None
    match right:
        case BigOperator(
            kind="sum", body=Product(factors=(weight, Application(head=Name(text="log" | "ln"))))
        ):
            if isinstance(weight, Name | Scripted) and has_name(weight, "y"):
                return Slip(right.span, "the cross-entropy lacks its minus", "write -\\sum ...")
        case _:
            pass
    return None


def variance_for_deviation(step: Step, _: Writing) -> Slip | None:
    r"""\sigma = E[(x - \mu)^2]: the mean of squares is \sigma^2."""
    left, right = step.lhs.tree, step.rhs.tree
    if not isinstance(left, Name | Scripted) or letter(left) != "sigma" or not isinstance(right, Node):
        return None
    raised = isinstance(left, Scripted) and bool(left.upper)
    if raised or has_name(right, "sigma") or not _is_mean_of_squares(right):
        return None
    return Slip(left.span, "this is the variance, and sigma its root", "write sigma^2")


def _is_mean_of_squares(node: Node) -> bool:
    match node:
        case Product(factors=(Fraction(over=Number(text="1")), BigOperator(kind="sum", body=body))):
            return _is_squared_deviation(body)
        case Application(head=head, items=(body,)) if letter(head) in {"E", "E_bb"}:
            return _is_squared_deviation(body)
        case _:
            return False


def _is_squared_deviation(node: Node) -> bool:
    match node:
        case Scripted(base=Group(items=(Sum(signs=("", "-")),)), lower=(), upper=(Number(text="2"),)):
            return True
        case _:
            return False


RULES: tuple[Rule, ...] = (
    normalized_by_variance, density_with_deviation, softmax_of_plain_sum, variance_for_deviation,
)  # fmt: skip
