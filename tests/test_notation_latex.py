"""Printed LaTeX: what it looks like, and that no name can break out of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import NotationError
from derivcheck.core.functions import exp, log, sqrt
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Partial,
    Term,
    Total,
    fresh_index,
    term,
)
from derivcheck.notation.declarations import scalar
from derivcheck.notation.latex import latex, latex_name, latex_size
from tests.strategies import CONTEXT, terms

i, j, k = Index("i", "n"), Index("j", "K"), fresh_index("K", "k")
CONTEXT_HERE = Context(
    {
        "lam": Tensor("lam", (), r"\lambda"),
        "W": Tensor("W", ("n", "K"), "W^{(1)}"),
        "W1": Tensor("W1", ("n", "K")),
        "y": Tensor("y", ("K",)),
        "yhat": Tensor("yhat", ("K",)),
    }
)
y_k, yhat_k, y_j = Entry("y", (k,)), Entry("yhat", (k,)), Entry("y", (j,))
lam, n = Entry("lam", ()), Dimension("n")


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (-Total(k, y_k * log(yhat_k)), r"-\sum_{k=1}^{K} y_{k} \log \hat{y}_{k}"),
        (log(y_j) * y_j, r"\left(\log y_{j}\right) y_{j}".replace(r"\left(", "(").replace(r"\right)", ")")),
        (log(y_j + 1), r"\log (y_{j} + 1)"),
        (1 / n * Total(k, y_k), r"\frac{1}{n} \sum_{k=1}^{K} y_{k}"),
        (Total(k, y_k) * lam, r"\left(\sum_{k=1}^{K} y_{k}\right) \lambda"),
        (exp(y_j) / Total(k, exp(y_k)), r"\frac{e^{y_{j}}}{\sum_{k=1}^{K} e^{y_{k}}}"),
        (exp(y_j) ** 2, r"(e^{y_{j}})^{2}"),
        (Apply("sigmoid", y_j) ** 2, r"\sigma(y_{j})^{2}"),
        (Apply("abs", y_j), r"\left|y_{j}\right|"),
        (Entry("W", (i, j)) ** 2, r"(W^{(1)}_{ij})^{2}"),
        (Entry("W1", (i, j)), r"(W_{1})_{ij}"),
        (Entry("W1", (i, 2)), r"(W_{1})_{i,2}"),
        (Delta(j, 1), r"\delta_{j,1}"),
        (Partial(Entry("J", ()), y_j), r"\frac{\partial J}{\partial y_{j}}"),
        (Partial(lam * y_j, y_j), r"\frac{\partial}{\partial y_{j}} \left[\lambda y_{j}\right]"),
        (sqrt(y_j), r"\sqrt{y_{j}}"),
        (lam * term(2) ** Fraction(2, 3) * term(2) ** 3, r"\lambda \cdot 2^{2/3} \cdot 2^{3}"),
        (term(Fraction(-1, 2)), r"-\frac{1}{2}"),
    ],
)
def test_latex(node: Term, shown: str) -> None:
    assert latex(node, CONTEXT_HERE) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("lam", r"\lambda"),
        ("yhat", r"\hat{y}"),
        ("thetahat", r"\hat{\theta}"),
        ("hat", r"\mathrm{hat}"),
        ("b12", "b_{12}"),
        ("D_x", "D_{x}"),
        ("a_", r"\mathrm{a\_}"),
        ("a_b_c", r"\mathrm{a\_b\_c}"),
        ("loss", r"\mathrm{loss}"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert latex_name(name, CONTEXT_HERE) == shown


def test_sizes() -> None:
    assert [latex_size("K"), latex_size("D_x"), latex_size(3)] == ["K", "D_{x}", "3"]


@given(terms())
def test_braces_balance_and_no_machine_name_shows(node: Term) -> None:
    shown = latex(node, CONTEXT)
    depths = [shown[:end].count("{") - shown[:end].count("}") for end in range(len(shown) + 1)]
    assert min(depths) == 0 == depths[-1]
    assert "'" not in shown
    assert shown.count(r"\left") == shown.count(r"\right")


@pytest.mark.parametrize(
    "bad",
    [
        r"\input{x}",
        "a}{b",
        "{",
        "$x$",
        "a%",
        r"\\",
        r"\def",
        "a&b",
        "<b>",
        "\\",
        r"x\href{javascript:}",
        "a\nb",
    ],
)
def test_an_unsafe_name_is_refused(bad: str) -> None:
    with pytest.raises(NotationError, match="not accepted"):
        scalar("x", latex=bad)


@pytest.mark.parametrize("good", [r"\hat{y}", "W^{(1)}", r"\mathbf{x}'", r"\tilde{\theta}_{0}", ""])
def test_a_safe_name_is_taken(good: str) -> None:
    assert scalar("x", latex=good).base.latex == good
