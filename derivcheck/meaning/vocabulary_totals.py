"""Losses that are sums of losses: L = sum_t L_t, where L and L_t are two things."""

from __future__ import annotations

from dataclasses import dataclass, field

from derivcheck.meaning.names import base_name, letter
from derivcheck.meaning.vocabulary_functions import head_name
from derivcheck.meaning.vocabulary_places import lower_entries
from derivcheck.meaning.vocabulary_sizes import bound_letters
from derivcheck.meaning.vocabulary_words import is_loss
from derivcheck.reader.syntax import Application, BigOperator, Group, Name, Node, Product, Scripted, Sum, walk


def totals(left: Node, right: Node) -> set[str]:
    """The loss that an equation writes as a sum over what carries its name with the index of the sum."""
    name = head_name(left.head) if isinstance(left, Application) else ""
    name = base_name(left) if isinstance(left, Name) else name
    if not is_loss(name):
        return set()
    sums = (node for node in walk(right) if isinstance(node, BigOperator))
    return {name for node in sums if any(_carries(each, name, node) for each in walk(node.body))}


@dataclass
class Losses:
    """Losses that a document defines as a sum, and those of which it defines the one of an example."""

    summed: set[str] = field(default_factory=set[str])
    single: set[str] = field(default_factory=set[str])

    def equation(self, left: Node, right: Node) -> None:
        """Count what an equation says first of a name: J(w) = sum_i ..., J_i = ..., J^{(i)}(w) = ..."""
        head = left.head if isinstance(left, Application) else left
        if isinstance(head, Name) and is_loss(base_name(head)) and _is_sum(right):
            self.summed.add(base_name(head))
        if isinstance(head, Scripted) and isinstance(head.base, Name) and is_loss(base_name(head.base)):
            scripts = (*head.lower, *head.upper)
            if len(scripts) == 1 and letter(_inside(scripts[0])):
                self.single.add(base_name(head.base))

    @property
    def totals(self) -> set[str]:
        return self.summed & self.single


def _is_sum(node: Node) -> bool:
    """Whether a side is a sum over an index, or a multiple of one."""
    match node:
        case BigOperator():
            return True
        case Sum(terms=(only,)) | Group(items=(only,)):
            return _is_sum(only)
        case Product(factors=factors):
            return any(isinstance(each, BigOperator) for each in factors)
        case _:
            return False


def _inside(node: Node) -> Node:
    """The i of (i)."""
    return node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node


def _carries(node: Node, name: str, over: BigOperator) -> bool:
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or base_name(node.base) != name:
        return False
    entries = (*lower_entries(node.lower), *node.upper) if node.lower else node.upper
    return bool({letter(each) for each in entries} & set(bound_letters(over)))
