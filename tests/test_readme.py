"""The README's commands are run, and print what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)
CONSOLE = re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)
PROBLEM = ROOT / "problems" / "softmax_cross_entropy.py"
RIGHT, WRONG = '"dJ/dz", gradient(J, z) == yhat - y', '"dJ/dz", gradient(J, z) == yhat + y'


def steady(shown: str) -> str:
    """Without what differs between machines: times and sizes of rounding errors."""
    shown = re.sub(r"\d+\.\d+ s\b", "T s", shown)
    return re.sub(r"error \S+, rounding explains \S+\)", "error E, rounding explains B)", shown).rstrip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the commands run: wrong.py, the problem file with one character changed, and notes.md."""
    text = PROBLEM.read_text(encoding="utf-8")
    assert RIGHT in text
    (tmp_path / "wrong.py").write_text(text.replace(RIGHT, WRONG), encoding="utf-8")
    (tmp_path / "notes.md").write_text(DOCUMENTS[0], encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_a_command_prints_what_the_readme_shows(command: str, shown: str, folder: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "derivcheck"
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-m", "derivcheck", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert steady(found.stdout) == steady(shown), found.stderr


def test_the_readme_shows_commands() -> None:
    assert len(CONSOLE) == 4
    assert len(DOCUMENTS) == 1


def test_the_problem_file_is_shown_in_full() -> None:
    assert f"```python\n{PROBLEM.read_text(encoding='utf-8').rstrip()}\n```" in README


def test_the_trusted_base_is_as_long_as_the_readme_says() -> None:
    package = ROOT / "derivcheck"
    files = [*package.glob("core/*.py"), *package.glob("calculus/*.py"), package / "kernel.py"]
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
    said = re.search(r"about (\d+) lines", README)
    assert said is not None
    assert abs(lines - int(said[1])) <= 200


def test_the_exercises_are_those_of_the_document() -> None:
    document = (ROOT / "docs" / "coursework.md").read_text(encoding="utf-8")
    exercises = document.split("## Wrong formulas")[0]
    rows = [line for line in exercises.splitlines() if "../problems/" in line]
    assert rows
    for row in rows:
        assert row.replace("../problems/", "problems/") in README
