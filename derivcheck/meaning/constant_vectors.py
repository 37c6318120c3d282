r"""The entry of a vector of equal numbers: \mathbf{1}_h beside x_{bh}, where h counts and is no size."""

from __future__ import annotations

from derivcheck.meaning.expressions import Component, Expression, Filled, Multiply
from derivcheck.meaning.names import letter
from derivcheck.meaning.vocabulary import Vocabulary
from derivcheck.reader.syntax import Node


def entry_of(value: Expression, entries: tuple[Node, ...], vocabulary: Vocabulary) -> Expression | None:
    """The entry at these letters, where all of them are indices; of several letters a product."""
    letters = [letter(each) for each in entries]
    counted = all(each and vocabulary.roles.strong(each) and each not in vocabulary.sizes for each in letters)
    if not letters or not counted or not isinstance(value, Filled):
        return None
    found = tuple(Component(value, (each,), span=value.span) for each in letters)
    return found[0] if len(found) == 1 else Multiply(found, ("",) * (len(found) - 1), span=value.span)
