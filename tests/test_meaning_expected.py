"""E[...] is an expectation where the page speaks of one in its own language, and E a loss besides."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

PAGE = r"%s $$E[(a + b)^2] = E[a^2] + 2 E[a b] + E[b^2]$$ The error is $$E = \frac12 \sum_k (d_k - y_k)^2$$"


WORDS = ["其期望为", "We take the expectation.", "The bias and the variance are", "Математическое ожидание:"]


@pytest.mark.parametrize("words", WORDS)
def test_an_expectation(words: str) -> None:
    assert check_text(PAGE % words).steps[0].verdict == "proved"
    wrong = (PAGE % words).replace("2 E[a b]", "3 E[a b]")
    assert check_text(wrong).steps[0].verdict != "proved"
