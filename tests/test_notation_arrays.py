"""The author's language: shapes, what is refused and how it is said, and that nothing is captured."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy

from derivcheck.core.errors import LimitError, NotationError, ProblemError, ShapeError, UnknownSymbolError
from derivcheck.core.terms import Index
from derivcheck.notation.elaboration import Declarations
from derivcheck.notation.language import (
    Array,
    Rational,
    absolute,
    components,
    delta,
    diag,
    dim,
    dot,
    equation,
    exp,
    gradient,
    identity,
    index,
    jacobian,
    log,
    log_softmax,
    mean,
    ones,
    outer,
    partial,
    relu,
    scalar,
    sigmoid,
    softmax,
    softplus,
    sqrt,
    squared_norm,
    tanh,
    tensor,
    total,
)
from derivcheck.notation.lowering import lower
from derivcheck.notation.text import text

n, D, K = dim("n", index="i"), dim("D", index="j"), dim("K", index="k")
X, W = tensor("X", n, D), tensor("W", D, D)
theta, y, z = tensor("theta", D), tensor("y", n), tensor("z", K)
lam = scalar("lam")
i, j, k = index("i", n), index("j", D), index("k", K)


def reading(array: Array) -> str:
    found = lower(Declarations(), (array,))
    return text(found.sides[0], found.indices)


@pytest.mark.parametrize(
    ("array", "shape", "shown"),
    [
        (X @ theta, "n", "sum_j X[i, j]*theta[j]"),
        (X.T @ y, "D", "sum_i X[i, j]*y[i]"),
        (X.T @ X, "D x D", "sum_i X[i, j]*X[i, k]"),
        (y @ X, "D", "sum_i y[i]*X[i, j]"),
        (y @ y, "scalar", "sum_i y[i]*y[i]"),
        (X * X, "n x D", "X[i, j]*X[i, j]"),
        (2 * X - 1, "n x D", "2*X[i, j] - 1"),
        (1 - y, "n", "1 - y[i]"),
        (lam / 2 * theta, "D", "lam/2*theta[j]"),
        (y**2 / n, "n", "1/n*y[i]^2"),
        (2**y, "n", "exp(y[i]*log(2))"),
        (1 / n * y, "n", "1/n*y[i]"),
        (total(X), "scalar", "sum_i sum_j X[i, j]"),
        (total(X, 0), "D", "sum_i X[i, j]"),
        (total(X, -1), "n", "sum_j X[i, j]"),
        (mean(X), "scalar", "1/(n*D)*sum_i sum_j X[i, j]"),
        (mean(X, axis=0), "D", "1/n*sum_i X[i, j]"),
        (softmax(z), "K", "exp(z[k])/(sum_l exp(z[l]))"),
        (softmax(X, axis=0), "n x D", "exp(X[i, j])/(sum_k exp(X[k, j]))"),
        (log_softmax(z), "K", "log(exp(z[k])/(sum_l exp(z[l])))"),
        (dot(theta, theta), "scalar", "sum_j theta[j]*theta[j]"),
        (squared_norm(y), "scalar", "sum_i y[i]^2"),
        (outer(y, theta), "n x D", "y[i]*theta[j]"),
        (diag(theta), "D x D", "delta(j, k)*theta[j]"),
        (identity(D), "D x D", "delta(j, k)"),
        (ones(n, 3), "n x 3", "1"),
        (gradient(dot(theta, theta), theta), "D", "partial(sum_k theta[k]*theta[k], theta[j])"),
        (jacobian(sigmoid(z), z), "K x K", "partial(sigmoid(z[k]), z[l])"),
        (partial(log(z[k]), z[k]), "scalar", "partial(log(z[k]), z[k])"),
        (X[i, :], "D", "X[i, j]"),
        (X[:, j], "n", "X[i, j]"),
        (components(y[i] * theta[j], j, i), "D x n", "y[i]*theta[j]"),
        (total(y[i] * X[i, j], i), "scalar", "sum_i y[i]*X[i, j]"),
        (exp(-softplus(relu(tanh(lam)))), "scalar", "exp(-softplus(relu(tanh(lam))))"),
        (sqrt(absolute(y)), "n", "sqrt(abs(y[i]))"),
        (delta(i, index("r", n)), "scalar", "delta(i, r)"),
    ],
)
def test_reading(array: Array, shape: str, shown: str) -> None:
    assert array.shape == shape
    assert reading(array) == shown


@pytest.mark.parametrize(
    ("make", "what", "remedy"),
    [
        (lambda: y @ theta, "n @ D", "transpose one"),
        (lambda: X @ y, "n x D @ n", "transpose one"),
        (lambda: lam @ y, "scalar @ n", "transpose one"),
        (lambda: X * theta, r"n x D \* D", "outer"),
        (lambda: X + theta, r"n x D \+ D", "one shape"),
        (lambda: y + tensor("v", 3), r"n \+ 3", "one shape"),
        (lambda: theta == X, "D == n x D", "one shape"),
        (lambda: y == lam, "n == scalar", "one shape"),
        (lambda: y.T, "only a matrix", "outer"),
        (lambda: y[j], "runs over D, the axis over n", ""),
        (lambda: X[i], "1 subscripts for 2 axes", ""),
        (lambda: y[2], "component 2 of an axis of size n", ""),
        (lambda: tensor("v", 3)[4], "component 4 of an axis of size 3", ""),
        (lambda: tensor("v", 3)[0], "component 0 of an axis of size 3", ""),
        (lambda: total(X, 2), "no axis 2", ""),
        (lambda: diag(X), "diag takes a vector", ""),
        (lambda: outer(lam, y), "outer", "scalar multiplies"),
        (lambda: gradient(y, theta), "gradient takes a scalar", "jacobian"),
    ],
)
def test_a_shape_that_does_not_fit_is_refused(make: Callable[[], object], what: str, remedy: str) -> None:
    with pytest.raises(ShapeError, match=what) as caught:
        make()
    assert remedy in caught.value.remedy
    assert caught.value.place is not None
    assert caught.value.place.path == __file__


def test_a_shape_error_shows_the_authors_text_and_the_sizes() -> None:
    with pytest.raises(ShapeError) as caught:
        (X.T @ y - 2 * theta) @ y
    assert caught.value.text == "(X.T @ y - 2*theta) @ y\nX: n x D, theta: D, y: n"


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: 0.5 * y, "cannot stand"),
        (lambda: y + "1", "cannot stand"),
        (lambda: y * True, "cannot stand"),
        (lambda: as_bool(y), "no truth value"),
        (lambda: as_bool(y == 0), "no truth value"),
        (lambda: 0 < lam < 1, "no truth value"),
        (lambda: y in [z], "no truth value|do not fit"),
        (lambda: dim("a b"), "not a name"),
        (lambda: tensor("1x", K), "not a name"),
        (lambda: tensor("x", 0), "not the size"),
        (lambda: tensor("x", "K"), "not the size"),
        (lambda: tensor("x", sympy.Symbol("K")), "not the size"),
        (lambda: y["i"], "not a subscript"),
        (lambda: X[1:2, :], "not a subscript"),
        (lambda: y[sympy.Idx("i", n)], "no range that starts at 1"),
        (lambda: total(lam, sympy.Idx("i")), "no range"),
        (lambda: total(y, "i"), "not an axis"),
        (lambda: mean(y, True), "not an axis"),
        (lambda: sympy.exp(y), "shape n in a SymPy"),
        (lambda: 1 / n == y, "shape n in a SymPy"),
        (lambda: components(y, i), "components takes"),
        (lambda: components(lam), "components takes"),
        (lambda: gradient(lam, X @ theta), "not a variable"),
        (lambda: partial(lam, lam * lam), "not a variable"),
    ],
)
def test_what_has_no_meaning_is_refused(make: Callable[[], object], what: str) -> None:
    with pytest.raises((NotationError, ShapeError), match=what):
        make()


def as_bool(value: object) -> bool:
    return bool(value)


def test_operators_are_kept_as_written() -> None:
    """SymPy would make 1, lam, 0 and 1 of these, and lose where they are defined."""
    assert reading(lam / lam) == "lam/lam"
    assert reading(exp(log(lam))) == "exp(log(lam))"
    assert reading(lam - lam) == "lam - lam"
    assert reading(sqrt(lam**2)) == "sqrt(lam^2)"
    assert reading(log(exp(lam))) == "log(exp(lam))"
    assert reading(lam**0) == "lam^0"


def test_nothing_is_captured() -> None:
    r = index("r", D)
    inner = total(W[r, j] * theta[j], j)
    assert reading(total(theta[r] * inner, r)) == "sum_r theta[r]*sum_j W[r, j]*theta[j]"
    over_author = total(theta[j] * W, j)
    assert reading(over_author[j, j]) == "sum_k theta[k]*W[j, j]"
    placed = components(total(W[j, r], r), j)
    assert reading(placed[r]) == "sum_s W[r, s]"
    twice = X @ theta
    assert reading(total(twice * twice)) == "sum_i (sum_j X[i, j]*theta[j])*sum_j X[i, j]*theta[j]"


def test_raw_sympy_scalars_are_read() -> None:
    expression = sympy.Sum(z[k] * sympy.log(z[k]), (k, 1, K)) + sympy.Rational(1, 2) * lam
    assert reading(total(expression)) == "sum_k z[k]*log(z[k]) + lam/2"
    q = sympy.Symbol("q")
    assert reading(as_array_of(sympy.Sum(z[q], (q, 1, K)))) == "sum_q z[q]"
    nested = sympy.Sum(z[k] * sympy.Sum(z[k], (k, 1, K)), (k, 1, K))
    assert reading(as_array_of(nested)) == "sum_k z[k]*sum_l z[l]"
    assert reading(K * lam) == "K*lam"
    assert reading(as_array_of(sympy.E ** lam.at())) == "exp(lam)"
    assert reading(as_array_of(sympy.E)) == "exp(1)"


def as_array_of(expression: Any) -> Array:
    return total(expression)


@pytest.mark.parametrize(
    ("make", "what", "remedy"),
    [
        (lambda: sympy.Sum(z[k], (k, 1, 3)), "whole axis", "total"),
        (lambda: sympy.Sum(z[sympy.Symbol("q")], (sympy.Symbol("q"), 2, K)), "whole axis", "total"),
        (lambda: z[sympy.Symbol("q")], "neither an index", "index"),
        (lambda: sympy.Sum(K * lam.at(), (K, 1, n)), "K is not an index", "index"),
        (lambda: sympy.Sum(lam.at(), (lam.at(), 1, n)), "lam is not an index", "index"),
        (lambda: lam.at() + 0.5, "Float", "Rational"),
        (lambda: sympy.sin(lam), "sin", "exp"),
        (lambda: sympy.Max(0, lam), "Max", "relu"),
        (lambda: sympy.Derivative(lam.at() ** 2, lam.at()), "Derivative", "gradient"),
        (lambda: sympy.Symbol("q"), "Symbol", "declare"),
        (lambda: lam.at() * k, "Idx", "subscript"),
        (lambda: sympy.oo, "Infinity", "finite"),
        (lambda: sympy.nan, "NaN", "no value"),
        (lambda: sympy.EulerGamma, "EulerGamma", "exp"),
        (lambda: sympy.I * lam.at(), "ImaginaryUnit", "exp"),
        (lambda: sympy.Piecewise((1, lam.at() > 0), (0, True)), "Piecewise", "exp"),
    ],
)
def test_sympy_outside_the_language_is_refused(make: Callable[[], Any], what: str, remedy: str) -> None:
    with pytest.raises(NotationError, match=what) as caught:
        reading(total(make()))
    assert remedy in caught.value.remedy


def test_limits_end_a_runaway_expression() -> None:
    deep = wide = lam
    for _ in range(120):
        deep = exp(deep)
    with pytest.raises(LimitError, match="levels"):
        reading(deep)
    for _ in range(60):
        wide = wide * wide
    with pytest.raises(LimitError, match="parts"):
        reading(wide)
    with pytest.raises(LimitError, match="exponent"):
        reading(lam**100_000)
    with pytest.raises(LimitError, match="digits"):
        reading(lam + 10**2000)
    with pytest.raises(LimitError, match="digits"):
        reading(lam + Fraction(1, 10**2000))
    assert len(deep.text) < 200


def test_what_the_limits_let_through() -> None:
    deep = lam
    for _ in range(90):
        deep = exp(deep)
    assert reading(deep).count("exp") == 90


def test_names_stand_for_one_thing() -> None:
    seen = Declarations()
    lower(seen, (z,))
    with pytest.raises(ProblemError, match="z stands for two"):
        lower(seen, (tensor("z", n),))
    with pytest.raises(ProblemError, match="K stands for two"):
        lower(seen, (scalar("K"),))
    with pytest.raises(UnknownSymbolError, match="unknown symbol v"):
        lower(seen, (total(sympy.IndexedBase("v")[k]),))


def test_free_indices_come_by_axis_and_then_by_name() -> None:
    found = lower(Declarations(), (X[i, :] * y[index("r", n)],))
    assert found.indices == (Index("j", "D"), Index("i", "n"), Index("r", "n"))


def test_statements() -> None:
    assert (lam > 0).relation == ">"
    assert (lam < 1).text == "1 > lam"
    assert (total(z) == 1).text == "total(z) == 1"
    assert (y != 0).relation == "!="
    assert (lam <= 1).relation == (lam >= 0).relation == ">="
    assert equation(1, lam).text == "1 == lam"
    assert (y == Rational(1, 2)).text == "y == 1/2"
