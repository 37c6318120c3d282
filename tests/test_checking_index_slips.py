"""A wrong index is named where the step is proved with another; a case that may be meant is no mistake."""

from __future__ import annotations

import pytest

from derivcheck.checking.cases import Cases
from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

SOFTMAX = r"""
Let $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ and $L = -\sum_k y_k \log p_k$ with $\sum_k y_k = 1$.

$$LEFT = RIGHT$$
"""
LAYER = r"""
Let $a_j = \sum_i w_{ij} x_i$.

$$LEFT = RIGHT$$
"""


def last(text: str, left: str, right: str) -> CheckedStep:
    return check_text(text.replace("LEFT", left).replace("RIGHT", right)).steps[-1]


def by(over: str, under: str) -> str:
    return rf"\frac{{\partial {over}}}{{\partial {under}}}"


SLIPS = [
    (SOFTMAX, by("L", "z_j"), "p_i - y_j", "malformed", "the index i in p_i is probably j", "p_i"),
    (SOFTMAX, by("L", "z_j"), "p_i - y_i", "malformed", "the index i on this side is probably j",
     "p_i - y_i"),
    (SOFTMAX, by("L", "z_j"), rf"-\sum_k \frac{{y_k}}{{p_k}} {by('p_j', 'z_j')}", "refuted",
     "the index j in p_j is probably k", "p_j"),
    (SOFTMAX, "p_i", r"\frac{e^{z_i}}{\sum_k e^{z_i}}", "refuted", "the index i in z_i is probably k", "z_i"),
    (SOFTMAX, by("L", "z_j"), rf"-\sum_j \frac{{y_k}}{{p_k}} {by('p_k', 'z_j')}", "malformed", "", ""),
    (SOFTMAX, r"\sum_k y_k z_k", "z_k y_k", "malformed", "the sum over k is missing", "z_k y_k"),
    (LAYER, by("a_q", "w_{ij}"), "x_i", "malformed", "the index q in a_q is probably j", "a_q"),
    (LAYER, by("a_j", "w_{ij}"), "x_j", "malformed", "the index j in x_j is probably i", "x_j"),
    (LAYER, by("a_j", "x_i"), "w_{ii}", "malformed", "the index i in w_i i is probably j", "w_{ii}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "left", "right", "verdict", "reason", "marked"), SLIPS)
def test_the_index_that_makes_the_step_true_is_named(
    text: str, left: str, right: str, verdict: str, reason: str, marked: str
) -> None:
    found = last(text, left, right)
    assert found.verdict == verdict
    assert found.reason == reason or not reason
    place = found.mark
    assert place.text[place.column - 1 : place.column - 1 + place.length] == marked or not marked


RIGHT = [
    (SOFTMAX, by("L", "z_j"), "p_j - y_j", "proved"),
    (SOFTMAX, by("L", "z"), "p_i - y_i", "proved"),
    (SOFTMAX, by("p_i", "z_j"), "-p_i p_j", "unknown"),
    (SOFTMAX.replace("$$", "For $i = j$:\n$$", 1), by("p_i", "z_j"), "p_i (1 - p_j)", "proved"),
    (SOFTMAX.replace("$$", "On the diagonal\n$$", 1), by("p_i", "z_j"), "p_i (1 - p_j)", "unknown"),
    (LAYER, by("a_j", "w_{ij}"), "x_i", "proved"),
    (LAYER, by("a_j", "x_i"), "w_{ij}", "proved"),
    (r"Let $\mathbb{E}[x_i] = \mu$. $$LEFT = RIGHT$$", r"\mathbb{E}[x_i] \mathbb{E}[x_j]",
     r"\mathbb{E}[x_i]^2",
     "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "left", "right", "verdict"), RIGHT)
def test_what_may_be_meant_is_not_accused(text: str, left: str, right: str, verdict: str) -> None:
    assert last(text, left, right).verdict == verdict


def test_where_an_index_is_changed_so_that_nothing_is_said_it_is_no_slip() -> None:
    found = last(SOFTMAX, by("p_i", "z_j"), "0")
    assert found.verdict in {"refuted", "unknown"}
    assert "probably" not in found.reason


def test_what_is_then_the_same_on_both_sides_shows_nothing() -> None:
    assert "probably" not in last("$$LEFT = RIGHT$$", r"\sum_j a_{ij}", r"\sum_j a_{jj}").reason


ONE_HOT = r"""
Let $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ where $y$ is one-hot.

$$-\sum_i \frac{y_i}{p_i} \frac{\partial p_i}{\partial z_k} = RIGHT$$
"""
LOST = [
    (r"-\sum_i \frac{y_i}{p_i} \frac{\partial p_i}{\partial z_i}", "malformed"),
    (r"-y_k (1 - p_k) + \sum_{i \ne k} y_i p_j", "malformed"),
    (r"-y_k (1 - p_k) + \sum_{i \ne k} y_i p_k", "proved"),
]


@pytest.mark.parametrize(("right", "verdict"), LOST)
def test_the_letter_of_a_derivative_is_not_the_true_class(right: str, verdict: str) -> None:
    assert last(ONE_HOT, "", right).verdict == verdict


TOLD = [
    ("If $i = j$, then ", True),
    (r"If $j=i$, then ", True),
    (r"If $i \neq j$, then ", False),
    (r"If $i = j$ see above. If $i \ne j$, then ", False),
    (r"If $i \neq j$ see above. For $i = j$, then ", True),
    ("For $i = k$ ", False),
    ("If $i = j$, then " + "\n" * 30, False),
    (r"\sum_{i=1}^j", False),
    ("", False),
]


@pytest.mark.parametrize(("before", "told"), TOLD)
def test_the_case_that_was_named_last_is_meant(before: str, told: bool) -> None:
    text = before + "STEP"
    assert Cases(text, len(before), len(text)).may_be("i", "j") is told


def test_a_case_may_stand_behind_its_step() -> None:
    behind = r"STEP, \quad i = j" + "\n" + r"OTHER, \quad i \ne j"
    assert Cases(behind, 0, 4).may_be("j", "i")
    assert not Cases(behind, behind.index("OTHER"), behind.index("OTHER") + 5).may_be("i", "j")


WRITTEN = r"""
$$J = \log \sum_j e^{s_j} - s_c$$

$$LEFT = RIGHT$$
"""
SUMS = [
    (r"\frac{e^{s_w}}{\sum_j e^{s_j}} q", r"\frac{e^{s_w} q}{\sum_j e^{s_w}}", "refuted",
     "the index w in s_w is probably j"),
    (r"\frac{\partial J}{\partial h_w}", r"\frac{e^{s_w} g}{\sum_j e^{s_w}}", "malformed",
     "the sum over j has w where it has its own index elsewhere"),
    (r"\frac{\partial J}{\partial h_w}", r"\frac{e^{s_w} g}{\sum_j e^{r_w}}", "unknown", None),
    (r"\frac{\partial J}{\partial h_w}", r"\frac{e^{s_w} g}{\sum_j e^{s_j}}", "unknown", None),
    ("J", r"\log e^{s_j} - s_c", "malformed", "the sum over j is missing"),
    ("J + a", r"a + \log \sum_j e^{s_j} - s_c", "proved", ""),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "verdict", "reason"), SUMS)
def test_a_sum_is_known_from_where_it_was_written_before(
    left: str, right: str, verdict: str, reason: str | None
) -> None:
    found = last(WRITTEN, left, right)
    assert found.verdict == verdict
    assert reason is None or found.reason == reason


def test_a_sum_over_one_of_two_factors_of_a_product_is_put_back() -> None:
    text = "Let $g = \\sum_i r_i x_i$. $$LEFT = RIGHT$$"
    assert last(text, "b + c g", "b + c r_i x_i").reason == "the sum over i is missing"
    assert last(text, "b + c g", "b + c \\sum_i r_i x_i").verdict == "proved"
