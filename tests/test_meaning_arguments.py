"""A list of arguments repeats what a quantity depends on, or it makes a value of a function."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

CASES = [
    (r"Let $K(a, b) = a - b$. $$K(a, b) = K(b, a)$$", "refuted"),
    (r"Let $K(a, b) = a b$. $$K(a, b) = K(b, a)$$", "proved"),
    (r"Let $D(p\|q) = \sum_i p_i \log\frac{p_i}{q_i}$. $$D(p\|q) = D(q\|p)$$", "refuted"),
    (r"Let $f(x) = x^2$ and $f(x, y) = x y$. $$f(x, y) = f(x)$$", "unknown"),
    (r"Let $J(w) = w^T w$. $$\frac{\partial J}{\partial w} = 2 w$$", "proved"),
    (r"Let $J(w, b) = w^T w + b^2$. $$\frac{\partial J(w)}{\partial w} = 2 w$$", "proved"),
]


@pytest.mark.parametrize(("document", "verdict"), CASES)
def test_arguments_in_another_order_are_another_value(document: str, verdict: str) -> None:
    assert check_text(document).derivations[-1].steps[-1].verdict == verdict


ROWS = [
    (r"For $x \in \mathbb{R}^n$: $$\|x\|_2^2 = x x^\top$$", "unknown"),
    (r"For $x \in \mathbb{R}^n$: $$\|x\|_2^2 = x^\top x$$", "proved"),
    (r"$$\mathrm{softmax}(\mathbf{x} + c) = \frac{e^{\mathbf{x} + \bm{c}}}{\sum_j e^{x_j + c}}$$", "proved"),
    (r"$$\mathrm{softmax}(\mathbf{x} + c) = \frac{e^{\mathbf{x} + \bm{c}}}{\sum_j e^{x_j}}$$", "refuted"),
    (r"Let $A$ and $B$ be matrices. $$(A + B)(A - B) = A \odot A - B \odot B$$", "refuted"),
    (r"Let $A$ and $B$ be matrices. $$(A + B)(A - B) = A A - A B + B A - B B$$", "proved"),
]


@pytest.mark.parametrize(("document", "verdict"), ROWS)
def test_rows_and_entrywise_products_are_not_guessed(document: str, verdict: str) -> None:
    assert check_text(document).derivations[-1].steps[-1].verdict == verdict
