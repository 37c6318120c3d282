r"""(X^T X)^{-1} beside X^T X: inverses cancel against what their matrix is made of, and nothing else does."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

DATA = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$. "
HAT = DATA + r"Let $H = X (X^T X)^{-1} X^T$ and $\hat{w} = (X^T X)^{-1} X^T y$."
RIGHT = [
    r"(X^T X)^{-1} (X^T X w - X^T y) = w - (X^T X)^{-1} X^T y",
    r"w^T X^T X (X^T X)^{-1} X^T y = w^T X^T y",
    r"w - (X^T X)^{-1} (X^T X w) + (X^T X)^{-1} X^T y = (X^T X)^{-1} X^T y",
    r"(X^T X + \lambda I)^{-1} X^T X w = w - \lambda (X^T X + \lambda I)^{-1} w",
    r"X^T X (\frac{1}{n} X^T X + \lambda I)^{-1} w = n w - n \lambda (\frac{1}{n} X^T X + \lambda I)^{-1} w",
    r"(X^T X)^{-1} X^T (\sigma^2 I) X (X^T X)^{-1} = \sigma^2 (X^T X)^{-1}",
    r"(X^T X)^{-T} = (X^T X)^{-1}",
    r"H H = H", r"H^T = H", r"H X = X", r"(I - H) (I - H) = I - H",
    r"X^T (y - X \hat{w}) = 0",
    r"y^T y - y^T X \hat{w} = (y - X \hat{w})^T (y - X \hat{w})",
]  # fmt: skip
WRONG = [
    r"(X^T X)^{-1} (X^T X w - X^T y) = w + (X^T X)^{-1} X^T y",
    r"w^T X^T X (X^T X)^{-1} X^T y = w^T X^T X y",
    r"(X^T X + \lambda I)^{-1} X^T X w = w",
    r"(X^T X + \lambda I)^{-1} X^T X w = w + \lambda (X^T X + \lambda I)^{-1} w",
    r"X^T X (\frac{1}{n} X^T X + \lambda I)^{-1} w = n w - \lambda (\frac{1}{n} X^T X + \lambda I)^{-1} w",
    r"(X^T X)^{-1} X^T (\sigma^2 I) X (X^T X)^{-1} = \sigma^2 X^T X",
    r"X (X^T X)^{-1} X^T y = y",
    r"H H = 2 H", r"H y = y", r"(I - H) (I - H) = I + H",
    r"2 y - 2 X \hat{w} = y - X \hat{w}",
    r"y^T y + y^T X \hat{w} = (y - X \hat{w})^T (y - X \hat{w})",
]  # fmt: skip


def verdict(step: str) -> str:
    return check_text(f"{HAT}\n\n$$ {step} $$").steps[-1].verdict


@pytest.mark.parametrize("step", RIGHT)
def test_an_inverse_cancels_against_what_its_matrix_is_made_of(step: str) -> None:
    assert verdict(step) == "proved"


@pytest.mark.parametrize("step", WRONG)
def test_it_cancels_against_nothing_else(step: str) -> None:
    assert verdict(step) in {"refuted", "unknown", "malformed"}


def test_the_proof_holds_where_there_is_an_inverse() -> None:
    step = check_text(f"{DATA}\n\n$$ {RIGHT[0]} $$").steps[-1]
    assert any("det" in each for each in step.obligations)


def test_a_matrix_by_which_is_differentiated_is_made_of_nothing() -> None:
    text = r"Let $S = X^T X$. $$ \frac{\partial}{\partial S} \mathrm{tr}(S^{-1} X^T X) = 0 $$"
    assert check_text(text).steps[-1].verdict != "proved"
