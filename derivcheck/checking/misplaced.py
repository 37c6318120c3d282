r"""Names where they cannot be meant: d/dx of what has no x, s(1 - s(x)) for 1 - s(x), \log_{p}(a | b)."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.writing import Rule, Writing, letter, nodes, unwrapped
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Application,
    Derivative,
    Gradient,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    TransposeMark,
    walk,
)

_LOGARITHMS = frozenset(("log", "ln"))


def foreign_variable(step: Step, _: Writing) -> Slip | None:
    r"""\frac{dJ}{dz} \frac{dz}{dh} = d \cdot \frac{d}{dx}(h W + b): there is no x, and h is what is meant."""
    for side, other in ((step.rhs, step.lhs), (step.lhs, step.rhs)):
        if side is step.lhs and not step.continues:
            continue
        known = {letter(each) for each in _variables(step.head, other)}
        for node in (each for each in nodes(side) if isinstance(each, Derivative)):
            body = node.body if node.operator and len(node.variables) == 1 else None
            if body is None or isinstance(unwrapped(body), Name | Scripted | Application):
                continue
            inside = {letter(each) for each in walk(body)} - {""}
            variable = letter(node.variables[0])
            if variable not in known | inside and len(meant := known & inside) == 1:
                where = f"on the left (line {step.lhs.line}), " if side is step.lhs else ""
                said = f"{where}what is differentiated by {variable} has no {variable}"
                return Slip(node.span, said, f"differentiate by {meant.pop()}")
    return None


def _variables(*sides: Side) -> Iterator[Node]:
    """By what is differentiated in the sides."""
    for node in nodes(*sides):
        if isinstance(node, Derivative):
            yield from node.variables
        elif isinstance(node, Gradient):
            yield from node.by


def doubled_function(step: Step, _: Writing) -> Slip | None:
    r"""\sigma'(x) = \sigma(x) \sigma(1 - \sigma(x)): the second \sigma has no business there."""
    slope = any(isinstance(each, Derivative) or getattr(each, "primes", 0) for each in nodes(step.lhs))
    for node in (each for each in nodes(step.rhs) if isinstance(each, Product) and slope):
        calls = [unwrapped(each) for each in node.factors]
        heads = {letter(each.head): each for each in calls if isinstance(each, Application)}
        if len(calls) != 2 or len(heads) != 1 or not all(isinstance(each, Application) for each in calls):
            continue
        for one, other in (calls, calls[::-1]):
            if isinstance(other, Application) and len(other.items) == 1 and _is_one_less(other.items[0], one):
                return Slip(other.span, "this is a function of its own value, and has been applied already",
                            "leave the function out before the bracket")  # fmt: skip
    return None


def _is_one_less(node: Node, value: Node) -> bool:
    node = unwrapped(node)
    return isinstance(node, Sum) and node.signs == ("", "-") and node.terms == (Number("1"), value)


def named_base(step: Step, _: Writing) -> Slip | None:
    r"""\log_{\pi_\theta}(a | s): the distribution has slipped into the subscript of the logarithm."""
    for node in nodes(*((step.rhs,) if step.continues else (step.rhs, step.lhs))):
        if not isinstance(node, Application) or "|" not in node.separators:
            continue
        match node.head:
            case Scripted(base=base, lower=(Name() | Scripted(),)) if letter(base) in _LOGARITHMS:
                said = "what the logarithm is of stands in its subscript"
                return Slip(node.span, said, "write it behind the logarithm")
            case _:
                pass
    return None


def other_case(step: Step, _: Writing) -> Slip | None:
    """(y^T X w)^T = w^T x^T y: the factors turned, and X is x now."""
    left, right = step.lhs.tree, step.rhs.tree
    inside = unwrapped(left.base) if isinstance(left, Scripted) and _is_turned(left) else None
    if not isinstance(inside, Product) or not isinstance(right, Product):
        return None
    pairs = list(zip(reversed(inside.factors), right.factors, strict=False))
    apart = [(one, other) for one, other in pairs if letter(one) != letter(other)]
    if len(inside.factors) != len(right.factors) or len(apart) != 1 or len(pairs) < 3:
        return None
    one, other = apart[0]
    if letter(one).swapcase() != letter(other) or not all(letter(each) for pair in pairs for each in pair):
        return None
    return Slip(other.span, f"{letter(one)} has become {letter(other)}", f"write {letter(one)}")


def _is_turned(node: Scripted) -> bool:
    return not node.lower and all(isinstance(each, TransposeMark) for each in node.upper)


RULES: tuple[Rule, ...] = (foreign_variable, doubled_function, named_base, other_case)
