r"""What the document defines a name to be holds, too, where a later or an earlier line says what it comes to:
\delta^l = \partial C / \partial z^l, and the label that \nabla_a C leaves out.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

NETWORK = r"Let $z^l = w^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$, and let $C$ be the cost." + "\n\n"
SQUARED = NETWORK.replace("let $C$ be the cost", r"the cost is $C = \frac12 \| a^L - y \|^2$")
ERROR = r"$$ \delta^l_j = \frac{\partial C}{\partial z^l_j} $$" + "\n\n"
BACK = r"$$ \delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l) $$" + "\n\n"
WRONG_BACK = BACK.replace(r"\sigma'(z^l)", r"\sigma(z^l)")


def last(document: str, step: str) -> CheckedStep:
    return check_text(f"{document}$$ {step} $$\n").steps[-1]


RIGHT = [
    r"\frac{\partial C}{\partial b^l_j} = \delta^l_j",
    r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
    r"\nabla_{w^l} C = \delta^l (a^{l-1})^T",
    r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)",
    r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
    r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)",
]
WRONG = [
    r"\frac{\partial C}{\partial b^l_j} = \delta^{l+1}_j",
    r"\frac{\partial C}{\partial b^l_j} = \delta^l_j \sigma'(z^l_j)",
    r"\frac{\partial C}{\partial w^l_{jk}} = a^l_k \delta^l_j",
    r"\nabla_{w^l} C = a^l (\delta^l)^T",
    r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma(z^L_j)",
    r"\delta^L = \nabla_a C \odot \sigma'(a^L)",
    r"\delta^L = \nabla_a C + \sigma'(z^L)",
    r"\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)",
]


@pytest.mark.parametrize("network", [NETWORK, SQUARED])
@pytest.mark.parametrize("order", [ERROR + BACK, BACK + ERROR, ERROR])
@pytest.mark.parametrize("step", RIGHT)
def test_the_error_stays_the_derivative(network: str, order: str, step: str) -> None:
    assert last(network + order, step).verdict == "proved"


@pytest.mark.parametrize("order", [ERROR + BACK, BACK + ERROR, ERROR, ERROR + WRONG_BACK, WRONG_BACK + ERROR])
@pytest.mark.parametrize("step", WRONG)
def test_what_is_wrong_of_the_error_is_not_proved(order: str, step: str) -> None:
    assert last(NETWORK + order, step).verdict != "proved"
    assert last(SQUARED + order, step).verdict != "proved"


@pytest.mark.parametrize("order", [ERROR + BACK, BACK + ERROR])
def test_what_the_error_comes_to_is_a_claim_wherever_it_is_defined(order: str) -> None:
    right = check_text(NETWORK + order)
    assert "proved" in {step.verdict for step in right.steps}
    wrong = check_text(NETWORK + order.replace(BACK, WRONG_BACK))
    assert "proved" not in {step.verdict for step in wrong.steps}


def test_a_wrong_line_stated_twice_is_no_reason_for_itself() -> None:
    found = check_text(NETWORK + WRONG_BACK + WRONG_BACK + ERROR)
    assert "proved" not in {step.verdict for step in found.steps}


def test_the_first_definition_is_named() -> None:
    found = last(NETWORK + ERROR + BACK, RIGHT[0])
    assert "delta^l is what line 3 says" in found.notes


def test_what_may_be_another_thing_is_not_taken_back() -> None:
    before = r"Let $z = W x$." + "\n\n" + r"$$ z = V h + c $$" + "\n\n"
    assert last(before, r"\frac{\partial z}{\partial x} = W").verdict != "proved"


def test_the_label_that_a_gradient_leaves_out() -> None:
    found = last(SQUARED, r"\nabla_a C = a^L - y")
    assert found.verdict == "proved"
    assert "a is a^L here, as all is of L" in found.notes
    assert last(SQUARED, r"\nabla_a C = y - a^L").verdict == "refuted"
    assert last("Let $a = 2 s$." + SQUARED, r"\nabla_a C = a^L - y").verdict != "proved"
