"""Chinese words between formulas link them as English ones do; as a name they stay a name."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session
from derivcheck.reader.chinese import link

BEFORE = "Let $z \\in \\mathbb{R}^K$, $p = \\mathrm{softmax}(z)$ and $L = \\sum_k q_k^2$.\n\n"
SLOPE = r"\frac{\partial p_i}{\partial z_j}"
STEPS = [
    (r"其中 q_k = \sigma(z_k)", "definition"),
    (r"\text{其中 } q_k = \sigma(z_k)", "definition"),
    (r"所以 \frac{\partial L}{\partial q_i} = 2 q_i", "proved"),
    (r"所以 \frac{\partial L}{\partial q_i} = q_i", "refuted"),
    (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j, \quad 如果 i \ne j", "proved"),
    (r"\frac{\partial p_i}{\partial z_j} = p_i p_j, \quad 如果 i \ne j", "refuted"),
    (r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j), \quad 当 i = j 时", "proved"),
    (SLOPE + r"=\begin{cases}p_i(1-p_i) & 当 i=j\\-p_ip_j & 其他\end{cases}", "proved"),
    (SLOPE + r"=\begin{cases}p_i(1-p_i) & 当 i=j\\p_ip_j & 其他\end{cases}", "refuted"),
    (r"损失 = \sum_k z_k^2, \quad \frac{\partial 损失}{\partial z_i} = 2 z_i", "proved"),
    (r"得分 = \sum_k z_k^2, \quad \frac{\partial 得分}{\partial z_i} = z_i", "refuted"),
]


@pytest.mark.parametrize(("step", "expected"), STEPS)
def test_linking_words_are_no_names(step: str, expected: str) -> None:
    assert Session().check_stdin(f"{BEFORE}$${step}$$".encode()).steps[-1].verdict == expected


def test_a_word_that_begins_with_the_sign_of_another_is_itself() -> None:
    assert [link(words) for words in ("得", "得分", "当", "当前", "其中我们", "loss")] == [
        "so", "得分", "if", "当前", "where", "loss",
    ]  # fmt: skip
