"""Usual ways of writing that were once misread: the right step is proved, the one with a slip is not."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_SOFTMAX = r"The softmax is $s_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$." + "\n\n"
_MODEL = (
    r"The labels are $y_i \in \{0,1\}$, $w, x_i \in \mathbb{R}^d$, and $\sigma$ is the sigmoid function."
    + "\n\n"
)
_POINT = (
    r"The label is $y \in \{0,1\}$, $w, x \in \mathbb{R}^d$ and $s = \frac{1}{1+\exp(-w^\top x)}$." + "\n\n"
)
_NODE = r"""
$$a_t = w x_t + v h_{t-1} + b$$
$$h_t = \tanh(a_t)$$
$$z_t = u h_t + c$$
$$L_t = \frac{1}{2}(y_t - z_t)^2$$
"""

_WEIGHTS = r"The weights are $\pi_k$ with $\sum_{k=1}^K \pi_k = 1$." + "\n\n"

RIGHT = {
    "line breaks doubled for Markdown": _SOFTMAX
    + r"$$\frac{\partial s_i}{\partial z_j} = \begin{cases} s_i (1 - s_i) & i = j\\\\ -s_i s_j & i \neq j\\\\"
    r" \end{cases}$$",
    "lvert for the bar of a condition": _MODEL
    + r"The model is $$p(y \lvert x) = \sigma(w^\top x)^y (1-\sigma(w^\top x))^{1-y}.$$"
    "\n\n"
    r"$$\log \prod_{i=1}^n p(y_i \lvert x_i) = \sum_{i=1}^n \log p(y_i \lvert x_i)$$",
    "the logarithm of a power": _MODEL + r"$$\sum_{i=1}^n (1-y_i) \log(1-\sigma(w^\top x_i)) ="
    r" \sum_{i=1}^n \log (1-\sigma(w^\top x_i))^{1-y_i}$$",
    "the gradient of all that stands behind it": _POINT + r"$$\nabla_w y \log s + \nabla_w (1-y) \log (1-s) ="
    r" \frac{y}{s}\nabla_w s + \frac{1-y}{1-s} \nabla_w(1-s)$$",
    "numbers alone beside a loss L_t": _NODE + r"$$\frac{\partial L_t}{\partial c} ="
    r" \frac{\partial L_t}{\partial z_t} \frac{\partial z_t}{\partial c}$$",
    "2 pi beside weights pi_k": _WEIGHTS
    + r"$$\log (\pi_k (2\pi)^{-d/2}) = \log \pi_k - \frac{d}{2}\log(2\pi)$$",
    "one mean in R^D, and then one for each k": r"A mean is $\mu \in \mathbb{R}^D$; $x_n \in \mathbb{R}^D$."
    + "\n\n"
    r"$$\gamma_{n,m} = \frac{\exp(-(x_n - \mu_m)^T (x_n - \mu_m))}"
    r"{\sum_{k=1}^K \exp(-(x_n - \mu_k)^T (x_n - \mu_k))}$$"
    "\n\n"
    r"$$\sum_{m=1}^K \gamma_{n,m} = 1$$",
}
SLIPS = {
    "line breaks doubled for Markdown": ("-s_i s_j", "s_i s_j"),
    "lvert for the bar of a condition": (r"\sum_{i=1}^n \log p", r"\prod_{i=1}^n \log p"),
    "the logarithm of a power": (r"\log (1-", r"\log (1+"),
    "the gradient of all that stands behind it": (r"\frac{1-y}{1-s}", r"\frac{1-y}{1+s}"),
    "2 pi beside weights pi_k": (r"\log(2\pi)", r"\log(2\pi_k)"),
    "one mean in R^D, and then one for each k": (r"\gamma_{n,m} = 1$$", r"\gamma_{n,m} = K$$"),
    "numbers alone beside a loss L_t": (r"{\partial L_t}{\partial z_t}", r"{\partial L_t}{\partial h_t}"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_step_is_proved(name: str) -> None:
    assert verdicts(RIGHT[name]) == ["proved"]


@pytest.mark.parametrize("name", RIGHT)
def test_the_step_with_a_slip_is_not(name: str) -> None:
    wrong = RIGHT[name].replace(*SLIPS[name])
    assert wrong != RIGHT[name]
    assert verdicts(wrong)[0] in {"refuted", "malformed", "unknown"}


def test_bars_with_their_partners_and_powers_of_logarithms_are_read_as_before() -> None:
    assert verdicts(_POINT + r"$$\lvert w^\top x \rvert^2 = (w^\top x)^2$$") == ["proved"]
    assert verdicts(r"$$\lvert a \rvert = a$$") == ["refuted"]
    assert verdicts(r"$$2 \log(a)^2 = 4 \log(a)$$") == ["refuted"]


_QUOTIENT = r"""
$$\frac{\partial}{\partial z_i} \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}} =
\frac{\frac{\partial}{\partial z_i} e^{z_j} (\sum_{k=1}^K e^{z_k})
- e^{z_j} (\frac{\partial}{\partial z_i} \sum_{k=1}^K e^{z_k})}{(\sum_{k=1}^K e^{z_k})^2}$$
"""


def test_a_derivative_of_what_stands_before_a_bracket_accuses_nobody_of_the_quotient_rule() -> None:
    assert verdicts(_QUOTIENT)[0] in {"proved", "unknown"}
    assert verdicts(_QUOTIENT.replace("\n- e", "\n+ e"))[0] != "proved"
    assert verdicts(r"$$\frac{\partial}{\partial a} a (b + a) = b + 2a$$") == ["proved"]
    assert verdicts(r"$$\frac{\partial}{\partial a} a (b + a) = b + a$$") == ["refuted"]


_CONFUSED = r"""
A mean is $\mu \in \mathbb{R}^D$, and $\Lambda \in \mathbb{R}^{D \times D}$.
$$\gamma_{n,m} = \frac{\exp(-\mu_m) |\Lambda_m^{-1}|}{\sum_{k=1}^K \exp(-\mu_k) |\Lambda_k^{-1}|}$$
$$-\frac{1}{c} \sum_{n=1}^{N} \gamma_{n,m} = \frac{1}{N} \sum_{n=1}^{N} \gamma_{n,m}$$
"""


def test_sizes_that_a_definition_confuses_accuse_no_step_that_uses_it() -> None:
    assert verdicts(_CONFUSED) == ["unknown"]
    own = r"$x \in \mathbb{R}^D$ and $y \in \mathbb{R}^K$." + "\n\n" + r"$$x_k + y_k = 2 y_k + x_k$$"
    assert verdicts(own)[0] in {"malformed", "refuted"}
