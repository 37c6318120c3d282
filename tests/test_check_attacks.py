r"""Wrong mathematics that was once proved: no step that is false as written may be, and its neighbour is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from derivcheck.checking.session import check_text

CASES = {
    "a bound index catches no argument of a function": (
        r"Let $f(a) = \sum_i a x_i$. Then $$ f(b_i) = %s $$",
        r"\sum_i b_i x_i",
        r"b_i \sum_j x_j",
    ),
    "the index of a function's value catches no argument": (
        r"Let $s(x)_i = e^{x_i}$. $$ s(W_i)_k = %s $$",
        r"e^{W_{ii}}",
        r"e^{W_{ik}}",
    ),
    "a bound index catches no index of a condition": (
        "For $i = j$:\n$$ \\sum_%s = \\sum_j x_i y_j $$",
        r"j x_j y_j",
        r"k x_j y_k",
    ),
    "what is said of some matrices holds for none that is not said to be one": (
        "%s\n\n$$ x^T A y = y^T A x $$",
        r"If $A$ is symmetric, much is simple. In general it is not.",
        r"The matrix $A$ is symmetric.",
    ),
    "a name that is introduced anew has no properties of another section": (
        "# One\n\nLet $y$ be one-hot.\n\n# Two\n\n%s\n\n$$ \\sum_k y_k = 1 $$",
        r"Let $y \in \mathbb{R}^K$ be any vector.",
        r"So:",
    ),
    "a displayed equation is no reason for itself": (
        "%s\n\n$$ A^T = A $$\n\n$$ x^T A y = y^T A x $$",
        r"The matrix $A$ need not be symmetric.",
        r"Let $A$ be a symmetric matrix.",
    ),
    "a condition holds where it is stated, and not in general": (
        "If $a^T b = 0$%s\n$$ (a + b)^T (a + b) = a^T a + b^T b $$",
        " then the two are orthogonal.\n\nIn general",
        ", then",
    ),
    "a case defines nothing": (
        "%s\n$$ u + v = 2 u $$",
        "If $u = v$, then we are done. In the other case, the sum of the two is, as may be seen at once,",
        "Let $u = v$. Then",
    ),
    "a power of a square matrix is no power of its entries": (
        "Let $A \\in \\mathbb{R}^{n \\times n}$. $$ (A^{%s})_{ij} = \\sum_k A_{ik} A_{kj} $$",
        "7",
        "2",
    ),
    "an inverse square is taken of the matrix": (
        "Let $A \\in \\mathbb{R}^{n \\times n}$. $$ %s = 1 / A_{ij}^2 $$",
        "(A^{-2})_{ij}",
        "A_{ij}^{-2}",
    ),
    "orthonormal columns are no orthonormal rows": (
        "Let $Q \\in \\mathbb{R}^{n \\times k}$ with $Q^T Q = I$.\n\n$$ %s $$",
        r"Q Q^T x = x",
        r"Q^T Q x = x",
    ),
    "a bias is no number because the gradient by it would then fit": (
        "Let $h = \\sigma(Wx + b)$ and $J = c^T h$. $$ \\frac{\\partial J}{\\partial b} = %s $$",
        r"c^T \sigma'(Wx + b)",
        r"c \odot \sigma'(Wx + b)",
    ),
    "an unknown function of an indexed argument depends on its arguments": (
        "Let $J_s(v, U) = \\sum_j J(v, w_j, U)$.\n\n"
        "$$ \\frac{\\partial J_s}{\\partial v} = \\sum_j \\frac{\\partial J(v, w_j, U)}{\\partial %s} $$",
        "U",
        "v",
    ),
    "two vectors side by side are no product entry by entry": (
        "With $u^T v$ in mind: $$ \\frac{\\partial %s}{\\partial u} = v $$",
        "(u v)",
        "(u^T v)",
    ),
    "sizes with two names are two sizes": (
        "Let $x \\in \\mathbb{R}^n$. $$ \\sum_{i=1}^%s x_i = \\sum_{i=1}^n x_i $$",
        "m",
        "n",
    ),
    "a random variable is not its expectation": (
        r"$$ \mathbb{E}[2 X] = %s $$",
        "2 X",
        r"2 \mathbb{E}[X]",
    ),
    "a definition keeps nothing of a name that is defined anew": (
        "Let $a = 2$. Let $y = a x$. Now let $a = 3$.%s Then\n\n$$ y = 3 x $$",
        "",
        " Let $y = a x$.",
    ),
    "a loss is no array": (
        r"$$ L = \frac{1}{n}\sum_{i=1}^n (y_i - w^T x_i)^2 $$ "
        r"$$ \nabla_w L = -\frac{2}{n} \sum_i (y_i - w^T x_i) x_i%s $$",
        "^T",
        "",
    ),
}


def verdicts(document: str) -> list[str]:
    return [step.verdict for step in check_text(document).steps]


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_as_written_is_not_proved(name: str) -> None:
    document, wrong, right = CASES[name]
    assert verdicts(document % right)[-1] == "proved"
    assert verdicts(document % wrong)[-1] != "proved"


def test_a_false_claim_of_numbers_alone_is_refuted() -> None:
    assert verdicts("$$ 1 = 2 $$ $$ 1 + 1 = 2 $$") == ["refuted", "proved"]


def test_definitions_that_grow_without_end_are_not_written_out() -> None:
    """Each is the square of the one before: written out, the last has more terms than any machine holds."""
    letters = "abcdefghijklmnopqrstu"
    defined = "\n\n".join(f"Let ${new} = {old} {old} + 1$." for old, new in pairwise(letters))
    assert verdicts(f"{defined}\n\n$$ u = a $$")[-1] == "refuted"
