r"""A step that writes log a is claimed where log a has a value: there a is positive."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session

PROVED = [
    r"\log(a b) = \log a + \log b",
    r"\log(u / b) = \log(u) - \log(b)",
    r"\log \prod_{i=1}^n p_i = \sum_{i=1}^n \log p_i",
    r"\log \prod_i h_i^{y_i} (1-h_i)^{1-y_i} = \sum_i (y_i \log h_i + (1-y_i) \log (1-h_i))",
    r"\log(p(x) q(x)) = \log p(x) + \log q(x)",
    r"\log x^2 = 2 \log x",
]
WRONG = [
    r"\log(a b) = \log a - \log b",
    r"\log(a + b) = \log a + \log b",
    r"\log \prod_{i=1}^n p_i = \prod_{i=1}^n \log p_i",
    r"\log \prod_i h_i^{y_i} (1-h_i)^{1-y_i} = \sum_i (y_i \log h_i - (1-y_i) \log (1-h_i))",
    r"\log x^3 = 2 \log x",
]
ELSEWHERE = [
    (r"\log(a) + |b| = \log(a) + b", "refuted"),
    (r"\sum_{k \ne i} \log p_k + |p_i| = \sum_{k \ne i} \log p_k + p_i", "unknown"),
    (r"\log(x_1) + |x_2| = \log(x_1) + x_2", "refuted"),
    (r"\log(a_{ii}) + |a_{ij}| = \log(a_{ii}) + a_{ij}", "refuted"),
    (r"|x| x^n = x x^n", "unknown"),
    (r"\sqrt{s^2} s^n = s s^n", "unknown"),
    (r"\sqrt{\det(A)^2} \det(A)^k = \det(A) \det(A)^k", "unknown"),
]


def last(formula: str) -> CheckedStep:
    return Session().check_stdin(f"$${formula}$$".encode()).steps[-1]


@pytest.mark.parametrize("formula", PROVED)
def test_logarithms_of_products(formula: str) -> None:
    found = last(formula)
    assert found.verdict == "proved"
    assert any("positive, since its logarithm is taken" in note for note in found.notes)


@pytest.mark.parametrize("formula", WRONG)
def test_wrong_logarithms(formula: str) -> None:
    assert last(formula).verdict == "refuted"


@pytest.mark.parametrize(("formula", "verdict"), ELSEWHERE)
def test_nothing_is_assumed_of_what_has_no_logarithm(formula: str, verdict: str) -> None:
    assert last(formula).verdict == verdict
