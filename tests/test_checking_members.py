r"""Sums over some of the members: \sum_{j = l + 1}^m, \sum_{i : y_i = 1}; right steps and wrong ones."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

RIGHT = [
    r"\sum_{j=1}^m a_j u_j = \sum_{j=1}^l a_j u_j + \sum_{j=l+1}^m a_j u_j",
    r"2 \sum_{i=k_0}^m a_i = \sum_{i=k_0}^m 2 a_i",
    r"\frac{\partial}{\partial w} \sum_{i:y_i=1} (w^T x_i)^2 = 2 \sum_{i:y_i=1} (w^T x_i) x_i",
    r"\frac{\partial}{\partial w} \sum_{i | y_i = 1} w^T x_i = \sum_{i \mid y_i = 1} x_i",
    r"\sum_k h_k \sum_{i > k} u_i = \sum_k \sum_{j > k} h_k u_j",
    r"\sum_k h_k \sum_{i=k+1}^n u_i = \sum_k \sum_{i=k+1}^n h_k u_i",
    r"\frac{\partial}{\partial w} \sum_{i=1}^{i=n} w^T x_i = \sum_{i = 1, \dots, n} x_i",
    r"\frac{\partial}{\partial w} \sum_{i=1...n} w^T x_i = \sum_{\forall i} x_i",
]
WRONG = [
    r"\sum_{j=1}^m a_j u_j = \sum_{j=1}^l a_j u_j - \sum_{j=l+1}^m a_j u_j",
    r"\sum_{j=1}^m a_j u_j = \sum_{j=1}^l a_j u_j + \sum_{j=l}^m a_j u_j",
    r"\sum_{i=k_0}^m 2 a_i = \sum_{i=1}^m 2 a_i",
    r"\frac{\partial}{\partial w} \sum_{i:y_i=1} w^T x_i = \sum_{i:y_i=-1} x_i",
    r"\frac{\partial}{\partial w} \sum_{i:y_i=1} w^T x_i = \sum_i x_i",
    r"\frac{\partial}{\partial w} \sum_{i:y_i=1} w^T x_i = - \sum_{i:y_i=1} x_i",
    r"\sum_k h_k \sum_{i > k} u_i = \sum_k \sum_{i < k} h_k u_i",
    r"\sum_k h_k \sum_{i > k} u_i = \sum_k \sum_{k > i} h_k u_i",
    r"\sum_k h_k \sum_{i=k+1}^n u_i = \sum_k \sum_{i=1}^n h_k u_i",
]


@pytest.mark.parametrize("step", RIGHT)
def test_what_holds_for_any_members_is_proved(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict == "proved"


@pytest.mark.parametrize("step", WRONG)
def test_what_rests_on_the_members_is_not(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict in {"unknown", "refuted"}


DEFINED = [
    (r"Let $g_k = \sum_{i=k+1}^n u_i$.", "g_a - g_b = 0"),
    (r"Let $g_k = \sum_{i=k+1}^n u_i$.", "2 g_j = 2 \\sum_{i=k+1}^n u_i"),
    (r"Let $G(t) = \sum_{i=1}^t u_i$.", "G(a) - G(b) = 0"),
    (r"Let $G(t) = \sum_{i=t}^n u_i$.", "G(a) - G(b) = 0"),
    (r"Let $G(w) = \sum_{i : w_i > 0} u_i$.", "G(a) - G(b) = 0"),
]


@pytest.mark.parametrize(("given", "step"), DEFINED)
def test_a_definition_keeps_what_its_members_rest_on(given: str, step: str) -> None:
    assert check_text(f"{given}\n\n$${step}$$").steps[-1].verdict == "unknown"


def test_a_definition_over_some_members_is_used() -> None:
    text = "Let $g_k = \\sum_{i=k+1}^n u_i$.\n\n$$2 g_j = 2 \\sum_{i=j+1}^n u_i$$"
    assert check_text(text).steps[-1].verdict == "proved"
