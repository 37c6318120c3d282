r"""Functions that a product hides: s^2(h) is s(h)^2 and s \circ h is s(h), where the document writes s(h)."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.meaning.resolution_scene import ResolutionError
from derivcheck.meaning.vocabulary_functions import Functions, head_name, is_plain
from derivcheck.reader.syntax import Application, Group, Name, Node, Number, Product, Scripted


def composed(node: Product, functions: Functions) -> Product:
    """The product with such factors as applications of the function. Raises ResolutionError."""
    factors: list[Node] = [node.factors[0]]
    operators: list[str] = []
    for operator, factor in zip(node.operators, node.factors[1:], strict=True):
        application = _application(factors[-1], operator, factor, functions)
        if application is not None:
            factors[-1] = application
        else:
            operators.append(operator)
            factors.append(factor)
    return Product(tuple(factors), tuple(operators), span=node.span)


def _application(left: Node, operator: str, right: Node, functions: Functions) -> Node | None:
    """s(h)^2 for s^2 and (h), s(h) for s and h around the sign of composition; None for factors."""
    span = left.span | right.span
    if operator == "circ" and isinstance(left, Name) and isinstance(right, Name):
        called = _called(left, (right,), (), functions)
        return Application(left, (right,), span=span) if called else None
    if operator or not isinstance(left, Scripted) or not isinstance(right, Group) or right.bracket != "()":
        return None
    power = left.upper[0] if len(left.upper) == 1 else None
    head = replace(left, upper=()) if left.lower or left.primes else left.base
    if not isinstance(power, Number) or not _called(head, right.items, right.separators, functions):
        return None
    value = Application(head, right.items, right.separators, span=span)
    return Scripted(value, (), (power,), span=span)


def _called(head: Node, items: tuple[Node, ...], separators: tuple[str, ...], functions: Functions) -> bool:
    """Whether the document applies the function to just these arguments, or defines it for any.

    Raises ResolutionError where it stands without arguments otherwise, for its value at the usual ones.
    """
    name = head_name(head) if isinstance(head, Name | Scripted) else ""
    uses = functions.uses(name)
    if not name or set(separators) - {","}:
        return False
    if any(each.items == items and all(map(is_plain, items)) for each in uses.lists):
        return True
    if uses.definition is None or len(uses.definition.items) != len(items):
        return False
    if functions.is_dependence(name):
        raise ResolutionError(f"{name} of other arguments than usual", items[0].span)
    return True
