"""What a document writes, and how often: its names, subscripts, functions and operators, as syntax trees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from derivcheck.meaning.names import base_name, label
from derivcheck.reader.derivations import Step
from derivcheck.reader.documents import Document
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import (
    Application,
    BigOperator,
    Gradient,
    Group,
    Name,
    Node,
    Relation,
    Scripted,
    TransposeMark,
    children,
    walk,
)


@dataclass
class Writing:
    """names: every letter. scripted: letters with one subscript. applied: letters in front of brackets.

    bound: letters that count in a sum or a product. graded: what gradients are taken of. text: of the source.
    """

    trees: list[tuple[Node, ...]] = field(default_factory=list[tuple[Node, ...]])
    names: Counter[str] = field(default_factory=Counter[str])
    scripted: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    applied: Counter[str] = field(default_factory=Counter[str])
    bound: Counter[str] = field(default_factory=Counter[str])
    graded: set[Node] = field(default_factory=set[Node])
    text: str = ""

    @classmethod
    def of(cls, document: Document) -> Writing:
        """Everything that the formulas of a document show."""
        found = cls(text=document.formulas[0].source.text if document.formulas else "")
        for formula in document.formulas:
            for statement in formula.statements:
                found._see(statement)
        return found

    def _see(self, statement: Statement) -> None:
        sides = (*statement.sides, *statement.conditions)
        trees = tuple(side.tree for side in sides if isinstance(side.tree, Node))
        self.trees.append(trees)
        for node in (node for tree in trees for node in walk(tree)):
            self._count(node)

    def _count(self, node: Node) -> None:
        match node:
            case Name():
                self.names[base_name(node)] += 1
            case Scripted(base=Name() as base, lower=(lower,)):
                self.scripted[base_name(base), label(lower)] += 1
            case Application(head=head):
                self.applied[letter(head)] += 1
            case BigOperator(kind="sum" | "prod"):
                self.bound.update(index for index in (bound_index(node),) if index)
            case Gradient(body=Node() as body):
                self.graded.add(body)
            case _:
                pass


Rule: TypeAlias = Callable[[Step, Writing], Slip | None]
"""What finds one kind of slip in a step, by what the document writes elsewhere."""


def nodes(*sides: Side) -> Iterator[Node]:
    """Everything in the sides that are understood."""
    return (node for side in sides if isinstance(side.tree, Node) for node in walk(side.tree))


def unwrapped(node: Node) -> Node:
    """What stands alone in brackets, without them."""
    return node.items[0] if isinstance(node, Group) and len(node.items) == 1 else node


def letter(node: Node) -> str:
    """The letter of a name or of a function with its scripts; "" where it is neither."""
    match node:
        case Name():
            return base_name(node)
        case Scripted(base=base):
            return letter(base)
        case Application(head=head):
            return letter(head)
        case _:
            return ""


def bound_index(node: BigOperator) -> str:
    """The letter over which a sum or a product runs; "" where it is not one."""
    if len(node.lower) != 1:
        return ""
    lower = node.lower[0]
    first = lower.items[0] if isinstance(lower, Relation) else lower
    return base_name(first) if isinstance(first, Name) else ""


def has_name(node: Node, name: str) -> bool:
    """Whether a letter stands anywhere in a part."""
    return any(isinstance(each, Name) and base_name(each) == name for each in walk(node))


def is_transposed(node: Node) -> bool:
    return isinstance(node, Scripted) and any(isinstance(each, TransposeMark) for each in node.upper)


def free_indices(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Letters that are subscripts somewhere in a part, and that no sum or product around them binds."""
    if isinstance(node, BigOperator) and (index := bound_index(node)):
        bound = bound | {index}
    if isinstance(node, Scripted):
        yield from (name for part in node.lower for name in _letters(part) if name not in bound)
    for part in children(node):
        yield from free_indices(part, bound)


def _letters(node: Node) -> Iterable[str]:
    return (base_name(each) for each in walk(node) if isinstance(each, Name))
