r"""Differentials as people write them: of traces, determinants and losses; what does not move."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import Case, verdicts

NOT_PROVED = ("refuted", "malformed", "unknown")
CASES: dict[str, Case] = {
    "of a trace": (r"$$ d\,\mathrm{tr}(A) = %s $$", r"\mathrm{tr}(dA)", r"\mathrm{tr}(A)"),
    "of a trace, upright": (
        r"$$ \mathrm{d}\operatorname{tr}(AX) = %s $$",
        r"\operatorname{tr}(A\,\mathrm{d}X)",
        r"\operatorname{tr}(X\,\mathrm{d}X)",
    ),
    "of a logarithm": (
        r"Differentials: $dX$. $$ d\log|X| = %s $$",
        r"\mathrm{tr}(X^{-1} dX)",
        r"|X| \mathrm{tr}(X^{-1} dX)",
    ),
    "of a determinant": (
        r"$$ \mathrm{d}\det(X) = %s $$",
        r"\det(X)\operatorname{tr}(X^{-1}\mathrm{d}X)",
        r"\operatorname{tr}(X^{-1}\mathrm{d}X)",
    ),
    "of an inverse": (
        r"$$ dX^{-1} = -X^{-1} dX X^{-1} $$ $$ d(XX)^{-1} = %s $$",
        r"-(XX)^{-1}\, d(XX)\, (XX)^{-1}",
        r"(XX)^{-1}\, d(XX)\, (XX)^{-1}",
    ),
    "a bracket behind what moves": (
        r"$$ dA(B + C) = %s $$",
        r"dA\,B + dA\,C",
        r"B\,dA + dA\,C",
    ),
    "a loss of one array": (
        r"Let $Y = XW$. $$ \frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Y} $$"
        r"$$ dL = %s $$",
        r"\mathrm{tr}\left(\left(\frac{\partial L}{\partial Y}\right)^T dY\right)",
        r"\mathrm{tr}\left(\frac{\partial L}{\partial Y} dY\right)",
    ),
    "a loss, and what its argument is computed from": (
        r"Let $Y = XW$. $$ \frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Y} $$"
        r"$$ dL = \mathrm{tr}\left(\left(\frac{\partial L}{\partial Y}\right)^T %s\right)$$",
        r"X dW",
        r"X^T dW",
    ),
    "vectors that are said to be constant": (
        r"Let $l = a^T X b$ where $a$ and $b$ are constant. $$ dl = %s $$",
        r"\mathrm{tr}(b a^T dX)",
        r"\mathrm{tr}(a b^T dX)",
    ),
    "what is constant does not move": (
        r"Let $l = a^T X b$. $$ dl = da^T X b + a^T dX b + a^T X db = a^T dX b $$ %s",
        r"as $a$ and $b$ are constant.",
        r"as is easily seen.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_right_is_proved_and_what_is_wrong_is_not(name: str) -> None:
    document, right, wrong = CASES[name]
    assert verdicts((document, wrong, right)) in {(each, "proved") for each in NOT_PROVED}


def test_a_dimension_before_a_function_is_a_factor() -> None:
    text = r"For $x \in \mathbb{R}^d$, $$dx = dx$$"
    text += r"$$ \frac{\partial}{\partial s} (d \log(s)) = \frac{%s}{s} $$"
    assert verdicts((text, "1", "d")) == ("refuted", "proved")


PRODUCTS: dict[str, Case] = {
    "a number between matrices": (
        r"$$ d(x x^T x) = %s $$",
        r"(dx) x^T x + 2 x^T x\, dx",
        r"(dx) x^T x + x\, d(x^T x)",
    ),
    "a number behind a matrix": (r"$$ (x^T x)\, y = %s $$", r"(I x x^T) y", r"(I x^T x) y"),
    "the product of Kronecker products": (
        r"$$ (A \otimes B)(C \otimes D) = %s $$",
        r"AD \otimes BC",
        r"AC \otimes BD",
    ),
    "the inverse of a Kronecker product": (
        r"$$ (A \otimes B)^{-1} = %s $$",
        r"B^{-1} \otimes A^{-1}",
        r"A^{-1} \otimes B^{-1}",
    ),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_products_that_are_taken_together(name: str) -> None:
    assert verdicts(PRODUCTS[name]) in {(each, "proved") for each in NOT_PROVED}
