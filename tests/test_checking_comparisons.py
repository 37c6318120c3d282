r"""Conditions that compare numbers: x > 0 in functions by cases, indicators, sums over some members."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

LEAKY = r"Let $f(t) = \begin{cases} t & t \ge 0 \\ \alpha t & t < 0\end{cases}$."
HINGE = r"Let $\ell(w) = \max(0, 1 - y w^T x)$ with $w, x \in \mathbb{R}^n$ and $y \in \{-1, 1\}$."
HUBER = (
    r"Let $H(r) = \begin{cases} \frac12 r^2 & |r| \le \delta \\ \delta (|r| - \frac12 \delta) & |r| > \delta"
    r" \end{cases}$ with $\delta > 0$."
)
NET = LEAKY + r" Let $z \in \mathbb{R}^m$, $a = f(z)$ and $L = \frac12 \|a - y\|^2$."
RIGHT = [
    (LEAKY, r"f'(t) = \begin{cases} 1 & \text{if } t > 0 \\ \alpha & \text{if } t \le 0\end{cases}"),
    (
        HINGE,
        r"\nabla_w \ell = \begin{cases} -y x & \text{if } y w^T x < 1 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (HINGE, r"\nabla_w \ell = - y x \mathbb{1}[y w^T x < 1]"),
    (
        HUBER,
        r"H'(r) = \begin{cases} r & |r| \le \delta \\ \delta \, \mathrm{sign}(r) & |r| > \delta \end{cases}",
    ),
    (NET, r"\frac{\partial L}{\partial z} = (a - y) \odot f'(z)"),
    ("", r"ReLU'(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"),
    ("", r"\max(0, 2 - z)^2 = \mathbb{I}\{z \le 2\} (2-z)^2"),
    ("", r"\mathrm{sign}(x) = \begin{cases} 1 & x > 0 \\ 0 & x = 0 \\ -1 & x< 0 \end{cases}"),
    ("", r"\frac{d}{dx} |x| = \begin{cases} 1 & x > 0 \\ -1 & x< 0 \end{cases}"),
    ("", r"\frac{\partial}{\partial w} \sum_i \max(0, 1 - w^T x_i) = -\sum_{i : w^T x_i < 1} x_i"),
    ("", r"\max(a, b) = a + b - \min(a, b)"),
    ("", r"\min(a, b) = \begin{cases} b & a > b \\ a & a \le b \end{cases}"),
]
WRONG = [
    (LEAKY, r"f'(t) = \begin{cases} 1 & \text{if } t < 0 \\ \alpha & \text{if } t \ge 0\end{cases}"),
    (LEAKY, r"f'(t) = \begin{cases} 1 & \text{if } t > 0 \\ 0 & \text{otherwise} \end{cases}"),
    (
        HINGE,
        r"\nabla_w \ell = \begin{cases} y x & \text{if } y w^T x < 1 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (HINGE, r"\nabla_w \ell = - y x \mathbb{1}[y w^T x > 1]"),
    (HUBER, r"H'(r) = \begin{cases} r & |r| \le \delta \\ \delta r & |r| > \delta \end{cases}"),
    ("", r"ReLU'(x) = \begin{cases} 1 & x > 1 \\ 0 & x \le 1 \end{cases}"),
    ("", r"\max(0, 2 - z)^2 = \mathbb{I}\{z \ge 2\} (2-z)^2"),
    ("", r"\frac{d}{dx} |x| = \begin{cases} 1 & x > 0 \\ 0 & x< 0 \end{cases}"),
    ("", r"\max(a, b) = a + b + \min(a, b)"),
    ("", r"\min(a, b) = \begin{cases} a & a > b \\ b & a \le b \end{cases}"),
]


@pytest.mark.parametrize(("given", "step"), RIGHT)
def test_a_right_step_is_proved(given: str, step: str) -> None:
    assert check_text(f"{given}\n\n$${step}$$").steps[-1].verdict == "proved"


@pytest.mark.parametrize(("given", "step"), WRONG)
def test_a_wrong_step_is_refuted(given: str, step: str) -> None:
    assert check_text(f"{given}\n\n$${step}$$").steps[-1].verdict == "refuted"


NOT_PROVED = [
    r"\frac{\partial}{\partial w} \sum_i \max(0, 1 - w^T x_i) = -\sum_{i : w^T x_i > 1} x_i",
    r"\frac{\partial}{\partial w} \sum_i \max(0, 1 - w^T x_i) = -\sum_i x_i",
    r"\sum_{i : a_i > 0} a_i = \sum_i a_i",
    r"\mathbb{1}[x > 0] = \mathbb{1}[x \ge 0]",
]


@pytest.mark.parametrize("step", NOT_PROVED)
def test_other_members_are_another_sum(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict != "proved"


def test_the_boundary_is_said_to_be_left_open() -> None:
    found = check_text(r"$$\frac{d}{dx} \max(0, x) = \mathbb{1}[x > 0]$$").steps[-1]
    assert found.verdict == "proved"
    assert "what holds on the boundary of a condition is left open" in found.notes


def test_indices_are_not_compared_as_numbers() -> None:
    step = r"\sum_j \mathbb{1}[i > j] a_j = \sum_j \mathbb{1}[j > i] a_j"
    assert check_text(f"$${step}$$").steps[-1].verdict not in {"proved", "refuted"}


def test_a_threshold_that_is_replaced_by_a_sigmoid_is_defined_anew() -> None:
    text = (
        "$$h(x) = \\begin{cases} 1 & w^T x \\ge 0 \\\\ 0 & w^T x < 0 \\end{cases}$$\n\nInstead,\n\n"
        "$$h(x) = \\sigma(w^T x)$$\n\n$$\\nabla_w h = h(x) (1 - h(x)) x$$\n"
    )
    assert [each.verdict for each in check_text(text).steps] == ["definition", "definition", "proved"]


def test_y_of_a_model_beside_y_of_the_data_accuses_nobody() -> None:
    text = (
        "$$y = \\sum_j \\theta_j x_j$$\n\n$$J = \\sum_i (\\sum_j \\theta_j x_j^{(i)} - y^{(i)})^2$$\n\n"
        "$$\\nabla_\\theta ((X^T y)^T \\theta) = X^T y$$\n\n"
        "$$\\nabla_\\theta (\\theta^T \\theta) = \\theta$$\n"
    )
    assert [each.verdict for each in check_text(text).steps[-2:]] == ["unknown", "refuted"]
