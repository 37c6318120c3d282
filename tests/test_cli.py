"""The command: what it prints, where, its exit codes, and what it does not load."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import derivcheck as package
from derivcheck import __version__
from derivcheck.cli import main
from derivcheck.problem_files import find, load, problem_names, shipped_folder
from derivcheck.verification.problems import training_of

GOOD = """\
from derivcheck.notation.language import scalar, tensor, dim, total
from derivcheck.problem import Problem

x = scalar("x")
problem = Problem("A [b]good[/b] sum", source="here")
problem.claim("twice", x + x == 2 * x)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of problems; the current folder is beside it, so that reports/ is there."""
    own = tmp_path / "mine"
    own.mkdir()
    (own / "good.py").write_text(GOOD, encoding="utf-8")
    (own / "wrong.py").write_text(GOOD.replace("2 * x", "-2 * x"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return own


def environment(**more: str) -> dict[str, str]:
    """For a command in another process, which finds this package wherever it starts."""
    return {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1]), **more}


def derivcheck(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def run(folder: Path, *arguments: str) -> Result:
    return derivcheck("run", "--problems", str(folder), "--jobs", "1", *arguments)


def test_version() -> None:
    assert derivcheck("--version").output == f"derivcheck {__version__}\n"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["run", "--help"], ["list", "--help"]])
def test_help_and_version_load_no_heavy_library(arguments: list[str]) -> None:
    loaded = (
        "import sys; from derivcheck.cli import main; main(%r, standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", loaded % arguments], capture_output=True, text=True, check=True
    )
    modules = set(done.stdout.split())
    assert "derivcheck.cli" in modules
    assert not modules & {"jax", "sympy", "numpy", "matplotlib", "rich", "jinja2"}


def test_a_proved_problem(folder: Path) -> None:
    done = run(folder, "good", "--no-report")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("good  A [b]good[/b] sum  proved  ")
    assert lines[1].startswith("└── twice  proved  all dimensions  mutants: ")
    assert lines[2] == "    └── claim:  x + x = 2*x"
    assert lines[3] == "1 problem, 1 claim: 1 proved"
    assert done.stderr == ""
    assert not Path("reports").exists()


def test_a_refuted_problem_names_the_claim_and_a_counterexample(folder: Path) -> None:
    done = run(folder, "wrong", "good")
    assert done.exit_code == 1
    assert "├── hint:  equal to minus the right side" in done.stdout
    assert "└── counterexample:  x = " in done.stdout
    assert "twice  refuted (expected proved)" in done.stdout
    assert "2 problems, 2 claims: 1 proved, 1 refuted" in done.stdout
    assert "report: reports/good/report.md" in done.stdout
    assert Path("reports/wrong/report.md").is_file()


def test_json_is_one_object_and_nothing_else(folder: Path) -> None:
    (folder / "broken.py").write_text("import nowhere_at_all\n", encoding="utf-8")
    (folder / "good.py").write_text("print('chatter')\n" + GOOD, encoding="utf-8")
    done = run(folder, "--all", "--format", "json", "--report", "here")
    assert done.exit_code == 2
    document = json.loads(done.stdout)
    assert document["version"] == 1
    broken, good, wrong = document["problems"]
    assert (good["name"], good["verdict"], good["report"]) == ("good", "proved", "here/good/")
    assert good["claims"][0]["scope"] == "all dimensions"
    assert wrong["claims"][0]["counterexample"]["values"].keys() == {"x"}
    assert broken["error"]["what"].startswith("ModuleNotFoundError")
    assert broken["report"] is None
    assert "chatter" in done.stderr
    assert f"{folder}/broken.py:1: ModuleNotFoundError" in done.stderr


def test_json_is_the_same_for_every_hash_seed(folder: Path) -> None:
    command = [sys.executable, "-m", "derivcheck", "run", "softmax_cross_entropy", "--no-report"]
    command += ["--format", "json", "--no-crosscheck"]
    outputs = {
        subprocess.run(command, env=environment(PYTHONHASHSEED=seed), capture_output=True, check=True).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1
    assert b'"proved"' in outputs.pop()


def test_a_path_to_a_file_of_ones_own(folder: Path) -> None:
    assert derivcheck("run", str(folder / "good.py"), "--no-report").exit_code == 0


def test_an_unknown_name_does_not_stop_the_others(folder: Path) -> None:
    done = run(folder, "goood", "good")
    assert done.exit_code == 2
    assert "└── error:  there is no problem named goood\n      remedy: did you mean good?" in done.stdout
    assert "twice  proved" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["good", "--all"]])
def test_names_or_all(folder: Path, arguments: list[str]) -> None:
    done = run(folder, *arguments)
    assert done.exit_code == 2
    assert "give the names of problems, or --all" in done.stderr


def test_check_reports_needs_the_cross_checks(folder: Path) -> None:
    done = run(folder, "good", "--check-reports", "--no-crosscheck")
    assert done.exit_code == 2
    assert "a report holds its cross-checks" in done.stderr


def test_a_folder_that_is_none(folder: Path) -> None:
    done = run(folder / "nowhere", "--all")
    assert done.exit_code == 2
    assert done.stderr.startswith("error: ")
    assert "is not a folder of problem files" in done.stderr


def test_a_report_that_cannot_be_written(folder: Path) -> None:
    Path("taken").write_text("", encoding="utf-8")
    done = run(folder, "good", "--report", "taken/inside")
    assert done.exit_code == 2
    assert "twice  proved" in done.stdout
    assert "error:  taken/inside/good: the report cannot be written: Not a directory" in done.stdout
    assert "remedy: name another folder: --report DIR" in done.stdout


def test_check_reports_says_what_has_changed(folder: Path) -> None:
    (folder / "wrong.py").unlink()
    assert run(folder, "--all").exit_code == 0
    assert run(folder, "--all", "--check-reports").exit_code == 0
    (folder / "good.py").write_text(GOOD.replace("good", "better"), encoding="utf-8")
    done = run(folder, "--all", "--check-reports")
    assert done.exit_code == 1
    assert "reports/good/report.md: changed" in done.stderr
    assert "better" in done.stderr
    assert "better" not in Path("reports/good/report.md").read_text(encoding="utf-8")


def test_check_reports_says_what_is_missing_or_left_over(folder: Path) -> None:
    (folder / "wrong.py").unlink()
    Path("reports/gone").mkdir(parents=True)
    done = run(folder, "--all", "--check-reports")
    assert done.exit_code == 1
    assert "reports/good/report.md: missing" in done.stderr
    assert "reports/gone: a report of no problem that was run" in done.stderr


def test_list_shows_titles_and_last_verdicts(folder: Path) -> None:
    run(folder, "wrong")
    done = derivcheck("list", "--problems", str(folder))
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "good   not run    A [b]good[/b] sum",
        "wrong  refuted    A [b]good[/b] sum",
    ]
    (folder / "broken.py").write_text("1 +\n", encoding="utf-8")
    done = derivcheck("list", "--problems", str(folder))
    assert done.exit_code == 2
    assert f"error: {folder}/broken.py:1:" in done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_a_training_option_without_a_training_says_so(folder: Path) -> None:
    done = run(folder, "good", "--epochs", "3")
    assert done.exit_code == 0
    assert done.stderr == "note: no problem that was run trains a network; --epochs changes nothing\n"


def test_control_characters_of_an_author_are_shown_and_not_obeyed(folder: Path) -> None:
    (folder / "good.py").write_text(GOOD.replace("good", "\\x1b[31mred"), encoding="utf-8")
    done = run(folder, "good")
    assert "\x1b" not in done.stdout
    assert "\\x1b[31mred" in done.stdout


def test_a_fault_of_ours_is_no_traceback_unless_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault for this test")

    monkeypatch.setattr("derivcheck.verification.judging.verify", fault)
    done = run(folder, "good")
    assert done.exit_code == 2
    assert "a fault in derivcheck: ZeroDivisionError: a fault for this test" in done.stdout
    assert isinstance(run(folder, "good", "--debug").exception, ZeroDivisionError)


LOSES = """\
import os, signal, sys
class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(10**6))
"""


def test_ctrl_c_that_a_library_loses_stops_all_the_same(folder: Path) -> None:
    """What is raised in a destructor is printed and dropped."""
    (folder / "loses.py").write_text(LOSES + "dropped = Dropped()\ndel dropped\n" + GOOD, encoding="utf-8")
    command = [sys.executable, "-m", "derivcheck", "run", "loses", "good", "--problems", str(folder)]
    done = subprocess.run(
        [*command, "--jobs", "1", "--no-report"],
        check=False,
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert "Exception ignored in" in done.stderr
    assert done.returncode == 130
    assert done.stderr.endswith("stopped: 0 of 2 problems were judged\n")
    assert "twice" not in done.stdout


@pytest.mark.parametrize("turned", ["raise ImportError('cannot import')", "pass"])
def test_ctrl_c_that_a_library_turns_into_another_error_stops_all_the_same(folder: Path, turned: str) -> None:
    lines = (
        "import os, signal",
        "try:",
        "    os.kill(os.getpid(), signal.SIGINT)",
        "    sum(range(10**6))",
        "except KeyboardInterrupt:",
        f"    {turned}",
    )
    (folder / "turns.py").write_text("\n".join((*lines, GOOD)), encoding="utf-8")
    command = [sys.executable, "-m", "derivcheck", "run", "turns", "--problems", str(folder)]
    done = subprocess.run(
        [*command, "--jobs", "1", "--no-report"],
        check=False,
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 130
    assert "stopped: 0 of 1 problems were judged" in done.stderr


@pytest.mark.parametrize("command", ["list", "derive", "replay"])
def test_ctrl_c_ends_every_command_with_130(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("derivcheck.verification.targets.listing", pressed)
    monkeypatch.setattr("derivcheck.derive.answer", pressed)
    monkeypatch.setattr("derivcheck.verification.replaying.replayed", pressed)
    rest = {"list": (), "derive": ("x", "--wrt", "x"), "replay": (str(folder / "good.py"),)}[command]
    done = derivcheck(command, *rest)
    assert done.exit_code == 130
    assert done.stderr == "stopped\n"


def test_the_help_names_the_choices() -> None:
    shown = derivcheck("run", "--help").output
    for choice in ("[sigmoid|tanh|relu]", "[sgd|momentum|adam]"):
        assert choice in shown
    folder, words = shipped_folder(), set(re.findall(r"\w+", shown))
    trainings = {name: training_of(load(find(name, folder))) for name in problem_names(folder)}
    recipes = {recipe for training in trainings.values() for recipe in getattr(training, "recipes", ())}
    assert {"plain", "strong", "thorough"} <= recipes <= words
    done = derivcheck("run", "mnist_mlp", "--activation", "sine")
    assert done.exit_code == 2
    assert "'sigmoid', 'tanh', 'relu'" in done.stderr


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"DERIVCHECK_DATA": "corrupt"}, "is not the file its checksum promises"),
        ({"DERIVCHECK_DATA": "nowhere"}, "DERIVCHECK_DATA names no folder"),
        ({}, "unknown recipe 'sunday'"),
    ],
)
def test_what_a_training_cannot_do_is_said_before_anything_is_proved(
    folder: Path, given: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mnist", "fashion-mnist"):
        (Path("corrupt") / name).mkdir(parents=True)
        (Path("corrupt") / name / "t10k-labels-idx1-ubyte").write_bytes(b"no labels")
    monkeypatch.delenv("DERIVCHECK_DATA", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    wrong = [] if given else ["--recipe", "sunday"]
    for problem in ("mnist_mlp", "fashion_mnist_softmax_regression"):
        done = derivcheck("run", problem, "--no-report", *wrong)
        assert done.exit_code == 2
        assert message in done.stdout
        assert f"{problem}  not judged" in done.stdout
        assert done.stdout.endswith("1 problem, 0 claims; 1 not judged\n")
        assert done.stderr == ""
    own = derivcheck("run", "mnist_mlp", "--no-report", "--no-training", "--no-crosscheck", *wrong)
    assert own.exit_code == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_and_keeps_what_is_done(folder: Path, jobs: str) -> None:
    (folder / "slow.py").write_text(
        "import sys, time\nprint('reading', file=sys.stderr, flush=True)\ntime.sleep(120)\n", encoding="utf-8"
    )
    command = [sys.executable, "-u", "-m", "derivcheck", "run", "good", "slow", "--problems", str(folder)]
    process = subprocess.Popen(
        [*command, "--jobs", jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    before = ""
    while "reading" not in before or "twice  proved" not in before:
        line = process.stdout.readline()
        assert line, before
        before += line
    process.send_signal(signal.SIGINT)
    after, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "1 problem, 1 claim: 1 proved\n" in before + after
    assert after.endswith("stopped: 1 of 2 problems were judged\n")
    assert Path("reports/good/report.md").is_file()


def test_on_a_terminal_the_line_of_progress_and_the_tree_keep_apart(folder: Path) -> None:
    leader, follower = os.openpty()
    command = [sys.executable, "-m", "derivcheck", "run", "good", "--no-report", "--no-crosscheck"]
    command += ["--problems", str(folder)]
    terminal = environment(TERM="xterm", COLUMNS="200")
    with subprocess.Popen(command, stdout=follower, stderr=follower, env=terminal) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # Linux reports so that the last writer has gone
                break
            if not part:
                break
            shown += part
    os.close(leader)
    assert process.returncode == 0
    lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in re.split(r"[\r\n]+", shown.decode())]
    assert any(line.startswith("good  A [b]good[/b] sum  proved") for line in lines)
    assert "1 problem, 1 claim: 1 proved" in lines
    assert b"\x1b[32mproved" in shown
