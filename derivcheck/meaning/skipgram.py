r"""What documents about word2vec take for granted: losses, prediction and target of the skip-gram model.

Solutions of the usual exercise seldom repeat its definitions. Where u_o or u_w and v_c stand in a document
that speaks of the model, P(O = o | C = c), P(o | c) and p(w | v_c) are entries of one vector P;
J_{naive-softmax}(v_c, o, U) is J_{naive-softmax}, however its label is spelled; and what the document never
defines has its usual definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from derivcheck.meaning.names import label, letter
from derivcheck.reader.context import ContextLine, Property
from derivcheck.reader.derivations import Formula
from derivcheck.reader.documents import Document, read_text
from derivcheck.reader.printing import latex
from derivcheck.reader.rewriting import Rewriting, rewritten
from derivcheck.reader.sources import Slip, Span
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Application,
    Cases,
    Ellipsis,
    Indicator,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    Sum,
    walk,
)

_SPOKEN = re.compile(
    r"word2vec|word vector|skip-?\s?gram|na(?:i|ï|vi)v?e?[-_\\ ]*softmax"
    r"|negative[- ]sampl|neg[-_\\ ]*sampl",
    re.IGNORECASE,
)
_OTHER = {
    "": r"temperature|\btied?\b|\btying\b|same vector|\bcosine|\bbias(?:es)?\b",
    "window": r"\b(?:mean|averaged?) (?:over|of)\b",
}
"""Words by which a document is about another model than the usual one; or about another loss of a window."""

_LABELS = {"naive": "naive", "navie": "naive", "neg": "negative", "skip": "window"}
_SOFTMAX = r"\frac{\exp(u_w^T v_c)}{\sum_w \exp(u_w^T v_c)}"
_USUAL = {
    "naive": r"-u_o^T v_c + \log \sum_w \exp(u_w^T v_c)",
    "negative": r"-\log \sigma(u_o^T v_c) - \sum_{k=1}^K \log \sigma(-u_k^T v_c)",
    "window": r"\sum_{-m \le j \le m, j \ne 0} \mathcal{J}_j",
}
PREDICTED = Name("y", ("hat",))
_LIKELY = Name("P")
TARGET = Name("y")
_OF_ONE_WORD = Name("J", style="cal")
_TRUE = Name("o")
ORIGIN = "as usual in the skip-gram model (not in the document)"


def with_skip_gram(document: Document) -> Document:
    """The document, with what goes without saying where it is about the skip-gram model."""
    model = Model.of(document)
    if model is None:
        return document
    document = Rewriting(model.rewritten).document(document)
    lines = tuple(_Unsaid(document, model).lines())
    return replace(document, context_lines=(*lines, *document.context_lines))


@dataclass
class Model:
    """How a document writes the model. labels: the first label of each loss. likely: P_o can be used.

    odd: losses that stand with other arguments somewhere, which are then not to be left out.
    """

    labels: dict[str, tuple[Node, ...]] = field(default_factory=dict[str, tuple[Node, ...]])
    likely: bool = True
    odd: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, document: Document) -> Model | None:
        sources = dict.fromkeys(formula.source for formula in document.formulas)
        if not any(_SPOKEN.search(source.text) for source in sources):
            return None
        parts = [node for tree in trees(document.formulas) for node in walk(tree)]
        outside = any(_loss(each) or is_entry(each, "u", index) for each in parts for index in "owk")
        if not (outside and any(is_entry(each, "v", "c") for each in parts)):
            return None
        model = cls()
        for node in parts:
            if kind := _loss(node):
                assert isinstance(node, Scripted)
                model.labels.setdefault(kind, node.lower)
            if isinstance(node, Application) and _is_loss(node.head) and not _has_usual_arguments(node):
                model.odd.add(_loss(node.head))
            other = isinstance(node, Application) and "|" in node.separators and _word(node) is None
            base = node.base if isinstance(node, Scripted) else None
            taken = isinstance(base, Name) and base.text in {"P", "p"}
            model.likely = model.likely and not (other or taken)
        return model

    def rewritten(self, side: Side) -> Side:
        """The side with every loss and probability of the model written in one way."""
        if not isinstance(side.tree, Node):
            return side
        slips: list[Slip] = []
        tree = rewritten(side.tree, lambda node: self._plain(node, slips))
        return replace(side, tree=tree, slips=(*side.slips, *slips)) if tree is not side.tree else side

    def _plain(self, node: Node, slips: list[Slip]) -> Node:
        if kind := _loss(node):
            assert isinstance(node, Scripted)
            return replace(node, lower=self.labels[kind])
        if not isinstance(node, Application):
            return node
        if self.likely and (word := _word(node)) is not None:
            if isinstance(word, Number):
                slips.append(Slip(node.span, "the word 0 stands nowhere else; the true one is o", "write o",
                                  repair="with o", name=True))  # fmt: skip
            return Scripted(_LIKELY, (_TRUE if isinstance(word, Number) else word,), span=node.span)
        if not _is_loss(node.head) or _loss(node.head) in self.odd or not _has_usual_arguments(node):
            return node
        member = _member(node)
        if member is not None and _loss(node.head) != "window":
            return Scripted(_OF_ONE_WORD, (member,), span=node.span)
        return replace(node.head, span=node.span)


def trees(formulas: Iterable[Formula]) -> Iterator[Node]:
    for formula in formulas:
        for statement in formula.statements:
            yield from (side.tree for side in statement.sides if isinstance(side.tree, Node))


def is_entry(node: Node, base: str, index: str) -> bool:
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or len(node.lower) != 1:
        return False
    return node.base.text == base and letter(node.lower[0]) == index


def _loss(node: Node) -> str:
    """Which loss J_{...} is, by its label."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or len(node.lower) != 1:
        return ""
    text = re.sub("[^a-z]", "", label(node.lower[0]).lower())
    found = (kind for beginning, kind in _LABELS.items() if text.startswith(beginning))
    return next(found, "") if node.base.text in {"J", "L"} else ""


def _is_loss(node: Node) -> bool:
    return bool(_loss(node)) or node == Name("J")


def _has_usual_arguments(node: Application) -> bool:
    """Whether a loss is written with v_c, the words and U, and with nothing else."""
    first, *words, last = node.items if len(node.items) > 1 else (node, node)
    return is_entry(first, "v", "c") and all(map(_is_word, words)) and last == Name("U")


def _is_word(item: Node) -> bool:
    """o, w_o, w_{t+j} and the dots between w_{t-m} and w_{t+m}."""
    match item:
        case Name(text):
            return text == "o"
        case Scripted(Name("w"), (only,), ()):
            return letter(only) == "o" or _shift(only) is not None
        case Product(factors):
            return all(isinstance(each, Ellipsis) or _is_word(each) for each in factors)
        case _:
            return isinstance(item, Ellipsis)


def _shift(script: Node) -> Node | None:
    """The j of t + j and the m of t - m."""
    if not isinstance(script, Sum) or len(script.terms) != 2 or letter(script.terms[0]) != "t":
        return None
    return script.terms[1]


def _member(node: Application) -> Node | None:
    """The j of J(v_c, w_{t+j}, U), the loss of one word of the window."""
    item = node.items[1] if len(node.items) == 3 else None
    script = item.lower[0] if isinstance(item, Scripted) else None
    plus = isinstance(script, Sum) and script.signs == ("", "+")
    return _shift(script) if plus and script is not None else None


def _word(node: Application) -> Node | None:
    """The o of P(O = o | C = c), P(o | c) and p(o | v_c)."""
    if not (isinstance(node.head, Name) and node.head.text in {"P", "p", "Pr"} and node.separators == ("|",)):
        return None
    word, center = (each.items[-1] if isinstance(each, Relation) else each for each in node.items)
    known = letter(center) == "c" or is_entry(center, "v", "c") or is_entry(center, "w", "c")
    if (
        isinstance(word, Scripted)
        and isinstance(word.base, Name)
        and word.base.text in {"w", "u"}
        and word.lower
    ):
        word = word.lower[0]
    return word if known and (letter(word) or isinstance(word, Number)) else None


@dataclass
class _Unsaid:
    """What the document does not say of the model."""

    document: Document
    model: Model

    def lines(self) -> Iterator[ContextLine]:
        """The usual definitions of what the document uses and never defines."""
        if self._speaks_of_other():
            return
        predicted, likely = self._defines(PREDICTED), self._defines(_LIKELY)
        for name, defined, other in ((PREDICTED, predicted, likely), (_LIKELY, likely, predicted)):
            if self._uses(name) and not defined:
                told = _LIKELY if name is PREDICTED else PREDICTED
                body = f"{latex(told)}_w" if other else _SOFTMAX
                yield self._definition(Scripted(name, (Name("w"),)), body)
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
            and not (_is_named(step.rhs.tree, PREDICTED) or _is_named(step.rhs.tree, _LIKELY))
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
            if TARGET in found and not said and not {PREDICTED, _LIKELY} & set(found):
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
        f"J_{{{label(tree.lower[0])}}}" if isinstance(tree, Scripted) and _loss(tree) else latex(tree).strip()
    )
    return Side(tree, text, place, 0, 0)


def _is_named(tree: object, name: Node) -> bool:
    """Whether a tree is the name, alone or with subscripts that are letters."""
    if tree == name:
        return True
    if not isinstance(tree, Scripted) or tree.base != name or tree.upper:
        return False
    return isinstance(name, Name) and all(letter(each) for each in tree.lower)
