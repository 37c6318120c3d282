"""The matrix language: what is read, how it groups, and what is refused at which place."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivcheck.core.errors import DerivcheckError, LimitError, NotationError
from derivcheck.expression.declarations import read_declarations
from derivcheck.expression.grammar import DEEPEST, LONGEST, read, spelt_out
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
    constant,
    nodes,
)


def grouped(node: Syntax) -> str:
    """The formula with every pair of parentheses written."""
    match node:
        case Numeral(_, value):
            return str(value)
        case Symbol(_, name):
            return name
        case Negated(_, operand):
            return f"(-{grouped(operand)})"
        case Transposed(_, operand):
            return f"({grouped(operand)}')"
        case Operation(_, operator, left, right):
            return f"({grouped(left)} {operator} {grouped(right)})"
        case Raised(_, base, exponent, entrywise):
            return f"({grouped(base)}{'.^' if entrywise else '^'}{grouped(exponent)})"
        case Call(_, function, arguments):
            return f"{function}({', '.join(map(grouped, arguments))})"
        case _:
            raise AssertionError(node)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b - c", "((a + b) - c)"),
        ("a - b*c", "(a - (b * c))"),
        ("-a*b", "(-(a * b))"),
        ("-x^2", "(-(x^2))"),
        ("a*-b", "(a * (-b))"),
        ("a.*b*c", "((a .* b) * c)"),
        ("a./b*c", "((a ./ b) * c)"),
        ("a/b/c", "((a / b) / c)"),
        ("2.*x", "(2 .* x)"),
        ("2.5*x", "(5/2 * x)"),
        ("1e-2", "1/100"),
        ("A^2'", "((A^2)')"),
        ("A'^2", "((A')^2)"),
        ("A''", "((A')')"),
        ("x.^2'", "((x.^2)')"),
        ("x^-1", "(x^(-1))"),
        ("x^(1/2)", "(x^(1 / 2))"),
        ("(a + b)*c", "((a + b) * c)"),
        ("dot(a, b + c)", "dot(a, (b + c))"),
        ("tr(A) + normF(B)", "(trace(A) + norm2(B))"),
    ],
)
def test_marks_group_as_documented(text: str, expected: str) -> None:
    assert grouped(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "message", "remedy", "column"),
    [
        ("2x", "column 2", "products are written with a mark", 2),
        ("x y", "column 3", "products are written with a mark", 3),
        ("A@B", "column 2", "the matrix product is written *", 2),
        ("x[1]", "column 2", "no subscripts", 2),
        ("a = b", "column 3", "give one formula", 3),
        ("\\lambda*x", "column 1", "this is not LaTeX", 1),
        ("(a + b", "ends too early", "close the parenthesis", 7),
        ("a +", "ends too early", "what comes after", 4),
        ("a)", "column 2", "take the parenthesis away", 2),
        ("", "empty", "give a formula", 1),
        ("a ** b", "column 4", "", 4),
        ("x.y", "column 2", "the marks are", 2),
        ("exp", "exp is a function", "write exp(..)", 1),
        ("sotfmax(x)", "no function sotfmax", "did you mean softmax?", 1),
        ("f(x)", "no function f", "for a product write f*(..)", 1),
        ("max(x, 0)", "no function max", "relu(x)", 1),
        ("norm1(a, b)", "norm1 takes 1 argument, not 2", "", 1),
        ("dot(a)", "dot takes 2 arguments, not 1", "", 1),
    ],
)
def test_a_refusal_says_where_and_what_instead(text: str, message: str, remedy: str, column: int) -> None:
    with pytest.raises(NotationError) as error:
        read(text)
    assert message in error.value.what
    assert remedy in error.value.remedy
    assert error.value.text.splitlines()[-1].index("^") == column - 1


def test_every_node_knows_its_place() -> None:
    text = "x'*(A + B)"
    places = {text[node.span.start : node.span.end] for node, _ in nodes(read(text))}
    assert places == {"x'*(A + B", "x'", "x", "A + B", "A", "B"}


def test_bounds_on_length_and_depth_and_digits() -> None:
    assert read("+".join(["x"] * (DEEPEST - 1)))
    for text in ("+".join(["x"] * 200), "x" * (LONGEST + 1), "exp(" * 70 + "x" + ")" * 70, "9" * 50, "1e99"):
        with pytest.raises(LimitError):
            read(text)


def test_parentheses_alone_are_no_depth() -> None:
    assert grouped(read("(" * 300 + "x" + ")" * 300)) == "x"


def test_letters_of_other_alphabets() -> None:
    assert spelt_out("\u03bb*\u0398\u2032 \u2212 1") == "lambda*Theta' - 1"
    with pytest.raises(NotationError):
        read(spelt_out("\u0430 + b"))


@given(st.text(alphabet="xAb1.2'*/^+-(), exp\u03bb$", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """With all parentheses written it means the same; whatever is refused is refused with a message."""
    try:
        once = grouped(read(spelt_out(text)))
    except DerivcheckError as error:
        once = error.what
        assert once
        return
    twice = grouped(read(once))
    assert grouped(read(twice)) == twice


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2), ("-1/2", Fraction(-1, 2)), ("(1/2)", Fraction(1, 2)), ("1/0", None), ("n", None)],
)
def test_constants(text: str, value: Fraction | None) -> None:
    assert constant(read(text)) == value


def test_pointing() -> None:
    assert pointed("a + b", Span(0, 1), Span(4, 5)) == "a + b\n^   ^"


def test_declarations() -> None:
    declared = read_declarations(["X: n x d, w: d", "c : scalar; lambda > 0", "A symmetric", "B: 3 x n"])
    assert declared.shapes == {"X": ("n", "d"), "w": ("d",), "c": (), "B": (3, "n")}
    assert declared.positive == ("lambda",)
    assert declared.symmetric == ("A",)


@pytest.mark.parametrize(
    "text", ["X n x d", "X: n x d x k", "X: 0", "x > 1", "", "x: n, x: m", "X: -1", "__: n y"]
)
def test_what_is_no_declaration_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        read_declarations([text])
