"""What is evaluated between two bounds, what stands under a bar, and functions given by single values."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    return [step.verdict for each in check_text(text, "markdown").derivations for step in each.steps]


@pytest.mark.parametrize(
    "claim",
    [
        r"\left. x^2 \right|_0^1 = 1",
        r"x^2 \Big|_1^3 = 8",
        r"\left[ \frac{x^2}{2} \right]_{x=a}^{b} = \frac{b^2 - a^2}{2}",
        r"[x^2]_{0}^{1} = 1",
        r"\left. x y + \frac{1}{2} y^2 \right|_{y=0}^{y=1} = x + \frac{1}{2}",
        r"\mu_{y|x} + \mu_{y|x} = 2 \mu_{y|x}",
        r"P_{t|t-1} + P_{t|t} = P_{t|t} + P_{t|t-1}",
        r"\log (P(\neg f) P(f)) = \log P(\neg f) + \log P(f)",
        r"2 \sum_j p_{j|i} = \sum_j p_{j|i} + \sum_k p_{k|i}",
    ],
)
def test_such_a_claim_is_proved(claim: str) -> None:
    assert verdicts(f"$$ {claim} $$")[-1] == "proved"


@pytest.mark.parametrize(
    "claim",
    [
        r"\left. x^2 \right|_0^1 = 2",
        r"\left[ \frac{x^2}{2} \right]_{x=a}^{b} = \frac{a^2 - b^2}{2}",
        r"\left. x y + \frac{1}{2} y^2 \right|_{y=0}^{y=1} = y + \frac{1}{2}",
        r"\left. x y + \frac{1}{2} y^2 \right|_{0}^{1} = x + \frac{1}{2}",
        r"\left. -e^{-x} \right|_0^\infty = 1",
        r"\mu_{y|x} + \mu_{y|x} = 2 \mu_{yx}",
        r"P_{t|t-1} + P_{t|t} = 2 P_{t|t}",
        r"\log (P(\neg f) P(f)) = 2 \log P(f)",
        r"2 \sum_j p_{j|i} = \sum_j p_{j|i} + \sum_k p_{i|k}",
    ],
)
def test_its_wrong_neighbour_is_not(claim: str) -> None:
    assert verdicts(f"$$ {claim} $$")[-1] != "proved"


OUTER = "Let $s \\in \\mathbb{R}^n$ and $d \\in \\mathbb{R}^m$.\n\n$$ %s $$"


def test_the_outer_product_of_two_vectors() -> None:
    assert verdicts(OUTER % r"d \otimes s = d s^T") == ["proved"]
    assert verdicts(OUTER % r"d \otimes s = s d^T") != ["proved"]


def test_a_function_given_at_one_number_says_nothing_of_another() -> None:
    page = "$$ f(\\theta_1) = 3 $$\n\n$$ f(\\theta_2) = 4 $$\n\n$$ f(\\theta_1) + f(\\theta_2) = 6 $$"
    assert verdicts(page)[:2] == ["definition", "definition"]
    assert verdicts(page)[2] != "proved"
    other = "$$ f(\\theta_1) = 3 $$\n\n$$ f(\\theta_2) + 1 = 4 $$"
    assert verdicts(other)[-1] not in {"proved", "refuted"}


BATCH = "$\\mu = \\frac{1}{n} \\sum_k x_k$ and $var = \\frac{1}{n} \\sum_{k=1}^n (x_k - \\mu)^2$.\n\n$$ %s $$"


def test_a_variance_without_brackets_is_the_number_that_the_page_defines() -> None:
    assert verdicts(BATCH % r"\frac{\partial var}{\partial x_j} = \frac{2}{n} (x_j - \mu)")[-1] == "proved"
    assert verdicts(BATCH % r"\frac{\partial var}{\partial x_j} = \frac{1}{n} (x_j - \mu)")[-1] == "refuted"


LOSS = "$L(w) = \\frac{1}{2} \\sum_{i=1}^N (w^T x_i - t_i)^2$\n\n$$ \\nabla L = %s $$"


def test_a_gradient_of_an_expression_is_by_the_variable_of_the_page() -> None:
    right = r"\frac{1}{2} \sum_{i=1}^N \nabla (w^T x_i - t_i)^2 = \sum_{i=1}^N (w^T x_i - t_i) x_i"
    assert verdicts(LOSS % right) == ["definition", "proved", "proved"]
    assert verdicts(LOSS % right.replace("t_i) x_i", "t_i) w"))[-1] == "refuted"
    two = "$f(x) = x^T y$ and $g(y) = y^T x$.\n\n$$ \\nabla (x^T y) = y $$"
    assert verdicts(two)[-1] != "proved"


def test_an_expectation_in_round_brackets() -> None:
    page = "Let $X$ be a random variable.\n\n$$ Var(X) = %s $$"
    assert verdicts(page % "E(X^2) - E(X)^2")[-1] == "proved"
    assert verdicts(page % "E(X^2) + E(X)^2")[-1] != "proved"
    assert verdicts(page % "E(X^2) - (7/12)^2")[-1] != "refuted"
