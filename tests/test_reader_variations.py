r"""\frac{\delta}{\delta w}: an operator, and no quotient of two numbers."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from tests.wrong_and_right import verdicts


@pytest.mark.parametrize("fraction", ["frac", "dfrac", "tfrac"])
def test_a_delta_over_a_delta_differentiates(fraction: str) -> None:
    document = rf"$$ \{fraction}{{\delta}}{{\delta w}} w^2 = %s w $$"
    assert verdicts((document, "3", "2")) == ("refuted", "proved")


def test_before_components_and_functions() -> None:
    document = (
        r"$$ \frac{\delta}{\delta w_{kj}} \ln(e^{z_k})"
        r" = %s \frac{\delta}{\delta w_{kj}} e^{z_k} $$"
    )
    assert verdicts((document, "e^{z_k}", r"\frac{1}{e^{z_k}}")) == ("unknown", "proved")


def test_a_number_delta_is_divided_by() -> None:
    (step,) = check_text(r"$$ \frac{\delta}{\delta + 1} w = w - \frac{1}{\delta + 1} w $$").steps
    assert step.verdict == "proved"
    assert "delta" in step.shapes


def test_a_blackboard_d_is_a_differential() -> None:
    document = r"$$ \mathbb{d}(A X B) = %s $$"
    assert verdicts((document, r"A X \mathbb{d}(B)", r"A \mathbb{d}(X) B"))[1] == "proved"
    assert verdicts((document, r"A \mathbb{d}(X)", r"A \mathbb{d}(X) B"))[0] != "proved"
