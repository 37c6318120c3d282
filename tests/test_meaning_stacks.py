r"""Vectors one below the other: the gates of an LSTM, \sigma(W_f [h_{t-1}, x_t] + b_f)."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

STACKS = (
    r"W_f [h_{t-1}, x_t]",
    r"W_f \cdot [h_{t-1}, x_t]",
    r"W_f \cdot [h_{t-1}; x_t]",
    r"W_f \begin{bmatrix} h_{t-1} \\ x_t \end{bmatrix}",
    r"W_f [x_t, h_{t-1}]",
)
LSTM = r"""
$$f_t = \sigma(a_t), \quad a_t = STACK + b_f, \quad g_t = \tanh(STACK + b_g)$$
$$C_t = f_t * C_{t-1} + i_t * g_t, \quad h_t = o_t * \tanh(C_t)$$

"""
RIGHT = (
    r"$$\frac{\partial E}{\partial o_t} = \frac{\partial E}{\partial h_t} * \tanh(C_t)$$",
    r"$$\frac{\partial E}{\partial f_t} = \frac{\partial E}{\partial C_t} * C_{t-1}$$",
    r"$$\frac{\partial E}{\partial a_t} = \frac{\partial E}{\partial f_t} * f_t * (1 - f_t)$$",
)
WRONG = (
    r"$$\frac{\partial E}{\partial o_t} = \frac{\partial E}{\partial h_t} * C_t$$",
    r"$$\frac{\partial E}{\partial f_t} = \frac{\partial E}{\partial C_t} * C_t$$",
    r"$$\frac{\partial E}{\partial a_t} = \frac{\partial E}{\partial f_t} * (1 - f_t)$$",
    r"$$\frac{\partial [h_{t-1}, x_t]}{\partial x_t} = 0$$",
    r"$$[h_{t-1}, x_t] = h_{t-1}$$",
)


def last(text: str) -> str:
    return check_text(text).steps[-1].verdict


@pytest.mark.parametrize("stack", STACKS)
def test_the_gates_of_a_cell_take_one_vector(stack: str) -> None:
    cell = LSTM.replace("STACK", stack)
    assert [last(cell + each) for each in RIGHT] == ["proved"] * 3
    assert "proved" not in [last(cell + each) for each in WRONG]


def test_the_entries_are_not_looked_into() -> None:
    *_, step = check_text(LSTM.replace("STACK", STACKS[0]) + RIGHT[2]).steps
    assert any("is one vector, any function of its parts" in each for each in step.notes)
    split = r"$$W_f [h_{t-1}, x_t] = W_h h_{t-1} + W_x x_t$$"
    assert last(LSTM.replace("STACK", STACKS[0]) + split) in ("unknown", "not-understood")


def test_weights_of_what_came_before_change_it() -> None:
    cell = r"$$h_t = \tanh(W [h_{t-1}, x_t] + b)$$ "
    slope = r"\left(\frac{\partial L}{\partial h_t} \odot (1 - h_t^2)\right)"
    assert last(cell + rf"$$\frac{{\partial L}}{{\partial W}} = {slope} [h_{{t-1}}, x_t]^T$$") == "unknown"


def test_a_row_of_two_numbers_stays_a_row() -> None:
    assert last(r"$$[a, b] \begin{bmatrix} c \\ d \end{bmatrix} = a c + b d$$") == "proved"
    assert last(r"$$[h_1, h_2] = [h_2, h_1]$$") == "refuted"
