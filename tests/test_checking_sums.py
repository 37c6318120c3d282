r"""Sums whose limits or dots are written in another way: dim(x), a + b ... + c."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session

SOFTMAX = r"Let $p_i = \frac{e^{x_i}}{\sum_{j=1}^{%s} e^{x_j}}$."
COUNTED = [
    (SOFTMAX % "dim(x)" + r" $\sum_i p_i = 1$", "proved"),
    (SOFTMAX % r"\dim(\mathbf{x})" + r" $\sum_i p_i = 2$", "refuted"),
    (SOFTMAX % "dim(y)" + r" $\sum_i p_i = 1$", "unknown"),
    (r"Let $z \in \mathbb{R}^{|V|}$. $\sum_{w \in Vocab} z_w = \sum_i z_i$", "proved"),
    (r"Let $z \in \mathbb{R}^{|V|}$. $\sum_{w \in Vocab} z_w = 2 \sum_i z_i$", "refuted"),
    (r"$\frac{e^{x_1} + e^{x_2} ... + e^{x_n}}{2} = \frac12 \sum_{j=1}^{n} e^{x_j}$", "proved"),
    (r"$\frac{e^{x_1} + e^{x_2} ... + e^{x_n}}{2} = \sum_{j=1}^{n} e^{x_j}$", "refuted"),
]
FACTORS = [
    (r"Let $a_i = b_i + 1$. $\sum_{k} y_k(a_i) + y_i = a_i (\sum_k y_k) + y_i$", "proved"),
    (r"Let $a_i = b_i + 1$. $\sum_{k} y_k(a_i) + y_i = a_i (\sum_k y_k) - y_i$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), COUNTED + FACTORS)
def test_the_last_step(text: str, verdict: str) -> None:
    assert Session().check_stdin(text.encode()).steps[-1].verdict == verdict
