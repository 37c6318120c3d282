"""Densities: each has its own name, log p(x | mu) = ... says what p is, and covariances that are products."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session


def steps(text: str) -> tuple[CheckedStep, ...]:
    return tuple(Session().check_stdin(text.encode()).steps)


def last(text: str) -> CheckedStep:
    return steps(text)[-1]


LIKELIHOOD = "We have the density $p(x|z) = e^{-(x - 2z)^2}$.\n\n"
NAMES = [
    ("p(x_i|z_i) = e^{-(x_i - 2z_i)^2}", "proved"),
    ("p(x_i|z_i) = e^{-(x_i + 2z_i)^2}", "refuted"),
    ("p(0|z) = e^{-4 z^2}", "proved"),
    ("p(0|z) = e^{-2 z^2}", "refuted"),
    ("\\log p(x|z) = -(x - 2z)^2", "proved"),
    ("\\log p(z|x) = -(z - 2x)^2", "definition"),
    ("p(z|x) p(x) = e^{-(z - 2x)^2} p(x)", "unknown"),
]


@pytest.mark.parametrize(("formula", "verdict"), NAMES)
def test_a_density_is_told_by_its_letters(formula: str, verdict: str) -> None:
    assert last(f"{LIKELIHOOD}$${formula}$$").verdict == verdict


NORMAL = (
    r"$$\log p(x | \mu, \sigma) = -\frac12 \log 2\pi - \log \sigma - \frac{1}{2\sigma^2} (x-\mu)^2$$"
    "\n\n"
)
MINUS = r"$$-\log p(x | \mu) = \frac{1}{2} (x-\mu)^2 + c$$" "\n\n"
LOGARITHMS = [
    (
        NORMAL + r"$$\frac{\partial \log p(x | \mu, \sigma)}{\partial \mu} = \frac{x - \mu}{\sigma^2}$$",
        "proved",
    ),
    (
        NORMAL + r"$$\frac{\partial \log p(x | \mu, \sigma)}{\partial \mu} = \frac{\mu - x}{\sigma^2}$$",
        "refuted",
    ),
    (NORMAL + r"$$\log p(x | \mu, \sigma) = \log \sigma$$", "refuted"),
    (MINUS + r"$$\frac{\partial}{\partial \mu} \log p(x | \mu) = x - \mu$$", "proved"),
    (MINUS + r"$$\frac{\partial}{\partial \mu} \log p(x | \mu) = \mu - x$$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), LOGARITHMS)
def test_a_logarithm_says_what_a_density_is(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


def test_a_logarithm_of_other_densities_defines_nothing() -> None:
    text = r"$$\log p(x, z) = \log p(x|z) + \log p(x)$$" "\n\n" r"$$p(x, z) = p(x|z) p(x)$$"
    assert steps(text)[0].verdict != "definition"
    assert last(text).verdict != "proved"


FACTORED = r"$$L L^\top = \Sigma$$" "\n\n" r"$$f = -\frac{1}{2}(x-\mu)^\top \Sigma^{-1} (x - \mu)$$" "\n\n"
PRODUCTS = [
    (FACTORED + r"$$\frac{\partial f}{\partial x} = - \Sigma^{-1}(x-\mu)$$", "proved"),
    (FACTORED + r"$$\frac{\partial f}{\partial x} = - (L L^\top)^{-1}(x-\mu)$$", "proved"),
    (FACTORED + r"$$\frac{\partial f}{\partial x} = - 2 \Sigma^{-1}(x-\mu)$$", "refuted"),
    (FACTORED + r"$$(\Sigma^\top)^{-1} x = (\Sigma^{-1})^\top x$$", "proved"),
    (FACTORED + r"$$\frac{\partial f}{\partial x} = - (L^\top L)^{-1}(x-\mu)$$", "unproved"),
    (
        r"$$L M = A$$"
        "\n\n"
        r"$$f = -\frac{1}{2} u^\top A^{-1} u$$"
        "\n\n"
        r"$$\frac{\partial f}{\partial u} = - (L M)^{-1} u$$",
        "unproved",
    ),
]


@pytest.mark.parametrize(("text", "verdict"), PRODUCTS)
def test_a_covariance_that_is_a_product(text: str, verdict: str) -> None:
    found = last(text).verdict
    assert found == verdict or (verdict == "unproved" and found != "proved")


def test_what_a_function_does_not_use_is_nothing_to_differentiate_by() -> None:
    text = r"$$\log p(x | m, L) = -\frac{1}{2} (x - m)^2$$" "\n\n"
    assert last(text + r"$$\frac{\partial}{\partial L} \log p(x | m, L) = L$$").verdict == "unknown"


@pytest.mark.parametrize(("right", "verdict"), [("", "proved"), ("2", "refuted")])
def test_a_logarithm_of_what_is_defined_later_is_a_claim(right: str, verdict: str) -> None:
    density = r"$$p(x | \mu, \sigma) = \frac{1}{\sqrt{2\pi} \sigma} e^{-RIGHT\frac{(x-\mu)^2}{2\sigma^2}}$$"
    assert steps(NORMAL + density.replace("RIGHT", right))[0].verdict == verdict
