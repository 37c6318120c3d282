"""The corpus: true claims are proved, false ones refuted, and the answers are the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from derivcheck.core.errors import DerivcheckError
from derivcheck.core.verdicts import Outcome, Verdict
from derivcheck.methods.normalization import find_unfolding
from tests.corpus.rows import Row
from tests.corpus.table import FOLDERS, rows, subjects
from tests.corpus.verdicts import answer, complaint

ROOT = Path(__file__).parent.parent
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
EVERY = 1 if LONG else 17
"""How many rows apart the rows lie that are decided again in other processes."""

RUNS = (
    ("0", ()),
    ("1", ("reversed",)),
    ("2", ("warm",)),
    ("3", ("reversed", "warm")),
    ("4", ()),
)
"""PYTHONHASHSEED, and how the rows are decided."""

ALL = [(folder, place) for folder in FOLDERS for place in range(len(rows(folder)))]


@cache
def decided(folder: str, place: int) -> tuple[Verdict | None, float]:
    """The verdict, None for malformed, and the seconds that deciding took."""
    row = rows(folder)[place]
    started = perf_counter()
    found = answer(row)
    return (found.verdict if isinstance(found, Outcome) else None), perf_counter() - started


@pytest.mark.parametrize(
    ("folder", "place"), ALL, ids=[f"{folder}-{rows(folder)[place].name}" for folder, place in ALL]
)
def test_verdict(folder: str, place: int) -> None:
    verdict, _ = decided(folder, place)
    assert not complaint(rows(folder)[place], folder, verdict)


@pytest.mark.parametrize("place", range(len(rows("reject"))), ids=[row.name for row in rows("reject")])
def test_no_normal_form_proves_what_is_false(place: int) -> None:
    """Numbers come first in a decision, so that the search for a proof is not asked; it must say no too."""
    try:
        found = find_unfolding(rows("reject")[place].claim)
    except DerivcheckError:
        return
    assert not isinstance(found, tuple)


@pytest.mark.parametrize(("folder", "least"), [("accept", 300), ("reject", 300), ("unknown", 8)])
def test_no_folder_is_empty(folder: str, least: int) -> None:
    assert subjects(folder)
    assert len(rows(folder)) >= least


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_are_unique(folder: str) -> None:
    names = [row.name for row in rows(folder)]
    assert sorted(set(names)) == sorted(names)


def test_open_claims_say_what_is_true() -> None:
    assert all(row.truth for row in rows("unknown"))


def test_true_claims_are_proved_at_symbolic_size(request: pytest.FixtureRequest) -> None:
    verdicts = {folder: [decided(folder, n) for n in range(len(rows(folder)))] for folder in FOLDERS}
    seconds = sorted(time for found in verdicts.values() for _, time in found)
    proved = sum(verdict is Verdict.PROVED for verdict, _ in verdicts["accept"])
    refuted = sum(verdict in (Verdict.REFUTED, None) for verdict, _ in verdicts["reject"])
    summary = (
        f"corpus: {proved} of {len(verdicts['accept'])} true claims proved, {refuted} of "
        f"{len(verdicts['reject'])} false ones refuted or malformed, {len(verdicts['unknown'])} left open; "
        f"median {1e3 * median(seconds):.1f} ms, worst {1e3 * seconds[-1]:.0f} ms a claim"
    )
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line("\n" + summary)
    assert proved >= 0.97 * len(verdicts["accept"]), summary


def test_the_judge_can_say_no() -> None:
    row = rows("accept")[0]
    short = Row("short", "", row.stated, short="not yet")
    malformed = Row("malformed", "", row.stated, malformed=True)
    assert complaint(row, "reject", Verdict.PROVED).startswith("FALSE PROOF")
    assert complaint(short, "reject", Verdict.PROVED).startswith("FALSE PROOF")
    assert complaint(row, "accept", Verdict.REFUTED).startswith("FALSE REFUTATION")
    assert complaint(short, "accept", Verdict.REFUTED).startswith("FALSE REFUTATION")
    assert complaint(row, "accept", None).startswith("FALSE REFUTATION")
    assert complaint(row, "accept", Verdict.UNKNOWN)
    assert complaint(row, "reject", Verdict.UNKNOWN)
    assert complaint(row, "reject", None)
    assert complaint(malformed, "reject", Verdict.REFUTED)
    assert "take its reason" in complaint(short, "accept", Verdict.PROVED)
    assert not complaint(row, "accept", Verdict.PROVED)
    assert not complaint(row, "reject", Verdict.REFUTED)
    assert not complaint(malformed, "reject", None)
    assert not complaint(short, "accept", Verdict.UNKNOWN)
    assert not complaint(row, "unknown", Verdict.UNKNOWN)


def test_answers_do_not_depend_on_hash_seed_order_or_caches() -> None:
    running = [_started(seed, words) for seed, words in RUNS]
    outputs = [process.communicate(timeout=1800)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(RUNS)
    assert len(outputs[0].splitlines()) == len(ALL[::EVERY])
    assert len(set(outputs)) == 1


def _started(seed: str, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.corpus.verdicts", str(EVERY), *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
    )
