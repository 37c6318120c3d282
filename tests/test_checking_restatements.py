r"""Definitions stated again, and of the last layer: proved where nothing else was said of the name."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

ERRORS = r"We define the error $$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$ "
FRACTIONS = r"Let $$y_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$ "


def last(text: str) -> str:
    return check_text(text).steps[-1].verdict


@pytest.mark.parametrize(
    ("said", "again"),
    [
        (ERRORS, r"\delta^l_k = \frac{\partial C}{\partial z^l_k}"),
        (ERRORS, r"\delta^L_j = \frac{\partial C}{\partial z^L_j}"),
        (r"We have $$u_i = \sum_j A_{ij} x_j$$ ", r"u_k = \sum_j A_{kj} x_j"),
    ],
)
def test_what_is_stated_again_is_proved(said: str, again: str) -> None:
    assert last(f"{said}Then $${again}$$") == "proved"


@pytest.mark.parametrize(
    ("said", "again"),
    [
        (ERRORS, r"\delta^l_k = \frac{\partial C}{\partial a^l_k}"),
        (ERRORS, r"\delta^L_j = \frac{\partial C}{\partial a^L_j}"),
        (ERRORS, r"\delta^L_j = \frac{\partial C}{\partial z^l_j}"),
        (FRACTIONS, r"y_j = \frac{e^{z_k}}{\sum_k e^{z_k}}"),
        (FRACTIONS, r"y_j = \frac{e^{-z_j}}{\sum_k e^{z_k}}"),
    ],
)
def test_another_statement_is_not(said: str, again: str) -> None:
    assert last(f"{said}Then $${again}$$") != "proved"


def test_what_a_claim_said_is_no_definition_to_be_stated_again() -> None:
    first = r"Let $$u_i = \sum_j A_{ij} x_j$$ ## Another part" "\n\n"
    claim = r"$$u_i = \sum_j A_{ij} x_j + c_i$$"
    assert last(f"{first}We have {claim} and so {claim}") != "proved"
