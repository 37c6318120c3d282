"""What Chinese prose says of symbols; systems of equations behind a brace; rows of matrices."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from derivcheck.reader.documents import read_text

HALVES = r"\frac{\partial (x^T A x)}{\partial x} = 2 A x"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("注意$A$为对称矩阵，", "proved"),
        ("其中 $A$ 是对称的，", "proved"),
        ("正定矩阵$A$，", "proved"),
        ("$A$不是对称矩阵，", "unknown"),
        ("如果$A$为对称矩阵，", "unknown"),
        ("非对称矩阵 $A$，", "unknown"),
        ("$A$为方阵，", "unknown"),
    ],
)
def test_a_property_in_chinese(words: str, expected: str) -> None:
    shapes = r"设 $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$。"
    assert check_text(f"{shapes}\n\n{words}所以\n\n$$ {HALVES} $$\n").steps[-1].verdict == expected


SYSTEMS = [
    r"\begin{cases} a = b + c \\ d = e^2 \end{cases}",
    r"\begin{cases} a &= b + c \\ d &= e^2 \end{cases}",
    r"\left\{ \begin{aligned} a &= b + c \\ d &= e^2 \end{aligned} \right.",
    r"\left\{ \begin{array}{l} a = b + c \\ d = e^2 \end{array} \right.",
]
FUNCTIONS = [
    r"f = \begin{cases} b & b > 0 \\ 0 & b = 0 \end{cases}",
    r"\begin{cases} b & b > 0 \\ 0 & b = 0 \end{cases} = f",
]


def steps(text: str) -> list[tuple[str, str]]:
    found = (s for each in read_text(f"$${text}$$").derivations for s in each.steps)
    return [(s.lhs.text.strip(" &"), s.rhs.text.strip()) for s in found]


@pytest.mark.parametrize("system", SYSTEMS)
def test_equations_of_a_system_are_steps(system: str) -> None:
    assert steps(system) == [("a", "b + c"), ("d", "e^2")]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_by_cases_is_no_system(function: str) -> None:
    assert len(steps(function)) == 1


def test_a_wrong_equation_of_a_system_is_found() -> None:
    system = r"$$ \begin{cases} (a + b)^2 = a^2 + 2 a b + b^2 \\ (a - b)^2 = a^2 - a b + b^2 \end{cases} $$"
    assert [each.verdict for each in check_text(system).steps] == ["proved", "refuted"]


def test_a_row_of_a_matrix_may_stand_as_a_row() -> None:
    document = r"Let $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$. "
    step = r"$$ \sum_j A_{kj} x_j = A_k x $$"
    assert check_text(document + step).steps[-1].verdict in {"proved", "unknown"}
