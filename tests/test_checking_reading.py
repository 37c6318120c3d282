"""What is read where a document says less than it might, and the wrong steps beside it."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdict(text: str) -> str:
    (derivation, *_) = check_text(text).derivations[::-1]
    return derivation.steps[-1].verdict


GENERAL = [
    r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z}"
    r" \frac{\partial z}{\partial w}$$",
    r"$$\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial u_j}"
    r" \frac{\partial u_j}{\partial x_i}$$",
    r"Let $a = \tanh(z)$. $$\frac{\partial C}{\partial v} = \frac{\partial C}{\partial a}"
    r" \frac{\partial a}{\partial z} \frac{\partial z}{\partial v}$$",
]


@pytest.mark.parametrize("text", GENERAL)
def test_the_chain_rule_holds_of_names_that_nothing_defines(text: str) -> None:
    assert verdict(text) == "proved"


BROKEN = [
    r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \frac{\partial z}{\partial w}$$",
    r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z}"
    r" \frac{\partial L}{\partial z}$$",
    r"$$\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial u_i}"
    r" \frac{\partial u_j}{\partial x_i}$$",
    r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \frac{\partial z}{\partial w}"
    r" + \frac{\partial L}{\partial w}$$",
    r"$$\frac{\partial E}{\partial h_t} = \frac{\partial E}{\partial o_t}"
    r" \frac{\partial o_t}{\partial h_t}$$",
    r"Let $E = \sum_t E_t$. $$\frac{\partial E}{\partial h_t} = \frac{\partial E}{\partial o_t}"
    r" \frac{\partial o_t}{\partial h_t}$$",
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_chain_and_one_through_time_are_not_proved(text: str) -> None:
    assert verdict(text) not in {"proved", "definition"}


SCORES = r"""Scores: $$ p = \boxed{2}\boxed{3}\boxed{4} \tag{1} $$ and $$ p_j = \frac{e^j}{\sum_i e^i} $$

$$ STEP $$
"""


def test_a_definition_that_means_nothing_is_left_out() -> None:
    assert verdict(SCORES.replace("STEP", r"\frac{1}{p_k} (p_k - p_k^2) = 1 - p_k")) == "proved"
    assert verdict(SCORES.replace("STEP", r"\frac{1}{p_k} (p_k - p_k^2) = 1 + p_k")) == "refuted"


@pytest.mark.parametrize(
    "step",
    [
        r"\frac{\partial}{\partial j} (p_k j) = p_k",
        r"p_k = 0.1",
    ],
)
def test_what_it_might_say_is_not_decided(step: str) -> None:
    assert verdict(SCORES.replace("STEP", step)) in {"unknown", "not-understood", "definition"}


def test_a_bare_superscript_counts_where_it_stands_in_brackets_elsewhere() -> None:
    loss = r"$$J = \sum_i^m (y^{i} - \theta^T x^{(i)})^2$$"
    right = r"$$\frac{\partial J}{\partial \theta_j} = -2 \sum_i^m (y^{(i)} - \theta^T x^{(i)}) x_j^{(i)}$$"
    assert verdict(loss + right) == "proved"
    assert verdict(loss + right.replace("-2", "2")) == "refuted"
    assert verdict(r"$$\sum_i x^i y_i = \sum_i x^{2 i} y_i$$") != "proved"


PAIRS = [
    (
        r"$$L = \frac{1}{n} \sum (y_i - w x_i)^2$$ $$\frac{\partial L}{\partial w} = SIGN \frac{2}{n}"
        r" \sum (y_i - w x_i) x_i$$",
        "-",
    ),
    (r"$$\log \frac{\lambda^y}{y!} = y \log \lambda SIGN \log y!$$", "-"),
    (r"$$3! x SIGN x = 5 x$$", "-"),
    (
        r"$$\frac{\partial}{\partial z_i} \frac{e^{z_i}}{\sum e^{z_j}} = \frac{e^{z_i}}{\sum e^{z_j}}"
        r" (1 SIGN \frac{e^{z_i}}{\sum e^{z_j}})$$",
        "-",
    ),
    (
        r"$$\log(\phi^{\mathbf{1}\{t = 1\}} (1 - \phi)^{1 - \mathbf{1}\{t = 1\}})"
        r" = \mathbf{1}\{t = 1\} \log \phi"
        r" SIGN (1 - \mathbf{1}\{t = 1\}) \log(1 - \phi)$$",
        "+",
    ),
    (r"$$-\sum_{i=1}^{} p_i (1 - q_i) = \sum_i p_i q_i SIGN \sum_i p_i$$", "-"),
]


@pytest.mark.parametrize(("text", "sign"), PAIRS)
def test_sums_factorials_and_factors_are_read(text: str, sign: str) -> None:
    other = "+" if sign == "-" else "-"
    assert verdict(text.replace("SIGN", sign)) == "proved"
    assert verdict(text.replace("SIGN", other)) in {"refuted", "unknown"}


def test_a_sum_of_two_letters_is_not_guessed() -> None:
    assert verdict(r"$$\sum a_i b_j = \sum b_j a_i$$") == "not-understood"
    assert verdict(r"$$e^{z_i} \sum e^{z_i} = \sum e^{z_i} e^{z_i}$$") != "proved"


JOINT = r"Let $p(x) = \frac{1}{\sqrt{2 \pi}} e^{-x^2/2}$ be the density. $$ STEP $$"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (r"\log (p(y | x, t) p(x)) = \log p(y | x, t) - \frac{x^2}{2} - \frac{1}{2} \log (2 \pi)", "proved"),
        (r"\log (p(y | x, t) p(x)) = \log p(y | x, t) + \frac{x^2}{2} - \frac{1}{2} \log (2 \pi)", "refuted"),
        (r"\log (p(x, z) p(x)) = \log p(x, z) + \log p(x)", "proved"),
        (r"\log p(x, z) = \log p(x)", "unknown"),
        (r"\frac{p(x, z)}{p(x)} + 1 = 2", "unknown"),
        (r"\log p(x, z) = -\frac{x^2}{2} - \frac{1}{2} \log (2 \pi)", "unknown"),
        (r"\frac{\partial}{\partial x} (p(x, z) p(x)) = -x p(x) p(x, z)", "unknown"),
    ],
)
def test_a_letter_with_more_arguments_is_another_function(step: str, said: str) -> None:
    assert verdict(JOINT.replace("STEP", step)) == said
