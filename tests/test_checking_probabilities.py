r"""The rules of probability: p(x, z) = p(x|z) p(z), \int p(x, z) dz = p(x), and what they do not say."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.probabilities import RULES
from derivcheck.checking.session import Session


def last(formula: str, before: str = "A model with densities.") -> CheckedStep:
    return tuple(Session().check_stdin(f"{before}\n\n$${formula}$$".encode()).steps)[-1]


RIGHT = [
    r"p(x, z) = p(x|z) p(z)",
    r"p(z|x) = \frac{p(x|z) p(z)}{p(x)}",
    r"P(A|B) = P(B|A) P(A) / P(B)",
    r"p(x) = \int p(x|z) p(z) dz",
    r"p(x) = \int_{-\infty}^\infty p(x, z) dz",
    r"p(x) = \sum_z p(x, z)",
    r"\sum_{k=1}^K p(x|z = k) p(z = k) = p(x)",
    r"\int q(z|x) \log p(x) dz = \log p(x)",
    r"\int q(z|x) \log \frac{p(x, z)}{p(z|x)} dz = \log p(x)",
    r"\int\int p(x, z) dx dz = 1",
    r"\log p(x, y, z | \theta) = \log p(x | y, z, \theta) + \log p(y | z, \theta) + \log p(z | \theta)",
    r"p_\theta(x, z) = p_\theta(x | z) p(z)",
    r"p(x_i, z_i; \theta) = p(x_i | z_i; \theta) p(z_i)",
    r"\sum_i \log p(x_i|\theta) = \sum_i \log \sum_{z_i} p(x_i, z_i|\theta)",
    r"p(x) = p(x | y = 1) p(y = 1) + p(x | y = 0) p(y = 0)",
    r"p(y = 0 | x) = 1 - p(y = 1 | x)",
    r"\mathbb{E}_{z \sim q}[\log p(x, z) - \log p(z|x)] = \mathbb{E}_{z \sim q}[\log p(x)]",
    r"p(\theta | x) p(x) = p(x | \theta) p(\theta)",
]
WRONG = [
    r"p(x, z) = p(x|z) p(x)",
    r"p(x, z) = p(x|z) q(z)",
    r"p(x, z) = p(x) p(z)",
    r"p(z|x) = p(x|z)",
    r"p(z|x) = \frac{p(x|z) p(z)}{p(z)}",
    r"p(x) = \int p(x|z) dz",
    r"p(x) = \int p(x|z) p(z) dx",
    r"p(x) = \int_0^1 p(x, z) dz",
    r"p(x) = \int_A p(x, z) dz",
    r"\int p(z|x) dx = 1",
    r"\sum_{k=1}^2 p(x|z = k) p(z = k) = p(x)",
    r"\sum_{i \neq 1} p(x_i) = 1",
    r"\sum_i p(x_i) = 1",
    r"\int q(z|x) \log p(z) dz = \log p(z)",
    r"\int q(z|x) \log p(x) dz = p(x)",
    r"p(x | \theta) = p(x)",
    r"p(z | x; \theta^{t}) = p(z | x; \theta)",
    r"p(x, z; \theta) = p(x | z; \theta') p(z; \theta)",
    r"p_\theta(x, z) = p_\phi(x | z) p_\theta(z)",
    r"p(x) = p(x | y = 1) p(y = 1) + p(x | y = 2) p(y = 2)",
    r"p(y = 0 | x) = 1 - p(y = 1 | z)",
    r"p(y = 0 | x) = p(y = 1 | x)",
    r"\sum_i \log p(x_i|\theta) = \sum_i \log \sum_{z_i} p(x_i, z_j|\theta)",
]


@pytest.mark.parametrize("formula", RIGHT)
def test_what_every_density_does_is_proved(formula: str) -> None:
    found = last(formula)
    assert found.verdict == "proved", found
    assert RULES in found.notes


@pytest.mark.parametrize("formula", WRONG)
def test_what_not_every_density_does_is_not_proved(formula: str) -> None:
    assert last(formula).verdict in ("unknown", "definition", "refuted", "malformed")


def test_a_definition_is_no_reason_for_itself() -> None:
    assert last(r"p(y|x) = 3 p(x|y)").verdict in ("definition", "unknown")
    assert last(r"p(D|w) = \prod_i p(y_i|x_i, w)").verdict == "definition"


def test_a_polynomial_sums_to_nothing_known() -> None:
    assert last(r"\int p(x) dx = 1", "A polynomial $p$.").verdict != "proved"


def test_more_than_two_values_that_a_document_names_are_no_two() -> None:
    assert last(r"p(y = 0 | x) = 1 - p(y = 1 | x)", "There are classes $y = 2$, too.").verdict == "definition"


def test_what_rests_on_the_variable_of_an_integral_is_no_constant() -> None:
    formula = r"\int p(x, z) y dz = p(x) y"
    assert last(formula, "A density $p$ and a number $y$.").verdict == "proved"
    assert last(formula, "A density $p$ and $y = 3 z$.").verdict != "proved"
    assert last(r"\sum_k p(x, z = k) z = p(x) z", "A density $p$.").verdict != "proved"


POLICY = r"A policy $\pi_\theta(a|s)$, paths $p_\theta(\tau)$ and transitions $p(s_{t+1}|s_t, a_t)$."
SLOPES = [
    (r"\nabla_\theta \log p(s_{t+1}|s_t, a_t) = 0", True),
    (r"\nabla_\theta \log \mu(s_0) = 0", True),
    (r"\nabla_\theta \sum_{t=0}^T \log p(s_{t+1}|s_t, a_t) = 0", True),
    (r"\nabla_\theta \log p(\tau) = 0", False),
    (r"\nabla_\theta \log \pi(a|s) = 0", False),
    (r"\nabla_\theta \log \pi_\theta(a|s) = 0", False),
    (r"\nabla_\theta p(s_{t+1}|s_t, a_t) = 1", False),
    (r"\nabla_w \log p(s_{t+1}|s_t, a_t) = 0", False),
    (r"\int \pi_\theta(a|s) \nabla_\theta \log \pi_\theta(a|s) da = 0", True),
    (r"\int \pi_\theta(a|s) \nabla_\theta \log \pi_\theta(a|s) b(s) da = 0", True),
    (r"\int \nabla_\theta p_\theta(x) dx = 0", True),
    (r"\sum_a \pi_\theta(a|s) b(s) = b(s)", True),
    (r"\int \pi_\theta(a|s) \nabla_\theta \log \pi_\theta(a|s) b(a) da = 0", False),
    (r"\int p_\theta(x) \nabla_\theta \log p_\phi(x) dx = 0", False),
    (r"\int p_\theta(x) \nabla_\theta \log p_\theta(y) dx = 0", False),
    (r"\int \nabla_\theta \log p_\theta(x) dx = 0", False),
    (r"\nabla_\theta \int p_\theta(x) dx = -\nabla_\theta \int p_\theta(x) dx", False),
    (r"\int_0^1 \nabla_\theta p_\theta(x) dx = 0", False),
    (r"\sum_a \pi_\theta(a|s) b(a) = b(a)", False),
]


@pytest.mark.parametrize(("formula", "proved"), SLOPES)
def test_what_does_not_show_a_parameter_does_not_depend_on_it(formula: str, proved: bool) -> None:
    assert (last(formula, POLICY).verdict == "proved") is proved


def test_where_no_density_shows_a_parameter_any_may_depend_on_it() -> None:
    formula = r"\nabla_\theta \log p(s' | s, a) = 0"
    assert last(formula, "A density $p$.").verdict != "proved"
