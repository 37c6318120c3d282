r"""Quantities at a time, written as functions of it: h(t) is h_t; a function of a number stays a function."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

_LAYER = (
    r"$$h(t) = \tanh(W h(t-1) + U x(t))$$ $$y(t) = V h(t)$$"
    r" where $W, U \in \mathbb{R}^{n \times n}$, $V \in \mathbb{R}^{m \times n}$." + "\n\n"
)


def verdict(text: str) -> str:
    """The verdict of the last step."""
    return check_text(text).steps[-1].verdict


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            r"$$\frac{\partial y(t)}{\partial h(t)} = V$$",
            r"$$\frac{\partial y(t)}{\partial h(t)} = V W$$",
        ),
        (
            r"$$\frac{\partial h(t)}{\partial h(t-1)} = \operatorname{diag}(1 - h(t)^2) W$$",
            r"$$\frac{\partial h(t)}{\partial h(t-1)} = \operatorname{diag}(1 - h(t-1)^2) W$$",
        ),
        (r"$$y_i(t) = \sum_j V_{ij} h_j(t)$$", r"$$y_i(t) = \sum_j V_{ij} h_j(t-1)$$"),
        (r"$$y(t)_i = \sum_j V_{ij} h(t)_j$$", r"$$y(t)_i = \sum_j V_{ij} x(t)_j$$"),
        (r"$$y(t)^T y(t) = h(t)^T V^T V h(t)$$", r"$$y(t)^T y(t) = h(t)^T V V^T h(t)$$"),
    ],
)
def test_a_quantity_at_a_time_is_no_function(right: str, wrong: str) -> None:
    assert verdict(_LAYER + right) == "proved"
    assert verdict(_LAYER + wrong) in {"refuted", "malformed"}


@pytest.mark.parametrize(("side", "expected"), [("(t-1)^2", "proved"), ("t^2", "refuted")])
def test_where_the_time_is_a_number_functions_stay_functions(side: str, expected: str) -> None:
    assert verdict(f"Let $f(t) = t^2$ and $g(t) = f(t-1)$. $$g(t) = {side}$$") == expected


def test_one_function_of_time_is_a_function() -> None:
    assert verdict(r"$$\frac{d}{d x} f(x - 1) = f'(x - 1)$$") == "proved"
