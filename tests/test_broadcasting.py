r"""A bias that is added to every row, or every column, of a matrix of examples."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text
from tests.wrong_and_right import Case, verdicts

ROWS = "$X$ is (N, D), $W$ is (D, M), $b$ is (M,) and $Y$ is (N, M). $$ Y = X W + b $$\n\n"
UNSAID = "The inputs are the rows of $X$. $$ Y = X W + b $$\n\n"
ENTRIES = r"$$ \frac{\partial L}{\partial b_j} = \sum_{i=1}^N \frac{\partial L}{\partial Y_{%s}} $$"
COLUMNS = r"$W$ is $p \times q$, $X$ is $q \times m$ and $b$ is $p \times 1$. $$ Y = W X + b $$" + "\n\n"

CASES: dict[str, Case] = {
    "weights behind": (ROWS + r"$$ \frac{\partial L}{\partial W} = %s $$",
                       r"\frac{\partial L}{\partial Y} X^T", r"X^T \frac{\partial L}{\partial Y}"),
    "weights before": (COLUMNS + r"$$ \frac{\partial L}{\partial W} = %s $$",
                       r"X^T \frac{\partial L}{\partial Y}", r"\frac{\partial L}{\partial Y} X^T"),
    "bias of rows": (ROWS + r"$$ \frac{\partial L}{\partial b} = %s $$",
                     r"\frac{\partial L}{\partial Y}", r"\mathbf{1}^T \frac{\partial L}{\partial Y}"),
    "bias of columns": (COLUMNS + r"$$ \frac{\partial L}{\partial b} = %s $$",
                        r"\frac{\partial L}{\partial Y}", r"\frac{\partial L}{\partial Y} \mathbf{1}"),
    "entries": (ROWS + ENTRIES, "ji", "ij"),
    "sizes unsaid": (UNSAID + ENTRIES, "ji", "ij"),
    "a bias is no matrix": (
        UNSAID + r"$$ \frac{\partial L}{\partial b_j} = \sum_i \frac{\partial L}{\partial Y_{ij}} $$"
        r"$$ \frac{\partial L}{\partial b} = %s $$",
        r"\frac{\partial L}{\partial Y}", r"\mathbf{1}^T \frac{\partial L}{\partial Y}"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_only_the_right_step_is_proved(name: str) -> None:
    wrong, right = verdicts(CASES[name])
    assert right == "proved"
    assert wrong in {"malformed", "refuted", "unknown"}


def last(document: str) -> CheckedStep:
    return check_text(document).steps[-1]


def test_the_way_is_printed() -> None:
    step = last(ROWS + r"$$ \frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W^T $$")
    assert "b is added to every row of a matrix" in step.notes


def test_a_square_matrix_does_not_say_which_way() -> None:
    square = "$X$ is (n, n), $W$ is (n, n), $b$ is (n,). $$ Y = X W + b $$\n\n"
    step = r"$$ \frac{\partial L}{\partial W} = X \frac{\partial L}{\partial Y} $$"
    assert last(square + step).verdict != "proved"
