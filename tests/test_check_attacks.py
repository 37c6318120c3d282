r"""Wrong mathematics that was once proved: no step that is false as written may be, and its neighbour is."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

CASES = {
    "a bound index catches no argument of a function": (
        r"Let $f(a) = \sum_i a x_i$. Then $$ f(b_i) = %s $$",
        r"\sum_i b_i x_i",
        r"b_i \sum_j x_j",
    ),
    "the index of a function's value catches no argument": (
        r"Let $s(x)_i = e^{x_i}$. $$ s(W_i)_k = %s $$",
        r"e^{W_{ii}}",
        r"e^{W_{ik}}",
    ),
    "a bound index catches no index of a condition": (
        "For $i = j$:\n$$ \\sum_%s = \\sum_j x_i y_j $$",
        r"j x_j y_j",
        r"k x_j y_k",
    ),
}


def verdicts(document: str) -> list[str]:
    return [step.verdict for step in check_text(document).steps]


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_as_written_is_not_proved(name: str) -> None:
    document, wrong, right = CASES[name]
    assert verdicts(document % right)[-1] == "proved"
    assert verdicts(document % wrong)[-1] != "proved"


def test_a_false_claim_of_numbers_alone_is_refuted() -> None:
    assert verdicts("$$ 1 = 2 $$ $$ 1 + 1 = 2 $$") == ["refuted", "proved"]
