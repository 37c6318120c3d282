"""Rows of a display that say a case, a range or a word; a product rule written out; one loss of many."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

SOFTMAX = r"Let $p_i = \frac{e^{z_i}}{\sum_{j=1}^k e^{z_j}}$."
CASES = SOFTMAX + r"""

$$ \frac{\partial p_i}{\partial z_s} = \frac{\partial}{\partial z_s} \frac{e^{z_i}}{\sum_{j=1}^k e^{z_j}} $$

$$ if \ s = i, \\
= p_i (1 - p_i) $$

$$ \text{if } s \neq i, \\
= \frac{- e^{z_s} e^{z_i}}{(\sum_{j=1}^k e^{z_j})^2} \\
= - p_s p_i $$
"""


def verdicts(text: str) -> list[str]:
    return [step.verdict for step in check_text(text).steps if step.verdict != "definition"]


def test_a_first_row_that_says_a_case_holds_for_the_rows_below() -> None:
    assert verdicts(CASES) == ["proved"] * 4


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("p_i (1 - p_i)", "p_i (1 + p_i)"), ("s \\neq i", "s = i"), ("= - p_s p_i", "= p_s p_i"),
     ("if \\ s = i", "if \\ s \\neq i")],
)  # fmt: skip
def test_the_case_matters(right: str, wrong: str) -> None:
    assert CASES.count(right) == 1
    assert verdicts(CASES.replace(right, wrong)).count("proved") <= 3


def test_a_row_below_an_equation_says_nothing_of_the_next() -> None:
    text = SOFTMAX + r"""
$$ \frac{\partial p_i}{\partial z_s} = p_i (1 - p_s) \\
\text{if } s = i \\
\frac{\partial p_i}{\partial z_s} = p_i (1 - p_s) $$"""
    assert verdicts(text)[-1] != "proved"


@pytest.mark.parametrize("word", ["for", "if", "when", r"\text{if}"])
def test_words_that_are_written_letter_by_letter(word: str) -> None:
    text = rf"{SOFTMAX} $$ \frac{{\partial p_i}}{{\partial z_s}} = - p_s p_i \ {word} \ s \neq i $$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace(r"\neq", "=")) == ["refuted"]


def test_a_range_is_nothing_to_go_on_with() -> None:
    text = SOFTMAX + r"$$ p_i^2 = p_i p_i, \ s \in 1 \cdots k \\ = \frac{p_i^3}{p_i} $$"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace("p_i^3", "p_i^4")) == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(f(x) g(x)) = \frac{d}{dx} f(x) \cdot g(x) + f(x) \cdot \frac{d}{dx} g(x)", ("+", "-")),
        (r"\frac{f(x)}{g(x)} = \frac{\frac{d}{dx} f(x) * g(x) - \frac{d}{dx} g(x) * f(x)}{g(x)^2}",
         ("-", "+")),
        (r"(x e^x + x) = \frac{d}{dx} x \cdot e^x + x \frac{d}{dx} e^x + 1", ("+ 1", "")),
    ],
)
def test_a_product_rule_written_out(right: str, wrong: tuple[str, str]) -> None:
    text = rf"$$ \frac{{d}}{{dx}} {right} $$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace(*wrong)) == ["refuted"]


def test_a_product_alone_is_differentiated_as_a_whole() -> None:
    assert verdicts(r"$$ \frac{d}{dx} e^x * (x + 1) + x = e^x (x + 2) + x $$") == ["proved"]


FAMILY = r"""The loss of an example is $$ L^{(i)}(w, b) = (w x^{(i)} + b - y^{(i)})^2 $$
$$ \frac{\partial L^{(i)}}{\partial b} = 2 (w x^{(i)} + b - y^{(i)}) $$
"""


def test_a_family_of_functions_of_two_arguments() -> None:
    assert verdicts(FAMILY) == ["proved"]
    assert verdicts(FAMILY.replace("= 2 (", "= (")) == ["refuted"]


def test_members_with_numbers_belong_to_a_family() -> None:
    text = r"$$ p(z) = (p_1(z), \cdots, p_k(z)) $$ $$ p_i(z) = \frac{e^{z_i}}{\sum_{j=1}^k e^{z_j}} $$"
    text += r" $$ \frac{\partial p_i}{\partial z_s} = - p_s(z) p_i(z), \quad s \ne i $$"
    assert verdicts(text)[-1] == "proved"
    assert verdicts(text.replace("- p_s(z)", "p_s(z)"))[-1] == "refuted"


ENDED = r"""Let $L = -\log \sigma(s)$ with $s = u^T v$.

$$ \frac{\partial L}{\partial s} = \sigma(s) - 1 = g $$

$$ \frac{\partial L}{\partial v} = g u $$
"""


def test_the_end_of_a_chain_of_a_derivative_names_it() -> None:
    assert verdicts(ENDED) == ["proved", "proved"]
    assert "proved" not in verdicts(ENDED.replace("= g u", "= g v"))[1:]
    assert "proved" not in verdicts(ENDED.replace("= g u", "= -g u"))[1:]


REMARK = r"""$$ \begin{align}
A B C &= (C^T (A B)^T)^T & \text{the transpose of } A \text{ and } B \\
&= (C^T B^T A^T)^T & \text{transpose of } B
\end{align} $$"""


def test_what_a_remark_speaks_of_is_nothing_to_go_on_with() -> None:
    assert verdicts(REMARK) == ["proved", "proved"]
    assert verdicts(REMARK.replace("B^T A^T)^T", "A^T B^T)^T"))[-1] != "proved"


@pytest.mark.parametrize("words", ["for each", "for every", "when each of"])
def test_a_condition_in_words_before_a_display(words: str) -> None:
    text = SOFTMAX + f"\n\nThe effect {words} $i \\neq j$ is:\n" + r"""
$$ \frac{\partial p_i}{\partial z_j} = - p_i p_j $$"""
    found = verdicts(text)
    assert found == ["proved"] if words != "when each of" else found != ["refuted"]
    assert verdicts(text.replace("- p_i p_j", "p_i p_j")) != ["proved"]


ARROWS = r"""Let $y(\vec\beta) = \vec{x} \cdot \vec\beta$.

$$ y(\vec\beta) = \sum_i x_i \beta_i $$
$$ \frac{\partial y}{\partial \beta_j} = x_j $$
"""


def test_the_components_of_a_vector_with_an_arrow() -> None:
    assert verdicts(ARROWS) == ["proved", "proved"]
    assert verdicts(ARROWS.replace("= x_j", "= \\beta_j"))[-1] != "proved"
    assert verdicts(ARROWS.replace(r"\sum_i x_i \beta_i", r"\sum_i x_i"))[0] != "proved"


@pytest.mark.parametrize("other", ["x", r"\vec{x}_i"])
def test_an_arrow_beside_the_letter_alone_tells_two_things_apart(other: str) -> None:
    text = f"Consider ${other}$. " + ARROWS.replace(r"\beta", "b")
    assert verdicts(text)[0] != "proved"


@pytest.mark.parametrize(
    "range_",
    [
        r", \text{ for } k=1,2,...,K",
        r" \quad \text{for } k = 1, \ldots, K",
        r", \quad \forall k=1,2,3",
        r", \quad \text{for all } k=1,2,\dots,K.",
        r", \ for \ k=1,2,...,K",
        r", \quad k = 1, \ldots, K",
    ],
)
def test_how_far_an_index_runs_is_no_case(range_: str) -> None:
    text = rf"$$ (a + b_k)^2 = a^2 + 2 a b_k + b_k^2{range_} $$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("2 a b_k", "a b_k")) == ["refuted"]
    longer = text.replace(" $$", r" \\ = b_k^2 + 2 a b_k + a^2 $$")
    assert verdicts(longer) == ["proved", "proved"]
    assert verdicts(longer.replace("= b_k^2", "= -b_k^2")) == ["proved", "refuted"]


def test_one_value_is_a_case() -> None:
    assert verdicts(r"$$ (a + b_k)^2 = (a + b_1)^2, \quad \text{for } k=1 $$") == ["proved"]
    assert verdicts(r"$$ (a + b_k)^2 = (a + b_1)^2, \quad \text{for } k=2 $$") != ["proved"]
    assert verdicts(r"$$ (a + b_k)^2 = (a + b_1)^2, \quad \text{for } k=1, \dots, K $$") != ["proved"]
