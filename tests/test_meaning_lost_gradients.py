"""A gradient by the name of its variable is named as a slip."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

CELL = r"""
$$c_t = f_t * c_{t-1} + i_t * u_t$$

$$h_t = o_t * \tanh(c_t)$$

$$\delta o_t = \delta h_t * \tanh(c_t)$$

$$\delta i_t = \delta c_t * u_t$$

"""


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (r"c_t = \delta h_t * o_t + \delta c_{t+1} * f_{t+1}", True),
        (r"c_t = (\delta h_t + \delta c_{t+1}) * f_{t+1}", True),
        (r"h_t = \delta c_t * f_t", True),
        (r"\delta c_t = \delta h_t * o_t + \delta c_{t+1} * f_{t+1}", False),
        (r"c_t = c_{t-1} + \delta c_t * f_t", False),
        (r"g_t = \delta h_t * o_t", False),
        (r"u_t = \delta c_t * i_t", False),
    ],
)
def test_a_gradient_is_not_its_variable(step: str, found: bool) -> None:
    last = check_text(f"{CELL}$${step}$$\n").steps[-1]
    said = last.verdict == "malformed" and last.reason.partition(";")[2].startswith(" this is its gradient")
    assert said is found
