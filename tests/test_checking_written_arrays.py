r"""Arrays that are written out, cell by cell or with dots: right steps, and wrong ones beside them."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session


def last(text: str) -> str:
    """The verdict of the last step."""
    return Session().check_stdin(text.encode()).steps[-1].verdict


_DIAGONAL = (
    r"Let $s(t) = \frac{1}{1 + e^{-t}}$. $$ \frac{\partial s(x)}{\partial x} = \begin{bmatrix} s'(x_1) & 0 &"
    r" \cdots & 0 \\ 0 & %s & \cdots & 0 \\ \vdots & \vdots & \vdots & \vdots \\ 0 & 0 & 0 & s'(x_d)"
    r" \end{bmatrix} $$"
)
_COST = r"Let $X \in \mathbb{R}^{m \times d}$ and $J(\theta) = \frac{1}{2m} \|X \theta - y\|^2$. "
_ROW = (
    r"$$ x = \begin{bmatrix} %s \end{bmatrix}, \quad w = \begin{bmatrix} w_1 \\ w_2 \\ w_3 \end{bmatrix} $$ "
)
_GRID = r"$$ X = \begin{bmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \end{bmatrix}, \quad w = [w_1, w_2]^T $$ "
_LINES = r"Let $a, b, c \in \mathbb{R}^n$ and $N = \begin{bmatrix} a^T \\ b^T \end{bmatrix}$. "
_BLANKS = r"$$ A = \begin{bmatrix} c_1 & & \\ & \ddots & \\ & & c_n \end{bmatrix} $$ "
_STEPS = [
    (_DIAGONAL % "s'(x_2)", _DIAGONAL % "s'(x_1)"),
    (
        _BLANKS + r"$$ A_{ij} = c_i \delta_{ij} $$",
        _BLANKS + r"$$ A_{ij} = c_i $$",
    ),
    (
        _COST + r"$$ \nabla_\theta J = \left( \frac{\partial J}{\partial \theta_0}, \frac{\partial J}"
        r"{\partial \theta_1}, \dots, \frac{\partial J}{\partial \theta_n} \right) $$",
        _COST + r"$$ \nabla_\theta J = \left( \frac{\partial J}{\partial \theta_0}, \frac{\partial J}"
        r"{\partial \theta_0}, \dots, \frac{\partial J}{\partial \theta_n} \right) $$",
    ),
    (
        _COST + r"$$ X \theta = \begin{bmatrix} \sum_j X_{1j} \theta_j \\ \sum_j X_{2j} \theta_j \\ \vdots"
        r" \end{bmatrix} $$",
        _COST + r"$$ X \theta = \begin{bmatrix} \sum_j X_{j1} \theta_j \\ \sum_j X_{j2} \theta_j \\ \vdots"
        r" \end{bmatrix} $$",
    ),
    (
        r"$$ x_0 + x_1 + \dots + x_{n-1} + x_n = \sum_{i=0}^n x_i $$",
        r"$$ x_0 + x_1 + \dots + x_{n-1} + x_n = \sum_{i=1}^n x_i $$",
    ),
    (
        r"$$ \sum_{k=1}^n a_k - 1 = a_1 + \dots + (a_o - 1) + \dots + a_n $$",
        r"$$ \sum_{k=1}^n a_k + 1 = a_1 + \dots + (a_o - 1) + \dots + a_n $$",
    ),
    (
        _ROW % "x_1, x_2, x_3" + r"$$ x w = x_1 w_1 + x_2 w_2 + x_3 w_3 $$",
        _ROW % "x_1, x_2, x_3" + r"$$ x w = x_1 w_1 + x_2 w_2 + x_3 w_2 $$",
    ),
    (
        _ROW % "x_1 & x_2 & x_3"
        + r"$$ \frac{\partial x w}{\partial w} = \begin{bmatrix} x_1 \\ x_2 \\ x_3 \end{bmatrix} $$",
        _ROW % "x_1 & x_2 & x_3"
        + r"$$ \frac{\partial x w}{\partial w} = \begin{bmatrix} x_1 \\ x_3 \\ x_2 \end{bmatrix} $$",
    ),
    (
        _GRID
        + r"$$ X w = \begin{bmatrix} x_{11} w_1 + x_{12} w_2 \\ x_{21} w_1 + x_{22} w_2 \end{bmatrix} $$",
        _GRID
        + r"$$ X w = \begin{bmatrix} x_{11} w_1 + x_{21} w_2 \\ x_{12} w_1 + x_{22} w_2 \end{bmatrix} $$",
    ),
    (
        _LINES + r"$$ N c = \begin{bmatrix} a^T c \\ b^T c \end{bmatrix} $$",
        _LINES + r"$$ N c = \begin{bmatrix} b^T c \\ a^T c \end{bmatrix} $$",
    ),
    (_LINES + r"$$ N^T N = a a^T + b b^T $$", _LINES + r"$$ N^T N = a a^T + a b^T $$"),
]


@pytest.mark.parametrize(("right", "wrong"), _STEPS)
def test_right_steps_are_proved_and_wrong_neighbours_are_not(right: str, wrong: str) -> None:
    assert last(right) == "proved"
    assert last(wrong) != "proved"


@pytest.mark.parametrize(
    "wrong",
    [
        _ROW % "x_1, x_2, x_3" + r"$$ x w = x_1 w_1 + x_2 w_2 + x_3 w_2 $$",
        _GRID
        + r"$$ X w = \begin{bmatrix} x_{11} w_1 + x_{21} w_2 \\ x_{12} w_1 + x_{22} w_2 \end{bmatrix} $$",
        _LINES + r"$$ N c = \begin{bmatrix} b^T c \\ a^T c \end{bmatrix} $$",
        _COST
        + r"$$ X \theta = \begin{bmatrix} 2 \sum_j X_{1j} \theta_j \\ \vdots \\ 2 \sum_j X_{mj} \theta_j"
        r" \end{bmatrix} $$",
    ],
)
def test_wrong_cells_are_found(wrong: str) -> None:
    assert last(wrong) in ("refuted", "malformed")


def test_a_row_of_a_matrix_that_is_not_of_its_pattern_is_no_pattern() -> None:
    text = (
        r"$$ W = \begin{bmatrix} w_{11} & \dots & w_{1n} \\ %s & \dots & w_{2n} \\ \vdots & \ddots & \vdots"
        r" \\ w_{m1} & \dots & w_{mn} \end{bmatrix} $$ $$ (W v)_i = \sum_{j=1}^n w_{ij} v_j $$"
    )
    assert last(text % "w_{21}") == "proved"
    assert last(text % "w_{31}") != "proved"


def test_an_example_of_two_rows_says_nothing_of_all_matrices() -> None:
    text = (
        r"For example $X = \begin{bmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \end{bmatrix}$. Now let"
        r" $X \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^n$ and $y \in \mathbb{R}^m$."
        r" $$ \frac{\partial}{\partial b} \|X b - y\|^2 = %s X^T (X b - y) $$"
    )
    assert last(text % "2") == "proved"
    assert last(text % "") == "refuted"


@pytest.mark.parametrize("time", ["t", "n"])
def test_a_time_that_some_sum_ends_with_stays_a_time(time: str) -> None:
    text = (
        r"$$ s_T = \tanh(U x_T + W s_{T-1}) $$ $$ g_T = V s_T $$ $$ \sum_{k=1}^T g_k = G $$"
        r" $$ \hat y_{T,i} = \frac{e^{g_{T,i}}}{\sum_{j=1}^C e^{g_{T,j}}} $$ $$ \frac{\partial \hat y_{T,i}}"
        r"{\partial g_{T,j}} = \hat y_{T,i} \cdot (\delta_{ij} %s \hat y_{T,j}) $$"
    ).replace("T", time)
    assert last(text.replace("%s", "-")) == "proved"
    assert last(text.replace("%s", "+")) == "refuted"
