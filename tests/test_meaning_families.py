"""y_i(z_i) and p_i(a), where the document writes y_k and p_j alone besides: entries of an array."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

OWN = r"y_i(z_i) = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}"
WHOLE = r"p_i(a) = \frac{e^{a_i}}{\sum_{k=1}^K e^{a_k}}"

# the definition, the step, its verdict
STEPS = [
    (OWN, r"\frac{\partial y_i}{\partial z_j} = y_i (\delta_{ij} - y_j)", "proved"),
    (OWN, r"\frac{\partial y_i}{\partial z_j} = y_i (\delta_{ij} + y_j)", "refuted"),
    (OWN, r"\sum_k y_k(z_k) = \sum_k y_k", "proved"),
    (OWN, r"y_i(z_j) = y_i", "malformed"),
    (WHOLE, r"\frac{\partial p_i}{\partial a_j} = p_i (\delta_{ij} - p_j)", "proved"),
    (WHOLE, r"\frac{\partial p_i(a)}{\partial a_j} = p_i(a) (\delta_{ij} - p_j(a))", "proved"),
    (WHOLE, r"\frac{\partial p_i}{\partial a_j} = p_i (\delta_{ij} - p_i)", "refuted"),
    (WHOLE, r"p_i(a) = p_i(b)", "unknown"),
]


@pytest.mark.parametrize(("definition", "step", "verdict"), STEPS)
def test_entries_with_what_they_depend_on(definition: str, step: str, verdict: str) -> None:
    assert check_text(f"$${definition}$$\n\n$${step}$$\n").steps[-1].verdict == verdict
