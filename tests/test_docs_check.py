"""docs/check.md: its documents are checked, and the output and verdicts are those that it shows.

With DERIVCHECK_GOLDEN=write in the environment the outputs are written anew, so that a diff shows the change;
the tables are kept by hand.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from derivcheck.checking.session import Session
from derivcheck.cli import main

GUIDE = Path(__file__).parent.parent / "docs" / "check.md"
TEXT = GUIDE.read_text(encoding="utf-8")
CONSOLE = re.compile(r"```console\n\$ derivcheck (?P<command>.*)\n(?P<shown>(?:(?!```).*\n)*)```")
DOCUMENTS = dict(re.findall(r"`([\w.]+)`[^`\n]*:\n\n```(?!console)\w+\n(.*?)```", TEXT, re.DOTALL))
COMMANDS = [(match["command"], match["shown"]) for match in CONSOLE.finditer(TEXT)]
PROVED = re.findall(r"^\| `([^`]+)` \|$", TEXT, re.MULTILINE)
OPEN = re.findall(r"^\| `([^`]+)` \| (unknown|not-understood|refuted|no step) \|$", TEXT, re.MULTILINE)
KINDS = {".md", ".tex", ".ipynb", ".txt"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: it holds every document of the guide."""
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(command: str) -> str:
    """What a command prints; `< NAME` feeds a file of the working folder."""
    arguments, _, name = command.partition(" < ")
    stdin = Path(name).read_text(encoding="utf-8") if name else ""
    done = CliRunner().invoke(main, shlex.split(arguments), input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.stderr == ""
    return done.stdout


def verdicts(document: str) -> list[str]:
    """Of the claims of a document that is one row of a table."""
    steps = Session().check_stdin(document.encode()).steps
    return [step.verdict for step in steps if step.verdict != "definition"]


def written_anew(command: str, found: str) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    begin = f"```console\n$ derivcheck {command}\n"
    before, _, rest = text.partition(begin)
    _, end, after = rest.partition("```")
    GUIDE.write_text(before + begin + found + end + after, encoding="utf-8")


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_prints_what_the_guide_shows(command: str, shown: str, folder: Path) -> None:
    found = printed(command)
    if os.environ.get("DERIVCHECK_GOLDEN") == "write":
        written_anew(command, found)
        return
    assert found == shown


def test_every_document_of_the_guide_is_checked_in_it() -> None:
    named = {name for command, _ in COMMANDS for name in re.findall(r"\w+\.\w+", command)}
    assert named == set(DOCUMENTS)
    assert len(COMMANDS) == TEXT.count("```console\n")


def test_all_kinds_of_files_are_shown(folder: Path) -> None:
    assert {Path(name).suffix for name in DOCUMENTS} == KINDS
    assert any(command.startswith("check - <") for command, _ in COMMANDS)
    found = json.loads(printed(shlex.join(["check", "--format", "json", *DOCUMENTS])))
    assert [document["path"] for document in found["documents"]] == list(DOCUMENTS)
    for document in found["documents"]:
        assert document["error"] is None
        assert document["summary"]["steps"] > 0


@pytest.mark.parametrize("document", PROVED)
def test_what_the_guide_says_is_understood_is_proved(document: str) -> None:
    assert set(verdicts(document)) == {"proved"}


@pytest.mark.parametrize(("document", "verdict"), OPEN, ids=[document for document, _ in OPEN])
def test_what_the_guide_says_is_not_understood_is_not(document: str, verdict: str) -> None:
    assert verdicts(document) == ([] if verdict == "no step" else [verdict])


def test_no_row_of_a_table_is_left_out() -> None:
    section = TEXT.partition("## What is understood")[2].partition("## JSON")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in rows] == [*PROVED, *(document for document, _ in OPEN)]
    assert len(PROVED) >= 20
    assert len(OPEN) >= 10


def test_the_guide_names_every_field_of_the_json(folder: Path) -> None:
    table = TEXT.partition("## JSON")[2]
    found = json.loads(printed("check --format json square.md"))
    (document,) = found["documents"]
    (derivation,) = document["derivations"]
    (step,) = derivation["steps"]
    for held in (found, document, derivation, step, step["counterexample"], step["mark"]):
        assert [field for field in held if f"`{field}`" not in table] == ["steps"] * ("steps" in held)
