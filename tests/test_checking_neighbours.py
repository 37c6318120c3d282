r"""h_{t-1} in a sum over t, arguments that are estimated, commands of a lost preamble as limits, bars written
\parallel, primes before labels: right steps proved, wrong neighbours not.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session

POLICY = r"The policy has probabilities $\pi_\theta(a|s)$." "\n\n"
RNN = r"Here $h_t = \tanh(W h_{t-1})$ and $W \in \mathbb{R}^{n \times n}$." "\n\n"
MEAN = r"The probability is $p(x_i; \mu)$, and $\mu = \frac{1}{n} \sum_{i=1}^n x_i$." "\n\n"
TRAJECTORY = r"\log \prod_{t=0}^T p(s_{t+1} | s_t, a_t) \pi_\theta(a_t | s_t)"
STEPS = [
    (r"\sum_{t=1}^T d_t (h_{t-1} + x_t) = \sum_{t=1}^T d_t h_{t-1} + \sum_{t=1}^T d_t x_t", True),
    (r"\sum_{t=1}^T d_t (h_{t-1} + x_t) = \sum_{t=1}^T d_t h_t + \sum_{t=1}^T d_t x_t", False),
    (r"\sum_{t=1}^T d_t h_{t-1} = \sum_{t=1}^T d_t h_{t+1}", False),
    (r"\sum_{t=1}^T \sum_{k=1}^K (h_{t-1,k} - h_{t,k-1}) = 0", False),
    (r"\frac{\partial}{\partial h_s} \sum_{t=1}^T h_t h_{t-1} = h_{s-1}", False),
    (r"\frac{\partial}{\partial h_s} \sum_{t=1}^T h_t h_{t-1} = \sum_{t=1}^T h_{t-1}", False),
    (
        rf"POLICY\nabla_\theta {TRAJECTORY} = \sum_{{t=0}}^T \nabla_\theta \log \pi_\theta(a_t | s_t)",
        True,
    ),
    (
        rf"POLICY\nabla_\theta {TRAJECTORY} = \sum_{{t=0}}^T \nabla_\theta \log \pi_\theta(a_{{t+1}} | s_t)",
        False,
    ),
    (rf"POLICY{TRAJECTORY} = \sum_{{t=0}}^T \log \pi_\theta(a_t | s_t)", False),
    (
        r"RNN\frac{\partial}{\partial W_{ij}} \sum_{t=1}^T v^T W h_{t-1} = \sum_{t=1}^T v_i h_{t-1, j}",
        False,
    ),
    (r"MEAN\nabla_\mu \sum_{i=1}^n \log p(x_i; \mu) = \sum_{i=1}^n \nabla_\mu \log p(x_i; \mu)", True),
    (r"MEAN\nabla_\mu \sum_{i=1}^n \log p(x_i; \mu) = -\sum_{i=1}^n \nabla_\mu \log p(x_i; \mu)", False),
    (r"\sum_{i=1}^\nexp (x_i + 1) = \sum_{i=1}^{\nexp} x_i + \nexp", True),
    (r"\sum_{i=1}^\nexp (x_i + 1) = \sum_{i=1}^{\nexp} x_i + 1", False),
    (r"(2 \pi)^{-\di/2} = \frac{1}{(2 \pi)^{\di/2}}", True),
    (r"(2 \pi)^{-\di/2} = \frac{1}{(2 \pi)^{\di}}", False),
    (r"\parallel y - Xw \parallel^2 = (y - Xw)^T (y - Xw)", True),
    (r"\parallel y - Xw \parallel^2 = (y - Xw)^T (y + Xw)", False),
    (r"\frac{1}{m} \parallel w \parallel_2^2 + \parallel v \parallel^2 = \frac{w^T w}{m} + v^T v", True),
    (r"g^{\prime[l]}(z) + g^{'[l]}(z) = 2 g^{[l]\prime}(z)", True),
    (r"g^{\prime[l]}(z) + g^{[l]}(z) = 2 g^{[l]\prime}(z)", False),
    (r"\frac{\partial^2 (u^2 v^3)}{\partial u v} = 6 u v^2", True),
    (r"\frac{\partial^2 (u^2 v^3)}{\partial u v} = 2 u v^3", False),
]


@pytest.mark.parametrize(("step", "right"), STEPS)
def test_ways_of_writing(step: str, right: bool) -> None:
    told = {"POLICY": POLICY, "RNN": RNN, "MEAN": MEAN}
    words = next((each for each in told if step.startswith(each)), "")
    text = f"{told.get(words, '')}$${step.removeprefix(words)}$$\n"
    found = tuple(Session().check_stdin(text.encode()).steps)[-1]
    assert (found.verdict == "proved") is right, found.reason


def test_a_sum_of_neighbours_is_not_refuted() -> None:
    text = r"$$\sum_{t=1}^T (h_t - h_{t-1}) = c$$"
    assert tuple(Session().check_stdin(text.encode()).steps)[-1].verdict in {"unknown", "definition"}
