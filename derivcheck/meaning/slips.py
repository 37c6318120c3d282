"""What the rest of a document shows an author to have mistyped: put right in the trees, and said."""

from __future__ import annotations

from derivcheck.meaning.quotients import Quotients
from derivcheck.reader.documents import Document
from derivcheck.reader.rewriting import Rewriting
from derivcheck.reader.syntax import Node


def repaired(document: Document) -> Document:
    """The document with slips put right; each side that had one has it among its `slips`."""
    sides = [
        side
        for formula in document.formulas
        for statement in formula.statements
        for side in (*statement.sides, *statement.conditions)
    ]
    trees = [side.tree for side in sides if isinstance(side.tree, Node)]
    return Rewriting(Quotients.of(trees).completed).document(document)
