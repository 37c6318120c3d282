"""s_3 beside s_{t-1} is the state at one time, and no component of a vector, whatever is summed elsewhere."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

NET = r"""
$$ s_t = \sigma(U x_t + W s_{t-1}) $$

$$ \frac{dE}{dW} = \sum_{k=0}^3 \frac{\partial E}{\partial s_k} \frac{\partial s_k}{\partial W} $$

$$ %s $$
"""
CHAIN = (
    r"\frac{\partial s_3}{\partial s_1} = "
    r"\frac{\partial s_3}{\partial s_2} \frac{\partial s_2}{\partial %s}"
)

STEPS = [
    (CHAIN % "s_1", "proved"),
    (CHAIN % "s_0", "refuted"),
    (r"s_3 + s_2 = s_2 + s_3", "proved"),
    (r"s_3 + s_2 = 2 s_3", "unknown"),
    (r"\sum_{k=1}^3 s_k = s_1 + s_2 + s_3", "proved"),
    (r"\sum_{k=1}^3 s_k = s_0 + s_1 + s_2", "not-understood"),
]


@pytest.mark.parametrize(("step", "verdict"), STEPS)
def test_a_state(step: str, verdict: str) -> None:
    assert check_text(NET % step).steps[-1].verdict == verdict
