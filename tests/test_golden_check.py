"""What `derivcheck check` prints about a few documents, word for word.

With DERIVCHECK_GOLDEN=write in the environment the texts are written anew, so that a diff shows the change.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from derivcheck.cli import main

FOLDER = Path(__file__).parent / "golden" / "check"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix in {".md", ".tex", ".ipynb"})


def printed(document: Path) -> str:
    """Both outputs, with the exit code in front."""
    done = CliRunner().invoke(main, ["check", "--explain", document.name])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return f"exit code {done.exit_code}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_the_text_about_a_document(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    golden = document.with_suffix(document.suffix + ".txt")
    found = printed(document)
    if os.environ.get("DERIVCHECK_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_there_are_documents_and_each_has_its_text() -> None:
    assert len(DOCUMENTS) >= 5
    texts = {path.name.removesuffix(".txt") for path in FOLDER.glob("*.txt")}
    assert texts == {path.name for path in DOCUMENTS}
