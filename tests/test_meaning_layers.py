r"""What is defined for one layer l holds for L and l+1, where every layer has names of its own; and the loss
E: R^n \to R is a number.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

LAYERS = r"""The weights of layer $l$ are
$W^l \in \mathbb{R}^{m_l \times m_{l-1}}$ and $b^l \in \mathbb{R}^{m_l}$, and
$$ z^l = W^l a^{l-1} + b^l, \qquad a^l = \phi(z^l), \qquad \delta^l_j = \frac{\partial E}{\partial z^l_j} $$
where $E : \mathbb{R}^{m_L} \to \mathbb{R}$ is the loss.

"""
BRACKETS = LAYERS.replace("^l_j", "^{[l]}_j").replace("^l", "^{[l]}").replace("^{l-1}", "^{[l-1]}")


def verdict(step: str, document: str = LAYERS) -> str:
    return check_text(f"{document}$$ {step} $$\n").steps[-1].verdict


RIGHT = [
    r"\frac{\partial z^{l+1}_d}{\partial a^l_j} = W^{l+1}_{dj}",
    r"\frac{\partial z^L_j}{\partial W^L_{ji}} = a^{L-1}_i",
    r"\frac{\partial E}{\partial z^L_j} = \frac{\partial E}{\partial a^L_j} \phi'(z^L_j)",
    r"\frac{\partial E}{\partial W^L_{ji}} = \delta^L_j a^{L-1}_i",
    r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \phi'(z^l)",
    r"\delta^l_j = \sum_d \delta^{l+1}_d W^{l+1}_{dj} \phi'(z^l_j)",
]
WRONG = [
    r"\frac{\partial z^{l+1}_d}{\partial a^l_j} = W^{l+1}_{jd}",
    r"\frac{\partial z^L_j}{\partial W^L_{ji}} = a^{L}_i",
    r"\frac{\partial E}{\partial z^L_j} = \frac{\partial E}{\partial a^L_j} \phi(z^L_j)",
    r"\frac{\partial E}{\partial W^L_{ji}} = \delta^L_j a^L_i",
    r"\delta^l = W^{l+1} \delta^{l+1} \odot \phi'(z^l)",
    r"\delta^l_j = \sum_d \delta^{l+1}_d W^{l+1}_{dj} \phi(z^l_j)",
]


@pytest.mark.parametrize("document", [LAYERS, BRACKETS])
@pytest.mark.parametrize("step", RIGHT)
def test_the_definitions_of_one_layer_hold_for_others(step: str, document: str) -> None:
    if document is BRACKETS:
        step = step.replace("^{l+1}", "^{[l+1]}").replace("^{L-1}", "^{[L-1]}").replace("^L", "^{[L]}")
        step = step.replace("^l", "^{[l]}")
    assert verdict(step, document) == "proved"


@pytest.mark.parametrize("step", WRONG)
def test_and_prove_nothing_wrong(step: str) -> None:
    assert verdict(step) != "proved"


def test_a_slip_in_a_layer_between_is_found() -> None:
    assert verdict(WRONG[4]) in {"refuted", "malformed"}


def test_the_last_layer_may_be_another_one() -> None:
    document = LAYERS + r"The last layer is a softmax. $$ E = -\sum_k y_k \log a^L_k, \quad \sum_k y_k = 1 $$"
    assert verdict(r"\delta^L_j = a^L_j - y_j", document) != "refuted"


def test_the_output_is_what_the_last_layer_gives() -> None:
    document = LAYERS + r"By construction $a^L = \hat y$. "
    assert verdict(r"\frac{\partial \hat y_j}{\partial z^L_j} = \phi'(z^L_j)", document) == "proved"
    assert verdict(r"\frac{\partial \hat y_j}{\partial z^L_j} = \phi(z^L_j)", document) != "proved"


def test_the_target_is_not() -> None:
    document = LAYERS + r"We wish that $a^L = y$. "
    assert verdict(r"\frac{\partial y_j}{\partial z^L_j} = \phi'(z^L_j)", document) == "unknown"


def test_what_rests_on_the_next_layer_is_no_definition_of_the_next() -> None:
    document = LAYERS.partition(r", \qquad \delta")[0] + " $$\n\n"
    document += r"with $C = \frac{1}{2} \|a^l - y\|^2$. For the error we have" "\n\n"
    document += r"$$ \delta^l = (W^{l+1})^T \delta^{l+1} \odot \phi'(z^l) $$" "\n\n"
    step = r"\frac{\partial C}{\partial b^l} = \delta^l"
    assert verdict(step, document.replace(r"\phi", r"\sigma")) == "unknown"


TIMES = r"""$$ u_t = W h_{t-1} + V x_t, \qquad h_t = \tanh(u_t) $$

"""


def test_names_that_all_times_share_are_not_those_of_a_layer() -> None:
    """h_{t-1} rests on the W of all times, so the derivative by it is not h_{t-1} alone."""
    document = TIMES + r"With $u_{t-1}$ and $h_{t-1}$ before it, "
    held = r"\frac{\partial u_{t,j}}{\partial W_{ji}} = h_{t-1,i}"
    assert verdict(held, document) == "unknown"
    assert verdict(r"\frac{\partial h_{t,j}}{\partial u_{t,j}} = 1 - h_{t,j}^2", document) == "proved"


DOMAIN = r"""Let $x, g \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$ and $E : %s \to \mathbb{R}$.
$x = A g$.

"""


@pytest.mark.parametrize("domain", [r"\mathbb{R}^n", r"\mathbb{R}^{n \times n}"])
def test_a_function_to_the_real_numbers_is_a_number(domain: str) -> None:
    slope = r"\frac{\partial E}{\partial g} = A^T \frac{\partial E}{\partial x}"
    assert verdict(slope, DOMAIN % domain) == "proved"
    assert verdict(slope.replace("^T", ""), DOMAIN % domain) != "proved"


_BACK = r"""$z^l = w^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$ and $C = \frac{1}{2} \| a^l - y \|^{2}$.

$$\delta^l = \frac{\partial C}{\partial a^l} \frac{\partial a^{l}}{\partial z^{l}}$$

$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$

"""


def test_a_recursion_without_an_end_refutes_nothing() -> None:
    chain = r"\frac{\partial C}{\partial a^{l}} \frac{\partial a^{l}}{\partial z^{l}}"
    step = r"\frac{\partial C}{\partial b^l} = " + chain + " %s"
    assert verdict(step % r"= \delta^l", _BACK) == "proved"
    assert verdict(step % r"+ 1", _BACK) == "refuted"
