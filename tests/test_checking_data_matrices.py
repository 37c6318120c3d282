r"""X beside x_1, ..., x_n: sums over examples and their matrix form; right steps and wrong ones."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

ROWS = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$. "
RIGHT = [
    (ROWS, r"\sum_{i=1}^n (w^T x_i - y_i)^2 = (X w - y)^T (X w - y)"),
    (ROWS, r"\sum_{i=1}^n (w^T x_i - y_i)^2 = w^T X^T X w - 2 y^T X w + y^T y"),
    (ROWS, r"\sum_i x_i x_i^T = X^T X"),
    (ROWS, r"\sum_i y_i x_i = X^T y"),
    ("", r"\sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)}) x_j^{(i)} = (X^T (X \theta - \vec{y}))_j"),
    ("", r"\sum_n (t_n - w^T \phi(x_n)) \phi(x_n) = \Phi^T (t - \Phi w)"),
    (r"The columns of $X$ are the $x_i$.", r"\sum_i x_i x_i^T = X X^T"),
    (r"Let $X \in \mathbb{R}^{d \times n}$.", r"\sum_{i=1}^n (w^T x_i)^2 = w^T X X^T w"),
    (r"Let $W$ be diagonal with $W_{ii} = \frac{1}{2} c_i$.",
     r"\sum_i c_i (w^T x_i - y_i)^2 = 2 (X w - y)^T W (X w - y)"),
]  # fmt: skip
WRONG = [
    (ROWS, r"\sum_{i=1}^n (w^T x_i - y_i)^2 = 2 (X w - y)^T (X w - y)"),
    (ROWS, r"\sum_{i=1}^n (w^T x_i - y_i)^2 = w^T X^T X w - y^T X w + y^T y"),
    (ROWS, r"\sum_{i=1}^n x_i x_i^T = X X^T"),
    (ROWS, r"\sum_{i=1}^n y_i x_i = - X^T y"),
    ("", r"\sum_i x_i x_i^T = X X^T"),
    ("We write $X^T w$.", r"\sum_i x_i x_i^T = X^T X"),
    ("", r"\sum_w c_w u_w = U^T c"),
    ("", r"\sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)}) x_j^{(i)} = (X^T (X \theta + \vec{y}))_j"),
    ("", r"\sum_n (t_n - w^T \phi(x_n)) \phi(x_n) = \Phi^T (\Phi w - t)"),
    (r"The columns of $X$ are the $x_i$.", r"\sum_i x_i x_i^T = X^T X"),
    (r"Let $W$ be diagonal with $W_{ii} = \frac{1}{2} c_i$.",
     r"\sum_i c_i (w^T x_i - y_i)^2 = (X w - y)^T W (X w - y)"),
    (r"Let $W$ be a matrix with $W_{ii} = \frac{1}{2} c_i$.",
     r"\sum_i c_i (w^T x_i - y_i)^2 = 2 (X w - y)^T W (X w - y)"),
    (r"Let $X = A B$.", r"\sum_i x_i x_i^T = X^T X"),
    ("", r"x x^T = X^T X"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "step"), RIGHT)
def test_a_sum_over_examples_is_its_matrix_form(given: str, step: str) -> None:
    assert check_text(f"{given}\n\n$$ {step} $$").steps[-1].verdict == "proved"


@pytest.mark.parametrize(("given", "step"), WRONG)
def test_no_other_form_is(given: str, step: str) -> None:
    assert check_text(f"{given}\n\n$$ {step} $$").steps[-1].verdict in {"unknown", "refuted", "malformed"}


def test_what_is_taken_is_said() -> None:
    step = check_text(f"{ROWS}\n\n$$ {RIGHT[0][1]} $$").steps[-1]
    assert "x with its number is a row or an entry of X" in step.notes


def test_a_diagonal_matrix_is_symmetric() -> None:
    given, step = r"Let $\Lambda$ be {}.", r"\nabla_x (x^T \Lambda x) = 2 \Lambda x"
    assert check_text(f"{given.format('a diagonal matrix')}\n\n$$ {step} $$").steps[-1].verdict == "proved"
    assert check_text(f"{given.format('a matrix')}\n\n$$ {step} $$").steps[-1].verdict == "unknown"
