"""Several problems at a time: the same reports in the same order; a worker that dies takes no other along."""

from __future__ import annotations

import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from derivcheck.report.markdown import markdown
from derivcheck.verification.progress import Event, silent
from derivcheck.verification.targets import Settings, targets
from derivcheck.verification.workers import judged

PROBLEM = """\
from derivcheck.notation.language import scalar
from derivcheck.problem import Problem

x = scalar("x")
problem = Problem("A sum", source="here")
problem.claim("twice", x + x == 2 * x)
"""
DIES = "import os\nos._exit(7)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(PROBLEM, encoding="utf-8")
    (tmp_path / "b.py").write_text(PROBLEM.replace("2 * x", "-2 * x"), encoding="utf-8")
    return tmp_path


def test_reports_are_those_of_one_process_in_the_order_asked_for(folder: Path) -> None:
    wanted = targets(("b", "a", "gone"), folder)
    events: list[Event] = []
    together = list(judged(wanted, Settings(crosscheck=False, jobs=2), events.append))
    apart = list(judged(wanted, Settings(crosscheck=False), silent))
    assert [each.report for each in together] == [each.report for each in apart]
    assert [each.report.name for each in together] == ["b", "a", "gone"]
    assert [markdown(each.report) for each in together] == [markdown(each.report) for each in apart]
    assert [(event.done, event.total) for event in events] == [(0, 3), (1, 3), (2, 3)]
    assert set(together[0].seconds) == {"twice", ""}


def test_a_worker_that_dies_loses_its_own_problem_only(folder: Path) -> None:
    (folder / "c.py").write_text(DIES, encoding="utf-8")
    wanted = targets(("a", "c", "b"), folder)
    a, c, b = (each.report for each in judged(wanted, Settings(crosscheck=False, jobs=2), silent))
    assert (a.verdict, b.verdict) == ("proved", "refuted")
    assert c.error is not None
    assert c.error.what == "the process that judged this problem was ended from outside"
    assert c.error.remedy.endswith("run it by itself, with --jobs 1")


def test_closing_ends_the_workers(folder: Path) -> None:
    (folder / "c.py").write_text("import time\ntime.sleep(120)\n", encoding="utf-8")
    found = judged(targets(("a", "c"), folder), Settings(crosscheck=False, jobs=2), silent)
    assert next(found).report.verdict == "proved"
    found.close()
    # The pool's own thread may be collecting the same processes just now.
    left = next((False for _ in range(600) if not active_children() or time.sleep(0.05)), True)
    assert not left


def test_the_author_is_not_heard_on_standard_output(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "b.py").write_text("print('chatter')\n" + PROBLEM, encoding="utf-8")
    list(judged(targets(("a", "b"), folder), Settings(crosscheck=False, jobs=2), silent))
    heard = capfd.readouterr()
    assert heard.out == ""
    assert "chatter" in heard.err
