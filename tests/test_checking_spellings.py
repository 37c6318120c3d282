"""Ways to write a formula that stand on many pages: plain TeX, increments, blackboard letters, bars."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    return [step.verdict for step in check_text(text).steps]


@pytest.mark.parametrize(
    "rows", [r"\eqalign{(a + b)^2 &= a^2 + R a b + b^2 \cr &= (b + a)^2}",
             r"\displaylines{(a + b)^2 = a^2 + R a b + b^2 \cr = (b + a)^2}"],
)  # fmt: skip
def test_rows_of_plain_tex(rows: str) -> None:
    assert verdicts(f"$$ {rows.replace('R', '2')} $$") == ["proved", "proved"]
    assert "proved" not in verdicts(f"$$ {rows.replace('R', '3')} $$")


def test_a_matrix_of_plain_tex() -> None:
    text = r"$$ \pmatrix{a & b \cr c & d} \pmatrix{x \cr y} = \pmatrix{a x + b y \cr c x + d y} $$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("c x + d y", "c x + b y")) == ["refuted"]


@pytest.mark.parametrize("sign", ["+=", "-=", r"\mathrel{+}=", r"\mathrel{-}="])
def test_an_increment_is_no_step(sign: str) -> None:
    assert verdicts(rf"$$ w {sign} \eta g $$") == []


def test_a_sign_above_a_name_is_no_increment() -> None:
    text = r"Let $A^+= 2 b$. $$ A^+ + b = 3 b $$"
    assert verdicts(text)[-1] == "proved"
    assert verdicts(text.replace("3 b", "2 b"))[-1] != "proved"


def test_a_relation_that_is_made_one() -> None:
    assert verdicts(r"Let $u \mathrel{:}= 2 v$. $$ u + v \mathrel{=} 3 v $$")[-1] == "proved"


def test_small_blackboard_letters_are_bold() -> None:
    text = r"Let $\mathbb{y} \in \mathbb{R}^n$. $$ \mathbb{y}^T \mathbf{y} = \sum_i y_i^2 $$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("y_i^2", "y_i")) == ["refuted"]


def test_a_sign_before_a_bar() -> None:
    assert verdicts("$$ e^{-|x|} e^{|x|} = 1 $$") == ["proved"]
    assert verdicts("$$ e^{-|x|} e^{|x|} = 2 $$") != ["proved"]


TOTAL = r"""The loss is $$ J(w) = \frac{1}{m} \sum_{i=1}^m (x_i - w)^2 $$
For one example it is $$ J_i = (x_i - w)^2 $$
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\frac{\partial J_i}{\partial x_i} = 2 (x_i - w)", r"\frac{\partial J_i}{\partial x_i} = x_i - w"),
        (r"\frac{\partial J}{\partial w} = -\frac{2}{m} \sum_i (x_i - w)",
         r"\frac{\partial J}{\partial w} = -2 \sum_i (x_i - w)"),
        (r"J = \frac{1}{m} \sum_{i=1}^m J_i", r"J = \sum_{i=1}^m J_i"),
    ],
)  # fmt: skip
def test_a_loss_and_that_of_an_example(right: str, wrong: str) -> None:
    assert verdicts(f"{TOTAL} $$ {right} $$")[-1] == "proved"
    assert verdicts(f"{TOTAL} $$ {wrong} $$")[-1] != "proved"
