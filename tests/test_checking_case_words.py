r"""The words beside a case: only those that are known to leave the condition as it is are read."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

FORMS = [
    r"\begin{cases} %s \end{cases}",
    r"\begin{dcases} %s \end{dcases}",
    r"\left\{ \begin{array}{ll} %s \end{array} \right.",
    r"\left\{ \begin{aligned} %s \end{aligned} \right.",
    r"\left\{ \begin{matrix} %s \end{matrix} \right.",
]
TEXT = "Let $p = \\mathrm{softmax}(z)$.\n\n$$\\frac{\\partial p_i}{\\partial z_j} = %s$$\n"
KNOWN = ["", r"\text{if }", r"\text{when } ", r"\text{ for }\ "]
TURNED = [
    r"\text{unless } ",
    r"\text{except if } ",
    r"\text{except for } ",
    r"\text{if not } ",
    r"\text{excluding } ",
    r"\text{for all but } ",
    r"\mbox{unless } ",
    r"\textbf{unless } ",
    r"\text{otherwise unless } ",
]


def verdict(form: str, words: str, sign: str = "-") -> str:
    rows = rf"p_i (1 - p_i) & {words} i = j \\ {sign}p_i p_j & \text{{otherwise}}"
    return check_text(TEXT % (form % rows)).steps[-1].verdict


@pytest.mark.parametrize("form", FORMS)
def test_known_words_are_read_in_every_form_of_cases(form: str) -> None:
    assert [verdict(form, words) for words in KNOWN] == ["proved"] * len(KNOWN)
    assert "proved" not in [verdict(form, words, "+") for words in KNOWN]


@pytest.mark.parametrize("form", FORMS)
def test_words_that_turn_a_case_round_are_not(form: str) -> None:
    assert not [words for words in TURNED if verdict(form, words) == "proved"]


@pytest.mark.parametrize(("words", "proved"), [(r"\text{otherwise if}", True), (r"\text{unless}", False)])
def test_the_second_case(words: str, proved: bool) -> None:
    rows = rf"p_i (1 - p_i) & i = j \\ -p_i p_j & {words} i \ne j"
    assert (check_text(TEXT % (FORMS[0] % rows)).steps[-1].verdict == "proved") is proved
