r"""Steps whose shapes do not fit as the page has them, judged by those that they show themselves."""

from __future__ import annotations

import pytest

from derivcheck.checking.alone import ALONE
from derivcheck.checking.session import check_text
from tests.wrong_and_right import Case, verdicts

NOT_PROVED = ("refuted", "malformed", "unknown", "not-understood")

PARTS = r"""
$$ A = S + K $$
$$ S = \frac{1}{2}(A + A^T) $$
$$ K = \frac{1}{2}(A - A^T) $$
"""
"""Definitions that are a circle: by them A need not be square."""

CASES: dict[str, Case] = {
    "a quadratic form": (
        PARTS
        + r"$$ (A\mathbf{x})^T d\mathbf{x} + (\mathbf{x}^T A) d\mathbf{x} = \mathbf{x}^T(%s) d\mathbf{x} $$",
        "A + A",
        "A + A^T",
    ),
    "the differential of a quadratic form": (
        PARTS + r"$$ d(\mathbf{x}^T A \mathbf{x}) = d\mathbf{x}^T A \mathbf{x} + %s $$",
        r"\mathbf{x}^T A^T d\mathbf{x}",
        r"\mathbf{x}^T A\, d\mathbf{x}",
    ),
    "a trace": (
        PARTS + r"$$ \mathrm{tr}(\mathrm{d}X^T A X B) = %s $$",
        r"\mathrm{tr}(B X^T A\,\mathrm{d}X)",
        r"\mathrm{tr}(B^T X^T A^T \mathrm{d}X)",
    ),
    "a product that other lines use otherwise": (
        r"The model is $f = w^T x$ with data $x \in \mathbb{R}^{N \times D}$ and $y \in \mathbb{R}^N$. "
        r"$$ y^T X w = (%s)^T $$",
        "y^T X^T w",
        "y^T X w",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_right_is_proved_and_what_is_wrong_is_not(name: str) -> None:
    assert verdicts(CASES[name]) in {(each, "proved") for each in NOT_PROVED}


def test_it_is_said() -> None:
    document, _, right = CASES["a quadratic form"]
    assert ALONE in check_text(document.replace("%s", right)).steps[-1].notes


WRONG = (
    r"We minimise $$ R = y^T y + w^T w.$$ Then $$ \frac{\partial (2w)}{\partial w} = 2 $$",
    r"Let $X \in \mathbb{R}^{n \times d}$ and $A = X + X$. $$ X^T A X = X^T A^T X $$",
    r"Let $w \in \mathbb{R}^d$. $$ \frac{\partial (2w)}{\partial w} = 2 $$",
    r"Let $y = x^T x$ with a vector $x$. $$ \mathrm{tr}(y A) = \mathrm{tr}(A) + y^T y^T $$",
    r"Let $B = x x^T$ and $A = B + C$ where $C = A^T$. $$ x^T A x = x^T B x $$",
    r"The matrix $B$ is $n \times m$. $$ B^T C B = B C B^T $$",
    r"Let $A \in \mathbb{R}^{n \times n}$, $b \in \mathbb{R}^n$. $$ A b^T = b A^T $$",
    r"Let $u = W x$ and $\hat{u} = \mathbf{x}^T u$. $$ d(u^T u) = 2 u\, du^T $$",
    r"Let $\mathbf{a}, \mathbf{b}$ be vectors. $$ \mathbf{a} \mathbf{b}^T = \mathbf{b} \mathbf{a}^T $$",
    r"Here $a^T b$ is a number. $$ a b = b a^T $$",
)


@pytest.mark.parametrize("document", WRONG)
def test_what_the_document_says_of_a_name_holds(document: str) -> None:
    assert check_text(document).steps[-1].verdict in NOT_PROVED


SOFTMAX_IN_FIVE = r"""$$ O = SV \in \mathbb{R}^{n \times h} $$

Let $S_1 = \exp(W)$, $S_2 = S_1\mathbf{1_n}$, $S_3 = S_2^{-1}$ and $S_4 = S_3\mathbf{1_n^T}$.

- $ \frac{\partial L}{\partial V} = S^T \frac{\partial L}{\partial O} = \gamma_1 \in \mathbb{R}^{n \times h}$
- $ \frac{\partial L}{\partial S} = \gamma_1 V^T = \gamma_2 \in \mathbb{R}^{n \times n} $
- $ \frac{\partial L}{\partial S_4} = S_1 \odot \gamma_2 = \gamma_3 \in \mathbb{R}^{n \times n} $
- $ \frac{\partial L}{\partial S_3} = \gamma_3\mathbf{1_n} = \gamma_4 \in \mathbb{R}^{n \times 1} $
"""


def test_a_definition_that_does_not_fit_the_shapes_of_a_step_alone_leaves_it_open() -> None:
    steps = check_text(SOFTMAX_IN_FIVE).steps
    assert steps[5].verdict == "proved"
    assert steps[-1].verdict == "unknown"
