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
from derivcheck.reader.derivations import Formula
from derivcheck.reader.documents import Document
from derivcheck.reader.rewriting import rewritten
from derivcheck.reader.sources import Slip
from derivcheck.reader.statements import Side
from derivcheck.reader.syntax import (
    Application,
    Derivative,
    Ellipsis,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    Sum,
    walk,
)

SPOKEN = re.compile(
    r"word2vec|word vector|skip-?\s?gram|na(?:i|ï|vi)v?e?[-_\\ ]*softmax"
    r"|negative[- ]sampl|neg[-_\\ ]*sampl|\bcs\s?-?224[nd]",
    re.IGNORECASE,
)
_LABELS = {"naive": "naive", "navie": "naive", "neg": "negative", "skip": "window"}
PREDICTED = Name("y", ("hat",))
LIKELY = Name("P")
ORIGIN = "as usual in the skip-gram model (not in the document)"
TARGET = Name("y")
SCORES = Name("theta")
OUTSIDE = Name("U")
_OF_ONE_WORD = Name("J", style="cal")
_TRUE = Name("o")


@dataclass
class Model:
    """How a document writes the model. labels: the first label of each loss. likely: P_o can be used.

    odd: losses that stand with other arguments somewhere, which are then not to be left out. scored: it is
    differentiated by theta, the scores of all words. centered: it has a v_c.
    """

    labels: dict[str, tuple[Node, ...]] = field(default_factory=dict[str, tuple[Node, ...]])
    likely: bool = True
    odd: set[str] = field(default_factory=set[str])
    scored: bool = False
    centered: bool = True

    @classmethod
    def of(cls, document: Document) -> Model | None:
        sources = dict.fromkeys(formula.source for formula in document.formulas)
        if not any(SPOKEN.search(source.text) for source in sources):
            return None
        parts = [node for tree in trees(document.formulas) for node in walk(tree)]
        vectors = any(loss_of(each) or is_entry(each, "u", index) for each in parts for index in "owk")
        scored = any(isinstance(each, Derivative) and SCORES in each.variables for each in parts)
        center = any(is_entry(each, "v", "c") for each in parts)
        if not (center and (vectors or scored or OUTSIDE in parts)) and not (scored and PREDICTED in parts):
            return None
        model = cls(scored=scored, centered=center)
        for node in parts:
            if kind := loss_of(node):
                assert isinstance(node, Scripted)
                model.labels.setdefault(kind, node.lower)
            if isinstance(node, Application) and _is_loss(node.head) and not _has_usual_arguments(node):
                model.odd.add(loss_of(node.head))
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
        if kind := loss_of(node):
            assert isinstance(node, Scripted)
            return replace(node, lower=self.labels[kind])
        if not isinstance(node, Application):
            return node
        if self.likely and (word := _word(node)) is not None:
            if isinstance(word, Number):
                slips.append(Slip(node.span, "the word 0 stands nowhere else; the true one is o", "write o",
                                  repair="with o", name=True))  # fmt: skip
            return Scripted(LIKELY, (_TRUE if isinstance(word, Number) else word,), span=node.span)
        if not _is_loss(node.head) or loss_of(node.head) in self.odd or not _has_usual_arguments(node):
            return node
        member = _member(node)
        if member is not None and loss_of(node.head) != "window":
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


def loss_of(node: Node) -> str:
    """Which loss J_{...} is, by its label."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or len(node.lower) != 1:
        return ""
    text = re.sub("[^a-z]", "", label(node.lower[0]).lower())
    found = (kind for beginning, kind in _LABELS.items() if text.startswith(beginning))
    return next(found, "") if node.base.text in {"J", "L"} else ""


def _is_loss(node: Node) -> bool:
    return bool(loss_of(node)) or node == Name("J")


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
