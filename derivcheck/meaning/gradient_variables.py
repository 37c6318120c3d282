r"""By what a page differentiates that writes \nabla (w^T x - t)^2 and never says by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derivcheck.meaning.vocabulary_functions import Functions, head_name, is_plain, key
from derivcheck.reader.syntax import Application, Gradient, Group, Name, Node, Scripted, walk


def gradient_variable(trees: Iterable[Node], functions: Functions) -> Node | None:
    """The one variable that all gradients of a page name, or else the one argument of all its functions."""
    gradients = [each for tree in trees for each in walk(tree) if isinstance(each, Gradient)]
    named = {by for each in gradients for by in each.by}
    named |= {argument for each in gradients if not each.by for argument in _listed(each.body, functions)}
    if gradients and not named:
        uses = functions.applied.uses.values()
        named = {items[0] for each in uses for items in each.defined_lists if len(items) == 1}
    return next(iter(named)) if len(named) == 1 and all(map(is_plain, named)) else None


def differentiates(by: Node, body: Node) -> bool:
    """Whether a variable stands in what is differentiated."""
    return any(each == by for each in walk(body))


def _listed(body: Node | None, functions: Functions) -> Iterator[Node]:
    """The argument of the function of which the gradient is taken."""
    while isinstance(body, Group) and len(body.items) == 1:
        body = body.items[0]
    if isinstance(body, Application):
        name = key(head_name(body.head), body)
    elif isinstance(body, Name | Scripted):
        name = head_name(body)
    else:
        return
    uses = functions.uses(name)
    lists = {*uses.defined_lists} or {each.items for each in uses.lists}
    if len(lists) == 1:
        (items,) = lists
        yield from items if len(items) == 1 else ()
