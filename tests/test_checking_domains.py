"""Logarithms where they are defined, integrals as sums: right steps proved, their neighbours not."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session


def last(text: str) -> CheckedStep:
    return Session().check_stdin(text.encode()).steps[-1]


LOGARITHMS = [
    (r"\log \frac{a}{b} = \log a - \log b", "proved"),
    (r"\log \frac{a}{b} = \log b - \log a", "refuted"),
    (r"\log (a b) = \log a \log b", "refuted"),
    (r"\log (a + b) = \log a + \log b", "refuted"),
    (r"\log \prod_{i=1}^n a_i = \sum_{i=1}^n \log a_i", "proved"),
    (r"\log \prod_{i=1}^n a_i = n \sum_{i=1}^n \log a_i", "refuted"),
    (r"\log \prod_{i=1}^n \sigma_i^2 = \sum_{i=1}^n \log \sigma_i^2", "proved"),
    (r"\log \prod_{i=1}^n \sigma_i^2 = \sum_{i=1}^n \log \sigma_i", "refuted"),
    (r"\log \frac{p}{1 - p} = \log p - \log (1 - p)", "proved"),
    (r"\log \frac{p}{1 - p} = \log p - \log (1 + p)", "refuted"),
    (r"\log \frac{|A|}{|B|} = \log |A| - \log |B|", "proved"),
    (r"\sqrt{a^2} + \delta_{ij} \log a = a + \delta_{ij} \log a", "unknown"),
    (r"\sqrt{a^2} + \log b = a + \log b", "refuted"),
    (r"\sqrt{a^2} = a", "refuted"),
]


@pytest.mark.parametrize(("formula", "verdict"), LOGARITHMS)
def test_a_step_is_read_where_its_logarithms_are_defined(formula: str, verdict: str) -> None:
    found = last(f"$${formula}$$").verdict
    assert found == verdict if verdict != "unknown" else found != "proved"


def test_densities_are_positive_where_the_document_speaks_of_probabilities() -> None:
    formula = r"$$\log \frac{p(x) q(x)}{q(x) q(y)} = \log \frac{p(x)}{q(x)} + \log \frac{q(x)}{q(y)}$$"
    assert last("Let $p$ and $q$ be distributions.\n\n" + formula).verdict == "proved"
    assert last("Let $p$ and $q$ be polynomials.\n\n" + formula).verdict != "proved"
    wrong = formula.replace(r"+ \log", r"- \log")
    assert last("Let $p$ and $q$ be distributions.\n\n" + wrong).verdict == "refuted"


INTEGRALS = [
    (r"\int q(z) \log \frac{q(z)}{p(z)} dz = \int q(z) \log q(z) dz - \int q(z) \log p(z) dz", True),
    (r"\int q(z) \log \frac{q(z)}{p(z)} dz = \int q(z) \log q(z) dz + \int q(z) \log p(z) dz", False),
    (r"\int q(z) \log \frac{q(z)}{p(z)} dz = \int p(z) \log q(z) dz - \int q(z) \log p(z) dz", False),
    (r"\nabla_\theta \int p_\theta(x) f(x) dx"
     r" = \int p_\theta(x) \nabla_\theta \log p_\theta(x) f(x) dx", True),
    (r"\nabla_\theta \int p_\theta(x) f(x) dx = \int \nabla_\theta \log p_\theta(x) f(x) dx", False),
    (r"\int p(x) f(x) \, dx = \mathbb{E}_{x \sim p}[f(x)]", True),
    (r"\int p(x) f(x) \, dx = \mathbb{E}_{x \sim q}[f(x)]", False),
    (r"\int p(x, y) \, dx \, dy = \int \int p(x, y) \, dy \, dx", False),
    (r"\int_0^1 f(x) dx + \int_1^2 f(x) dx = 2 \int_0^1 f(x) dx", False),
    (r"\int x p(x) dx + \int p(x) dx = \int (x + 1) p(x) dx", True),
    (r"\int x p(x) dx = x \int p(x) dx", False),
    (r"\int x^2 p(x) dx = x^2 \int p(x) dx", False),
    (r"\int x_i p(x) dx = x_i \int p(x) dx", False),
    (r"\int x^T x p(x) dx = x^T x \int p(x) dx", False),
    (r"\int (x_i + 2) p(x) dx = \int x_i p(x) dx + 2 \int p(x) dx", True),
    (r"\int (x^T x + 2) p(x) dx = \int x^T x p(x) dx + 2 \int p(x) dx", True),
    (r"\int_0^1 x^2 dx = x^2 \int_0^1 1 dx", False),
    (r"\int e^{-x^2} dx = e^{-x^2} \int 1 dx", False),
    (r"\int (x - 3)^2 p(x) dx = \int x^2 p(x) dx - 6 \int x p(x) dx + 9 \int p(x) dx", True),
    (r"\int p(x) dx = 1", True),
    (r"\int p(x) dx = 2", False),
    (r"\int 1 dx = \int 1 dy", False),
    (r"\int f(x) g(y) dx = \int f(x) g(x) dx", False),
    (r"\int f(x) g(y) dx = g(y) \int f(x) dx", True),
    (r"\int f(x) g(x) dx = g(x) \int f(x) dx", False),
    (r"\int f(x) p(x) dx = p(x) \int f(x) dx", False),
    (r"\sum_x f(x) p(x) = p(x) \sum_x f(x)", False),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "proved"), INTEGRALS)
def test_integrals_obey_the_laws_of_sums(formula: str, proved: bool) -> None:
    found = last(f"Let $p$ and $q$ be densities.\n\n$${formula}$$")
    assert (found.verdict == "proved") is proved
    assert found.verdict != "refuted" or "int" not in formula


EXPECTATIONS = [
    (r"\log p(x) = \mathbb{E}_{q(z | x)}[\log p(x)]", True),
    (r"\log p(z) = \mathbb{E}_{q(z | x)}[\log p(z)]", False),
    (r"\mathbb{E}_{q(z|x)}[\log \frac{p(x, z)}{q(z|x)}] = \mathbb{E}_{q(z|x)}[\log p(x, z)]"
     r" - \mathbb{E}_{q(z|x)}[\log q(z|x)]", True),
    (r"\mathbb{E}_{q(z|x)}[\log \frac{p(x, z)}{q(z|x)}] = \mathbb{E}_{q(z|x)}[\log p(x, z)]"
     r" - \mathbb{E}_{q(z|x)}[\log p(z|x)]", False),
    (r"\sum_x p(x) f(x) = \mathbb{E}_{x \sim p}[f(x)]", True),
    (r"\sum_x q(x) f(x) = \mathbb{E}_{x \sim p}[f(x)]", False),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "proved"), EXPECTATIONS)
def test_expectations_over_what_they_name(formula: str, proved: bool) -> None:
    found = last(f"Let $p$ and $q$ be densities.\n\n$${formula}$$")
    assert (found.verdict == "proved") is proved


def test_what_is_defined_by_the_variable_of_a_sum_is_no_constant() -> None:
    text = "Let $y = w x$ and let $p$ be a density.\n\n$$%s y p(x) %s = y %s p(x) %s$$"
    assert last(text % (r"\int", "dx", r"\int", "dx")).verdict != "proved"
    assert last(text.replace("w x", "w t") % (r"\int", "dx", r"\int", "dx")).verdict == "proved"
    assert last(text % (r"\sum_x", "", r"\sum_x", "")).verdict != "proved"


def test_a_usual_reading_of_an_integral_that_differs_outweighs_an_unusual_one_that_holds() -> None:
    left = r"\int p_\theta(x) \nabla_\theta \log p_\theta(x) f(x) dx"
    text = "Let $p$ be a density.\n\n$$%s = \\mathbb{E}_{x \\sim p_\\theta}[%s]$$"
    assert last(text % (left, r"\nabla_\theta \log p_\theta(x) f(x)")).verdict == "proved"
    assert last(text % (left, r"\nabla_\theta \log p_\theta(x)")).verdict != "proved"
