r"""Still more wrong mathematics that was once proved; %s is the wrong text or that of its right neighbour."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import verdicts

RANGES = {
    "x_0, ..., x_{n-1} are not x_1, ..., x_n": (
        r"$$ \sum_{i=0}^{n-1} x_i = \sum_{%s} x_i $$",
        "i=1}^{n",
        "i=0}^{n-1",
    ),
    "a product that begins elsewhere": (
        r"$$ \prod_{t=1}^{T} p_t = \prod_{%s} p_t $$",
        "t=0}^{T-1",
        "t=1}^{T",
    ),
    "a list that is summed, and a sum that begins with 0": (
        r"$$ x_1 + x_2 + \dots + x_n = \sum_{%s} x_i $$",
        "i=0}^{n-1",
        "i=1}^{n",
    ),
    "a sum that begins with 2": (
        r"$$ x_1 + \sum_{%s} x_i = \sum_{i=1}^n x_i $$",
        "i=1}^{n",
        "i=2}^{n",
    ),
    "N + 1 terms and N": (
        r"$$ \sum_{i=0}^{N} 2 x_i = 2 \sum_{%s} x_i $$",
        "i=1}^{N",
        "i=0}^{N",
    ),
    "a definition sums from 0": (
        r"Let $L = \sum_{i=0}^{n-1} w x_i$. Then $$ \frac{\partial L}{\partial w} = \sum_{%s} x_i $$",
        "i=1}^{n",
        "i=0}^{n-1",
    ),
    "members by number count from 1": (
        r"$$ \sum_{%s} x_i = x_1 + x_2 + x_3 $$",
        "i=0}^{2",
        "i=1}^{3",
    ),
    "listed sets": (
        r"$$ \sum_{i \in \{1, \dots, n\}} x_i = \sum_{i \in \{%s\}} x_i $$",
        r"0, \dots, n-1",
        r"1, \dots, n",
    ),
    "ranges that are stated once": (
        r"Here $i = %s$ and $j = 1, \dots, n$. $$ \sum_i x_i = \sum_j x_j $$",
        r"0, \dots, n-1",
        r"1, \dots, n",
    ),
    "ranges in words": (
        r"The index $i$ runs from $%s$ and $j$ from $1$ to $n$. $$ \sum_i x_i = \sum_j x_j $$",
        "0$ to $n-1",
        "1$ to $n",
    ),
    "what is counted in words": (
        r"Here $i$ runs over the training examples and $j$ over %s. $$ \sum_i x_i = \sum_j x_j $$",
        "the test examples",
        "the training examples",
    ),
}
FUNCTIONS = {
    "a declared function is no factor": (
        r"Let $f: \mathbb{R}^n \to \mathbb{R}^n$. $$ %s $$",
        "f(x)_i = f(x_i)",
        "2 f(x) = f(x) + f(x)",
    ),
    "a declared function with a label is no factor": (
        r"Let $f_\theta: \mathbb{R}^n \to \mathbb{R}^n$. $$ f_\theta(x) = %s $$",
        r"x f_\theta",
        r"f_\theta(x + 0)",
    ),
    "a function that is called the softmax": (
        r"Let $\sigma$ be the softmax function. $$ \frac{\partial \sigma(x)_i}{\partial x_j} = %s $$",
        r"\sigma(x)_i (1 - \sigma(x)_i) \delta_{ij}",
        r"\sigma(x)_i (\delta_{ij} - \sigma(x)_j)",
    ),
    "a softmax of one number": (
        r"We use the softmax function $g$. $$ 2 g(x)_i = %s $$",
        "2 g(x_i)",
        "g(x)_i + g(x)_i",
    ),
}
PLACES = {
    "a capital is no number because it would then fit": (
        r"Let $A = X^\top X$ and $v = A w$. Then $$ v^\top A = %s $$",
        r"A v^\top",
        r"(A v)^\top",
    ),
    "a matrix changes places with a vector": (
        r"$$ X^\top X w + 0 = %s $$",
        r"w X^\top X",
        r"X^\top (X w)",
    ),
    "a vector is no number because it would then fit": (
        r"Let $y = W x$. $$ 2 y = %s $$",
        "x W + x W",
        "W x + W x",
    ),
    "a capital is no vector because it would then fit": (
        r"$$ (X w)^\top y = %s $$",
        r"w^\top y^\top X",
        r"w^\top X^\top y",
    ),
    "a projection": (
        r"Let $P = A (A^\top A)^{-1} A^\top$. $$ P b + b = %s $$",
        "b P + b",
        "b + P b",
    ),
    "a number is said to be one": (
        r"Let $%s$ be a real number. $$ A x = x A $$",
        "n",
        "x",
    ),
}
CASES = RANGES | FUNCTIONS | PLACES


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_is_not_proved_and_what_is_true_is(name: str) -> None:
    wrong, right = verdicts(CASES[name])
    assert wrong != "proved"
    assert right == "proved"
