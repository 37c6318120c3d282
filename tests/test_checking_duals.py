r"""Conditions at an optimum put back into what is optimized: the dual of an SVM; and no other use of them."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

SVM = r"""The Lagrangian is

$$ L = \frac{1}{2} w^T w - \sum_{i=1}^m \alpha_i [y_i (w^T x_i + b) - 1] $$

$$ \frac{\partial L}{\partial w} = w - \sum_{i=1}^m \alpha_i y_i x_i = 0 $$
{solved}
$$ \frac{\partial L}{\partial b} = -\sum_{i=1}^m \alpha_i y_i = 0 $$

"""
SOLVED = r"""
Therefore

$$ \implies w = \sum_{i=1}^m \alpha_i y_i x_i $$
"""
DUAL = r"L = \sum_{i=1}^m \alpha_i - \frac{1}{2} \sum_{i,j=1}^m \alpha_i \alpha_j y_i y_j x_i^T x_j"
RIGHT = [
    DUAL,
    r"\frac{1}{2} w^T w - \sum_i \alpha_i y_i w^T x_i "
    r"= -\frac{1}{2} \sum_i \sum_j \alpha_i \alpha_j y_i y_j x_i^T x_j",
    r"w^T z + b = \sum_{i=1}^m \alpha_i y_i x_i^T z + b",
]
WRONG = [
    DUAL.replace(r"- \frac", r"+ \frac"),
    DUAL.replace("y_i y_j", "y_i"),
    DUAL.replace(r"\frac{1}{2}", ""),
    r"w^T z + b = \sum_{i=1}^m \alpha_i x_i^T z + b",
    r"w^T z = \sum_{i=1}^m \alpha_i y_i x_i^T z + b",
    r"\nabla_w L = \sum_{i=1}^m \alpha_i y_i x_i - w",
    r"2 w - 2 \sum_i \alpha_i y_i x_i = 3 w - 3 \sum_i \alpha_i y_i x_i",
    r"2 \sum_i \alpha_i y_i = \sum_i \alpha_i y_i",
]


def verdict(step: str, solved: str) -> str:
    return check_text(SVM.replace("{solved}", solved) + f"$$ {step} $$").steps[-1].verdict


@pytest.mark.parametrize("solved", ["", SOLVED])
@pytest.mark.parametrize("step", RIGHT)
def test_conditions_are_put_back(step: str, solved: str) -> None:
    assert verdict(step, solved) == "proved"


@pytest.mark.parametrize("solved", ["", SOLVED])
@pytest.mark.parametrize("step", WRONG)
def test_they_prove_no_wrong_step(step: str, solved: str) -> None:
    assert verdict(step, solved) in {"unknown", "refuted"}


def test_what_is_put_back_is_said() -> None:
    notes = check_text(SVM.replace("{solved}", SOLVED) + f"$$ {DUAL} $$").steps[-1].notes
    assert sum(note.startswith("at the optimum: ") for note in notes) == 2


def test_before_the_conditions_nothing_is_known() -> None:
    text = f"$$ {DUAL} $$\n\n" + SVM.replace("{solved}", "")
    assert check_text(text).steps[0].verdict != "proved"


SLACK = r"""$$ L = \frac{1}{2} w^T w + C \sum_i \xi_i - \sum_i \alpha_i (w^T x_i - 1 + \xi_i)
- \sum_i \mu_i \xi_i $$

$$ \frac{\partial L}{\partial \xi_i} = C - \alpha_i - \mu_i = 0 $$

$$ L = \frac{1}{2} w^T w - \sum_i \alpha_i (w^T x_i %s 1) $$"""


def test_slack_vanishes() -> None:
    assert check_text(SLACK % "-").steps[-1].verdict == "proved"
    assert check_text(SLACK % "+").steps[-1].verdict in {"unknown", "refuted"}


PCA = r"""Maximize $w^T S w$ subject to $w^T w = 1$, where $S$ is symmetric.

$$ L = w^T S w - \lambda (w^T w - 1) $$

$$ \frac{\partial L}{\partial w} = 2 S w - 2 \lambda w = 0 $$

$$ \Rightarrow S w = \lambda w $$

"""
CONSTRAINED = [
    (r"w^T S w = \lambda w^T w", True), (r"w^T S w = \lambda", True), (r"\lambda w^T w = \lambda", True),
    (r"w^T S w = \lambda^2", False), (r"w^T w = \lambda", False), (r"w^T S S w = \lambda w^T w", False),
    (r"\frac{\partial}{\partial w} w^T w = 0", False), (r"\nabla_w (w^T S w) = 2 \lambda w^T", False),
]  # fmt: skip


@pytest.mark.parametrize(("step", "holds"), CONSTRAINED)
def test_a_constraint_and_an_eigenvector_are_used(step: str, holds: bool) -> None:
    found = check_text(PCA + f"$$ {step} $$").steps[-1].verdict
    assert (found == "proved") is holds


def test_what_is_0_in_one_case_is_no_condition() -> None:
    text = "If $a^T b = 0$ then they are orthogonal. $$ (a + b)^T (a + b) = a^T a + b^T b $$"
    assert check_text(text).steps[-1].verdict != "proved"


SOFT = r"""$$ \mathcal{L} = \frac{1}{2} \|w\|^2 + C \sum_{i=1}^n \xi_i
- \sum_{i=1}^n \alpha_i (y_i (w^\top x_i + b) - 1 + \xi_i) - \sum_{i=1}^n \mu_i \xi_i $$

$$ \frac{\partial \mathcal{L}}{\partial w} = 0 \Rightarrow w = \sum_{i=1}^n \alpha_i y_i x_i $$
$$ \frac{\partial \mathcal{L}}{\partial b} = 0 \Rightarrow \sum_{i=1}^n \alpha_i y_i = 0 $$
$$ \frac{\partial \mathcal{L}}{\partial \xi_i} = 0 \Rightarrow \alpha_i + \mu_i = C $$

$$ %s $$"""


TWICE = r"\sum_{i,j=1}^n \alpha_i \alpha_j y_i y_j x_i^T x_j"


@pytest.mark.parametrize(
    ("step", "holds"),
    [
        (r"\mathcal{L} = \sum_{i=1}^n \alpha_i - \frac12 " + TWICE, True),
        (r"\mathcal{L} = \sum_{i=1}^n \alpha_i - " + TWICE, False),
        (r"\mathcal{L} = C \sum_i \xi_i - \frac12 " + TWICE, False),
        (r"\nabla_w \mathcal{L} = w - \sum_{i=1}^n \alpha_i y_i x_i", True),
        (r"\nabla_w \mathcal{L} = w + \sum_{i=1}^n \alpha_i y_i x_i", False),
    ],
)  # fmt: skip
def test_a_soft_margin_has_the_same_dual(step: str, holds: bool) -> None:
    found = check_text(SOFT % step).steps[-1].verdict
    assert (found == "proved") is holds
