r"""Habits of the field and layers: wrong steps that were once proved, and their right neighbours."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from tests.wrong_and_right import verdicts

TARGET = (
    r"Let $p = \mathrm{softmax}(z)$ and $L = -\sum_k y_k \log p_k$. %s "
    r"$$ \frac{\partial L}{\partial z_i} = p_i - y_i $$"
)
LAYERS = (
    r"Let $z^l = W^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$%s Let $C = \frac12 \|y - a^L\|^2$. "
    r"$$ \frac{\partial C}{\partial z^L} = (a^L - y) \odot \sigma'(z^L) $$"
)
NAIVE = (
    r"The skip-gram model. %s $$ \frac{\partial J_{naive-softmax}(v_c, o, U)}{\partial v_c} "
    r"= \sum_w \hat y_w u_w - u_o $$"
)
SUMMED = (
    r"The skip-gram model. %s "
    r"$$ \frac{\partial J_{skip-gram}(v_c, w_{t-m},...,w_{t+m}, U)}{\partial v_c} "
    r"= \sum_{-m \le j \le m, j \ne 0} \frac{\partial J(v_c, w_{t+j}, U)}{\partial v_c} $$"
)
FORM = r"The %s is $\Sigma$. $$ \nabla_x (x^T \Sigma x) = 2 \Sigma x $$"
CASES = {
    "targets of votes": (TARGET, "The votes for class $k$ are $y_k$.", "The label is $y$."),
    "targets that need not add up": (TARGET, "The targets need not add up to one.", "The targets are given."),
    "targets that are drawn": (
        TARGET,
        r"Let $y_k \sim \mathrm{Poisson}(\lambda_k)$.",
        r"Let $y \sim \mathrm{Cat}(\pi)$.",
    ),
    "targets of any kind": (TARGET, r"Let $y \in \mathbb{R}^K$ be arbitrary.", "Let $y$ be given."),
    "targets with two ones": (TARGET, "$y$ has exactly two ones.", "$y$ has one one."),
    "a covariance of two variables": (FORM, "cross-covariance", "covariance"),
    "a last layer that is linear": (LAYERS, ". The output layer is linear.", ". The output layer is wide."),
    "layers before the last": (LAYERS, r" for $l = 1, \dots, L-1$.", r" for $l = 1, \dots, L$."),
    "hidden layers": (LAYERS, " for hidden layers $l < L$.", " for a network with hidden layers."),
    "layers from the second on": (
        r"Let $z^l = W^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$ for $l \ge %s$. "
        r"$$ \frac{\partial a^1}{\partial z^1} = diag(\sigma'(z^1)) $$",
        "2",
        "1",
    ),
    "what remains of a density": (
        r"Let $\log p(x|z) = -\frac12 (x-z)^2$ and $\log p(%s) = -\frac12 %s^2$. "
        r"$$ \log p(x) = -\frac12 x^2 $$",
        "z",
        "x",
    ),
    "vectors of words that are tied": (
        NAIVE,
        "We tie the weights, so that $u_w$ and $v_w$ are the same vector.",
        "We learn both vectors.",
    ),
    "a softmax with a temperature": (NAIVE, r"We use a temperature $\tau$.", "We use words."),
    "a mean of losses": (
        SUMMED,
        "$J_{skip-gram}$ is the mean over the window.",
        "$J_{skip-gram}$ is the loss of the window.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_only_the_right_one_of_two_documents_is_proved(name: str) -> None:
    wrong, right = verdicts(CASES[name])
    assert wrong != "proved"
    assert right == "proved"


def test_a_model_that_is_named_by_the_arguments_of_its_loss_alone_is_read() -> None:
    text = r"Word2vec: $$ J_{naive-softmax}(v_c, o, U) = -\sum_w y_w \log \hat y_w $$"
    assert check_text(text).derivations
