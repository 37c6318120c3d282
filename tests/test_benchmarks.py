"""The benchmarks run, in a tiny mode; no time is asserted. What they compare with is right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.components import Measured, measure, stated, timed
from benchmarks.documents import LECTURE, TINY, check, corpus
from benchmarks.networks import chain, network
from benchmarks.starts import CHECK, LOAD, copied, started
from derivcheck.core.claims import Claim
from derivcheck.core.terms import term
from derivcheck.core.verdicts import Verdict
from derivcheck.methods.decide import decide

TOP = Path(__file__).resolve().parents[1]


def test_identities_in_tiny_mode() -> None:
    command = [sys.executable, "-m", "benchmarks.identities", "--tiny"]
    done = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert any(line.startswith("| sigmoid_derivative: derivative in the sigmoid") for line in lines)
    assert sum(line.split(" | ")[0].strip("| ").isdigit() for line in lines) == 4


def test_documents_in_tiny_mode() -> None:
    """Every part of the work is seen, and every step once."""
    command = [sys.executable, "-m", "benchmarks.documents", "--tiny"]
    done = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    parts = {"reading", "understanding", "resolving names", "elaborating", "deciding", "judging"}
    assert parts <= {row[0] for row in rows}
    documents = corpus()[:TINY]
    steps = [step for each in check(documents) for d in each.derivations for step in d.steps]
    assert [row[:2] for row in rows if row[0].isdigit()][:-1] == [[str(len(steps)), str(TINY)]]
    (lecture,) = check([LECTURE])
    lines = {step.line for each in lecture.derivations for step in each.steps if step.verdict == "refuted"}
    assert lines == {72}
    assert sum(step.verdict == "proved" for each in lecture.derivations for step in each.steps) >= 60


def test_starts_in_tiny_mode() -> None:
    command = [sys.executable, "-m", "benchmarks.starts", "--tiny"]
    done = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True)
    labels = [line.split(" | ")[0].strip("| ") for line in done.stdout.splitlines()[2:]]
    assert [label.partition(", ")[::2] for label in labels] == [
        (what, how)
        for how in ("with bytecode", "without bytecode")
        for what in ("a page judged", "loading alone")
    ]


@pytest.mark.parametrize("compiled", [True, False])
def test_a_start_runs_the_copy_and_writes_nothing_there(compiled: bool, tmp_path: Path) -> None:
    package = copied(tmp_path, compiled=compiled)
    before = sorted(package.rglob("*"))
    assert "16 steps: 9 proved" in started(package, CHECK).written
    where = ("-c", f"{LOAD[1]}; print(derivcheck.__file__)")
    assert started(package, where).written.strip() == str(package / "derivcheck" / "__init__.py")
    assert sorted(package.rglob("*")) == before
    assert any(path.suffix == ".pyc" for path in before) is compiled


@pytest.mark.parametrize("depth", [1, 3, 32])
def test_every_layer_is_proved(depth: int) -> None:
    claims = network(depth)
    assert len(claims) == depth + 1
    assert [decide(claim).verdict for claim in claims] == [Verdict.PROVED] * (depth + 1)


def test_a_wrong_layer_is_not_proved() -> None:
    step = network(2)[1]
    assert decide(Claim(step.context, step.lhs, 2 * step.rhs)).verdict is Verdict.REFUTED


def test_chain_is_proved_and_its_double_is_not() -> None:
    claim = chain(4)
    assert decide(claim).verdict is Verdict.PROVED
    assert decide(Claim(claim.context, claim.lhs, 2 * claim.rhs)).verdict is Verdict.REFUTED


def test_components_settle_what_is_true_and_nothing_else() -> None:
    claim = stated("sigmoid_derivative", "derivative in the sigmoid")
    right = timed(claim, 2, "cancel", 60)
    assert (right.components, right.settled) == (1, 1)
    wrong = timed(Claim(claim.context, claim.lhs, claim.rhs + term(1)), 2, "cancel", 60)
    assert (wrong.components, wrong.settled) == (1, 0)


def test_a_call_past_its_limit_has_no_time() -> None:
    assert measure("two_layer_backprop", "dJ/dW1", 3, "simplify", 0.2).seconds is None
    assert measure("sigmoid_derivative", "derivative in the sigmoid", 2, "cancel", 60) != Measured(None, 0, 0)
