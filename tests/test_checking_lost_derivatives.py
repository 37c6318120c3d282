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


def test_one_class_of_a_sum_over_all_is_its_derivative_only_where_the_document_differentiates_by_it() -> None:
    """-sum_k y_k log p_k = -log p_o is what authors write who do not say that o is the class of y."""
    step = r"$$-\sum_k y_k \log p_k = -\frac{y_o}{p_o}$$"
    slope = r"$$\frac{\partial L}{\partial p_o} = u_o$$"
    for alone in (step, r"$$-\sum_k y_k \log p_k = -\log p_o$$"):
        assert check_text(alone).steps[-1].verdict != "malformed"
    found = check_text(f"{slope}\n\nso that\n\n{step}").steps[-1]
    assert (found.verdict, found.suggestion) == ("malformed", "differentiate it by p_o")
