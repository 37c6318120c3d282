"""Letters that are an index on one name and a label on another in one equation: an index in all of it.

p_w = exp(u_w) / sum_k exp(u_k) says that w counts on p, too, and so it does wherever p stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.meaning.names import letter
from derivcheck.meaning.resolution import Resolver
from derivcheck.meaning.resolution_scene import ResolutionError
from derivcheck.meaning.vocabulary import Vocabulary, vocabulary
from derivcheck.reader.documents import Document
from derivcheck.reader.statements import Statement
from derivcheck.reader.syntax import Name, Node, Scripted


def consistent_vocabulary(document: Document) -> Vocabulary:
    """What the names of a document are, with the letters that its definitions make indices."""
    first = vocabulary(document)
    letters = frozenset(
        name for formula in document.formulas for each in formula.statements for name in _mixed(each, first)
    )
    return vocabulary(document, letters) if letters else first


def _mixed(statement: Statement, words: Vocabulary) -> Iterator[str]:
    """The letters that the definition of an indexed name uses as indices beside it."""
    trees = [side.tree for side in statement.sides if isinstance(side.tree, Node)]
    if len(trees) < 2 or len(trees) < len(statement.sides) or statement.relations[0] not in {"=", ":="}:
        return
    left = trees[0]
    if not (isinstance(left, Scripted) and isinstance(left.base, Name) and len(left.lower) == 1):
        return
    own = letter(left.lower[0])
    resolver = Resolver(words, trees[:2])
    try:
        for tree in trees[:2]:
            resolver.expression(tree)
        if own in resolver.mixed()[0]:
            yield own
    except (ResolutionError, RecursionError):
        return
