"""What a name stands for where the document says it in passing: right steps proved, neighbours not."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session


def last(text: str) -> CheckedStep:
    return Session().check_stdin(text.encode()).steps[-1]


NORMAL = (
    "$$\\ell(\\mu, \\sigma^2) = -\\frac n2 \\log(2\\pi\\sigma^2)"
    " - \\frac{1}{2\\sigma^2} \\sum_{i=1}^n (x_i - \\mu)^2$$\n\n"
)
SQUARES = [
    ("\\frac{1}{2\\sigma^4} \\sum_{i=1}^n (x_i - \\mu)^2 - \\frac{n}{2\\sigma^2}", "proved"),
    ("\\frac{1}{\\sigma^3} \\sum_{i=1}^n (x_i - \\mu)^2 - \\frac{n}{\\sigma}", "refuted"),
    ("\\frac{1}{2\\sigma^4} \\sum_{i=1}^n (x_i - \\mu)^2 + \\frac{n}{2\\sigma^2}", "refuted"),
]


@pytest.mark.parametrize(("right", "verdict"), SQUARES)
def test_a_derivative_by_the_square_of_a_deviation(right: str, verdict: str) -> None:
    text = NORMAL + f"$$\\frac{{\\partial \\ell}}{{\\partial \\sigma^2}} = {right}$$\n"
    assert last(text).verdict == verdict


def test_a_second_derivative_by_a_square_and_one_by_another_square() -> None:
    twice = "$$\\frac{\\partial^2}{\\partial (\\sigma^2)^2} \\log \\sigma^2 = -\\frac{1}{\\sigma^4}$$"
    assert last(twice).verdict != "refuted"
    assert last("Let $y = x^2$. $$\\frac{\\partial y}{\\partial x^2} = 1$$").verdict != "refuted"


LOGISTIC = "Let $h(x) = g(w^T x) = \\frac{1}{1 + e^{-w^T x}}$.\n\n"
GENERAL = [
    (LOGISTIC + "$$g'(z) = g(z) (1 - g(z))$$", "proved"),
    (LOGISTIC + "$$\\frac{\\partial}{\\partial w_j} g(w^T x) = g(w^T x) (1 - g(w^T x)) x_j$$", "proved"),
    (LOGISTIC + "$$g'(z) = g(z) (1 + g(z))$$", "refuted"),
    (LOGISTIC + "$$\\frac{\\partial}{\\partial w_j} g(w^T x) = g(w^T x) (1 + g(w^T x)) x_j$$", "refuted"),
    ("Let $h(x) = g(w^T x) = w^T x + x^T x$.\n\n$$g'(z) = 1$$", "unknown"),
]


@pytest.mark.parametrize(("text", "verdict"), GENERAL)
def test_a_function_is_known_by_its_value_for_one_expression(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


UNKNOWN_FUNCTIONS = [
    ("$$\\frac{\\partial}{\\partial w_j} g(w^T x) = g(w^T x) (1 - g(w^T x)) x_j$$", "unknown"),
    ("$$\\frac{d}{dx} \\left( f(x) g(x) \\right) = f'(x) g'(x)$$", "refuted"),
    ("$$\\frac{d}{dx} \\left( f(x) g(x) \\right) = f'(x) g(x) + f(x) g'(x)$$", "proved"),
]


@pytest.mark.parametrize(("text", "verdict"), UNKNOWN_FUNCTIONS)
def test_what_a_function_is_may_be_what_a_step_rests_on(text: str, verdict: str) -> None:
    assert last("We write $h(x) = g(w^T x)$.\n\n" + text).verdict == verdict


LOSSES = (
    "$$J_{\\text{first}}(w) = w^T w$$\n\n$$\\frac{\\partial J}{\\partial w} = %s$$\n\n"
    "$$J_{\\text{second}}(w) = 3 w^T w$$\n\n$$\\frac{\\partial J}{\\partial w} = %s$$\n"
)


def test_a_loss_without_its_label_is_the_one_defined_last() -> None:
    def verdicts(first: str, second: str) -> list[str]:
        steps = Session().check_stdin((LOSSES % (first, second)).encode()).steps
        return [step.verdict for step in steps if step.verdict != "definition"]

    assert verdicts("2 w", "6 w") == ["proved", "proved"]
    assert verdicts("2 w", "2 w") == ["proved", "unknown"]
    assert verdicts("6 w", "6 w") == ["unknown", "proved"]
    assert "label" in last(LOSSES % ("2 w", "6 w")).notes[-1]


FAMILY = (
    "The score is $z = w^T x + b$, its estimate $p = \\sigma(z)$ with $\\sigma(z) = 1 / (1 + e^{-z})$.\n\n"
    "$$L = -y \\log p - (1 - y) \\log(1 - p)$$\n\n$$C = \\frac 1m \\sum_{i=1}^m \\log(w^T x^{(i)})$$\n\n"
)


@pytest.mark.parametrize(("right", "proved"), [("p - y", True), ("p + y", False), ("(p - y) z", False)])
def test_one_example_beside_all_of_them(right: str, proved: bool) -> None:
    found = last(FAMILY + f"$$\\frac{{\\partial L}}{{\\partial z}} = {right}$$")
    assert (found.verdict == "proved") is proved


TOTALS = "The loss is $E = \\sum_t E_t$.\n\n$$\\frac{\\partial E}{\\partial W} = %s$$"
PARTS = [
    ("\\sum_t \\frac{\\partial E_t}{\\partial W}", True),
    ("\\frac{\\partial E_t}{\\partial W}", False),
    ("2 \\sum_t \\frac{\\partial E_t}{\\partial W}", False),
]


@pytest.mark.parametrize(("right", "proved"), PARTS)
def test_a_loss_and_the_losses_that_it_sums(right: str, proved: bool) -> None:
    assert (last(TOTALS % right).verdict == "proved") is proved


FAMILIES = [
    ("\\sum_{i=1}^n a_i f_i(x)", "\\sum_{i=1}^n a_i \\frac{\\partial f_i(x)}{\\partial x}", True),
    ("\\sum_{i=1}^n a_i f_i(x)", "\\sum_{i=1}^n \\frac{\\partial f_i(x)}{\\partial x}", False),
    ("\\frac 1n \\sum_{i=1}^n L_i(x)", "\\frac 1n \\sum_{i=1}^n \\frac{\\partial L_i(x)}{\\partial x}", True),
    ("\\frac 1n \\sum_{i=1}^n L_i(x)", "\\sum_{i=1}^n \\frac{\\partial L_i(x)}{\\partial x}", False),
]


@pytest.mark.parametrize(("left", "right", "proved"), FAMILIES)
def test_a_function_for_every_index(left: str, right: str, proved: bool) -> None:
    found = last(f"$$\\frac{{\\partial}}{{\\partial x}} {left} = {right}$$")
    assert (found.verdict == "proved") is proved


SAMPLED = (
    "With %s we minimise $$J = -\\log \\sigma(u_o^T v) - \\sum_{k=1}^K \\log \\sigma(-u_k^T v)$$\n\n"
    "where $\\sigma(x) = 1/(1 + e^{-x})$. $$\\frac{\\partial J}{\\partial %s} = %s$$\n"
)
GRADIENT = "(\\sigma(u_o^T v) - 1) u_o + \\sum_{k=1}^K (1 - \\sigma(-u_k^T v)) u_k"
NEGATIVE = [
    ("negative samples", "u_o", "(\\sigma(u_o^T v) - 1) v", "proved"),
    ("negative samples", "u_k", "(1 - \\sigma(-u_k^T v)) v", "proved"),
    ("negative samples", "v", GRADIENT, "proved"),
    ("negative samples", "u_o", "(\\sigma(u_o^T v) + 1) v", "refuted"),
    ("negative samples", "u_k", "(1 - \\sigma(u_k^T v)) v", "refuted"),
    ("negative samples", "v", GRADIENT.replace("-u_k", "u_k"), "refuted"),
    ("samples", "u_o", "(\\sigma(u_o^T v) - 1) v", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "by", "right", "verdict"), NEGATIVE)
def test_negative_samples_are_others_than_the_true_one(words: str, by: str, right: str, verdict: str) -> None:
    assert last(SAMPLED % (words, by, right)).verdict == verdict


def test_the_letter_of_a_sum_that_stands_free_on_the_right_is_none_of_its_own() -> None:
    total = "-\\log \\sigma(u_o^T v) - \\sum_{k=1}^K \\log \\sigma(-u_k^T v)"
    text = (
        "With $K$ negative samples: $$J = TOTAL$$"
        " $$\\frac{\\partial (TOTAL)}{\\partial u_k}"
        " = SIGN \\frac{\\partial \\log \\sigma(-u_k^T v)}{\\partial u_k}$$"
    ).replace("TOTAL", total)
    assert last(text.replace("SIGN", "-")).verdict == "proved"
    assert last(text.replace("SIGN", "")).verdict == "refuted"


SLOPES = "Let $p = \\mathrm{softmax}(z)$.\n\n%s\n\n$$\\frac{\\partial p_i}{\\partial z_j} = %s$$\n"
EQUAL = "If $i = j$,\n\n$$\\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_j)$$\n\n"
WORDS = [
    ("1. $i \\neq j$", "-p_i p_j", True),
    ("- $i = j$:", "p_i (1 - p_j)", True),
    ("1. $i \\neq j$", "p_i (1 - p_j)", False),
    ("when i = j:", "p_i (1 - p_i)", True),
    ("for i != j:", "-p_i p_j", True),
    ("for i != j:", "p_i p_j", False),
    (EQUAL + "Otherwise,", "-p_i p_j", True),
    (EQUAL + "Otherwise,", "p_i p_j", False),
    (EQUAL + "Likewise,", "-p_i p_j", False),
]


@pytest.mark.parametrize(("words", "right", "proved"), WORDS)
def test_cases_in_lists_and_in_words(words: str, right: str, proved: bool) -> None:
    assert (last(SLOPES % (words, right)).verdict == "proved") is proved
