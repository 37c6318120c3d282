"""A parameter copied from another gate, and a gradient by the name of its variable, are named as slips."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

GATES = r"""
$$o_t = \sigma(W_o x_t + U_o h_{t-1} + b_o)$$

$$i_t = \sigma(%s)$$

$$f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)$$

$$c_t = f_t \odot c_{t-1} + i_t \odot \tanh(x_t)$$

The parameters of the input gate are $W_i$, $U_i$ and $b_i$.
"""


@pytest.mark.parametrize(
    ("gate", "reason"),
    [
        (r"W_o x_t + U_i h_{t-1} + b_i", r"W_{o} belongs to another name; that of i_{t} is W_{i}"),
        (r"W_i x_t + U_f h_{t-1} + b_i", r"U_{f} belongs to another name; that of i_{t} is U_{i}"),
        (r"W_i x_t + U_i h_{t-1} + b_i", ""),
        (r"W_i x_t + W_o x_t + U_i h_{t-1} + b_i", ""),
        (r"V_o x_t + U_i h_{t-1} + b_i", ""),
        (r"W_x x_t + U_i h_{t-1} + b_i", ""),
    ],
    ids=["copied", "another one copied", "its own", "both", "of no other gate", "of no gate"],
)
def test_a_parameter_of_another_gate(gate: str, reason: str) -> None:
    steps = [step for each in check_text(GATES % gate).derivations for step in each.steps]
    (step,) = [step for step in steps if step.lhs == "i_t"]
    assert (step.verdict == "malformed") is bool(reason)
    assert step.reason.partition(";")[0] == reason.partition(";")[0]


def test_a_parameter_that_stands_nowhere_else_is_shared() -> None:
    text = r"$$o_t = \sigma(W_o x_t + b_o)$$ $$i_t = \sigma(W_o x_t + b_i)$$"
    assert check_text(text).steps[-1].verdict == "definition"


CELL = r"""
$$c_t = f_t * c_{t-1} + i_t * u_t$$

$$h_t = o_t * \tanh(c_t)$$

$$\delta o_t = \delta h_t * \tanh(c_t)$$

$$\delta i_t = \delta c_t * u_t$$

"""


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (r"h_t = \frac{\partial L}{\partial h_t}", True),
        (r"c_t = \delta h_t * o_t + \delta c_{t+1} * f_{t+1}", True),
        (r"c_t = (\delta h_t + \delta c_{t+1}) * f_{t+1}", True),
        (r"\delta h_t = \frac{\partial L}{\partial h_t}", False),
        (r"\delta c_t = \delta h_t * o_t + \delta c_{t+1} * f_{t+1}", False),
        (r"c_t = c_{t-1} + \delta c_t * f_t", False),
        (r"g_t = \frac{\partial L}{\partial h_t}", False),
        (r"u_t = \frac{\partial L}{\partial u_t}", False),
    ],
)
def test_a_gradient_is_not_its_variable(step: str, found: bool) -> None:
    last = check_text(f"{CELL}$${step}$$\n").steps[-1]
    said = last.verdict == "malformed" and last.reason.endswith("this is its gradient")
    assert said is found
