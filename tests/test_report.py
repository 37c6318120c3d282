"""The renderings of a report, on reports written by hand: Markdown, JSON, the tree in the terminal."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from derivcheck.core.errors import NotationError
from derivcheck.report.folder import ReportError, differences, last_verdict, write
from derivcheck.report.json import dumps
from derivcheck.report.markdown import REFUSED, markdown, mathematics, prose
from derivcheck.report.model import (
    ClaimReport,
    ContextReport,
    CounterexampleReport,
    CrosscheckReport,
    DerivationReport,
    ErrorReport,
    MutantLine,
    MutantReport,
    ProblemReport,
    StepReport,
)
from derivcheck.report.text import Branch, summary, tree

WITNESS = CounterexampleReport(
    {"K": 2}, {"z": ["1/3", "2"], "c": "-1"}, {"k": 1}, "0.25 +/- 1e-20", "0.5 +/- 1e-20"
)
CROSSCHECK = CrosscheckReport("jax.grad", 64, ("K = 1", "K = 5"), 1.234e-15, 3e-13, 0.1, "agreed")
REFUTED_MUTANT = MutantLine("sign of y", "refuted", reason="left side 1, right side 2")
SAME_MUTANT = MutantLine("swapped factors", "proved", equivalent=True, reason="no mistake here")
ALARM_MUTANT = MutantLine("K for n", "proved")
OPEN_MUTANT = MutantLine("transposed", "unknown", reason="no method found a proof or a counterexample")

PROVED = ClaimReport(
    "dJ/dz",
    r"\frac{\partial J}{\partial z_k} = \hat y_k - y_k",
    "D(J, z[k]) = yhat[k] - y[k]  for all k in 1..K",
    "proved",
    "proved",
    "all dimensions",
    obligations=("z[k] != 0",),
    trusts=("kernel",),
    crosscheck=CROSSCHECK,
    mutants=MutantReport((REFUTED_MUTANT, SAME_MUTANT)),
)
REFUTED = ClaimReport(
    "wrong sign",
    "a_k = b_k",
    "a[k] = b[k]",
    "refuted",
    "proved",
    "K = 2",
    reason="the enclosures of the two sides exclude one another",
    suggestion="equal to minus the right side",
    counterexample=WITNESS,
)
UNKNOWN = replace(REFUTED, name="open", verdict="unknown", counterexample=None, scope="", suggestion="")
BY_HAND = DerivationReport(
    "by hand",
    "author",
    "J",
    (StepReport("a_1", "definition of softmax", "proved"), StepReport("b", "chain rule", "proved")),
    "proved",
)
PROBLEM = ProblemReport(
    "softmax",
    "Gradient of *softmax*",
    "Book_1, p. 3",
    context=ContextReport(
        (r"z &\in \mathbb{R}^{K}", r"y &\in \mathbb{R}^{K}"), (), (r"\sum_{k} y_{k} &= 1",), "row"
    ),
    claims=(PROVED,),
    derivations=(BY_HAND,),
)


def lines(branch: Branch, depth: int = 0) -> list[str]:
    own = "  " * depth + "  ".join(span.text for span in branch.spans if span.text)
    return [own, *(line for child in branch.children for line in lines(child, depth + 1))]


def test_markdown_reads_as_a_report() -> None:
    text = markdown(PROBLEM)
    assert text.startswith("# Gradient of \\*softmax\\*\n\n**Verdict:** proved\n\nSource: Book\\_1, p. 3\n")
    assert (
        "| dJ/dz | **proved** | all dimensions | 1 of 1 refuted, 1 equivalent | yes, 64 instances |" in text
    )
    assert "Vectors are written as rows." in text
    assert "```math\n\\sum_{k} y_{k} = 1\n```" in text
    assert "```math\n\\frac{\\partial J}{\\partial z_k} = \\hat y_k - y_k\n```" in text
    assert "**1.** definition of softmax (proved)\n\n```math\n= a_1\n```" in text
    assert "The verdict rests on: kernel." in text
    assert "| swapped factors | equivalent | no mistake here |" in text
    assert "- `z[k] != 0`" in text
    assert text.endswith("Seed of the sampling: 0.\n")


def test_markdown_of_a_refuted_claim_names_the_counterexample_and_the_hint() -> None:
    text = markdown(replace(PROBLEM, claims=(PROVED, REFUTED)))
    assert "**Verdict:** refuted" in text
    assert "| wrong sign | **refuted** (expected: proved) | K = 2 | – | – |" in text
    assert "Hint: equal to minus the right side" in text
    assert "`K = 2`, `z = [1/3, 2]`, `c = -1`, `k = 1`" in text
    assert "`0.25 +/- 1e-20`" in text


def test_markdown_holds_no_measured_digit() -> None:
    other = replace(PROVED, crosscheck=replace(CROSSCHECK, max_relative_error=9.9e-14))
    assert markdown(PROBLEM) == markdown(replace(PROBLEM, claims=(other,)))
    assert "agrees: every difference is within the bound" in markdown(PROBLEM)
    failed = replace(PROVED, crosscheck=replace(CROSSCHECK, consensus="disagreed"))
    assert "disagrees: a difference is larger than rounding explains" in markdown(
        replace(PROBLEM, claims=(failed,))
    )
    unknown = replace(PROVED, crosscheck=replace(CROSSCHECK, consensus="unknown", reason="all undefined"))
    assert "not decided: all undefined" in markdown(replace(PROBLEM, claims=(unknown,)))
    assert unknown.standing == "proved"


def test_markdown_separates_its_blocks() -> None:
    """A heading or a table right after a paragraph line is not shown as one; fences come in pairs."""
    text = markdown(replace(PROBLEM, claims=(PROVED, REFUTED)))
    rows = text.splitlines()
    for before, row in pairwise(rows):
        if row.startswith("#") or re.match(r"\|(?!.*\|$)", row):
            assert before == ""
        if row.startswith("|") and not before.startswith("|"):
            assert before == ""
    assert sum(row.startswith("```") for row in rows) % 2 == 0


def test_markdown_of_an_error_is_the_message() -> None:
    error = ErrorReport("unknown symbol q", "mine.py:3", "claim(q, z)", "declare it")
    text = markdown(ProblemReport("mine", error=error))
    assert "mine.py:3: unknown symbol q\n    claim(q, z)\n  remedy: declare it" in text
    assert "**Verdict:** malformed" in text


@pytest.mark.parametrize("command", sorted(REFUSED))
def test_mathematics_refuses_what_github_refuses(command: str) -> None:
    with pytest.raises(NotationError, match="cannot stand in a report"):
        mathematics(f"\\{command} x")


def test_mathematics_respells_operators_for_github() -> None:
    assert mathematics(r"\operatorname{diag}(y)") == r"\mathop{\mathrm{diag}}(y)"


def test_mathematics_lets_typesetting_through_and_no_fence() -> None:
    assert mathematics("\\frac{a}{b}\n\n + \\classical") == "\\frac{a}{b}\n + \\classical"
    with pytest.raises(NotationError):
        mathematics("a ``` b")


def test_prose_is_shown_letter_by_letter() -> None:
    assert prose("<b>|x_1|</b> $y$\n# two") == r"\<b\>\|x\_1\|\</b\> \$y\$ \# two"


def test_json_has_the_promised_keys() -> None:
    document = json.loads(dumps([PROBLEM], {"softmax": "reports/softmax/"}))
    assert document["version"] == 1
    (problem,) = document["problems"]
    promised = {"name", "title", "source", "verdict", "expected", "claims", "training", "report"}
    assert promised <= set(problem)
    assert problem["report"] == "reports/softmax/"
    assert problem["training"] is None
    assert problem["context"]["assumptions"] == [r"\sum_{k} y_{k} = 1"]
    (claim,) = problem["claims"]
    promised = {"name", "statement", "verdict", "scope", "obligations", "trusts", "derivation"}
    assert promised | {"crosscheck", "mutants"} <= set(claim)
    assert (claim["verdict"], claim["scope"], claim["trusts"]) == ("proved", "all dimensions", ["kernel"])
    assert claim["crosscheck"]["max_relative_error"] == 1.234e-15
    assert (claim["mutants"]["tried"], claim["mutants"]["refuted"]) == (2, 1)


def test_json_writes_null_for_what_is_no_number() -> None:
    broken = replace(PROVED, crosscheck=replace(CROSSCHECK, max_relative_error=float("nan")))
    document = json.loads(dumps([replace(PROBLEM, claims=(broken,))], {}))
    assert document["problems"][0]["claims"][0]["crosscheck"]["max_relative_error"] is None
    assert document["problems"][0]["report"] is None


def test_tree_of_a_proved_problem() -> None:
    assert lines(tree(PROBLEM, {"": 1.5, "dJ/dz": 0.25})) == [
        "softmax  Gradient of *softmax*  proved  1.50 s",
        "  dJ/dz  proved  all dimensions  mutants: 1 of 1 refuted, 1 equivalent"
        "  jax.grad agrees at 64 instances (error 1.2e-15, rounding explains 3e-13)  0.25 s",
        "    claim:  D(J, z[k]) = yhat[k] - y[k]  for all k in 1..K",
        "    holds wherever:  z[k] != 0",
        "  by hand  proved  derivation by the author, 2 of 2 steps proved",
    ]


def test_tree_of_a_refuted_problem_shows_why() -> None:
    step = StepReport("b", "chain rule", "refuted", "the sides differ", WITNESS)
    wrong = replace(BY_HAND, steps=(*BY_HAND.steps, step), verdict="refuted")
    shown = lines(tree(replace(PROBLEM, claims=(REFUTED,), derivations=(wrong,)), {}))
    assert shown == [
        "softmax  Gradient of *softmax*  refuted (expected proved)",
        "  wrong sign  refuted (expected proved)  K = 2",
        "    claim:  a[k] = b[k]",
        "    reason:  the enclosures of the two sides exclude one another",
        "    hint:  equal to minus the right side",
        "    counterexample:  K = 2, z = [1/3, 2], c = -1, k = 1\n"
        "left side 0.25 +/- 1e-20\nright side 0.5 +/- 1e-20",
        "  by hand  refuted  derivation by the author, 2 of 3 steps proved",
        "    step 3  refuted  chain rule  b",
        "      reason:  the sides differ",
        "      counterexample:  K = 2, z = [1/3, 2], c = -1, k = 1\n"
        "left side 0.25 +/- 1e-20\nright side 0.5 +/- 1e-20",
    ]


def test_training_names_its_data_set() -> None:
    training = {"dataset": "digits", "examples": 1437, "epochs": 10, "test_accuracy": 0.96789, "seconds": 1.0}
    shown = lines(tree(replace(PROBLEM, training=training), {}))
    assert "  training on digits:  examples 1437, epochs 10, test accuracy 0.9679, seconds 1" in shown


def test_training_has_a_page_of_its_own_beside_the_report(tmp_path: Path) -> None:
    figures = ["loss.svg", "loss.png"]
    training = {"dataset": "digits", "notice": "", "settings": {"batch": 50, "rate": 0.1}, "figures": figures}
    before = write(PROBLEM, tmp_path).joinpath("report.md").read_bytes()
    own = write(replace(PROBLEM, training=training), tmp_path)
    page = (own / "training.md").read_text(encoding="utf-8")
    assert "| dataset | digits |\n| settings | batch 50, rate 0.1 |\n\n![loss.svg](loss.svg)\n" in page
    assert "notice" not in page
    assert "loss.png" not in page
    assert "[report](report.md)" in page
    assert (own / "report.md").read_bytes() == before


@pytest.mark.parametrize(
    ("mutants", "standing"),
    [
        ((REFUTED_MUTANT, SAME_MUTANT), "proved"),
        ((REFUTED_MUTANT, ALARM_MUTANT, OPEN_MUTANT), "refuted"),
        ((REFUTED_MUTANT, OPEN_MUTANT), "unknown"),
    ],
)
def test_mutants_count_against_a_claim(mutants: tuple[MutantLine, ...], standing: str) -> None:
    claim = replace(PROVED, mutants=MutantReport(mutants))
    assert claim.standing == standing
    assert replace(PROBLEM, claims=(claim,)).verdict == standing


@pytest.mark.parametrize(
    ("verdict", "expected", "standing"),
    [
        ("proved", "proved", "proved"),
        ("refuted", "refuted", "proved"),
        ("proved", "refuted", "refuted"),
        ("refuted", "proved", "refuted"),
        ("unknown", "proved", "unknown"),
        ("refuted", "unknown", "refuted"),
        ("malformed", "proved", "refuted"),
    ],
)
def test_standing_is_verdict_against_expectation(verdict: str, expected: str, standing: str) -> None:
    claim = replace(PROVED, verdict=verdict, expected=expected, mutants=None)
    assert claim.standing == standing


def test_a_cross_check_that_disagrees_and_a_wrong_step_speak_against_the_problem() -> None:
    assert replace(PROVED, crosscheck=replace(CROSSCHECK, consensus="disagreed")).standing == "refuted"
    assert replace(PROBLEM, derivations=(replace(BY_HAND, verdict="unknown"),)).verdict == "unknown"
    assert replace(PROBLEM, claims=()).verdict == "unknown"


def test_summary_counts() -> None:
    broken = ProblemReport("mine", error=ErrorReport("no"))
    assert summary([PROBLEM]) == "1 problem, 1 claim: 1 proved"
    both = replace(PROBLEM, claims=(PROVED, REFUTED, UNKNOWN))
    assert summary([both, broken]) == ("2 problems, 3 claims: 1 proved, 1 refuted, 1 unknown; 1 not judged")
    cut = replace(PROBLEM, error=ErrorReport("no data"))
    assert summary([cut]) == "1 problem, 1 claim: 1 proved; 1 not finished, see its error"


def test_a_problem_that_was_not_finished_does_not_read_like_one_that_was() -> None:
    assert "not finished" in words(tree(replace(PROBLEM, error=ErrorReport("no data")), {}))
    assert "not judged" in words(tree(ProblemReport("mine", error=ErrorReport("no")), {}))
    assert not {"not finished", "not judged"} & words(tree(PROBLEM, {}))


def test_a_problem_without_a_claim_says_so() -> None:
    empty = replace(PROBLEM, claims=(), derivations=(), measurements=())
    assert empty.verdict == "unknown"
    assert empty.reason in words(tree(empty, {}))
    assert "the problem states no claim" in markdown(empty)
    assert replace(empty, error=ErrorReport("no")).reason == PROBLEM.reason == ""


def test_a_proved_derivation_contradicts_a_wrong_claim_and_is_not_called_refuted() -> None:
    held = replace(BY_HAND.steps[0], verdict="proved")
    found = DerivationReport("dJ/dz", "derived", "a", (held,), "refuted", confirms="dJ/dz")
    shown = words(tree(replace(PROBLEM, claims=(), derivations=(found,)), {}))
    assert "contradicts the claim dJ/dz" in shown
    assert not {"refuted", "compared with the claim dJ/dz"} & (shown - {"refuted (expected proved)"})
    assert "**contradicts** the claim dJ/dz" in markdown(replace(PROBLEM, derivations=(found,)))
    for other in (
        replace(found, verdict="proved"),
        replace(found, steps=(replace(held, verdict="refuted"),)),
        replace(found, confirms=""),
    ):
        assert not other.contradicts


def words(branch: Branch) -> set[str]:
    """Every piece of text in the tree."""
    return {span.text for span in branch.spans}.union(*map(words, branch.children))


def test_reports_are_compared_byte_by_byte(tmp_path: Path) -> None:
    assert differences([PROBLEM], tmp_path, complete=True) == (f"{tmp_path}/softmax/report.md: missing",)
    write(PROBLEM, tmp_path)
    assert differences([PROBLEM], tmp_path, complete=True) == ()
    (changed,) = differences([replace(PROBLEM, title="Another")], tmp_path, complete=True)
    assert "report.md: changed" in changed
    assert "-# Gradient of \\*softmax\\*" in changed
    assert "+# Another" in changed


def test_a_report_of_no_problem_is_a_difference_of_a_complete_run_only(tmp_path: Path) -> None:
    write(PROBLEM, tmp_path)
    write(replace(PROBLEM, name="gone"), tmp_path)
    (extra,) = differences([PROBLEM], tmp_path, complete=True)
    assert extra == f"{tmp_path}/gone: a report of no problem that was run"
    assert differences([PROBLEM], tmp_path, complete=False) == ()


def test_last_verdict_is_that_of_the_report(tmp_path: Path) -> None:
    assert last_verdict("softmax", tmp_path) == "not run"
    write(replace(PROBLEM, claims=(REFUTED,)), tmp_path)
    assert last_verdict("softmax", tmp_path) == "refuted"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="the report cannot be written"):
        write(PROBLEM, tmp_path / "file")
