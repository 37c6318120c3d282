"""What is claimed of any loss is judged; densities of two variables and determinants of numbers are not."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

LAYER = "Let $y_{ij} = w_j x_{ij}$.\n\n$$%s$$\n"
LOSS = r"\frac{\partial L}{\partial y_{bj}}"
SUM = r"\sum_b \sum_h \frac{\partial L}{\partial y_{bh}} \frac{\partial y_{bh}}{\partial w_j} = "


def last(text: str) -> CheckedStep:
    (derivation, *_) = check_text(text).derivations[::-1]
    return derivation.steps[-1]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (SUM + rf"\sum_b {LOSS} x_{{bj}}", "proved"),
        (SUM + rf"3 \sum_b {LOSS} x_{{bj}}^2", "refuted"),
        (rf"\frac{{\partial L}}{{\partial w_j}} = 3 \sum_b {LOSS} x_{{bj}}^2", "unknown"),
        (SUM + r"\sum_b (y_{bj} - t_{bj}) x_{bj}", "unknown"),
        (SUM + rf"\sum_b {LOSS} x_{{bj}} + L", "unknown"),
    ],
    ids=["right", "wrong", "the slope by w is one of L", "the slope by y is written out", "L besides"],
)
def test_a_loss_that_nobody_defines(formula: str, verdict: str) -> None:
    assert last(LAYER % formula).verdict == verdict


SPEAKS = "These are probability densities. "


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"p(x) = p(z) \left|\frac{dz}{dx}\right|", "unknown"),
        (r"\log p(x) = \log p(z) + \log \left|\frac{dz}{dx}\right|", "unknown"),
        (r"\log |\det J| = \log \left|\det \frac{\partial z}{\partial x}\right|", "unknown"),
        (r"\det (u v) = \det u + \det v", "unknown"),
    ],
)
def test_nothing_is_refuted_by_numbers_in_place_of_vectors(formula: str, verdict: str) -> None:
    assert last(f"{SPEAKS}Let $z = 2 x$.\n\n$${formula}$$\n").verdict == verdict


def test_the_determinant_of_a_number_is_the_number() -> None:
    assert last(r"Let $u$ be a scalar. $$\det u = u$$").verdict == "proved"
    assert last(r"Let $u$ be a scalar. $$\det u = 2 u$$").verdict == "refuted"
    assert last(r"$$\det u = u$$").verdict != "proved"
