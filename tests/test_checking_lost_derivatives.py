"""A side that is not differentiated is malformed where the other side is its derivative."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

SOFTMAX = r"Let $p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$ and $\sum_k y_k = 1$."

STEPS = [
    (r"-\sum_k y_k \log p_k = p_i - y_i", "malformed", "differentiate it by z_i"),
    (r"p_i - y_i = -\sum_k y_k \log p_k", "malformed", "differentiate it by z_i"),
    (r"-\sum_k y_k \log p_k = p_i + y_i", "unknown", None),
    (r"-\sum_k y_k \log p_k = 0 p_i", "unknown", None),
    (r"\frac{\partial}{\partial z_i} \left( -\sum_k y_k \log p_k \right) = p_i - y_i", "proved", ""),
]


@pytest.mark.parametrize(("step", "verdict", "suggestion"), STEPS)
def test_a_derivative_that_is_missing(step: str, verdict: str, suggestion: str | None) -> None:
    found = check_text(f"{SOFTMAX}\n\n$${step}$$\n").steps[-1]
    assert found.verdict == verdict
    assert suggestion is None or found.suggestion == suggestion
