"""Sums that a page leaves out, and entries of transposed products: read where they stand, or not accused."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

_ACCUSED = {"refuted", "malformed"}
_PAGE = "We use Einstein's convention: repeated indices are summed.\n\n$$y_i = \\exp(U_{ij} v_j)$$\n"
_SHAPES = "Let $A \\in \\mathbb{R}^{m \\times n}$ and $B \\in \\mathbb{R}^{n \\times m}$.\n\n"


def verdict(text: str) -> str:
    """The verdict of the last step."""
    return check_text(text).derivations[-1].steps[-1].verdict


RIGHT = [
    r"\frac{\partial y_i}{\partial v_k} = y_i U_{ik}",
    r"\frac{1}{U_{aj} v_j} = (U_{aj} v_j)^{-1}",
    r"\log(U_{aj} v_j + c_a) = \log(c_a + v_k U_{ak})",
    r"(\delta_{ab} - q_a p_b) W_{bc} = W_{ac} - q_a p_b W_{bc}",
]
WRONG = [
    r"\frac{\partial y_i}{\partial v_k} = y_i U_{ik} U_{ik}",
    r"\frac{1}{U_{aj} v_j} = \frac{2}{U_{aj} v_j}",
    r"\log(U_{aj} v_j + c_a) = \log(c_a - v_k U_{ak})",
    r"(\delta_{ab} - q_a p_b) W_{bc} = W_{ac} + q_a p_b W_{bc}",
]


@pytest.mark.parametrize("step", RIGHT)
def test_a_repeated_index_is_summed_within_what_a_function_is_applied_to(step: str) -> None:
    assert verdict(f"{_PAGE}\n$${step}$$\n") == "proved"


@pytest.mark.parametrize("step", WRONG)
def test_its_neighbour_is_not_proved(step: str) -> None:
    assert verdict(f"{_PAGE}\n$${step}$$\n") != "proved"


def test_what_is_sure_to_be_summed_can_be_refuted() -> None:
    assert verdict(f"{_PAGE}\n$${WRONG[1]}$$\n") == "refuted"
    assert verdict(f"{_PAGE}\n$${WRONG[3]}$$\n") == "refuted"


def test_an_index_that_stands_in_some_terms_twice_and_in_others_once_accuses_nobody() -> None:
    step = r"$$y_a (\delta_{ab} - p_b) W_{bc} = y_a W_{ac} - y_a p_b W_{bc}$$"
    assert verdict(_PAGE + step) not in _ACCUSED
    lone = r"$$q_o = \frac{\exp(U_{oj} V_j)}{\exp(U_{wk} V_k)}$$ $$q_o \delta_{oz} = q_z + 1$$"
    assert verdict(_PAGE + lone) not in _ACCUSED


@pytest.mark.parametrize("side", [r"(AB)_{pq}^T", r"(AB)^T_{pq}", r"(B^T A^T)_{pq}", r"(AB)_{qp}"])
def test_an_entry_of_a_transposed_product(side: str) -> None:
    assert verdict(f"{_SHAPES}$$(AB)_{{qp}} = {side}$$\n") == "proved"
    assert verdict(f"{_SHAPES}$$(AB)_{{pq}} = {side}$$\n") in _ACCUSED


def test_an_entry_of_a_transposed_matrix_makes_no_vector_of_the_next_factor() -> None:
    page = "$$\\mathrm{tr}(X^T A) = \\sum_{i,j} X_{ij}^T A_{ji}$$\n\n"
    step = r"$$\sum_{i,j} \frac{\partial X_{ji}}{\partial X_{kl}} A_{ji} = %s$$"
    assert verdict(page + step % "A_{kl}") == "proved"
    assert verdict(page + step % "A_{lk}") in _ACCUSED
