"""`derivcheck check`: what it prints, the JSON that it promises, its exit codes, what it does not load."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import derivcheck as package
from derivcheck.checking import session as sessions
from derivcheck.cli import main

RIGHT = "Let $x, y \\in \\mathbb{R}^n$.\n\n$$x^\\top y = \\sum_{i=1}^n x_i y_i$$\n"
WRONG = "Let $x, y \\in \\mathbb{R}^n$.\n\n$$x^\\top y = \\sum_{i=1}^n x_i y_i = 2 y^\\top x = y^\\top x$$\n"
UNREAD = "Now\n\n$$x = \\frac{1$$\n"
PROSE = "Nothing to check here.\n"

VERDICTS = {"proved", "refuted", "unknown", "malformed", "not-understood", "definition"}
TEXTS = [str]
LINE = {"line": int, "text": str}
STEP: dict[str, Any] = {
    "line": int, "column": int, "lhs": str, "relation": str, "rhs": str, "reading": str, "verdict": VERDICTS,
    "scope": str, "obligations": TEXTS, "reason": str, "suggestion": str,
    "counterexample": (None, {"dimensions": dict, "values": dict, "indices": dict, "lhs": str, "rhs": str}),
    "notes": TEXTS, "used": [LINE], "shapes": dict, "mark": {"line": int, "column": int, "length": int},
}  # fmt: skip
SUMMARY = {"steps": int, **dict.fromkeys(VERDICTS, int)}
SCHEMA = {
    "version": {1},
    "documents": [
        {
            "path": str,
            "error": (None, str),
            "stopped": bool,
            "context": [LINE],
            "symbols": [{"name": str, "facts": [{"words": str, "lines": [int], "text": str}]}],
            "derivations": [
                {"line": int, "first_wrong": (None, {"line": int, "column": int}), "steps": [STEP]}
            ],
            "summary": SUMMARY,
        }
    ],
    "summary": SUMMARY,
}


def complaints(found: Any, schema: Any, at: str = "") -> list[str]:
    """Where the data is not as the schema says. A tuple lists what may stand there, a set the values."""
    if isinstance(schema, tuple):
        return [] if any(not complaints(found, each, at) for each in schema) else [f"{at}: {found!r}"]
    if isinstance(schema, set):
        return [] if found in schema else [f"{at}: {found!r}"]
    if isinstance(schema, list):
        if not isinstance(found, list):
            return [f"{at} is no list"]
        return [c for n, each in enumerate(found) for c in complaints(each, schema[0], f"{at}[{n}]")]
    if isinstance(schema, dict):
        if not isinstance(found, dict) or found.keys() != schema.keys():
            return [f"{at} has other keys"]
        return [c for key in schema for c in complaints(found[key], schema[key], f"{at}.{key}")]
    return [] if (found is None if schema is None else isinstance(found, schema)) else [f"{at}: {found!r}"]


def derivcheck(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"right": RIGHT, "wrong": WRONG, "unread": UNREAD, "prose": PROSE}.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_document_without_a_mistake_is_a_line(folder: Path) -> None:
    done = derivcheck("right.md")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "right.md: 1 step: 1 proved\n", "")


def test_a_mistake_is_shown_with_the_authors_line(folder: Path) -> None:
    done = derivcheck("wrong.md")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "wrong.md:3:37: refuted: the two sides differ  (the first wrong step of the derivation from line 3)"
    )
    assert lines[1] == " 3 | $$x^\\top y = \\sum_{i=1}^n x_i y_i = 2 y^\\top x = y^\\top x$$"
    assert lines[2] == "   |" + " " * 37 + "^~~~~~~~~~"
    assert lines[3].startswith("  read as: sum_i x[i]*y[i] = 2*sum_i ")
    assert any(line.startswith("  suggestion: ") for line in lines)
    assert any(line.startswith("  counterexample: n = 1, x = [1], y = [1]") for line in lines)
    assert lines[-1] == "wrong.md: 3 steps: 1 proved, 2 refuted"


def test_a_step_that_is_right_again_says_where_the_slip_is(folder: Path) -> None:
    steps = json.loads(derivcheck("wrong.md", "--format", "json").stdout)["documents"][0]["derivations"][0]
    assert steps["first_wrong"] == {"line": 3, "column": steps["steps"][1]["column"]}
    assert "equal to the beginning of the chain (line 3)" in steps["steps"][2]["reason"]
    assert "beginning of the chain" not in steps["steps"][1]["reason"]


def test_verbose_shows_what_is_proved(folder: Path) -> None:
    done = derivcheck("right.md", "-v")
    assert done.stdout.splitlines()[0].startswith("right.md:3:14: proved: ")


def test_explain_says_how_symbols_were_understood(folder: Path) -> None:
    assert "  x: a vector of size n  (line 1: " in derivcheck("right.md", "--explain").stdout
    assert "  x: " not in derivcheck("right.md").stdout


CODES = [
    (["right.md"], 0),
    (["prose.md"], 0),
    (["wrong.md"], 1),
    (["unread.md"], 3),
    (["unread.md", "right.md", "wrong.md"], 1),
    (["wrong.md", "missing.md"], 2),
    ([], 2),
    (["right.md", "--format", "xml"], 2),
    (["."], 2),
]


@pytest.mark.parametrize(("arguments", "code"), CODES)
def test_exit_codes(folder: Path, arguments: list[str], code: int) -> None:
    assert derivcheck(*arguments).exit_code == code


FILES = [["right.md"], ["right.md", "wrong.md", "unread.md", "prose.md", "missing.md"]]


@pytest.mark.parametrize("files", FILES)
def test_the_json_is_as_promised(folder: Path, files: list[str]) -> None:
    found = json.loads(derivcheck(*files, "--format", "json").stdout)
    assert complaints(found, SCHEMA) == []
    assert [document["path"] for document in found["documents"]] == files
    steps = [s for d in found["documents"] for each in d["derivations"] for s in each["steps"]]
    assert found["summary"]["steps"] == len(steps)
    for word in VERDICTS:
        assert found["summary"][word] == sum(step["verdict"] == word for step in steps)


def test_the_schema_notices_what_is_wrong(folder: Path) -> None:
    found = json.loads(derivcheck("wrong.md", "--format", "json").stdout)
    found["documents"][0]["derivations"][0]["steps"][0]["verdict"] = "true"
    found["documents"][0]["context"] = None
    del found["summary"]["steps"]
    assert [line.partition(":")[0] for line in complaints(found, SCHEMA)] == [
        ".documents[0].context is no list",
        ".documents[0].derivations[0].steps[0].verdict",
        ".summary has other keys",
    ]


def test_a_counterexample_in_json(folder: Path) -> None:
    found = json.loads(derivcheck("wrong.md", "--format", "json").stdout)
    refuted = found["documents"][0]["derivations"][0]["steps"][1]
    assert (refuted["lhs"], refuted["rhs"]) == (r"\sum_{i=1}^n x_i y_i", r"2 y^\top x")
    assert refuted["counterexample"]["dimensions"] == {"n": 1}
    assert refuted["counterexample"]["values"] == {"x": ["1"], "y": ["1"]}


def test_standard_input_is_markdown() -> None:
    done = derivcheck("-", stdin=RIGHT)
    assert (done.exit_code, done.stdout) == (0, "-: 1 step: 1 proved\n")
    assert derivcheck("-", stdin=WRONG).exit_code == 1
    assert derivcheck("-", stdin=b"\x00\x01").exit_code == 2


UNREADABLE = [
    ("missing.md", b"", "cannot read: No such file or directory"),
    ("zeros.md", b"PK\x03\x04\x00\x00", "this is no text in UTF-8: it holds zero bytes"),
    ("broken.ipynb", b"{", ""),
]


@pytest.mark.parametrize(("name", "content", "said"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_unreadable_files_do_not_stop_the_others(folder: Path, name: str, content: bytes, said: str) -> None:
    if content:
        (folder / name).write_bytes(content)
    done = derivcheck(name, "right.md")
    assert done.exit_code == 2
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{name}: error: {said}")
    assert lines[1:] == ["right.md: 1 step: 1 proved", "2 files: 1 step: 1 proved; 1 unreadable"]
    assert done.stderr == ""


def test_a_folder_is_no_document(folder: Path) -> None:
    assert "error: cannot read: it is a folder" in derivcheck(".").stdout


def test_an_empty_file_has_no_steps(folder: Path) -> None:
    (folder / "empty.md").write_bytes(b"")
    done = derivcheck("empty.md")
    assert (done.exit_code, done.stdout) == (0, "empty.md: no steps\n")


def test_a_file_that_is_too_large(folder: Path) -> None:
    (folder / "large.md").write_bytes(b"x" * 5_000_001)
    done = derivcheck("large.md")
    assert done.exit_code == 2
    assert "the file has 5000001 bytes" in done.stdout


def test_bytes_that_are_no_utf8_are_read_as_far_as_possible(folder: Path) -> None:
    (folder / "latin.md").write_bytes(b"caf\xe9\n\n" + RIGHT.encode())
    assert derivcheck("latin.md").exit_code == 0


def test_control_characters_of_a_document_are_not_obeyed(folder: Path) -> None:
    (folder / "escape.md").write_text("Red \x1b[31m\n\n$$x \x1b[31m = \\frac{1\x1b$$\n", encoding="utf-8")
    done = derivcheck("escape.md", "-v", "--explain")
    assert done.exit_code == 1
    assert "3 | $$x \ufffd[31m = " in done.stdout
    assert "\x1b" not in done.stdout


def test_no_colours_but_on_a_terminal(folder: Path) -> None:
    assert "\x1b" not in derivcheck("wrong.md").stdout
    coloured = CliRunner().invoke(main, ["check", "wrong.md"], color=True)
    assert "\x1b[31m" in coloured.stdout
    plain = CliRunner().invoke(main, ["check", "wrong.md"], color=True, env={"NO_COLOR": "1"})
    assert "\x1b" not in plain.stdout


def test_ctrl_c_keeps_what_is_finished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def reading(path: str) -> object:
        asked.append(path)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(path)

    whole = sessions.document_at
    monkeypatch.setattr(sessions, "document_at", reading)
    done = derivcheck("right.md", "wrong.md", "prose.md")
    assert done.exit_code == 130
    assert asked == ["right.md", "wrong.md"]
    assert done.stdout.startswith("right.md: 1 step: 1 proved\n")
    assert "stopped in file 2 of 3" in done.stderr


def command(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1]), **more}
    return subprocess.run(
        [sys.executable, "-m", "derivcheck", "check", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_json_is_the_same_for_every_hash_seed(folder: Path) -> None:
    found = {command("wrong.md", "--format", "json", PYTHONHASHSEED=seed).stdout for seed in ("0", "1", "7")}
    assert len(found) == 1
    assert '"refuted"' in found.pop()


def loaded(*arguments: str) -> set[str]:
    """The modules that the command has loaded when it has found the wrong step."""
    program = (
        f"import sys\nfrom derivcheck.cli import main\ntry:\n    main(['check', *{arguments}])\n"
        "except SystemExit as done:\n    print(done.code, *sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "1"
    return set(modules)


def test_a_check_loads_only_what_it_uses(folder: Path) -> None:
    modules = loaded("wrong.md")
    assert "derivcheck.checking.session" in modules
    assert not {"sympy", "jax", "numpy", "matplotlib", "jinja2", "lark", "rich", "json"} & modules


def test_json_is_loaded_where_it_is_asked_for(folder: Path) -> None:
    assert {"json", "derivcheck.checking.json"} <= loaded("wrong.md", "--format", "json")


def test_the_collector_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, within = gc.get_threshold(), list[tuple[int, int, int]]()
    document = tmp_path / "step.md"
    document.write_text(RIGHT)
    wrapped = sessions.understand
    monkeypatch.setattr(
        sessions, "understand", lambda read: within.append(gc.get_threshold()) or wrapped(read)
    )
    assert CliRunner().invoke(main, ["check", str(document)]).exit_code == 0
    assert [threshold[0] > before[0] for threshold in within] == [True]
    assert gc.get_threshold() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_an_output_that_is_full_is_an_error_and_no_verdict(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1])}
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "derivcheck", "check", "wrong.md"],
            env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("cannot write the output: ")
    assert "Traceback" not in done.stderr
