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
