"""Functions of which there is one for every index that a sum counts: f_i(x), J^{(i)}(\\theta)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from derivcheck.meaning.names import function_name, letter
from derivcheck.meaning.resolution_scene import ResolutionError
from derivcheck.meaning.vocabulary_functions import head_name
from derivcheck.reader.syntax import Application, Name, Node, Scripted, walk


def counted_head(node: Application, bound: Collection[str]) -> str:
    """The letter of f_i(x), where a sum binds i; "" for other heads. Raises ResolutionError."""
    scripts = (*node.head.lower, *node.head.upper) if isinstance(node.head, Scripted) else ()
    found = [each for each in map(letter, scripts) if each in bound]
    if found and len(scripts) > 1:
        raise ResolutionError("a function with several indices is not understood", node.span)
    return found[0] if found else ""


def names_itself(node: Application, name: str) -> bool:
    """Whether a function's own name stands among its arguments."""
    return any(
        isinstance(each, Name | Scripted) and head_name(each) == name
        for item in node.items
        for each in walk(item)
    )


def of_another(factors: Sequence[Node]) -> bool:
    r"""Whether f(x) is multiplied by other functions, or by itself: \log p(x) f(x) and \log p(x) p(x) are no
    logarithms of f(x) and of p(x)^2.
    """
    applied = [each for each in factors if isinstance(each, Application) and each.bracket == "()"]
    if len(applied) < 2 or applied[0] is not factors[0]:
        return False
    first = applied[0]
    return all(function_name(each) != function_name(first) or each == first for each in applied[1:])


def has_components(head: Node, nodes: Sequence[Node]) -> bool:
    """Whether an entry of a value of the function is written, f(x)_i."""
    scripted = (each for node in nodes for each in walk(node) if isinstance(each, Scripted) and each.lower)
    values = (each.base for each in scripted if isinstance(each.base, Application))
    return any(value.head == head for value in values)
