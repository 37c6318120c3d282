"""Short documents whose verdict turns on how a name or an index is taken."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session, check_text

SLOPE = "Let $x_i = 2 t_i$.\n\n$$\\frac{d}{dx} \\tanh(x) = %s$$\n"
SOFTMAX = "Let $p = \\mathrm{softmax}(z)$.\n\n$$\\frac{\\partial p_i}{\\partial z_j} = %s$$\n"
APART = ["-p_i p_j", "(\\delta_{ij} - 1) p_i p_j"]


def last(text: str) -> CheckedStep:
    return Session().check_stdin(text.encode()).steps[-1]


@pytest.mark.parametrize("right", APART)
def test_two_different_indices_may_be_meant(right: str) -> None:
    found = last(SOFTMAX % right)
    assert (found.verdict, found.suggestion) == ("unknown", "say for i != j")


def test_two_equal_indices_are_not_meant_where_the_document_does_not_speak_of_that_case() -> None:
    found = last(SOFTMAX % "p_i (1 - p_j)")
    assert (found.verdict, found.suggestion) == ("refuted", "true where i = j")
    other = last("For $i \\ne j$ see below. " + SOFTMAX % "p_i (1 - p_j)")
    assert (other.verdict, other.suggestion) == ("refuted", "true where i = j")
    told = last("Now $i = j$. " + SOFTMAX % "p_i (1 - p_j)")
    assert (told.verdict, told.suggestion) == ("unknown", "say for i = j")


def test_the_slope_of_an_entrywise_function_is_not_meant_off_its_diagonal() -> None:
    assert last(SLOPE % "1 - \\tanh(x)").verdict == "refuted"
    assert last(SLOPE % "1 - \\tanh^2(x)").verdict == "proved"


POWERS = [
    ("$e^{x - \\log y} = e^x / y$", "proved"),
    ("$e^{-x} = 1 / e^x$", "proved"),
    ("$e^{a + b} = e^a + e^b$", "refuted"),
    ("Let $e = y - t$. $e^2 = (y - t)^2$", "proved"),
    ("Let $e = y - t$. $e^{1 + 1} = e^2$", "proved"),
    ("Let $e = y - t$. $e^{1 + 1} = e$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), POWERS)
def test_e_is_the_base_of_the_exponential_unless_it_is_defined(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


IDLE = [
    ("$H(p) = -\\sum_x p(x) \\log p(x)$. $H(p) = \\sum_x p(x) \\log \\frac{1}{p(x)}$", "proved"),
    ("$H(p) = -\\sum_x p \\log p$. $H(p) = \\sum_x p \\log \\frac{1}{p}$", "unknown"),
    ("$H(p) = -\\sum_x p_x \\log p_x$. $H(p) = \\sum_x p_x \\log \\frac{1}{p_x}$", "proved"),
    ("$H(p) = -\\sum_x p_x \\log p_x$. $H(p) = \\sum_x p_x \\log p_x$", "refuted"),
    ("$\\sum_{i=1}^n c = c$", "refuted"),
    ("$\\sum_k c = c$", "unknown"),
]


@pytest.mark.parametrize(("text", "verdict"), IDLE)
def test_a_sum_whose_summand_lost_its_index_is_not_refuted(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


def test_conditions_and_counterexamples_name_what_the_author_wrote() -> None:
    proved, refuted = last(IDLE[2][0]), last(IDLE[4][0])
    assert "p[x] > 0  for all x in 1..n" in proved.obligations
    assert refuted.counterexample is not None
    assert refuted.counterexample.values == {"c": "1"}


REACH = [
    ("$\\nabla_w \\frac{1}{2} \\|w\\|^2 = w$", "proved"),
    ("$\\nabla_w \\frac{1}{n} w^\\top w = \\frac{2}{n} w$", "proved"),
    ("$\\nabla_w 3 \\|w\\|^2 = 3 w$", "refuted"),
    ("Let $w$ be a number. $\\nabla_w \\frac{1}{w} c = c$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), REACH)
def test_a_gradient_reaches_over_a_number(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


HESSIAN = r"""
Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$ and $J(w) = \|Xw - y\|^2 + \lambda \|w\|^2$. Then
$$\nabla_w^2 J = 2 X^\top X + TERM$$
"""


@pytest.mark.parametrize(("term", "verdict"), [(r"2 \lambda I", "proved"), (r"\lambda I", "refuted")])
def test_a_statement_of_whole_matrices_means_no_case_of_indices(term: str, verdict: str) -> None:
    assert check_text(HESSIAN.replace("TERM", term)).derivations[-1].steps[-1].verdict == verdict


UNSAID = [
    ("$$\\left(\\frac{1}{1 + e^{-x}}\\right)' = \\frac{e^{-x}}{(1 + e^{-x})^2}$$", "proved"),
    ("$$\\left(x^2\\right)' = 3 x$$", "unknown"),
    ("$$\\left(x^2 a\\right)' = 2 a x$$", "not-understood"),
]


@pytest.mark.parametrize(("text", "verdict"), UNSAID)
def test_a_derivative_that_does_not_say_by_what_is_by_its_only_name(text: str, verdict: str) -> None:
    assert last(text).verdict == verdict


CASES = [
    ("When i == j:\n", "p_i (1 - p_i)", "proved"),
    ("When i != j:\n", "-p_i p_j", "proved"),
    ("When i != j:\n", "p_i p_j", "refuted"),
    ("\u5f53 $i = j$\u65f6\uff1a\n", "p_j (1 - p_i)", "proved"),
    ("\u5f53 $i \\neq j$\uff1a\n", "-p_i p_j", "proved"),
    ("\u5f53 $i \\neq j$\uff1a\n", "-p_i", "malformed"),
]


@pytest.mark.parametrize(("case", "right", "verdict"), CASES)
def test_a_case_in_words_or_in_chinese_holds_for_the_display_behind_it(
    case: str, right: str, verdict: str
) -> None:
    assert last(SOFTMAX.replace("$$\\frac", case + "$$\\frac") % right).verdict == verdict


def test_the_case_that_comes_next_is_not_that_of_the_step() -> None:
    text = (
        SOFTMAX.replace(
            "$$\\frac", "First we take $i = j$. This is the usual case of the two that there are.\n\n$$\\frac"
        )
        % "p_i (1 - p_i)"
    )
    text += "\nIf $i \\neq j$:\n\n$$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$$\n"
    assert [step.verdict for step in Session().check_stdin(text.encode()).steps[1:]] == ["unknown", "proved"]


LAYERS = """$I_j = \\sum_{i=1}^{n} w_{ji} x_i$, $O_j = f(I_j)$ with $f(x) = \\frac{1}{1 + e^{-x}}$.

$I_k = \\sum_{j=1}^{m} w_{kj} O_j$ and $O_k = f(I_k)$ for the layer behind it.

$$f'(I_k) = %s$$
"""


@pytest.mark.parametrize(
    ("right", "verdict"), [("O_k (1 - O_k)", "proved"), ("O_k (1 + O_k)", "refuted"), ("1 - O_k", "unknown")]
)
def test_one_letter_for_the_nodes_of_every_layer(right: str, verdict: str) -> None:
    steps = Session().check_stdin((LAYERS % right).encode()).steps
    assert steps[-1].verdict == verdict
    assert {step.verdict for step in steps[:-1]} <= {"definition", "proved"}
