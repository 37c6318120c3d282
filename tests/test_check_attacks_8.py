r"""Lists that hold more than their x_i, transposed numbers, indices that are arrays: what once was proved."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import verdicts

LIST = r"Let $w = (w_0, w_1, \dots, w_n)^\top$ and $x = (x_0, x_1, \dots, x_n)^\top$."
ROWS = r"Let $z^l = a^{l-1} W^l + b^l$, $a^l = \sigma(z^l)$ and $\delta^l = \frac{\partial C}{\partial z^l}$."

CASES = {
    "a sum that leaves out x_0": (
        LIST + r" $$ w^T x = \sum_{i=%s}^n w_i x_i $$",
        "1",
        "0",
    ),
    "x_0 = 1 is set": (
        r"We set $x_0 = 1$. $$ w^T x = \sum_{i=%s}^n w_i x_i $$",
        "1",
        "0",
    ),
    "a one in front": (
        r"Let $x = (%s x_1, \dots, x_n)^T$. $$ x^T x = \sum_{i=1}^n x_i^2 $$",
        "1,",
        "",
    ),
    "a one behind": (
        r"$$ x \leftarrow \begin{pmatrix} x_1 \\ \vdots \\ x_n %s \end{pmatrix} $$"
        r"$$ x^T x = \sum_{i=1}^n x_i^2 $$",
        r"\\ 1",
        "",
    ),
    "the bias in front of the weights": (
        r"Let $w = [%s w_1, \dots, w_n]^T$ and $x = [x_1, \dots, x_n]^T$. $$ w^T x = \sum_{i=1}^n w_i x_i $$",
        "b,",
        "",
    ),
    "in another order": (
        r"Let $w = (%s)$. $$ w^T x = \sum_{i=1}^n w_i x_i $$",
        r"w_n, \dots, w_1",
        r"w_1, \dots, w_n",
    ),
    "a row that is transposed is no number beside a matrix": (
        ROWS + r" $$ \frac{\partial C}{\partial W^l} = %s $$",
        r"\delta^l (a^{l-1})^T",
        r"(a^{l-1})^T \delta^l",
    ),
    "nor where the derivative is written out": (
        r"Let $z^l = a^{l-1} W^l$. $$ \frac{\partial C}{\partial W^l} = %s $$",
        r"\frac{\partial C}{\partial z^l} (a^{l-1})^T",
        r"(a^{l-1})^T \frac{\partial C}{\partial z^l}",
    ),
    "an index is no array": (
        r"$t$ is one-hot, only $t_c = 1$, and $p = \text{softmax}(a)$."
        r"$$ -\sum_i t_i \log p_i = -\log(\text{softmax}(a)_%s) $$",
        "a",
        "c",
    ),
    "a quotient on one line": (
        r"$$ \flatfrac{1}{2x} = %s $$",
        r"\frac{1}{2} x",
        r"\frac{1}{2} x^{-1}",
    ),
}

OTHERWISE = {
    "a row that is transposed is no number beside a matrix": "malformed",
    "nor where the derivative is written out": "malformed",
    "a quotient on one line": "refuted",
}
"""Verdicts of the wrong step; those that are not here are unknown."""


@pytest.mark.parametrize("name", CASES)
def test_only_the_right_step_is_proved(name: str) -> None:
    assert verdicts(CASES[name]) == (OTHERWISE.get(name, "unknown"), "proved")
