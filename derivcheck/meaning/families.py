r"""\sigma_i(z), a function with an index and one argument everywhere: the entry \sigma_i of an array.

A document that defines \sigma_i(z) = e^{z_i} / ..., and writes \sigma_j(z), \sigma_1(z) or \sigma_i alone
besides, repeats only what it depends on; so does \sigma_i(z_i), and L^{(i)}(w, b) beside L^{(i)}. With other
arguments anywhere these are functions, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derivcheck.meaning.names import base_name, function_name
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Application, Group, Name, Node, Number, Scripted, Sum, walk


@dataclass
class _Family:
    """How one letter is applied. letters: its subscripts. counted: a definition counts with one of them.
    alone: it stands with a subscript and without an argument. factor: it stands before a sum in brackets.
    """

    letters: set[str] = field(default_factory=set[str])
    arguments: set[tuple[Node, ...]] = field(default_factory=set[tuple[Node, ...]])
    counted: bool = False
    other: bool = False
    alone: bool = False
    factor: bool = False

    @property
    def is_array(self) -> bool:
        several = len(self.letters) > 1 or self.alone
        other = self.other or (self.factor and not self.alone)
        return self.counted and not other and len(self.arguments) == 1 and several


@dataclass(frozen=True)
class Families:
    """The letters of a document that are arrays and are written as functions."""

    arrays: frozenset[str]

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Families:
        found: dict[str, _Family] = {}
        for statement in statements:
            _see(statement, found)
        return cls(frozenset(name for name, family in found.items() if family.is_array))

    def plain(self, side: Side) -> Side:
        """The side with the entries in place of the functions."""
        if not self.arrays or not isinstance(side.tree, Node):
            return side

        def change(node: Node) -> Node:
            if isinstance(node, Application) and function_name(node) in self.arrays and not _is_factor(node):
                return replace(node.head, span=node.span)
            return node

        tree = rewritten(side.tree, change)
        return replace(side, tree=tree) if tree is not side.tree else side


def _see(statement: Statement, found: dict[str, _Family]) -> None:
    trees = [side.tree for side in (*statement.sides, *statement.conditions) if isinstance(side.tree, Node)]
    heads = {id(node.head) for tree in trees for node in walk(tree) if isinstance(node, Application)}
    for node in (node for tree in trees for node in walk(tree)):
        if isinstance(node, Application) and (name := function_name(node)):
            family = found.setdefault(name, _Family())
            if _is_factor(node):
                family.factor = True
                continue
            family.arguments.add(_arguments(node))
            letter = _index(node)
            family.letters |= {letter} if letter else set[str]()
            family.other = family.other or not _is_plain(node)
        elif isinstance(node, Scripted) and isinstance(node.base, Name) and id(node) not in heads:
            alone = bool(_letter(node))
            found.setdefault(base_name(node.base), _Family()).alone |= alone
    first = trees[0] if trees else None
    if isinstance(first, Application) and function_name(first) and _index(first) and len(trees) > 1:
        counted = _index(first) in set(_subscripts(trees[1]))
        found[function_name(first)].counted = found[function_name(first)].counted or counted


def _index(node: Application) -> str:
    """The one letter below the name of a function; "" where it is something else."""
    return _letter(node.head)


def _letter(node: Node) -> str:
    """The one letter or number below a name, or in brackets above it."""
    only = _script(node)
    if isinstance(only, Number):
        return only.text
    text = only.text if isinstance(only, Name) else ""
    return text if len(text) == 1 and text.islower() and text.isascii() else ""


def _script(node: Node) -> Node | None:
    """The i of f_i and of f^{(i)}; None for other scripts."""
    if not isinstance(node, Scripted) or len(node.lower) + len(node.upper) != 1 or node.primes:
        return None
    if node.lower:
        return node.lower[0]
    above = node.upper[0]
    inside = isinstance(above, Group) and above.bracket == "()" and len(above.items) == 1
    return above.items[0] if inside and isinstance(above, Group) else None


def _arguments(node: Application) -> tuple[Node, ...]:
    """What it is applied to: z in f_i(z), and in f_i(z_i)."""
    return tuple(_whole(item, _index(node)) for item in node.items)


def _whole(item: Node, index: str) -> Node:
    own = isinstance(item, Scripted) and bool(index) and _letter(item) == index
    return item.base if own and isinstance(item, Scripted) and not (item.upper or item.primes) else item


def _is_factor(node: Application) -> bool:
    """Whether it may be a product, p_i (1 - p_j)."""
    return isinstance(node.head, Scripted) and len(node.items) == 1 and isinstance(node.items[0], Sum)


def _is_plain(node: Application) -> bool:
    """Whether it is f_i(z) or f(z), of names as a whole and without powers."""
    head = node.head
    names = bool(node.items) and all(isinstance(each, Name) for each in _arguments(node))
    whole = names and set(node.separators) <= {",", ";"}
    scripted = isinstance(head, Scripted) and bool(_index(node))
    return whole and node.bracket == "()" and (scripted or isinstance(head, Name))


def _subscripts(node: Node) -> Iterator[str]:
    scripts = (
        script for each in walk(node) if isinstance(each, Scripted) for script in (*each.lower, *each.upper)
    )
    return (each.text for script in scripts for each in walk(script) if isinstance(each, Name))
