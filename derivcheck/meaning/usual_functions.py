r"""Functions that a document uses and never defines, where all know them: h_\theta of logistic regression.

Each is told in words, "logistic regression", "the sigmoid", and used as usual: it is then defined so, as if
the document said so where it first uses it; this is said with every step that rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derivcheck.reader.context import ContextLine
from derivcheck.reader.derivations import Formula
from derivcheck.reader.documents import Document, read_text
from derivcheck.reader.printing import latex
from derivcheck.reader.sources import Span
from derivcheck.reader.syntax import Application, Derivative, Name, Node, Scripted, walk

_LOGISTIC = re.compile(
    r"logistic regression|logistic model|逻辑斯?蒂?回归|对数几率回归"
    r"|1\s*-\s*y[^=\n]{0,14}?\)[^=\n]{0,25}?\b(?:log|ln)\b[^=\n]{0,14}?1\s*-\s*[hf]_",
    re.IGNORECASE,
)
"""Words that name the model, or its loss, (1 - y) log(1 - h_theta(x))."""

_OTHER_MODEL = re.compile(
    r"linear regression|least[- ]squares|neural|network|softmax|multinomial|poisson|generali[sz]ed linear"
    r"|exponential family|\bprobit|\btanh|kernel|\bGLM|bias|intercept|线性回归|神经|\{\s*-1\s*,|\\pm\s*1",
    re.IGNORECASE,
)
"""Words by which the model may be another one than g(theta^T x), with labels 0 and 1."""

_SIGMOID = re.compile(r"sigmoid|logistic function|로지스틱|시그모이드", re.IGNORECASE)
_IS_SIGMOID = re.compile(
    r"\$([fghs])(?:\(\w+\))?\$\s*(?:is|denotes|be|as|=|:|是|为|:)\s*(?:(?:the|a|an|just)\s+)?(?:logistic\s+)?"
    r"(?:sigmoid|logistic(?! regression| loss))"
    r"|(?:sigmoid|logistic)(?:\s+(?:activation|function|link)){0,2}\s+\$([fghs])(?:\(\w+\))?\$(?!\s*(?:of|is|=))",
    re.IGNORECASE,
)

_SPREAD = re.compile(
    r"standard deviation|variance|gaussian|normal distribution|singular value", re.IGNORECASE
)
_MODELS = frozenset("hf")
_WEIGHTS = frozenset(("theta", "w", "beta", "W", "Theta"))
_EQUAL = frozenset(("=", ":=", r"\equiv"))


def with_usual_functions(document: Document) -> Document:
    """The document, with the definitions that go without saying."""
    lines = tuple(_Unsaid(document).lines()) if document.formulas else ()
    return replace(document, context_lines=(*lines, *document.context_lines)) if lines else document


@dataclass
class _Unsaid:
    """What a document does not say of the functions that it uses."""

    document: Document

    def lines(self) -> Iterator[ContextLine]:
        text = "\n".join(dict.fromkeys(each.source.text for each in self.document.formulas))
        if _LOGISTIC.search(text) and not _OTHER_MODEL.search(text):
            yield from self._models()
        named = "g" if _LOGISTIC.search(text) and not _OTHER_MODEL.search(text) else ""
        yield from self._links({named, *_said_to_be_sigmoids(text)})
        if _SIGMOID.search(text) and not _SPREAD.search(text):
            yield from self._slopes()

    def _models(self) -> Iterator[ContextLine]:
        """h_theta(x) = 1 / (1 + exp(-theta^T x))."""
        heads = {each.head: formula for formula, each in self._nodes() if isinstance(each, Application)}
        for head, formula in heads.items():
            weights = _weights(head)
            if weights is None or any(_applies(side, head) for side in self._said()):
                continue
            body = rf"\frac{{1}}{{1 + \exp(-{latex(weights)}^T x)}}"
            yield _line(formula, rf"{latex(head)}(x) = {body}", "logistic regression")

    def _links(self, letters: set[str]) -> Iterator[ContextLine]:
        """g(z) = 1 / (1 + exp(-z)), where the words name it, or g is that of logistic regression."""
        heads: dict[Name, Formula] = {}
        for formula, each in self._nodes():
            if isinstance(each, Application) and len(each.items) == 1:
                head = each.head
                plain = head.base if isinstance(head, Scripted) and not (head.lower or head.upper) else head
                if isinstance(plain, Name) and plain.text in letters:
                    heads.setdefault(plain, formula)
        for head, formula in heads.items():
            if not any(_applies(side, head) for side in self._said(last=False)):
                yield _line(formula, rf"{latex(head)}(z) = \frac{{1}}{{1 + \exp(-z)}}", "the sigmoid")

    def _slopes(self) -> Iterator[ContextLine]:
        r"""sigma = 1 / (1 + exp(-x)), where the document writes \partial \sigma / \partial x."""
        found = {
            (each.body, each.variables[0]): formula
            for formula, each in self._nodes()
            if isinstance(each, Derivative) and each.body == Name("sigma") and len(each.variables) == 1
        }
        if len(found) == 1 and Name("sigma") not in set(self._said()):
            (((sigma, variable), formula),) = found.items()
            if isinstance(variable, Name):
                body = rf"\frac{{1}}{{1 + \exp(-{latex(variable)})}}"
                yield _line(formula, f"{latex(sigma)} = {body}", "the sigmoid")

    def _nodes(self) -> Iterator[tuple[Formula, Node]]:
        for formula in self.document.formulas:
            for statement in formula.statements:
                for side in statement.sides:
                    if isinstance(side.tree, Node):
                        yield from ((formula, node) for node in walk(side.tree))

    def _said(self, *, last: bool = True) -> Iterator[Node]:
        """The sides of equations; without the last of them, of which nothing more is said."""
        for formula in self.document.formulas:
            for each in formula.statements:
                if _EQUAL & set(each.relations):
                    sides = each.sides if last else each.sides[:-1]
                    yield from (side.tree for side in sides if isinstance(side.tree, Node))


def _said_to_be_sigmoids(text: str) -> set[str]:
    """The letters of functions that the words call the sigmoid: "where $g$ is the sigmoid"."""
    return {found for match in _IS_SIGMOID.finditer(text) for found in match.groups() if found}


def _weights(head: Node) -> Node | None:
    """The theta of h_theta."""
    match head:
        case Scripted(Name(text), (Name(below) as weights,), ()) if text in _MODELS and below in _WEIGHTS:
            return weights
        case _:
            return None


def _applies(side: Node, head: Node) -> bool:
    """Whether the side of an equation is the function at something, or its letter without the weights."""
    if not isinstance(side, Application):
        return False
    return side.head == head or (isinstance(head, Scripted) and side.head == head.base)


def _line(formula: Formula, said: str, of: str) -> ContextLine:
    """The definition, as a line where the formula stands."""
    read = read_text(f"${said}$").formulas[0].statements[0]
    origin = f"as usual in {of} (not in the document)"
    place = Span(formula.span.start, formula.span.start)
    left, right = (replace(each, span=place, line=0, column=0) for each in read.sides)
    statement = replace(read, sides=(left, replace(right, text=f"{right.text}, {origin}")))
    return ContextLine("directive", origin, 0, 0, formula.source, formula.span.start, (statement,))
