"""What is too weak to accuse a step: a right step is not accused, and a wrong one beside it still is."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

_ACCUSED = {"refuted", "malformed"}


def verdict(text: str) -> str:
    """The verdict of the last step."""
    return check_text(text).derivations[-1].steps[-1].verdict


ROUNDED = [
    (r"\frac{0.0095}{0.0095+0.0495} = 0.1610", "unknown"),
    (r"\frac{0.0095}{0.0095+0.0495} = 0.1611", "refuted"),
    (r"\frac{0.0095}{0.0095+0.0495} = 0.1622", "refuted"),
    (r"\frac{2}{3} = 0.67", "unknown"),
    (r"\frac{2}{3} = 0.65", "refuted"),
    (r"\frac{2}{3} = 1", "refuted"),
    (r"\frac{3}{4} = 0.75", "proved"),
    (r"\frac{2}{3} x = 0.67 x", "refuted"),
]


@pytest.mark.parametrize(("step", "expected"), ROUNDED)
def test_a_decimal_number_agrees_to_its_digits(step: str, expected: str) -> None:
    assert verdict(f"Let $x$ be a number.\n\n$${step}$$\n") == expected


_FLOW = "The density of $x$ is $p(x)$ and that of $z = f(x)$ is $p(z)$, both probabilities.\n\n"


def test_densities_are_told_apart_by_what_they_are_of() -> None:
    assert verdict(_FLOW + r"$$p(x) = p(z) \frac{d z}{d x}$$") not in _ACCUSED
    assert verdict(_FLOW + r"$$p(x) + p(z) = p(z) - p(x)$$") == "refuted"


def test_the_determinant_of_what_is_a_number_here_refutes_nothing() -> None:
    page = "Let $J$ be the Jacobian of $z = f(x)$.\n\n"
    step = r"$$\log |\det J| = \log \left| \det \frac{\partial z}{\partial x} \right|$$"
    assert verdict(page + step) not in _ACCUSED


BRACED = [
    (r"a - \underbrace{b - c} = a - b - c", "proved"),
    (r"a - \underbrace{b - c}_{d} = a - b - c", "proved"),
    (r"a - {b - c} = a - b - c", "proved"),
    (r"a - {b - c} = a - b + c", "unknown"),
    (r"a - \underbrace{(b - c)} = a - b + c", "proved"),
    (r"a - \underbrace{(b - c)} = a - b - c", "refuted"),
    (r"a - \underbrace{b - c} = a + b + c", "refuted"),
    (r"a + \underbrace{b - c} = a + b - c", "proved"),
]


@pytest.mark.parametrize(("step", "expected"), BRACED)
def test_braces_that_are_not_printed_leave_two_readings(step: str, expected: str) -> None:
    assert verdict(f"Let $a, b, c$ be numbers.\n\n$${step}$$\n") == expected


CHINESE = [
    ("注意$A$为对称矩阵，", "proved"),
    ("其中对称矩阵$A$，", "proved"),
    ("设 $A$ 是一个实对称的矩阵。", "proved"),
    ("设$A$不是对称矩阵，", "refuted"),
    ("如果$A$是对称矩阵，", "refuted"),
    ("记矩阵$A$，", "refuted"),
]


@pytest.mark.parametrize(("words", "expected"), CHINESE)
def test_what_chinese_words_say_of_a_matrix(words: str, expected: str) -> None:
    page = f"{words}$x \\in R^n$, $A \\in R^{{n \\times n}}$\n\n"
    assert verdict(page + "$$x^T A^T = x^T A$$") == expected


_LAYER = "The units $h_j$ and $u_j$ of a layer, with weights $W_{ij}$ and biases $b_j$.\n\n"


def test_a_derivative_of_what_nothing_defines_is_what_the_other_side_says() -> None:
    slope = r"\frac{\partial (\sum_k h_k W_{kj} + b_j)}{\partial b_j}"
    step = rf"$$\frac{{\partial u_j}}{{\partial b_j}} = {slope} = %s$$"
    first, second = check_text(_LAYER + step % "1").derivations[-1].steps
    assert first.verdict not in _ACCUSED
    assert second.verdict == "proved"
    assert verdict(_LAYER + step % "2") in _ACCUSED


def test_a_row_of_a_matrix_times_a_vector_is_not_ill_formed() -> None:
    page = "$$q(x) = \\sum_{i=1}^n \\sum_{j=1}^n x_i A_{ij} x_j$$\n\n"
    assert verdict(page + r"$$\sum_{i=1}^n A_{ki} x_i = A_k x$$") == "proved"
    assert verdict(page + r"$$\sum_{i=1}^n A_{ik} x_i = A_k x$$") == "unknown"  # A_k may be a column
    assert verdict(page + r"$$\sum_{i=1}^n A_{ki} x_i = 2 \sum_{i=1}^n A_{ki} x_i$$") in _ACCUSED


def test_the_class_of_an_example_is_no_index_without_a_sum() -> None:
    page = "Examples $y^{(i)}$; $m_j = \\sum_{y=j} 1$ of them are of class $j$: $\\sum_y m_y = m$.\n\n"
    step = "$$Q = \\sum_i (x - \\mu_y)^2$$"
    assert verdict(page + step) not in _ACCUSED


def test_a_lost_term_has_no_part_in_unknown_functions() -> None:
    page = "Here $g(x)$ is the constraint.\n\n$$L(x, \\lambda) = a + \\lambda g(x)$$\n\n"
    assert verdict(page + r"$$L(x, \lambda) = a + \lambda (1 - b)$$") not in _ACCUSED


EVENTS = [
    (r"$p(rain) = 0.95$ and $p(snow) = 0.1$.", {"refuted", "malformed"}, False),
    (r"$p(black) = \frac{u}{10}$, $p(white) = p(\overline{black}) = 1 - \frac{u}{10}$.", _ACCUSED, False),
    (r"$$p(x) = \frac{1}{b - a}$$ $$\log p(x) = -\log(b - a)$$", {"proved"}, True),
    (r"$$p(x) = \frac{1}{b - a}$$ $$\log p(x) = \log(b - a)$$", {"proved"}, False),
]


@pytest.mark.parametrize(("text", "verdicts", "expected"), EVENTS)
def test_probabilities_of_events_are_no_function(text: str, verdicts: set[str], expected: bool) -> None:
    found = {step.verdict for each in check_text(text).derivations for step in each.steps}
    assert bool(found & verdicts) is expected


_NORM = "$$u = \\lambda a^2 + \\lambda b^2$$\n\nRemember that $$\\sqrt{a^2 + b^2} = 1.$$\n\n"


def test_an_equation_that_nothing_proves_may_be_used_behind_it() -> None:
    step = r"$$\lambda a^2 + \lambda b^2 = \lambda (a^4 + 2 a^2 b^2 + b^4)$$"
    assert verdict(_NORM + step) == "unknown"
    assert verdict(step) == "refuted"
    assert verdict(_NORM + step.replace("b", "c").replace("lamcda", "lambda")) == "refuted"
