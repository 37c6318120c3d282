"""Pages of exercises with several mistakes each: every one of them is found, and nothing right is accused.

The mistakes are those that homework has: a derivative of terms that "are constants", a lost penalty, a lost
mean, a lost minus, ones for an identity, a row for a matrix.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.document_corpus import (
    complaint,
    complaints,
    documents,
    expectation_of,
    expected,
    misplaced,
    steps_of,
    unread,
    verdicts,
)

GRADED = documents(Path(__file__).parent / "corpus" / "graded")
FEWEST = 14
"""Mistakes on all pages together that are found."""


@pytest.mark.parametrize("document", GRADED, ids=[each.name for each in GRADED])
def test_verdicts(document: Path) -> None:
    steps = expected(expectation_of(document).read_text("utf-8"))
    assert not misplaced([(step.line, step.column) for step in steps_of(document)], steps)
    assert not unread(document)
    assert not complaints(steps, verdicts(document))


def test_their_mistakes_are_found() -> None:
    steps = [
        step for each in GRADED for step in expected(expectation_of(each).read_text("utf-8")) if step.wrong
    ]
    assert sum(not step.now for step in steps) >= FEWEST


def test_a_mistake_that_is_no_longer_found_is_told() -> None:
    page = next(each for each in GRADED if each.stem == "logistic_penalty")
    steps = expected(expectation_of(page).read_text("utf-8"))
    assert all(complaint(step, "unknown") for step in steps if step.wrong)
