"""What solutions of the usual exercise on word vectors leave out: losses, prediction, scores and target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derivcheck.meaning.names import label, letter
from derivcheck.meaning.skipgram import (
    LIKELY,
    ORIGIN,
    PREDICTED,
    SCORES,
    TARGET,
    Model,
    is_entry,
    loss_of,
    trees,
)
from derivcheck.reader.context import ContextLine, Property
from derivcheck.reader.documents import Document, read_text
from derivcheck.reader.printing import latex
from derivcheck.reader.rewriting import Rewriting
from derivcheck.reader.sources import Span
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Cases,
    Indicator,
    Name,
    Node,
    Number,
    Scripted,
    walk,
)

_OTHER = {
    "": r"temperature|\btied?\b|\btying\b|same vector|\bcosine|\bbias(?:es)?\b",
    "window": r"\b(?:mean|averaged?) (?:over|of)\b",
}
"""Words by which a document is about another model than the usual one; or about another loss of a window."""

_SOFTMAX = r"\frac{\exp(u_w^T v_c)}{\sum_w \exp(u_w^T v_c)}"
_SOFTMAX_OF_SCORES = r"\frac{\exp(\theta_w)}{\sum_w \exp(\theta_w)}"
_USUAL = {
    "naive": r"-u_o^T v_c + \log \sum_w \exp(u_w^T v_c)",
    "negative": r"-\log \sigma(u_o^T v_c) - \sum_{k=1}^K \log \sigma(-u_k^T v_c)",
    "window": r"\sum_{-m \le j \le m, j \ne 0} \mathcal{J}_j",
}


def with_skip_gram(document: Document) -> Document:
    """The document, with what goes without saying where it is about the skip-gram model."""
    model = Model.of(document)
    if model is None:
        return document
    document = Rewriting(model.rewritten).document(document)
    lines = tuple(_Unsaid(document, model).lines())
    return replace(document, context_lines=(*lines, *document.context_lines))


@dataclass
class _Unsaid:
    """What the document does not say of the model."""

    document: Document
    model: Model

    def lines(self) -> Iterator[ContextLine]:
        """The usual definitions of what the document uses and never defines."""
        if self._speaks_of_other():
            return
        predicted, likely = self._defines(PREDICTED), self._defines(LIKELY)
        for name, defined, other in ((PREDICTED, predicted, likely), (LIKELY, likely, predicted)):
            if self._uses(name) and not defined:
                told = LIKELY if name is PREDICTED else PREDICTED
                body = f"{latex(told)}_w" if other else _SOFTMAX_OF_SCORES if self.model.scored else _SOFTMAX
                yield self._definition(Scripted(name, (Name("w"),)), body)
        if self.model.scored and self.model.centered and not self._defines(SCORES):
            yield self._definition(Scripted(SCORES, (Name("i"),)), r"\langle u_i, v_c \rangle")
        for kind, body in _USUAL.items():
            known = kind in self.model.labels and not self._speaks_of_other(kind)
            if known and not self._defines(loss := Scripted(Name("J"), self.model.labels[kind])):
                yield self._definition(loss, body)
        if self._uses(TARGET) and not self._defines(TARGET) and self._only_target():
            target = Property(_side(TARGET, Span(0, 0)), "one-hot")
            yield replace(self._line(), start=0, properties=(target,))

    def _speaks_of_other(self, kind: str = "") -> bool:
        texts = dict.fromkeys(formula.source.text.lower() for formula in self.document.formulas)
        return kind in _OTHER and any(re.search(_OTHER[kind], text) for text in texts)

    def _defines(self, name: Node) -> bool:
        """Whether the document says what a name is, and not only by the other name for the same."""
        return any(
            step.relation in {"=", ":=", r"\equiv"}
            and not step.continues
            and _is_named(step.lhs.tree, name)
            and not (_is_named(step.rhs.tree, PREDICTED) or _is_named(step.rhs.tree, LIKELY))
            and not (isinstance(step.rhs.tree, Number) or step.slips)
            for derivation in self.document.derivations
            for step in derivation.steps
        )

    def _uses(self, name: Name) -> bool:
        return any(each == name for tree in trees(self.document.formulas) for each in walk(tree))

    def _only_target(self) -> bool:
        """Whether the target stands in no equation without its prediction, but where its entries are said."""
        statements = (
            each for formula in self.document.formulas for each in formula.statements if "=" in each.relations
        )
        for sides in (
            [side.tree for side in each.sides if isinstance(side.tree, Node)] for each in statements
        ):
            found = [node for tree in sides for node in walk(tree)]
            said = any(isinstance(tree, Number | Cases | Indicator) for tree in sides)
            if TARGET in found and not said and not {PREDICTED, LIKELY} & set(found):
                return False
        return True

    def _definition(self, name: Node, body: str) -> ContextLine:
        read = read_text(f"$y = {body}$").formulas[0].statements[0]
        line = self._line()
        place = Span(line.start, line.start)
        said = f"{body}, {ORIGIN}"
        sides = (_side(name, place), replace(read.sides[1], text=said, span=place, line=0, column=0))
        return replace(line, statements=(replace(read, sides=sides),))

    def _line(self) -> ContextLine:
        """A line that stands where the document begins to speak of the model."""
        first = next((each for each in self.document.formulas if any(
            is_entry(node, base, index)
            for tree in trees([each]) for node in walk(tree) for base, index in (("u", "o"), ("v", "c"))
        )), self.document.formulas[0])  # fmt: skip
        return ContextLine("directive", ORIGIN, 0, 0, first.source, first.span.start)


def _side(tree: Node, place: Span) -> Side:
    text = (
        f"J_{{{label(tree.lower[0])}}}"
        if isinstance(tree, Scripted) and loss_of(tree)
        else latex(tree).strip()
    )
    return Side(tree, text, place, 0, 0)


def _is_named(tree: object, name: Node) -> bool:
    """Whether a tree is the name, alone or with subscripts that are letters."""
    if tree == name:
        return True
    if not isinstance(tree, Scripted) or tree.base != name or tree.upper:
        return False
    return isinstance(name, Name) and all(letter(each) for each in tree.lower)
