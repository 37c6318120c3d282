"""Losses that are sums of losses: L = sum_t L_t, where L and L_t are two things."""

from __future__ import annotations

from derivcheck.meaning.names import base_name, letter
from derivcheck.meaning.vocabulary_functions import head_name
from derivcheck.meaning.vocabulary_places import lower_entries
from derivcheck.meaning.vocabulary_sizes import bound_letters
from derivcheck.meaning.vocabulary_words import is_loss
from derivcheck.reader.syntax import Application, BigOperator, Name, Node, Scripted, walk


def totals(left: Node, right: Node) -> set[str]:
    """The loss that an equation writes as a sum over what carries its name with the index of the sum."""
    name = head_name(left.head) if isinstance(left, Application) else ""
    name = base_name(left) if isinstance(left, Name) else name
    if not is_loss(name):
        return set()
    sums = (node for node in walk(right) if isinstance(node, BigOperator))
    return {name for node in sums if any(_carries(each, name, node) for each in walk(node.body))}


def _carries(node: Node, name: str, over: BigOperator) -> bool:
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or base_name(node.base) != name:
        return False
    entries = (*lower_entries(node.lower), *node.upper) if node.lower else node.upper
    return bool({letter(each) for each in entries} & set(bound_letters(over)))
