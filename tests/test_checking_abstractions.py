"""Steps that hold whatever their names are defined to be, and those that rest on the definitions."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

SOFTMAX = r"Let $y_k = \frac{e^{z_k}}{\sum_{j=1}^J e^{z_j}}$ and $q_k = y_k z_k$. "
"""Read as written, J and K are one size, of which the document says nothing."""


def last(text: str) -> CheckedStep:
    (derivation, *_) = check_text(text).derivations[::-1]
    return derivation.steps[-1]


WITHOUT = [
    r"$$\sum_{k=1}^K t_k \frac{y_k}{y_k} = \sum_{k=1}^K t_k$$",
    r"$$\sum_{k=1}^K \frac{t_k}{y_k} \frac{\partial y_k}{\partial z_i}"
    r" = \sum_{k=1}^K t_k \frac{\partial \log y_k}{\partial z_i}$$",
]


@pytest.mark.parametrize("text", WITHOUT)
def test_what_holds_for_any_value_of_a_name_is_proved_without_its_definition(text: str) -> None:
    assert last(SOFTMAX + text).verdict == "proved"


WITH = [
    r"$$\sum_{k=1}^K t_k \frac{y_k}{y_k} = \sum_{k=1}^K t_k y_k$$",
    r"$$\sum_{k=1}^K \frac{t_k}{y_k} \frac{\partial y_k}{\partial z_i}"
    r" = -\sum_{k=1}^K t_k \frac{\partial \log y_k}{\partial z_i}$$",
    r"$$\sum_{k=1}^K t_k \frac{\partial q_k}{\partial z_i}"
    r" = \sum_{k=1}^K t_k \frac{\partial q_k}{\partial y_k} \frac{\partial y_k}{\partial z_i}$$",
    r"$$\sum_{k=1}^K t_k \frac{\partial (y_k z_k)}{\partial z_k} = \sum_{k=1}^K t_k y_k$$",
]


@pytest.mark.parametrize("text", WITH)
def test_what_does_not_hold_for_every_value_is_not_proved_so(text: str) -> None:
    assert last(SOFTMAX + text).verdict != "proved"


OF_INDEX = [
    r"Let $v = w x_i$. $$\sum_{i=1}^n v x_i = v \sum_{i=1}^n x_i$$",
    r"Let $v = w x_i$ and $u = 2 v$. $$\sum_{i=1}^n u x_i = u \sum_{i=1}^n x_i$$",
]


@pytest.mark.parametrize("text", OF_INDEX)
def test_what_is_defined_by_an_index_is_not_one_for_all(text: str) -> None:
    assert last(text).verdict != "proved"


def test_a_number_of_terms_is_no_name_of_anything() -> None:
    text = r"Let $m = 2$ and $y_k = \frac{e^{z_k}}{\sum_{j=1}^J e^{z_j}}$. $$\sum_{k=1}^m y_k = 1$$"
    assert last(text).verdict != "proved"


NORMALIZED = r"The layer has $y_i = g h_i + b$ with $x \in \mathbb{R}^n$. "


@pytest.mark.parametrize("loss", ["l", r"\ell"])
def test_a_loss_in_a_small_letter_is_a_number(loss: str) -> None:
    slope = rf"\frac{{\partial {loss}}}{{\partial h_i}}"
    text = NORMALIZED + rf"$${slope} = \frac{{\partial {loss}}}{{\partial y_i}} g$$"
    step = last(text)
    assert step.verdict == "proved"
    assert "]" not in step.reading.split(",")[0]


def test_a_letter_that_is_no_loss_may_be_a_vector() -> None:
    text = NORMALIZED + r"$$\frac{\partial p}{\partial x} = W$$"
    assert "p[" in last(text).reading


CASES = [r"If $g = 1$ and $b = u$, nothing is lost.", r"When $g = \sqrt{v}$, and $b = u$, it is undone."]


@pytest.mark.parametrize("words", CASES)
def test_the_second_of_two_conditions_defines_nothing(words: str) -> None:
    found = check_text(f"Let $y = g h + b$.\n\n{words}\n\n$$y - b = g h$$").derivations
    assert [step.lhs for derivation in found for step in derivation.steps] == ["y", "y - b"]
    assert found[-1].steps[-1].verdict == "proved"


def test_what_follows_from_a_condition_may_define() -> None:
    found = check_text("If $g = 1$, $b = u + v$.\n\n$$b - u = v$$").derivations
    assert found[-1].steps[-1].verdict == "proved"


UNREAD = (
    r"Let $z_i = w_1 x_{i1} + \sum_{j=2}^{M} w_j x_{ij} + b$ for $N$ examples, and $w \in \mathbb{R}^3$,"
    r" $x \in \mathbb{R}^{m}$. "
)
"""No shapes fit: 3 numbers meet m."""

OPEN = [
    (r"\frac{d}{dz_i}(1 + e^{-z_i}) = -e^{-z_i}", r"\frac{d}{dz_i}(1 + e^{-z_i}) = e^{-z_i}"),
    (r"(1 - y_i) z_i - z_i = -y_i z_i", r"(1 - y_i) z_i - z_i = y_i z_i"),
    (r"\log \frac{1}{1 + e^{z_i}} = -\log(1 + e^{z_i})", r"\log \frac{1}{1 + e^{z_i}} = \log(1 + e^{z_i})"),
]


@pytest.mark.parametrize(("right", "wrong"), OPEN)
def test_a_definition_that_is_not_understood_spoils_no_line_that_needs_none(right: str, wrong: str) -> None:
    assert last(UNREAD + f"$${right}$$").verdict == "proved"
    assert last(UNREAD + f"$${wrong}$$").verdict != "proved"


NEEDED = [
    r"\frac{\partial z_i}{\partial b} = 0",
    r"z_i^\top u_i = u_i z_i^\top",
    r"z u = u z",
    r"z (u + v) = u z + v z",
    r"\frac{\partial z^2}{\partial z} = 2 z",
]


@pytest.mark.parametrize("step", NEEDED)
def test_a_line_that_needs_its_definitions_is_not_proved_without(step: str) -> None:
    assert last(UNREAD + f"$${step}$$").verdict != "proved"
