r"""What a document supposes holds until it drops it again."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

SUPPOSED = [
    ("Assume that $A$ is symmetric.", r"(A x)^T y = x^T A y"),
    ("Suppose $x > 0$.", r"\sqrt{x^2} + 1 = x + 1"),
    ("Let $y$ be one-hot.", r"\sum_k y_k z = z"),
    ("Assume $u = v$.", r"u + v = 2u"),
    ("Let $A^T A = I$.", r"(A x)^T (A x) = x^T x"),
    ("Suppose that $a^T b = 1$.", r"(a + b)^T (a + b) = a^T a + b^T b + 2"),
]
DROPPED = [
    "Now drop this assumption.",
    "We no longer assume this.",
    "Now we remove this restriction. Then",
    "We now relax this condition.",
    "This assumption is dropped from now on.",
    "From here on, this is not assumed.",
    "Forget this hypothesis.",
    "But what if this does not hold? Then",
    "Now consider the general case.",
    "In general,",
]
KEPT = ["Then", "So we have:", "Without loss of generality,", "Now a second step:", "We see that"]


@pytest.mark.parametrize(("supposed", "claim"), SUPPOSED)
def test_what_is_supposed_holds_until_it_is_dropped(supposed: str, claim: str) -> None:
    def verdicts(words: str) -> list[str]:
        found = check_text(f"{supposed} {words}\n\n$$ {claim} $$").steps
        return [step.verdict for step in found if step.line > 1]

    assert [verdicts(words) for words in KEPT] == [["proved"]] * len(KEPT)
    assert not [words for words in DROPPED if "proved" in verdicts(words)]


@pytest.mark.parametrize("words", DROPPED[-2:])
def test_in_general_ends_no_convention(words: str) -> None:
    text = f"The loss is $L$, where $y$ is one-hot. {words}\n\n$$ \\sum_k y_k z = z $$"
    assert check_text(text).steps[-1].verdict == "proved"


def test_what_is_dropped_may_be_supposed_again() -> None:
    text = "Suppose $x > 0$. Now drop this assumption. %s\n\n$$ \\sqrt{x^2} = x $$"
    assert check_text(text % "Now suppose that $x > 0$.").steps[-1].verdict == "proved"
    assert check_text(text % "Then").steps[-1].verdict != "proved"


def test_what_is_said_not_to_be_supposed_is_not() -> None:
    text = "%s that $a^T b = 1$.\n\nThen\n\n$$ (a + b)^T (a + b) = a^T a + b^T b + 2 $$"
    assert check_text(text % "We assume").steps[-1].verdict == "proved"
    assert check_text(text % "We do not assume").steps[-1].verdict != "proved"
    assert check_text(text % "We never supposed").steps[-1].verdict != "proved"


SPREAD = (
    "The mean is $m = \\frac{1}{n} \\sum_{i=1}^n x_i$ of $x_i \\in \\mathbb{R}^d$. We set $m = 0$.\n\n"
    "$$ \\Sigma = \\frac{1}{n} \\sum_{i=1}^n (x_i - m)(x_i - m)^\\top $$\n\n"
    "%s\n\n$$ \\Sigma = \\frac{1}{n} \\sum_{i=1}^n x_i x_i^\\top $$\n"
)


NOT_RECALLED = [
    "Not using $m = 0$, we have",
    "Without assuming that $m = 0$, we have",
    "It is wrong that, as $m = 0$, we have",
    "We no longer use that, given $m = 0$,",
]


def test_a_value_that_is_denied_is_not_recalled() -> None:
    def verdict(words: str) -> str:
        return check_text(SPREAD % words).steps[-1].verdict

    assert verdict("Since $m = 0$, we have") == "proved"
    for words in NOT_RECALLED:
        assert verdict(words) != "proved"
