r"""How far a gradient and a logarithm reach, capitals among matrices, what an open claim says of a name."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from tests.wrong_and_right import last, verdicts

CASES = {
    "the gradient of a logarithm, times the density": (
        r"$$ \sum_x f(x) \frac{\nabla_\theta p(x|\theta)}{p(x|\theta)} %s"
        r" = \sum_x f(x) \nabla_\theta \log p(x|\theta) p(x|\theta) $$",
        "",
        r"p(x|\theta)",
        "refuted",
    ),
    "the gradient of a logarithm, times a value": (
        r"$$ \nabla_\theta \log \pi_\theta(a|s) Q(s, a) = Q(s, a) %s $$",
        r"\nabla_\theta \pi_\theta(a|s)",
        r"\frac{\nabla_\theta \pi_\theta(a|s)}{\pi_\theta(a|s)}",
        "refuted",
    ),
    "an entropy with its factors exchanged": (
        r"$$ -\sum_x \log p(x) p(x) = -\sum_x %s $$",
        r"2 p(x) \log p(x)",
        r"p(x) \log p(x)",
        "refuted",
    ),
    "C among matrices, constant or not": (
        r"%s $$ \operatorname{tr}(ACB) = \operatorname{tr}(CAB) $$",
        "Note that $C$ is constant.",
        "Here $C$ is a scalar.",
        "unknown",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_only_the_right_step_is_proved(name: str) -> None:
    *case, wrong = CASES[name]
    document, filled, right = case
    assert verdicts((document, filled, right)) == (wrong, "proved")


def test_what_is_transposed_is_no_entry() -> None:
    document = (
        r"$P(w_t | r) = \frac{\exp(w_t^T r)}{\sum_{w \in W} \exp(w^T r)}$ with $r = r_i$."
        r"$$ -\log P(w_t | r) = \log\left( \sum_{w \in W} \exp(w^T r) \right) - w_i^T r $$"
    )
    assert last(document) == "unknown"


def test_an_open_claim_of_a_name_is_no_reason_to_refute() -> None:
    document = (
        r"$$ \text{Let } A = S + K, \text{ where } S = \frac{1}{2} (A + A^\top)"
        r" \text{ and } K = \frac{1}{2} (A - A^\top) $$"
        r"$$ x^\top K^\top x = -x^\top K x $$"
    )
    assert last(document) != "refuted"
    assert last(r"$$ x^\top K^\top x = -x^\top K x $$") == "refuted"


def test_that_a_covariance_is_symmetric_accuses_nobody() -> None:
    habit = r"Let $\Sigma$ be the covariance matrix of $x$. Since $\Sigma^T = \Sigma$, we are done."
    assert all(step.verdict != "refuted" for step in check_text(habit).steps)
    stated = r"Let $A$ be an $n \times n$ matrix and $K = \frac{1}{2} (A - A^T)$. $$ K^T = %s K $$"
    assert verdicts((stated, "", "-")) == ("refuted", "proved")


def test_vectors_of_which_one_is_transposed_are_a_family() -> None:
    document = (
        r"We collect the $u$ vectors. $p(o|c) = \frac{\exp(u_o^t v_c)}{\sum_{w=1}^W \exp(u_w^t v_c)}$"
        r"$$ \log p(o|c) = u_o^t v_c %s \log \sum_{w=1}^W \exp(u_w^t v_c) $$"
    )
    assert verdicts((document, "+", "-")) == ("unknown", "proved")


def test_bars_that_are_a_determinant_here_and_a_value_there_accuse_nobody() -> None:
    document = r"Let $u, v \in \mathbb{R}^n$. $$ |I + u v^T| = |%s + v^T u| $$"
    assert verdicts((document, "2", "1")) == ("unknown", "unknown")
    assert verdicts((document.replace("|%s + v^T u|", "%s + v^T u"), "2", "1"))[0] == "refuted"
