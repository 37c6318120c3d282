"""A loss of which a step says nothing but its derivative by one name: whatever it is, both sides have it."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.elaboration.names import base_name
from derivcheck.elaboration.subject import Subject
from derivcheck.meaning.expressions import Derivative, Expression, Variable, children
from derivcheck.meaning.vocabulary_words import is_loss


def is_any_loss(subject: Subject, name: str, wrt: str) -> bool:
    """Whether both sides have dL/dy, for a loss L, and L nowhere else: what is claimed is claimed of any L.

    dL/dx = W^T dL/dy may rest on what L is, and on how it depends on x besides.
    """
    sides = [set(_uses(side, name)) for side in subject.sides]
    return is_loss(name) and all(each == {wrt} for each in sides)


def _uses(node: Expression, name: str) -> Iterator[str]:
    """By what the name is differentiated in an expression; "" where it stands otherwise."""
    if isinstance(node, Derivative) and base_name(node.body) == name:
        yield from (base_name(each) for each in node.variables) if len(node.variables) == 1 else ("",)
        return
    if isinstance(node, Variable) and node.name == name:
        yield ""
    for child in children(node):
        yield from _uses(child, name)
