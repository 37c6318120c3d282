"""A value that a document supposes for a name holds where it says so again, and accuses nobody elsewhere."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import Session


def verdict(text: str) -> str:
    return Session().check_stdin(text.encode()).steps[-1].verdict


SPREAD = (
    "The mean is $m = \\frac{1}{n} \\sum_{i=1}^n x_i$ of $x_i \\in \\mathbb{R}^d$. %s\n\n"
    "Define the covariance matrix $\\Sigma$ as\n$$\n"
    "\\Sigma = \\frac{1}{n} \\sum_{i=1}^n (x_i - m)(x_i - m)^\\top.\n$$\n%s\n"
)
RIGHT = "$$\\Sigma = \\frac{1}{n} \\sum_{i=1}^n x_i x_i^\\top$$\n"
WRONG = "$$\\Sigma = \\frac{2}{n} \\sum_{i=1}^n x_i x_i^\\top$$\n"
CENTERED = "We assume that the data is centered and set $m = 0$."
SUPPOSED = [
    (CENTERED, "Since $m = 0$, we have", RIGHT, "proved"),
    (CENTERED, "As $m = 0$,", RIGHT, "proved"),
    (CENTERED, "Then", RIGHT, "unknown"),
    (CENTERED, "Since $m = 0$, we have", WRONG, "refuted"),
    (CENTERED, "Since $n = 0$, we have", RIGHT, "unknown"),
    ("", "Since $m = 0$, we have", RIGHT, "refuted"),
    ("", "Then", RIGHT, "refuted"),
]


@pytest.mark.parametrize(("said", "reason", "step", "expected"), SUPPOSED)
def test_a_supposed_mean_is_used_where_it_is_recalled(
    said: str, reason: str, step: str, expected: str
) -> None:
    assert verdict(SPREAD % (said, reason) + step) == expected


LINE = "Let $f(x) = w x + b$. For simplicity we set $b = %s$.\n\n%s\n\n$$f(x) = %s$$\n"


@pytest.mark.parametrize(
    ("value", "reason", "right", "expected"),
    [
        ("0", "Since $b = 0$, we get", "w x", "proved"),
        ("1", "Since $b = 1$, we get", "w x + 1", "proved"),
        ("1", "Since $b = 1$, we get", "w x", "refuted"),
        ("0", "Now", "w x", "unknown"),
        ("0", "Now", "b + w x", "proved"),
    ],
)
def test_a_supposed_number(value: str, reason: str, right: str, expected: str) -> None:
    assert verdict(LINE % (value, reason, right)) == expected
