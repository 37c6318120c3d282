r"""Functions with a parameter below their name, \pi_\theta(a|s), and what is differentiated by what it does
not show: the step holds whatever function of it that is.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    found = check_text(f"The policy is a function.\n\n$${text}$$")
    return [step.verdict for each in found.derivations for step in each.steps]


BELOW = [
    r"\nabla_\theta \log \pi_\theta(a|s) = \frac{\nabla_\theta \pi_\theta(a|s)}{\pi_\theta(a|s)}",
    r"\nabla_\phi q_\phi(z|x) = q_\phi(z|x) \nabla_\phi \log q_\phi(z|x)",
    r"\nabla_\theta \sum_t \log \pi_\theta(a_t|s_t) = \sum_t \nabla_\theta \log \pi_\theta(a_t|s_t)",
    r"\sum_a \nabla_\theta \pi_\theta(a|s) Q(s, a)"
    r" = \sum_a \pi_\theta(a|s) \nabla_\theta \log \pi_\theta(a|s) Q(s, a)",
    r"\frac{\partial}{\partial w} \log f_{w,b}(x_i)"
    r" = \frac{1}{f_{w,b}(x_i)} \frac{\partial f_{w,b}(x_i)}{\partial w}",
    r"\nabla_\theta \sum_\tau P(\tau; \theta) R(\tau) = \sum_\tau R(\tau) \nabla_\theta P(\tau; \theta)",
]
WRONG_BELOW = [
    r"\nabla_\theta \log \pi_\theta(a|s) = \frac{\nabla_\theta \pi_\theta(a|s)}{2 \pi_\theta(a|s)}",
    r"\nabla_\phi q_\phi(z|x) = \nabla_\phi \log q_\phi(z|x)",
    r"\sum_a \nabla_\theta \pi_\theta(a|s) Q(s, a) = \sum_a \nabla_\theta \log \pi_\theta(a|s) Q(s, a)",
]


@pytest.mark.parametrize("text", BELOW)
def test_what_has_a_parameter_below_its_name_is_a_function_of_it(text: str) -> None:
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize("text", WRONG_BELOW)
def test_a_wrong_gradient_of_it_is_refuted(text: str) -> None:
    assert verdicts(text) == ["refuted"]


ANY = [
    r"\nabla_\theta \log \pi(a|s) = \frac{\nabla_\theta \pi(a|s)}{\pi(a|s)}",
    r"\nabla_\theta \log g(s) = \frac{\nabla_\theta g(s)}{g(s)}",
    r"\nabla_\theta (A + g(s)) = \nabla_\theta A + \nabla_\theta g(s)",
]
OF_SOME = [
    r"\nabla_\theta \log g(s) = 0",
    r"\nabla_\theta \log g(s) = \nabla_\theta g(s)",
    r"\nabla_\theta (A g(s)) = A \nabla_\theta g(s)",
    r"\nabla_\theta (A g(s)) = \nabla_\theta A + \nabla_\theta g(s)",
    r"\nabla_\theta (x^T x f(x)) = x^T x \nabla_\theta f(x)",
]


@pytest.mark.parametrize("text", ANY)
def test_what_holds_for_any_function_of_what_it_is_differentiated_by_is_proved(text: str) -> None:
    assert verdicts(text) == ["proved"]


@pytest.mark.parametrize("text", OF_SOME)
def test_what_holds_only_where_it_does_not_depend_on_it_stays_open(text: str) -> None:
    assert verdicts(text) == ["unknown"]


def test_a_label_below_a_matrix_is_no_parameter() -> None:
    text = r"Let $z = W_h h$. $$\frac{\partial z}{\partial h} = W_h$$"
    (*_, found) = check_text(text).derivations
    assert [step.verdict for step in found.steps] == ["proved"]
