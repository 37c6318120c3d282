"""Spelling changes no verdict: brackets, fonts, fractions, transposes, white space, ends of lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.document_corpus import documents, verdicts

MOST = 4
"""How many documents each spelling is tried on."""


def replaced(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


SPELLINGS: dict[str, Callable[[str], str]] = {
    "brackets without left and right": replaced((r"\left(", "("), (r"\right)", ")")),
    "brackets with sizes": replaced((r"\left(", r"\bigl("), (r"\right)", r"\bigr)")),
    "display fractions": replaced((r"\frac{", r"\dfrac{")),
    "fractions with blanks": replaced(("}{", "} {")),
    "another transpose": replaced((r"^\top", r"^{\intercal}"), ("^T", r"^{\mathrm{T}}")),
    "another bold": replaced((r"\mathbf", r"\boldsymbol"), (r"\bm{", r"\mathbf{")),
    "blanks around relations": replaced(("=", " = ")),
    "relations on lines of their own": replaced((" &= ", " &=\n  "), ("\n&= ", "\n&=\n  ")),
    "small spaces": replaced((" + ", r" \, + \; "), (r" - \frac", r" - \! \frac")),
    "ends of lines of Windows": replaced(("\n", "\r\n")),
    "not equal": replaced((r"\neq", r"\ne ")),
}


def cases() -> list[tuple[str, Path]]:
    """For every spelling some documents that it changes, other ones each time."""
    found: list[tuple[str, Path]] = []
    texts = {path: path.read_text("utf-8") for path in documents() if path.suffix != ".ipynb"}
    for spelling, change in SPELLINGS.items():
        used = [path for _, path in found]
        fresh = sorted(texts, key=lambda path: (used.count(path), path.name))
        found += [(spelling, path) for path in fresh if change(texts[path]) != texts[path]][:MOST]
    return found


CASES = cases()


@pytest.mark.parametrize(
    ("spelling", "document"), CASES, ids=[f"{spelling} in {path.name}" for spelling, path in CASES]
)
def test_spelling_changes_no_verdict(spelling: str, document: Path, tmp_path: Path) -> None:
    copy = tmp_path / document.name
    copy.write_bytes(SPELLINGS[spelling](document.read_text("utf-8")).encode())
    assert verdicts(copy) == verdicts(document)


def test_every_spelling_occurs() -> None:
    assert {spelling for spelling, _ in CASES} == set(SPELLINGS)


def test_a_change_of_the_mathematics_is_noticed(tmp_path: Path) -> None:
    document = next(path for path in documents() if path.name == "sigmoid_derivative.md")
    copy = tmp_path / document.name
    copy.write_text(document.read_text("utf-8").replace("1 - 2", "1 + 2"), "utf-8")
    assert verdicts(copy) != verdicts(document)
