"""Shapes of formulas: what is inferred, what a declaration changes, and what contradicts."""

from __future__ import annotations

import pytest

from derivcheck.core.errors import ShapeError, UnknownSymbolError
from derivcheck.expression.declarations import read_declarations, shapes_text
from derivcheck.expression.grammar import read
from derivcheck.expression.inference import Typing, infer


def typed(text: str, *where: str) -> Typing:
    return infer(read(text), text, read_declarations(where))


def shapes(text: str, *where: str) -> str:
    return shapes_text(typed(text, *where).variables)


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("norm2(X*w - y)^2", "", "X: n x d, w: d, y: n"),
        ("y'*log(softmax(W*x+b))", "", "y: n, W: n x m, x: m, b: n"),
        ("x'*A*x", "", "x: n, A: n x n"),
        ("trace(A*X*B)", "", "A: n x d, X: d x m, B: m x n"),
        ("log(det(X))", "", "X: n x n"),
        ("lambda*norm2(w)^2", "", "lambda: scalar, w: n"),
        ("alpha'*K*alpha", "", "alpha: n, K: n x n"),
        ("c*x", "", "c: scalar, x: n"),
        ("c*x'*x + b'*x", "", "c: scalar, x: n, b: n"),
        ("sigmoid(w'*x + b)", "", "w: n, x: n, b: scalar"),
        ("x - mean(x)", "", "x: n"),
        ("x/norm2(x)", "", "x: n"),
        ("norm2(X*w-y)^2/N", "", "X: n x d, w: d, y: n, N: scalar"),
        ("x*y'", "", "x: n, y: m"),
        ("x .* y", "", "x: n, y: n"),
        ("x^3", "", "x: scalar"),
        ("outer(x, y)*z", "", "x: n, y: m, z: m"),
        ("diag(x) + A", "", "x: n, A: n x n"),
        ("diag(A) + x", "", "A: n x n, x: n"),
        ("A + eye(k)", "", "A: k x k"),
        ("X + ones(p,1)*b'", "", "X: p x n, b: n"),
        ("w*x", "w: scalar", "w: scalar, x: n"),
        ("X*w - y", "X: p x q", "X: p x q, w: q, y: p"),
        ("X*w/n", "X: n x d", "X: n x d, w: d"),
        ("A*x", "A: 3 x 2", "A: 3 x 2, x: 2"),
        ("A*B*c", "A: m x m, m > 0", None),
        ("A*x", "A symmetric", "A: n x n, x: n"),
        ("sum(x)/n", "", "n: scalar, x: m"),
        ("A + x", "", "A: n x m, x: scalar"),
        ("pi*x", "", "x: n"),
    ],
)
def test_shapes_are_inferred(text: str, where: str, expected: str | None) -> None:
    given = (where,) if where else ()
    if expected is None:
        with pytest.raises(UnknownSymbolError):
            shapes(text, *given)
    else:
        declared = {part.split(":")[0].strip() for part in where.split(",") if ":" in part}
        found = shapes(text, *given)
        assert sorted(found.split(", ")) == sorted(expected.split(", ")), declared


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("w*x", "", "w (a column vector) times x (a column vector)"),
        ("A*x'", "", "A (a matrix) times x' (a row vector)"),
        ("X*w - y'", "", "- between X*w (a column vector) and y' (a row vector)"),
        ("A + softmax(x)", "", "+ between A (a matrix) and softmax(x) (a column vector)"),
        ("softmax(x) + A*x", "A: n x m", "m (as A is declared) and n (as A is declared) must be one size"),
        ("X*w - y", "X: n x d, y: m", "n (as X is declared) and m (as y is declared) must be one size"),
        ("det(A)", "A: 2 x 3", "det takes a square matrix"),
        ("A^2", "A: 2 x 3", "a power of a matrix needs it square"),
        ("A^(1/2)", "", "a matrix to the power 1/2"),
        ("x^n", "x: scalar", "the exponent is no number"),
        ("A^T", "", "the exponent is no number"),
        ("A/B", "", "a division by a matrix"),
        ("softmax(A)", "", "softmax of a matrix"),
        ("lambda'*x", "lambda: scalar", "lambda is a scalar and is transposed"),
        ("sum(sum(A))", "", "sum of a scalar"),
        ("sum(x, 1)", "", "sum along this axis of a column vector"),
        ("mean(A, 3)", "", "mean along this axis of a matrix"),
        ("logsumexp(A, k)", "k: scalar", "logsumexp along this axis of a matrix"),
        ("sum(A, 1) + sum(A, 2)", "", "a row vector"),
        ("dot(x, A)", "", "dot of a column vector and a matrix"),
        ("trace(softmax(x))", "", "trace of a column vector"),
        ("ones(1/2, 1)*x", "", "this is no size"),
        ("softmax(x)*A", "A symmetric", "softmax(x) (a column vector) times A (a matrix)"),
    ],
)
def test_a_contradiction_is_refused_with_place_and_bindings(text: str, where: str, message: str) -> None:
    with pytest.raises(ShapeError) as error:
        shapes(text, *([where] if where else []))
    assert message in error.value.what
    assert "^" in error.value.text
    assert error.value.remedy


def test_a_conflict_points_at_both_places_and_says_what_is_known() -> None:
    with pytest.raises(ShapeError) as error:
        shapes("X*w - y", "X: n x d, y: m")
    assert error.value.text == "X*w - y\n^     ^"
    assert "so far X: n x d, y: m, w: d" in error.value.what


def test_equally_usual_readings_are_not_guessed() -> None:
    with pytest.raises(ShapeError) as error:
        shapes("w*x + b")
    assert '--where "w: scalar" or --where "x: scalar"' in error.value.remedy


def test_what_is_unusual_is_told() -> None:
    assert typed("c*x").unusual == ("c",)
    assert typed("c*x", "c: scalar").unusual == ()
    assert typed("lambda*x").unusual == ()


def test_names_of_sizes_keep_clear_of_variables() -> None:
    assert shapes("n'*x") == "n: m, x: m"


def test_a_declaration_of_an_absent_name_is_refused() -> None:
    with pytest.raises(UnknownSymbolError, match="z is declared"):
        shapes("x'*x", "z: n")
