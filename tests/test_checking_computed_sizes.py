r"""Sizes that are computed, \mathbb{R}^{d+1}: they are others than d, unless a 1 is appended."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from tests.wrong_and_right import verdicts

BOTH = r"Let $w \in \mathbb{R}^{d+1}$ and $x \in \mathbb{R}^{d}$. "
CASES = {
    "weights with one more": (
        r"Let $w \in \mathbb{R}^{%s}$ and $x \in \mathbb{R}^{d}$. $$ \nabla_w w^T x = x $$",
        "d+1",
        "d",
    ),
    "a matrix with twice as many rows": (
        r"Let $A \in \mathbb{R}^{%s \times (d+1)}$, $\theta \in \mathbb{R}^{d+1}$, $v \in \mathbb{R}^n$."
        r"$$ \nabla_\theta v^T A\theta = A^T v $$",
        "2n",
        "n",
    ),
    "a sum that leaves out one entry": (
        r"Let $w, x \in \mathbb{R}^{d+1}$. $$ w^T x = \sum_{i=%s}^{d} w_i x_i $$",
        "1",
        "0",
    ),
    "a sum over fewer than there are": (
        r"Let $w \in \mathbb{R}^{%s}$ and $x \in \mathbb{R}^{d}$. $$ w^T x = \sum_{i=1}^{d} w_i x_i $$",
        "d+1",
        "d",
    ),
}
WRONG = {
    "weights with one more": "malformed",
    "a matrix with twice as many rows": "malformed",
    "a sum that leaves out one entry": "unknown",
    "a sum over fewer than there are": "malformed",
}


@pytest.mark.parametrize("name", CASES)
def test_a_computed_size_is_another_one(name: str) -> None:
    assert verdicts(CASES[name]) == (WRONG[name], "proved")


@pytest.mark.parametrize(
    "words",
    [
        "We append a 1 to $x$.",
        "Each $x$ is concatenated with a $1$.",
        "We augment $x$ by a constant feature.",
    ],
)
def test_a_one_that_is_appended_makes_them_one(words: str) -> None:
    (step,) = check_text(BOTH + words + r" $$ \nabla_w w^T x = x $$").steps
    assert step.verdict == "proved"
    (step,) = check_text(BOTH + words + r" $$ w^T x = \sum_{i=1}^d w_i x_i $$").steps
    assert step.verdict == "unknown"


def test_shapes_that_do_not_fit_refute_what_no_reading_makes_true_of_numbers() -> None:
    r"""\log a b is \log(a b), where one of its readings is true: the other one accuses nobody."""
    document = (
        r"Let $w \in \mathbb{R}^k$, $x_i \in \mathbb{R}^d$ and $y_i \in \{0, 1\}$. $$ \log \prod_{i=1}^n "
        r"\sigma(w^T x_i)^{y_i} (1 - \sigma(w^T x_i))^{1 - y_i} = \sum_{i=1}^n \log "
        r"\sigma(w^T x_i)^{y_i} (1 - \sigma(w^T x_i))^{%s} $$"
    )
    assert verdicts((document, "y_i", "1 - y_i")) == ("refuted", "unknown")
