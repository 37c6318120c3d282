"""Quotients of differentials that cannot be meant: orders that differ above and below, a factor of a chain
that is differentiated by the last variable instead of by what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from derivcheck.checking.writing import Rule, Writing, nodes, unwrapped
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip, Span
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import Derivative, Node, Product, Sum, walk

_QUOTIENT = re.compile(r"\\[dtc]?frac(?![A-Za-z])\s*")
_PARTIAL = re.compile(r"\\partial(?![A-Za-z])")
_ABOVE = re.compile(r"\s*\\partial(?![A-Za-z])\s*(?P<order>\^)?")
_DIFFERENTIAL = re.compile(r"\\(?:partial|part|nabla|[dD]elta|d+)(?![A-Za-z])|∂|δ|∇|(?<![A-Za-z\\])d")
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)")
_USUAL = re.compile(
    r"sum|prod|log|ln|exp|hat|bar|tilde|math(?:bf|cal)|bm|boldsymbol|left|right|top|limits|cdot|ell|"
    r"theta|sigma|mu|alpha|beta|gamma|lambda|phi|omega"
)
"""Commands that differentiate nothing; those of the page's own may, and of them nothing is said."""

_ALIKE = re.compile(r"\s*\\partial\s*(?P<name>\\?[A-Za-z]+)_\{?\w\}?\s*(?P=name)_\{?\w\}?\s*")


def unequal_orders(step: Step, _: Writing) -> Slip | None:
    r"""\frac{\partial f}{\partial x_i \partial x_j}, or a \partial less below: the second derivative."""
    reason = "this is differentiated twice below, and once above"
    remedy = r"write \partial^2 above and \partial before each variable"
    return _on_one_side(step, lambda side: side.span if _is_unequal(side) else None, reason, remedy)


def _on_one_side(step: Step, found: Callable[[Side], Span | None], reason: str, remedy: str) -> Slip | None:
    """The slip; none where both sides of a step in a chain have it, as the step may be right."""
    right, left = found(step.rhs), found(step.lhs)
    if right is not None:
        return None if left is not None and step.continues else Slip(right, reason, remedy)
    if left is None:
        return None
    where = f"on the left (line {step.lhs.line}), " if step.continues else ""
    return Slip(left, f"{where}{reason}", remedy)


def _is_unequal(side: Side) -> bool:
    for above, below in _quotients(side):
        first = _ABOVE.match(above)
        if first is None or len(_PARTIAL.findall(above)) != 1 or r"\frac" in above:
            continue
        twice = len(_PARTIAL.findall(below)) == 2 and not _is_raised(below)
        alike = _ALIKE.fullmatch(below) is not None and above[first.end() :].strip() != ""
        if not first["order"] and (twice or alike):
            return True
    return False


def _is_raised(below: str) -> bool:
    """Whether a square may stand for two variables; labels in brackets, x^{(l)}, are none."""
    return re.search(r"\^\s*\{?\s*\d", below) is not None


def _quotients(side: Side) -> Iterator[tuple[str, str]]:
    """What stands above and below in the fractions of a side, as written."""
    for found in _QUOTIENT.finditer(side.text):
        above = _braced(side.text, found.end())
        below = _braced(side.text, found.end() + len(above) + 2) if above else ""
        if above and below:
            yield above, below


def _braced(text: str, start: int) -> str:
    """What the braces hold that open at a place, or behind blanks there; "" where none do."""
    start += len(text[start:]) - len(text[start:].lstrip())
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth <= 0:
            return text[start + 1 : place]
    return ""


def by_the_last(step: Step, _: Writing) -> Slip | None:
    r"""\frac{d}{dx} g(f(x)) \frac{d}{dx} f(x): g is differentiated by f(x) there, or f' stands twice."""
    reason = "this factor is differentiated by the last variable already, and so is the other one"
    return _on_one_side(step, _differentiated_alike, reason, "differentiate it by what stands in it")


def _differentiated_alike(side: Side) -> Span | None:
    for node in nodes(side):
        for outer, inner in _pairs(node):
            part, whole = unwrapped(inner), unwrapped(outer)
            nested = any(unwrapped(each) == part for each in walk(whole) if each is not whole)
            if nested and part != whole and not isinstance(whole, Product | Sum):
                return node.span
    return None


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    """What two factors that are derivatives by one variable are derivatives of."""
    if isinstance(node, Derivative) and node.operator and isinstance(node.body, Product):
        first, last = node.body.factors[0], node.body.factors[-1]
        if len(node.body.factors) == 2 and isinstance(last, Derivative) and last.variables == node.variables:
            yield from ((first, inside) for inside in (last.body,) if inside is not None)
    elif isinstance(node, Product) and len(node.factors) == 2:
        first, last = node.factors
        if not (isinstance(first, Derivative) and isinstance(last, Derivative)):
            return
        if first.body is not None and last.body is not None and first.variables == last.variables:
            yield first.body, last.body


def lone_partial(step: Step, _: Writing) -> Slip | None:
    r"""\frac{\partial{\log(s)}}{s} in a side that cannot be read: a \partial above alone, or below alone."""
    reason = r"one part of a quotient has a \partial, and the other part has none"
    return _on_one_side(step, _lone, reason, r"write \partial in front of both")


def _lone(side: Side) -> Span | None:
    if isinstance(side.tree, Node):
        return None
    for above, below in _quotients(side):
        first, last = _ABOVE.match(above), _ABOVE.match(below)
        whole = first is not None and above[first.end() :].strip() and r"\frac" not in above
        for there, other in ((whole, below), (last is not None and above.strip(" {}"), above)):
            one = len(_PARTIAL.findall(above + below)) == 1
            plain = all(_USUAL.fullmatch(each) for each in _COMMAND.findall(other))
            if there and one and plain and _DIFFERENTIAL.search(other) is None:
                return side.span
    return None


RULES: tuple[Rule, ...] = (unequal_orders, by_the_last, lone_partial)
