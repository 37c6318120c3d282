"""Sums from 0 to N beside the number N, and Kronecker's delta with an index above: right, wrong."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session


def verdict(text: str) -> str:
    return Session().check_stdin(text.encode()).steps[-1].verdict


FROM_ZERO = [
    ("\\sum_{i=0}^N 2 (x_i - m) = 2 \\sum_{i=0}^N x_i - 2 (N + 1) m", "proved"),
    ("\\sum_{i=0}^N 2 (x_i - m) = 2 \\sum_{i=0}^N x_i - 2 N m", "unknown"),
    ("\\frac{1}{N} \\sum_{i=0}^N 2 (x_i - m) = \\frac{2}{N} \\sum_{i=0}^N (x_i - m)", "proved"),
    ("\\frac{1}{N} \\sum_{i=0}^N 2 (x_i - m) = \\frac{1}{N} \\sum_{i=0}^N (x_i - m)", "refuted"),
    ("\\sum_{i=0}^N \\frac{2}{s} = \\frac{2 N}{s}", "unknown"),
    ("\\sum_{i=0}^N \\frac{2}{s} = \\frac{2 (N + 1)}{s}", "proved"),
    ("\\sum_{i=0}^N \\frac{2}{s} = \\frac{2 (N - 1)}{s}", "refuted"),
    ("\\sum_{i=0}^N \\frac{2}{s} = \\frac{2}{s}", "refuted"),
    ("\\sum_{i=0}^N x_i = N + \\sum_{i=1}^N x_i", "not-understood"),
]


@pytest.mark.parametrize(("step", "expected"), FROM_ZERO)
def test_a_sum_from_zero_beside_its_limit_as_a_number(step: str, expected: str) -> None:
    assert verdict(f"$$L = {step.partition(' = ')[0]}$$\n\n$${step}$$\n") == expected


FROM_ZERO_MEAN = """$$m = \\frac{1}{N} \\sum_{i=0}^N x_i$$

$$s = \\sqrt{\\frac{1}{N} \\sum_{i=0}^N (x_i - m)^2}$$

$$%s$$
"""
QUOTIENT = "\\frac{\\partial}{\\partial x_j} \\frac{x_i - m}{s} = "
FROM_ZERO_STEPS = [
    (
        QUOTIENT
        + "\\frac{\\delta_{ij} - \\frac{1}{N}}{s} - \\frac{x_i - m}{s^2} \\frac{\\partial s}{\\partial x_j}",
        "proved",
    ),
    (
        QUOTIENT
        + "\\frac{\\delta_{ij} - \\frac{1}{N}}{s} + \\frac{x_i - m}{s^2} \\frac{\\partial s}{\\partial x_j}",
        "refuted",
    ),
    (
        QUOTIENT + "\\frac{\\delta_{ij} - 1}{s} - \\frac{x_i - m}{s^2} \\frac{\\partial s}{\\partial x_j}",
        "refuted",
    ),
    ("\\frac{\\partial s}{\\partial x_j} = \\frac{x_j - m}{N s}", "unknown"),
    ("\\frac{\\partial s}{\\partial x_j} = \\frac{x_j - m}{s}", "refuted"),
    ("\\sum_{i=0}^N (x_i - m) = 0", "unknown"),
    ("\\sum_{i=0}^N (x_i - m) = -m", "proved"),
]


@pytest.mark.parametrize(("step", "expected"), FROM_ZERO_STEPS)
def test_a_mean_of_a_sum_from_zero_is_true_of_any_number_or_false_of_both(step: str, expected: str) -> None:
    assert verdict(FROM_ZERO_MEAN % step) == expected


MEAN = "$$m = \\frac{1}{n} \\sum_{i=1}^n x_i$$\n\n"
MIXED = [
    ("\\frac{\\partial (x_i - m)}{\\partial x_j} = \\delta_j^i - \\frac{1}{n}", "proved"),
    ("\\frac{\\partial (x_i - m)}{\\partial x_j} = \\delta^i_j - \\frac{1}{n}", "proved"),
    ("\\frac{\\partial (x_i - m)}{\\partial x_j} = \\delta^{ij} - \\frac{1}{n}", "proved"),
    ("\\frac{\\partial (x_i - m)}{\\partial x_j} = \\delta_j^i + \\frac{1}{n}", "refuted"),
    ("\\frac{\\partial (x_i - m)}{\\partial x_j} = 1 - \\frac{1}{n}", "malformed"),
]


@pytest.mark.parametrize(("step", "expected"), MIXED)
def test_a_delta_with_an_index_above(step: str, expected: str) -> None:
    assert verdict(f"{MEAN}$${step}$$\n") == expected


@pytest.mark.parametrize(
    "other", ["$\\delta_j$ is the error", "$\\delta_j^l$ is the error", "$\\delta_j^2$ is small"]
)
def test_a_delta_that_is_something_else_is_not_kroneckers(other: str) -> None:
    assert verdict(f"{MEAN}Here {other}.\n\n$${MIXED[0][0]}$$\n") != "proved"


def test_a_delta_that_is_defined_is_not_kroneckers() -> None:
    layer = "$$\\delta_j^i = \\frac{\\partial E}{\\partial z_j^i}$$\n\n"
    assert verdict(f"{MEAN}{layer}$${MIXED[0][0]}$$\n") != "proved"


SPREAD = "$$s = \\frac{1}{n} \\sum_{i=1}^n x_i$$\n\n"
SPREAD += "$$\\sigma = \\sqrt{\\frac{1}{n} \\sum_{i=1}^n (x_i - s)^2}$$\n\n"
TIMES = [
    (SPREAD, "\\frac{\\sigma(a - b)}{\\sigma^2} = \\frac{a - b}{\\sigma}", "proved"),
    (SPREAD, "\\frac{\\sigma(a - b)}{\\sigma^2} = \\frac{a + b}{\\sigma}", "refuted"),
    (SPREAD, "\\sigma(a - b) = \\sigma a - b", "refuted"),
    ("Here $\\sigma$ is the sigmoid function. ", "\\sigma(a - b) = \\sigma a - \\sigma b", "refuted"),
    ("", "1 - \\sigma(a) = \\sigma(-a)", "proved"),
]


@pytest.mark.parametrize(("before", "step", "expected"), TIMES)
def test_a_sigma_that_is_a_root_is_a_factor(before: str, step: str, expected: str) -> None:
    assert verdict(f"{before}$${step}$$\n") == expected
