"""Judging a whole problem: claims, mutants, derivations, the boundary round a problem, the exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Tensor
from derivcheck.core.errors import ProblemError
from derivcheck.core.terms import Entry, Index, Number, Term, Total
from derivcheck.core.verdicts import Verdict
from derivcheck.notation.language import dim, gradient, scalar, tensor, total
from derivcheck.problem import Problem, ProblemClaim
from derivcheck.problem_files import load, shipped_folder
from derivcheck.report.markdown import markdown
from derivcheck.report.model import ClaimReport, ErrorReport, ProblemReport
from derivcheck.verification.boundary import Boundary
from derivcheck.verification.claims import claim_report, decider, equivalent
from derivcheck.verification.judging import judge, with_training
from derivcheck.verification.problems import verify
from derivcheck.verification.progress import Event, silent
from derivcheck.verification.session import Session, exit_code
from derivcheck.verification.targets import Settings, listing, targets

ONE = Number(Fraction(1))
K = Index("k", "K")
Y = Entry("y", (K,))
NORMALIZED = Assumption("=", Total(K, Y), ONE)
CONTEXT = Context({"y": Tensor("y", ("K",)), "a": Tensor("a", ())})
A = Entry("a", ())


def stated(
    lhs: Term, rhs: Term, context: Context = CONTEXT, expect: Verdict = Verdict.PROVED
) -> ProblemClaim:
    claim = Claim(context, lhs, rhs)
    return ProblemClaim("claim", claim, claim.free, expect)


def report(lhs: Term, rhs: Term, context: Context = CONTEXT) -> ClaimReport:
    return claim_report(stated(lhs, rhs, context), seed=0)


def test_a_proved_claim_is_held_against_its_mutants() -> None:
    found = report(Total(K, A * Y), A * Total(K, Y))
    assert (found.verdict, found.scope, found.standing) == ("proved", "all dimensions", "proved")
    assert found.reading == "sum_k a*y[k] = a*sum_k y[k]"
    assert found.mutants is not None
    assert found.mutants.refuted >= 3
    assert found.trusts


def test_a_refuted_claim_has_a_counterexample_a_hint_and_no_mutants() -> None:
    found = report(Total(K, Y), -Total(K, Y))
    assert (found.verdict, found.standing, found.mutants) == ("refuted", "refuted", None)
    assert found.suggestion == "equal to minus the right side"
    assert found.counterexample is not None
    values = found.counterexample.values["y"]
    assert len(values) == found.counterexample.dimensions["K"]


def test_the_hint_names_the_missing_assumption() -> None:
    assert "sum_k y[k] = 1" in report(A * Total(K, Y), A).suggestion
    kept = replace(CONTEXT, assumptions=(NORMALIZED,))
    assert report(A * Total(K, Y), A, kept).verdict == "proved"


def test_an_open_obligation_is_printed() -> None:
    found = report(Y * A / A, Y)
    assert found.verdict == "proved"
    assert found.obligations == ("a != 0",)
    assert report(Y * 2 / 2, Y).obligations == ()


def test_equivalence_needs_the_same_sides_and_no_counterexample() -> None:
    decide = decider(0)
    claim = Claim(CONTEXT, A * Y, Y * A)
    assert equivalent(claim, Claim(CONTEXT, A * Y, (Y + Y) * A / 2), decide, 0)
    assert not equivalent(claim, Claim(CONTEXT, A * Y, A * Y * 2), decide, 0)
    assert not equivalent(claim, Claim(CONTEXT, A * Y * 2, A * Y * 2), decide, 0)


def test_a_mutant_that_an_unsound_proof_lets_pass_is_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutants are false; with a decision that proves everything, each is an alarm or an equivalent."""
    from derivcheck.methods import decide as method

    honest = method.decide(Claim(CONTEXT, A, A))
    monkeypatch.setattr(method, "decide", lambda claim, seed: honest)
    found = report(Total(K, A * Y), A * Total(K, Y))
    assert found.mutants is not None
    assert len(found.mutants.alarms) >= 3
    assert found.standing == "refuted"


def square(claimed: int) -> Problem:
    x = scalar("x")
    problem = Problem("Derivative of a square", source="any textbook")
    problem.name = "square"
    objective = problem.let("J", x * x)
    problem.derive(objective, x)
    problem.claim("dJ/dx", gradient(objective, x) == claimed * x)
    problem.derivation("by hand", gradient(objective, x), [(x + x, "product rule"), (claimed * x, "sum")])
    return problem


def test_a_problem_is_derived_and_the_claim_compared() -> None:
    found = verify(square(2))
    assert (found.verdict, found.expected, found.standing) == ("proved", "proved", "proved")
    by_hand, derived = found.derivations
    assert (by_hand.origin, by_hand.verdict) == ("author", "proved")
    assert [step.justification for step in by_hand.steps] == ["product rule", "sum"]
    assert (derived.origin, derived.name, derived.confirms) == ("derived", "dJ/dx", "dJ/dx")
    assert derived.verdict == "proved"
    assert found.claims[0].derivation == derived.steps
    assert "def gradients(x)" in found.emitted


def test_a_wrong_claim_and_a_wrong_line_are_found_each_by_itself() -> None:
    found = verify(square(3))
    assert found.verdict == "refuted"
    assert [claim.verdict for claim in found.claims] == ["refuted"]
    by_hand, derived = found.derivations
    assert [step.verdict for step in by_hand.steps] == ["proved", "refuted"]
    assert by_hand.steps[1].counterexample is not None
    assert (derived.confirms, derived.verdict) == ("dJ/dx", "refuted")
    assert {step.verdict for step in derived.steps} == {"proved"}


def test_a_claim_that_should_be_refuted_stands_when_it_is() -> None:
    y = tensor("y", dim("K"))
    one = total(y) == 1
    problem = Problem("Sums", source="here", given=[one])
    problem.claim("with", total(2 * y) == 2)
    problem.claim("without", total(2 * y) == 2, without=one, expect="refuted")
    found = verify(problem)
    assert [claim.verdict for claim in found.claims] == ["proved", "refuted"]
    assert found.verdict == "proved"
    assert "needs the assumption sum_k y[k] = 1" in found.claims[1].suggestion


def test_the_report_does_not_change_from_run_to_run() -> None:
    path = shipped_folder() / "softmax_cross_entropy.py"
    first, second = (markdown(verify(load(path), crosscheck=False)) for _ in range(2))
    assert first == second
    assert str(Path.cwd()) not in first


def test_progress_tells_what_each_claim_took() -> None:
    events: list[Event] = []
    verify(square(2), progress=events.append)
    (finished,) = [event for event in events if event.claim]
    assert (finished.claim, finished.text) == ("dJ/dx", "square: dJ/dx is proved")
    assert finished.seconds > 0


def fails(error: BaseException) -> ErrorReport | None:
    with Boundary(Path("mine.py")) as boundary:
        raise error
    return boundary.error


def test_the_boundary_keeps_an_error_of_the_author() -> None:
    assert fails(ProblemError("bad", remedy="good")) == ErrorReport("bad", "", "", "good")


def test_the_boundary_calls_a_fault_of_ours_by_its_name() -> None:
    with Boundary(Path("mine.py")) as boundary:
        claim_report(None, 0)  # type: ignore[arg-type]
    assert boundary.error is not None
    assert boundary.error.what.startswith("a fault in derivcheck: AttributeError: ")
    assert boundary.error.place.startswith("derivcheck/verification/claims.py:")
    assert boundary.error.remedy == "run again with --debug and report what it says"


def test_the_boundary_lets_ctrl_c_through_and_with_debug_everything() -> None:
    with pytest.raises(KeyboardInterrupt):
        fails(KeyboardInterrupt())
    with pytest.raises(ZeroDivisionError), Boundary(Path("mine.py"), debug=True):
        raise ZeroDivisionError


GOOD = """\
from derivcheck.notation.language import scalar
from derivcheck.problem import Problem

x = scalar("x")
problem = Problem("A", source="B")
problem.claim("twice", x + x == 2 * x)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "problems"
    own.mkdir()
    (own / "good.py").write_text(GOOD, encoding="utf-8")
    (own / "wrong.py").write_text(GOOD.replace("2 * x", "3 * x"), encoding="utf-8")
    (own / "broken.py").write_text("import nowhere_at_all\n", encoding="utf-8")
    return own


def run(folder: Path, *names: str, **settings: Any) -> Session:
    session = Session(Settings(**settings))
    session.run(targets(names, folder))
    return session


def test_the_problems_that_can_run_still_run(folder: Path) -> None:
    session = run(folder)
    assert {p.name: p.verdict for p in session.problems} == {
        "broken": "malformed", "good": "proved", "wrong": "refuted",
    }  # fmt: skip
    assert exit_code(session.problems) == 2


@pytest.mark.parametrize(
    ("names", "code"), [(("good",), 0), (("good", "wrong"), 1), (("good", "gone"), 2), (("broken",), 2)]
)
def test_the_exit_code(folder: Path, names: tuple[str, ...], code: int) -> None:
    assert exit_code(run(folder, *names).problems) == code


def test_a_changed_report_and_an_open_claim_have_their_codes(folder: Path) -> None:
    (good,) = run(folder, "good").problems
    assert exit_code([good], changed=True) == 1
    open_claim = replace(good.claims[0], verdict="unknown")
    assert exit_code([good, replace(good, claims=(open_claim,))]) == 3


def test_names_and_paths_of_one_file_are_one_target(folder: Path) -> None:
    found = targets(("good", str(folder / "good.py"), "good"), folder)
    assert [target.name for target in found] == ["good"]


def test_two_files_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "good.py"
    other.write_text(GOOD, encoding="utf-8")
    with pytest.raises(ProblemError, match="two problems are named good"):
        targets(("good", str(other)), folder)


def test_reports_are_written_for_what_was_judged(folder: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    session = run(folder, reports=reports)
    assert sorted(path.name for path in reports.iterdir()) == ["good", "wrong"]
    assert session.folders["good"] == f"{reports.as_posix()}/good/"


def test_the_list_says_what_the_reports_say(folder: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    run(folder, "wrong", reports=reports)
    broken, good, wrong = listing(folder, reports)
    assert isinstance(broken, ErrorReport)
    assert good == ("good", "not run", "A")
    assert wrong == ("wrong", "refuted", "A")


def trained(folder: Path, run: Any, **settings: Any) -> ProblemReport:
    """The good problem with a training of its own."""
    text = GOOD + "import sys\nproblem.training = sys.modules['a_training_for_this_test']\n"
    (folder / "good.py").write_text(text, encoding="utf-8")
    (target,) = targets(("good",), folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "a_training_for_this_test", SimpleNamespace(run=run))
        chosen = Settings(**settings)
        return with_training(judge(target, chosen).report, target, chosen, silent)


def test_the_training_gets_the_options_and_its_folder(folder: Path, tmp_path: Path) -> None:
    def train(options: Mapping[str, Any], own: Path, progress: Any) -> dict[str, Any]:
        progress("epoch", 1, 2)
        return {"dataset": "digits", "options": dict(options), "figures": ["loss.svg"], "at": own.name}

    found = trained(folder, train, training={"epochs": 3}, reports=tmp_path / "reports")
    assert found.training == {
        "dataset": "digits", "options": {"epochs": 3}, "figures": ["loss.svg"], "at": "good",
    }  # fmt: skip
    assert found.verdict == "proved"
    assert "[training](training.md)" in markdown(found)
    assert trained(folder, train, train=False).training is None


def test_a_training_that_fails_leaves_what_was_proved(folder: Path) -> None:
    def train(*_: Any) -> dict[str, Any]:
        raise ProblemError("the data are not what they should be")

    found = trained(folder, train)
    assert [claim.verdict for claim in found.claims] == ["proved"]
    assert found.error == ErrorReport("the data are not what they should be")
    assert exit_code([found]) == 2


def test_a_gradient_that_training_finds_wrong_counts_as_refuted(folder: Path) -> None:
    assert exit_code([trained(folder, lambda *_: {"gradients_agree": False})]) == 1
    assert exit_code([trained(folder, lambda *_: {"gradients_agree": True})]) == 0


def test_ctrl_c_keeps_what_is_finished(folder: Path) -> None:
    session = Session(Settings(), finished=lambda report, _seconds: stop(report.name))

    def stop(name: str) -> None:
        if name == "good":
            raise KeyboardInterrupt

    session.run(targets(("good", "wrong"), folder))
    assert session.stopped
    assert [report.name for report in session.problems] == ["good"]


def test_matrix_notation_is_shown_for_arrays_and_proved() -> None:
    found = verify(load(shipped_folder() / "softmax_cross_entropy.py"), crosscheck=False)
    by_name = {claim.name: claim.matrix for claim in found.claims}
    assert by_name["dJ/dz"] == r"\frac{\partial J}{\partial z} = \hat{y} - y"
    derived = {each.name: each for each in found.derivations if each.origin == "derived"}
    assert derived["dJ/dz"].result == "yhat - y"
    assert derived["dJ/dz"].matrix == r"\frac{\partial J}{\partial z} = \hat{y} - y"
    assert [claim.matrix for claim in verify(square(2)).claims] == [""]


def test_a_reading_in_matrix_notation_that_is_wrong_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading is lowered again and decided; here it is read as something else."""
    from derivcheck.verification import matrices

    honest = matrices.read_matrix
    monkeypatch.setattr(matrices, "read_matrix", lambda term, *rest: honest(-term, *rest))
    found = verify(load(shipped_folder() / "softmax_cross_entropy.py"), crosscheck=False)
    assert {claim.matrix for claim in found.claims} == {""}
    assert {each.verdict for each in found.derivations if each.origin == "derived"} == {"refuted"}


def test_a_proved_claim_is_crosschecked_and_a_reference_that_is_wrong_speaks_against_it() -> None:
    def problem(factor: int) -> Problem:
        x = scalar("x")
        made = Problem("Derivative of a square", source="any textbook")
        objective = made.let("J", x * x, reference=lambda x: factor * x * x)
        made.claim("dJ/dx", gradient(objective, x) == 2 * x)
        return made

    (right,) = verify(problem(1)).claims
    (wrong,) = verify(problem(3)).claims
    assert right.crosscheck is not None
    assert wrong.crosscheck is not None
    assert (right.crosscheck.consensus, wrong.crosscheck.consensus) == ("agreed", "disagreed")
    assert right.crosscheck.instances >= 64
    assert right.crosscheck.method == "jax.grad"
    assert (right.standing, wrong.standing) == ("proved", "refuted")
    assert verify(problem(1), crosscheck=False).claims[0].crosscheck is None
