"""Documents as people write them: what is read in each, and the verdict of every step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.document_corpus import (
    FOLDER,
    SUFFIX,
    ExpectationError,
    Expected,
    complaint,
    complaints,
    documents,
    expectation_of,
    expected,
    misplaced,
    steps_of,
    unread,
    up_to_date,
    verdicts,
)

ALL = documents()
NAMES = [document.name for document in ALL]
LEAST = 48


def expectations(document: Path) -> list[Expected]:
    return expected(expectation_of(document).read_text("utf-8"))


def test_there_are_documents_of_every_kind() -> None:
    assert len(ALL) >= LEAST
    assert {".md", ".tex", ".txt", ".ipynb"} == {document.suffix for document in ALL}
    assert {path.name for path in FOLDER.glob(f"*{SUFFIX}")} == {name + SUFFIX for name in NAMES}


def test_half_of_them_have_exactly_one_mistake() -> None:
    mistakes = [sum(step.wrong for step in expectations(document)) for document in ALL]
    assert set(mistakes) == {0, 1}
    assert abs(mistakes.count(0) - mistakes.count(1)) <= 1


@pytest.mark.parametrize("document", ALL, ids=NAMES)
def test_steps_are_found_where_they_stand(document: Path) -> None:
    assert not misplaced([(step.line, step.column) for step in steps_of(document)], expectations(document))


@pytest.mark.parametrize("document", ALL, ids=NAMES)
def test_every_formula_is_understood(document: Path) -> None:
    assert not unread(document)


@pytest.mark.parametrize("document", ALL, ids=NAMES)
def test_verdicts(document: Path) -> None:
    assert not complaints(expectations(document), verdicts(document))


RIGHT = """# 0 mistakes
3:3 definition  # = e^x
5:3 proved  # = f
"""
DOCUMENT = r"""# Exponentials

$$f = e^x$$

$$\frac{d f}{d x} = f$$
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.md"
    path.write_text(DOCUMENT, "utf-8")
    return path


def test_a_right_expectation_passes(small: Path) -> None:
    steps = expected(RIGHT)
    assert not misplaced([(step.line, step.column) for step in steps_of(small)], steps)
    assert not unread(small)
    assert not complaints(steps, verdicts(small))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("5:3 refuted  # = f", "UNSOUND"), ("5:3 unknown  # = f", "proved, expected unknown"),
     ("5:3 proved now=unknown  # = f", "remove now=unknown"),
     ("5:3 skip  # = f", "proved, expected skip")],
)  # fmt: skip
def test_a_wrong_expectation_fails(small: Path, wrong: str, said: str) -> None:
    (found,) = complaints(expected(RIGHT.replace("5:3 proved  # = f", wrong)), verdicts(small))
    assert said in found


def test_a_missing_or_misplaced_step_fails(small: Path) -> None:
    places = [(step.line, step.column) for step in steps_of(small)]
    first, second = expected(RIGHT)
    assert misplaced(places, [first]) == ["step 2: 5:3 where nothing is expected"]
    assert misplaced(places, [first, second, second]) == ["step 3: nothing where 5:3 is expected"]
    assert misplaced(places, [second, second]) == ["step 1: 3:3 where 5:3 is expected"]
    assert complaints([first], verdicts(small))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.md"
    path.write_text("$$x = ) y$$\n", "utf-8")
    assert unread(path)


def test_an_empty_folder_fails(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        documents(tmp_path)


@pytest.mark.parametrize(
    "line",
    ["5:3 proved", "5 proved  # = f", "5:3 perhaps  # = f", "5:3 proved now=refuted  # = f",
     "5:3 proved now=malformed  # = f", "5:3 refuted now=proved  # = f", "5:3 proved now=proved  # = f",
     "5:3 skip now=refuted  # = f"],
)  # fmt: skip
def test_what_may_not_be_expected(line: str) -> None:
    with pytest.raises(ExpectationError):
        expected(line)


@pytest.mark.parametrize(
    ("line", "verdict", "said"),
    [("1:1 refuted now=unknown  # why", "unknown", ""),
     ("1:1 refuted now=unknown  # why", "refuted", "remove"),
     ("1:1 refuted now=unknown  # why", "proved", "UNSOUND"),
     ("1:1 refuted|malformed  # why", "malformed", ""),
     ("1:1 skip  # why", "skip", ""), ("1:1 skip  # why", "definition", ""),
     ("1:1 definition  # why", "skip", "expected definition"),
     ("1:1 proved now=unknown  # why", "refuted", "or unknown for the time being")],
)  # fmt: skip
def test_complaints(line: str, verdict: str, said: str) -> None:
    (step,) = expected(line)
    found = complaint(step, verdict)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("line", "verdict", "after"),
    [("1:1 proved  # why", "unknown", "1:1 proved now=unknown  # why"),
     ("1:1 proved now=unknown  # why", "proved", "1:1 proved  # why"),
     ("1:1 proved  # why", "refuted", "1:1 proved  # why"),
     ("1:1 malformed  # why", "refuted", "1:1 malformed now=refuted  # why"),
     ("1:1 malformed  # why", "proved", "1:1 malformed  # why")],
)  # fmt: skip
def test_now_is_brought_up_to_date(line: str, verdict: str, after: str) -> None:
    (step,) = expected(line)
    assert str(up_to_date(step, verdict)) == after
