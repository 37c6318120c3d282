"""The matrix language: text to syntax, by an LALR grammar. docs/language.md describes it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from fractions import Fraction
from functools import cache
from typing import NoReturn

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput

from derivcheck.core.errors import LimitError, NotationError
from derivcheck.expression.functions import ARGUMENTS, SYNONYMS
from derivcheck.expression.places import pointed
from derivcheck.expression.syntax import (
    Call,
    Negated,
    Numeral,
    Operation,
    Raised,
    Span,
    Symbol,
    Syntax,
    Transposed,
    nodes,
)
from derivcheck.expression.vectors import without_vec

LONGEST, DEEPEST, MOST_NODES = 2000, 60, 400
"""Bounds on characters, nesting and nodes: enough for any formula that a person types."""

# * / .* and ./ bind alike, from left to right, as in MATLAB and Julia.
_GRAMMAR = r"""
?start: sum
?sum: signed
    | sum (PLUS | MINUS) product -> operation
?signed: product
    | MINUS product -> negated
?product: factor
    | product TIMES operand -> operation
?operand: factor
    | MINUS factor -> negated
?factor: atom
    | factor QUOTE -> transposed
    | factor POWER exponent -> raised
?exponent: atom
    | MINUS atom -> negated
?atom: NUMBER -> numeral
    | NAME -> symbol
    | NAME OPEN CLOSE -> call
    | NAME OPEN arguments CLOSE -> call
    | OPEN sum CLOSE -> enclosed
arguments: sum ("," sum)*
PLUS: "+"
MINUS: "-"
TIMES: ".*" | "./" | "*" | "/"
POWER: ".^" | "^"
QUOTE: "'"
OPEN: "("
CLOSE: ")"
NUMBER: /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/
NAME: /[A-Za-z][A-Za-z0-9_]*/
%ignore /[ \t]+/
"""

_NO_BLOCKS = (
    "there are no block matrices: write [A B]*[x; y] as A*x + B*y, norm2([x; y])^2 as norm2(x)^2 + norm2(y)^2"
)
_SPELT_OTHERWISE = {
    "@": "the matrix product is written *",
    "\\": "this is not LaTeX: write lambda, X', log(x)",
    "[": "there are no subscripts: formulas speak of whole vectors and matrices",
    "=": "give one formula, not an equation",
    "^T": "the transpose is written with a quote: A'",
}
_CALLED_OTHERWISE = {
    "max": "max(x, 0) is written relu(x)",
    "maximum": "max(x, 0) is written relu(x)",
    "cross_entropy": "write -y'*log(softmax(z))",
    "logdet": "write log(det(X))",
    "transpose": "the transpose is written with a quote: A'",
    "matmul": "the matrix product is written A*B",
    **dict.fromkeys(("reshape", "unvec"), "write the matrix itself: vec(X)'*vec(Y) has its shapes from X, Y"),
    **dict.fromkeys(("hcat", "vcat", "cat", "blkdiag", "block"), _NO_BLOCKS),
}
_GREEK = {"LAMDA": "lambda"}


def read(text: str) -> Syntax:
    """The syntax of a formula that is spelt out; its spans are places in the text.

    Raises NotationError, with the place and a remedy, for a text outside the language, and LimitError for
    one that is too long or too deeply nested.
    """
    if len(text) > LONGEST:
        raise LimitError(f"the formula has {len(text)} characters, more than {LONGEST}")
    try:
        tree: Syntax = _parser().parse(text)  # pyright: ignore[reportAssignmentType]
    except UnexpectedInput as error:
        _refuse(text, error)
    _check_size(tree, text)
    _check_calls(tree, text)
    return without_vec(tree, text)


def spelt_out(source: str) -> str:
    """The text in one line and in ASCII where it can be: Greek letters by their English names.

    >>> spelt_out("\\u03bb*w\\u2032")
    "lambda*w'"
    """
    text = " ".join(source.split()).replace("\N{MINUS SIGN}", "-").replace("\N{PRIME}", "'")
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("**", "^")
    return re.sub(r"[\u0391-\u03c9]", _english, text)


def _english(found: re.Match[str]) -> str:
    kind, _, letter = unicodedata.name(found[0]).removeprefix("GREEK ").partition(" LETTER ")
    name = _GREEK.get(letter, letter.lower())
    return name.capitalize() if kind == "CAPITAL" else name


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_Builder(), propagate_positions=False)


def _span(token: Token) -> Span:
    start = token.start_pos or 0
    return Span(start, start + len(token))


class _Builder(Transformer[Token, Syntax]):
    """Nodes from the children of each rule."""

    def numeral(self, children: list[Token]) -> Syntax:
        return Numeral(_span(children[0]), _rational(children[0]))

    def symbol(self, children: list[Token]) -> Syntax:
        return Symbol(_span(children[0]), str(children[0]))

    def negated(self, children: list[Token | Syntax]) -> Syntax:
        sign, operand = children
        assert isinstance(sign, Token)
        assert isinstance(operand, Syntax)
        return Negated(_span(sign).to(operand.span), operand)

    def transposed(self, children: list[Token | Syntax]) -> Syntax:
        operand, mark = children
        assert isinstance(operand, Syntax)
        assert isinstance(mark, Token)
        return Transposed(operand.span.to(_span(mark)), operand)

    def operation(self, children: list[Token | Syntax]) -> Syntax:
        left, mark, right = children
        assert isinstance(left, Syntax)
        assert isinstance(right, Syntax)
        return Operation(left.span.to(right.span), str(mark), left, right)

    def raised(self, children: list[Token | Syntax]) -> Syntax:
        base, mark, exponent = children
        assert isinstance(base, Syntax)
        assert isinstance(exponent, Syntax)
        return Raised(base.span.to(exponent.span), base, exponent, mark == ".^")

    def arguments(self, children: list[Syntax]) -> tuple[Syntax, ...]:
        return tuple(children)

    def call(self, children: list[Token | tuple[Syntax, ...]]) -> Syntax:
        name, *inner, close = children
        assert isinstance(name, Token)
        assert isinstance(close, Token)
        arguments = inner[1] if len(inner) > 1 else ()
        assert isinstance(arguments, tuple)
        return Call(_span(name).to(_span(close)), SYNONYMS.get(name, str(name)), arguments)

    def enclosed(self, children: list[Token | Syntax]) -> Syntax:
        inner = children[1]
        assert isinstance(inner, Syntax)
        return inner


def _rational(token: Token) -> Fraction:
    digits, _, exponent = token.lower().partition("e")
    if len(digits) > 40 or abs(int(exponent or 0)) > 40:
        raise LimitError(f"the number {token[:40]} has too many digits")
    return Fraction(str(token))


def _refuse(text: str, error: UnexpectedInput) -> NoReturn:
    at = len(text) if error.pos_in_stream is None or error.pos_in_stream < 0 else error.pos_in_stream
    token = getattr(error, "token", None)
    ended = isinstance(token, Token) and token.type == "$END"
    place = Span(len(text), len(text) + 1) if ended else Span(at, at + max(1, len(token or "")))
    raise NotationError(
        _complaint(text, place, ended), text=pointed(text, place), remedy=_remedy(text, place, error)
    ) from None


def _complaint(text: str, place: Span, ended: bool) -> str:
    if not text:
        return "the formula is empty"
    if ended:
        return "the formula ends too early"
    return f"column {place.start + 1}: {text[place.start : place.end]!r} was not expected here"


def _remedy(text: str, place: Span, error: UnexpectedInput) -> str:
    rest = text[place.start :]
    before = text[: place.start].rstrip()[-1:]
    if rest.startswith("[") and not (before.isalnum() or before in ("'", ")")):
        return _NO_BLOCKS
    for mark, remedy in _SPELT_OTHERWISE.items():
        if rest.startswith(mark):
            return remedy
    if isinstance(error, UnexpectedCharacters):
        return "names are ASCII letters and digits; the marks are + - * / ^ .* ./ .^ ' ( ) and the comma"
    if not text:
        return "give a formula, such as norm2(A*x - b)^2"
    if place.start >= len(text):
        missing = text.count("(") - text.count(")")
        return "close the parenthesis" if missing > 0 else "write what comes after the last mark"
    if rest.startswith(")"):
        return "take the parenthesis away, or open it before"
    if (rest[0].isalnum() or rest[0] == "(") and (before.isalnum() or before in ")'"):
        return "products are written with a mark: 2*x, A*x, x.*y"
    return "a mark stands between two operands: a + b, a*b, a.*b, a^2"


def _check_size(tree: Syntax, text: str) -> None:
    for count, (node, depth) in enumerate(nodes(tree), start=1):
        if depth > DEEPEST or count > MOST_NODES:
            what = f"nested deeper than {DEEPEST}" if depth > DEEPEST else f"of more than {MOST_NODES} parts"
            raise LimitError(f"the formula is {what}", text=pointed(text, node.span))


def _check_calls(tree: Syntax, text: str) -> None:
    for node, _ in nodes(tree):
        if isinstance(node, Symbol) and (node.name in ARGUMENTS or node.name in SYNONYMS):
            remedy = f"write {node.name}(..), or choose another name"
            raise NotationError(f"{node.name} is a function", text=pointed(text, node.span), remedy=remedy)
        if isinstance(node, Call):
            _check_call(node, text)


def _check_call(node: Call, text: str) -> None:
    if node.function not in ARGUMENTS:
        near = difflib.get_close_matches(node.function, ARGUMENTS, n=1)
        known = f"for a product write {node.function}*(..); functions: {', '.join(sorted(ARGUMENTS))}"
        remedy = f"did you mean {near[0]}?" if near else known
        raise NotationError(
            f"there is no function {node.function}",
            text=pointed(text, node.span),
            remedy=_CALLED_OTHERWISE.get(node.function, remedy),
        )
    least, most = ARGUMENTS[node.function]
    if not least <= len(node.arguments) <= most:
        count = str(least) if least == most else f"{least} or {most}"
        raise NotationError(
            f"{node.function} takes {count} argument{'s' * (most > 1)}, not {len(node.arguments)}",
            text=pointed(text, node.span),
            remedy="see docs/language.md",
        )
