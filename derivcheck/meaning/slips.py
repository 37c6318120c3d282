"""What the rest of a document shows an author to have mistyped: put right in the trees, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivcheck.meaning.accents import with_plain_letters
from derivcheck.meaning.arrows import Arrows
from derivcheck.meaning.branches import with_repeated_conditions
from derivcheck.meaning.families import Families
from derivcheck.meaning.increments import Increments
from derivcheck.meaning.leftovers import Leftovers
from derivcheck.meaning.lookalikes import Lookalikes, Meant
from derivcheck.meaning.lost_gradients import lost_gradients
from derivcheck.meaning.quotients import Quotients
from derivcheck.meaning.short_lists import ShortLists
from derivcheck.meaning.stacks import with_stacks
from derivcheck.meaning.times import Times
from derivcheck.reader.documents import Document
from derivcheck.reader.rewriting import Rewriting
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side, Statement
from derivcheck.reader.syntax import Node


def repaired(document: Document) -> Document:
    """The document with slips put right; each side that had one has it among its `slips`."""
    document = with_plain_letters(document)
    document = Rewriting(Arrows.of(_statements(document)).dropped).document(document)
    document = Rewriting(ShortLists.of(_statements(document)).completed).document(document)
    document = Rewriting(Times.of(_statements(document)).labelled).document(document)
    document = Rewriting(with_stacks).document(document)
    document = Rewriting(Families.of(_statements(document)).plain).document(document)
    document = Rewriting(Increments.of(_statements(document)).joined).document(document)
    statements = tuple(_statements(document))
    sides = (side for each in statements for side in (*each.sides, *each.conditions))
    trees = tuple(side.tree for side in sides if isinstance(side.tree, Node))
    quotients, leftovers = Quotients.of(trees), Leftovers.of(trees)
    meant = Meant(Lookalikes.of(statements).mistyped())
    others: dict[int, tuple[Slip, ...]] = {}
    for side, slip in lost_gradients(statements):
        others[id(side)] = (*others.get(id(side), ()), slip)

    def change(side: Side) -> Side:
        slips = (*side.slips, *others.get(id(side), ()))
        new = replace(side, slips=slips) if slips != side.slips else side
        return with_repeated_conditions(leftovers.named(meant.corrected(quotients.completed(new))))

    return Rewriting(change).document(document)


def _statements(document: Document) -> Iterator[Statement]:
    for formula in document.formulas:
        yield from formula.statements
