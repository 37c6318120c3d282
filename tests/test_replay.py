"""A counterexample in the JSON of a run is confirmed from the JSON alone, and an altered one is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from derivcheck.cli import main

PROBLEM = """\
from derivcheck.notation.language import gradient, scalar, squared_norm, tensor, dim, total
from derivcheck.problem import Problem

n = dim("n")
x, a = tensor("x", n), scalar("a")
problem = Problem("Sums", source="here")
problem.claim("gradient", gradient(a * squared_norm(x), x) == 2 * a * x)
problem.claim("no 2", gradient(a * squared_norm(x), x) == a * x)
problem.claim("sign", total(x) == -total(x))
problem.derivation("steps", a + a, [(2 * a, "so it is"), (3 * a, "a mistake")])
"""

Document = dict[str, Any]


def derivcheck(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "sums.py").write_text(PROBLEM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return own


@pytest.fixture
def document(folder: Path) -> Document:
    """The JSON of a run of the problem."""
    arguments = ["--no-report", "--no-crosscheck", "--format", "json", "--jobs", "1"]
    done = derivcheck("run", "sums", "--problems", str(folder), *arguments)
    assert done.exit_code == 1
    return json.loads(done.stdout)


def replay(folder: Path, document: Document) -> Result:
    path = folder / "run.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return derivcheck("replay", str(path), "--problems", str(folder))


def counterexample(document: Document) -> Document:
    """That of the claim without its 2."""
    return document["problems"][0]["claims"][1]["counterexample"]


def test_what_a_run_refuted_is_confirmed(folder: Path, document: Document) -> None:
    done = replay(folder, document)
    assert done.stdout.splitlines() == [
        "sums: no 2: confirmed",
        "sums: sign: confirmed",
        "sums: derivation steps, step 2: confirmed",
    ]
    assert done.stderr == ""
    assert done.exit_code == 0


def test_the_document_may_come_from_standard_input(folder: Path, document: Document) -> None:
    given = json.dumps(document).encode()
    assert derivcheck("replay", "-", "--problems", str(folder), given=given).exit_code == 0


def test_the_document_alone_counts_and_not_the_seed(folder: Path, document: Document) -> None:
    found = counterexample(document)
    found["dimensions"] = {"n": 2}
    found["values"] = {"x": ["3/7", "-5"], "a": "2"}
    found["indices"] = dict.fromkeys(found["indices"], 2)
    found["lhs"], found["rhs"] = "-20 +/- 0.001", "-10 +/- 0.001"
    assert replay(folder, document).exit_code == 0


def altered(change: Callable[[Document], None]) -> Callable[[Document], None]:
    return lambda document: change(counterexample(document))


NOT_CONFIRMED: dict[str, Callable[[Document], None]] = {
    "both sides are 0 there": altered(lambda c: c["values"].update(a="0")),
    "a value is missing": altered(lambda c: c["values"].pop("a")),
    "a value too many": altered(lambda c: c["values"].update(b="1")),
    "other sizes than values": altered(lambda c: c.update(dimensions={"n": 7})),
    "size 0": altered(lambda c: c.update(dimensions={"n": 0})),
    "a component out of reach": altered(lambda c: c.update(indices=dict.fromkeys(c["indices"], 9))),
    "no component": altered(lambda c: c.update(indices={})),
    "another enclosure": altered(lambda c: c.update(lhs="77 +/- 0.001")),
    "enclosures that overlap": altered(lambda c: c.update(lhs="0 +/- 1e9")),
    "the sides exchanged": altered(lambda c: c.update(lhs=c["rhs"], rhs=c["lhs"])),
    "no decimal": altered(lambda c: c.update(lhs="nan +/- 0")),
}


@pytest.mark.parametrize("change", NOT_CONFIRMED.values(), ids=NOT_CONFIRMED)
def test_what_is_altered_is_not_confirmed(
    folder: Path, document: Document, change: Callable[[Document], None]
) -> None:
    change(document)
    done = replay(folder, document)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("sums: no 2: not confirmed: ")
    assert lines[1] == "sums: sign: confirmed"


def test_a_true_claim_is_not_refuted_by_what_a_document_says(folder: Path, document: Document) -> None:
    right = document["problems"][0]["claims"][0]
    right["counterexample"] = counterexample(document)
    done = replay(folder, document)
    assert done.stdout.startswith("sums: gradient: not confirmed: ")
    assert done.exit_code == 1


def test_a_claim_that_was_corrected_is_no_longer_refuted(folder: Path, document: Document) -> None:
    (folder / "sums.py").write_text(PROBLEM.replace("== a * x", "== 2 * a * x"), encoding="utf-8")
    done = replay(folder, document)
    assert done.stdout.startswith("sums: no 2: not confirmed: ")
    assert done.exit_code == 1


def test_nothing_to_replay_is_said(folder: Path, document: Document) -> None:
    done = replay(folder, {**document, "problems": []})
    assert done.stdout == "the file holds no counterexample\n"
    assert done.exit_code == 0


def test_a_problem_of_ones_own_needs_its_folder_and_the_message_says_so(
    folder: Path, document: Document
) -> None:
    given = json.dumps(document).encode()
    done = derivcheck("replay", "-", given=given)
    assert done.exit_code == 2
    assert "there is no problem named sums" in done.stderr
    assert "derivcheck replay FILE --problems DIR" in done.stderr
    assert derivcheck("replay", "-", "--problems", str(folder), given=given).exit_code == 0


UNREADABLE: dict[str, tuple[Callable[[Document], None], str]] = {
    "another version": (lambda d: d.update(version=2), "not the JSON of a run"),
    "no problems": (lambda d: d.pop("problems"), "no list of objects 'problems'"),
    "problems of another kind": (lambda d: d.update(problems=[1]), "no list of objects 'problems'"),
    "an unknown problem": (lambda d: d["problems"][0].update(name="sumz"), "there is no problem named sumz"),
    "an unknown claim": (lambda d: d["problems"][0]["claims"][1].update(name="gone"), "has no claim gone"),
    "a name that is none": (lambda d: d["problems"][0].update(name=3), "has no text 'name'"),
    "a float": (altered(lambda c: c["values"].update(a=0.5)), "is no rational number"),
    "an expression": (altered(lambda c: c["values"].update(a="2**9")), "is no rational number"),
    "division by zero": (altered(lambda c: c["values"].update(a="1/0")), "divides by zero"),
    "no enclosure": (altered(lambda c: c.update(lhs="1")), "is no enclosure"),
    "a size that is true": (altered(lambda c: c.update(dimensions={"n": True})), "not a whole number"),
    "no sizes": (altered(lambda c: c.pop("dimensions")), "no object 'dimensions'"),
    "a list of a counterexample": (
        lambda d: d["problems"][0]["claims"][1].update(counterexample=[]),
        "no object 'counterexample'",
    ),
}


@pytest.mark.parametrize(("change", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_an_error(
    folder: Path, document: Document, change: Callable[[Document], None], message: str
) -> None:
    change(document)
    done = replay(folder, document)
    assert done.exit_code == 2
    assert done.stderr.startswith("error: ")
    assert message in done.stderr


DEEP = b'{"version": 1, "problems": ' + b"[" * 100_000


@pytest.mark.parametrize(
    "given", [b"", b"{", b"[]", b"\xff\xfe\x00", b"null", DEEP], ids=lambda g: str(g[:9])
)
def test_what_is_no_json_is_an_error(folder: Path, given: bytes) -> None:
    done = derivcheck("replay", "-", "--problems", str(folder), given=given)
    assert done.exit_code == 2
    assert done.stderr.startswith("error: this is not ")
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_file_that_is_not_there(folder: Path) -> None:
    done = derivcheck("replay", str(folder / "nowhere.json"))
    assert done.exit_code == 2
    assert "nowhere.json" in done.stderr


def test_control_characters_are_shown_and_not_obeyed(folder: Path, document: Document) -> None:
    source = PROBLEM.replace('"no 2"', '"no \\x1b[31m2"')
    (folder / "sums.py").write_text(source, encoding="utf-8")
    document["problems"][0]["claims"][1]["name"] = "no \x1b[31m2"
    done = replay(folder, document)
    assert done.exit_code == 0
    assert "no \\x1b[31m2: confirmed" in done.stdout
    assert "\x1b" not in done.stdout
