"""Indices with an accent: the w-hat of a sum over it is a letter of its own, as w' is."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.reader.documents import Document
from derivcheck.reader.rewriting import Rewriting, rewritten
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import BigOperator, Name, Node, Relation, Scripted, walk


def with_plain_letters(document: Document) -> Document:
    r"""The document with w' for \hat w, where a sum runs over \hat w and nothing is called w'."""
    trees = [
        side.tree for each in document.formulas for statement in each.statements for side in statement.sides
    ]
    nodes = [node for tree in trees if isinstance(tree, Node) for node in walk(tree)]
    summed = {name for node in nodes if isinstance(node, BigOperator) for name in _accented(node)}
    primed = {node.base for node in nodes if isinstance(node, Scripted) and node.primes}
    counted = {name: _primed(name) for name in summed if Name(name.text) not in primed}
    if not counted:
        return document

    def change(node: Node) -> Node:
        match node:
            case Scripted(lower=lower) if lower:
                return replace(node, lower=tuple(_plain(each, counted) for each in lower))
            case BigOperator(lower=lower) if lower:
                return replace(node, lower=tuple(_plain(each, counted) for each in lower))
            case _:
                return node

    def changed(side: Side) -> Side:
        return replace(side, tree=rewritten(side.tree, change)) if isinstance(side.tree, Node) else side

    return Rewriting(changed).document(document)


def _accented(node: BigOperator) -> list[Name]:
    """The letters with an accent over which an operator runs."""
    runs = [each.items[0] if isinstance(each, Relation) else each for each in node.lower]
    return [each for each in runs if isinstance(each, Name) and each.accents and len(each.text) == 1]


def _primed(name: Name) -> Scripted:
    return Scripted(Name(name.text), primes=1)


def _plain(script: Node, counted: dict[Name, Scripted]) -> Node:
    def change(node: Node) -> Node:
        return replace(counted[node], span=node.span) if isinstance(node, Name) and node in counted else node

    return rewritten(script, change)
