"""The package keeps its house rules, and a package that breaks one is caught."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import (
    LONGEST_FILE,
    MOST_EXPORTS,
    RULES,
    Rule,
    a_small_front_door,
    complaints,
    libraries_where_they_are_used,
    named_after_what_they_hold,
    no_broad_handler,
    outcomes_from_the_kernel_alone,
    short_files,
    text_is_never_run,
    the_ladder,
)

REPOSITORY = Path(__file__).parents[1]
HEAVY = {"jax", "jaxlib", "sympy", "matplotlib", "sklearn", "pooch"}

# rule, file, a source that breaks it, a source that keeps it
HOUSES: list[tuple[Rule, str, str, str]] = [
    (the_ladder, "core/terms.py", "import derivcheck.calculus.nodes", "import derivcheck.core.claims"),
    (the_ladder, "core/terms.py", "from derivcheck import kernel", "from derivcheck.core import claims"),
    (the_ladder, "core/terms.py", "from ..kernel import replay", "from .claims import Claim"),
    (the_ladder, "core/terms.py", "from .. import kernel", "from . import kernel"),
    (the_ladder, "core/__init__.py", "from ..kernel import replay", "from .kernel import replay"),
    (the_ladder, "calculus/nodes.py", "def f():\n    import derivcheck.emit", "import derivcheck.core"),
    (the_ladder, "kernel.py", "from derivcheck import methods", "from .calculus import nodes"),
    (the_ladder, "kernel.py", "from derivcheck import Problem", "from derivcheck.core import Problem"),
    (the_ladder, "kernel.py", "import derivcheck\nderivcheck.f()", "import derivcheck\nderivcheck.__file__"),
    (the_ladder, "kernel.py", "from derivcheck import solve", "from derivcheck import __version__"),
    (the_ladder, "methods/search.py", "from derivcheck.report import model", "import derivcheck.kernel"),
    (libraries_where_they_are_used, "core/terms.py", "def f():\n    import sympy", "import fractions"),
    (libraries_where_they_are_used, "core/terms.py", "import flint", "import math"),
    (libraries_where_they_are_used, "report/page.py", "import sympy", "def f():\n    import sympy"),
    (libraries_where_they_are_used, "report/page.py", "class A:\n    import jax", "import json"),
    (libraries_where_they_are_used, "methods/induction.py", "import jax.numpy", "import flint"),
    (libraries_where_they_are_used, "methods/other.py", "if 1:\n    import jax", "lambda: 1"),
    (libraries_where_they_are_used, "training/figures.py", "from matplotlib import pyplot",
     "def draw():\n    from matplotlib import pyplot"),
    (libraries_where_they_are_used, "report/page.py", "def f():\n    from rich.tree import Tree",
     "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sympy"),
    (outcomes_from_the_kernel_alone, "methods/a.py", "Outcome(1)", "def f(x: Outcome) -> Outcome: ..."),
    (outcomes_from_the_kernel_alone, "methods/a.py", "verdicts.Outcome(1)", "isinstance(x, Outcome)"),
    (outcomes_from_the_kernel_alone, "methods/a.py", "Outcome.made(1)", "outcome.verdict"),
    (outcomes_from_the_kernel_alone, "methods/a.py", "from c import Outcome as O", "from c import Outcome"),
    (outcomes_from_the_kernel_alone, "methods/a.py", "make = Outcome", "outcome = known"),
    (outcomes_from_the_kernel_alone, "methods/a.py", "class A(Outcome): ...", "class Outcome: ..."),
    (outcomes_from_the_kernel_alone, "methods/a.py", "replace(x, verdict=1)", "replace(x, place=1)"),
    (text_is_never_run, "a.py", "eval('1')", "model.eval()"),
    (text_is_never_run, "a.py", "run = exec", "execute = 1"),
    (text_is_never_run, "a.py", "builtins.eval('1')", "re.compile('1')"),
    (text_is_never_run, "a.py", "sympy.sympify('1')", "sympy.S.One"),
    (text_is_never_run, "a.py", "sympy.S('1')", "sympy.Integer(1)"),
    (text_is_never_run, "a.py", "from sympy import lambdify as f", "from sympy import Lambda as f"),
    (text_is_never_run, "a.py", "from sympy.parsing.sympy_parser import parse_expr", "import sympy"),
    (text_is_never_run, "a.py", "import pickle", "import json"),
    (text_is_never_run, "a.py", "np.load(f, allow_pickle=True)", "np.load(f)"),
    (no_broad_handler, "a.py", "try: f()\nexcept: pass", "try: f()\nexcept OSError: pass"),
    (no_broad_handler, "a.py", "try: f()\nexcept Exception: pass", "raise Exception"),
    (no_broad_handler, "a.py", "try: f()\nexcept (OSError, BaseException): g()", "class E(Exception): ..."),
    (no_broad_handler, "a.py", "with suppress(Exception): f()", "with suppress(OSError): f()"),
    (short_files, "a.py", "x = 1\n" * (LONGEST_FILE + 1), "x = 1\n" * LONGEST_FILE),
    (a_small_front_door, "__init__.py", *(
        "from core import " + ", ".join(f"name{n}" for n in range(count))
        for count in (MOST_EXPORTS + 1, MOST_EXPORTS))),
    (a_small_front_door, "__init__.py", *(
        f"__all__ = {[f'name{n}' for n in range(count)]}" for count in (MOST_EXPORTS + 1, MOST_EXPORTS))),
]  # fmt: skip

# rule, a file whose place breaks it, a file whose place keeps it
PLACES: list[tuple[Rule, str, str]] = [
    (the_ladder, "elsewhere/thing.py", "core/thing.py"),
    (the_ladder, "thing.py", "problem.py"),
    (named_after_what_they_hold, "core/utils.py", "core/terms.py"),
    (named_after_what_they_hold, "helpers/terms.py", "core/helpful.py"),
]


def built(folder: Path, file: str, source: str) -> Path:
    """A package of that one file."""
    path = folder / "derivcheck" / file
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    return folder / "derivcheck"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps(rule: Rule) -> None:
    assert complaints(rule, REPOSITORY / "derivcheck") == []


@pytest.mark.parametrize(("rule", "file", "bad", "good"), HOUSES)
def test_a_rule_tells_bad_from_good(rule: Rule, file: str, bad: str, good: str, tmp_path: Path) -> None:
    assert complaints(rule, built(tmp_path / "good", file, good)) == []
    found = complaints(rule, built(tmp_path / "bad", file, bad))
    assert len(found) == 1
    assert found[0].startswith(f"derivcheck/{file}:")


@pytest.mark.parametrize(("rule", "bad", "good"), PLACES)
def test_a_rule_tells_a_bad_place_from_a_good_one(rule: Rule, bad: str, good: str, tmp_path: Path) -> None:
    assert complaints(rule, built(tmp_path / "good", good, "")) == []
    assert len(complaints(rule, built(tmp_path / "bad", bad, ""))) == 1


def test_the_kernel_may_make_an_outcome(tmp_path: Path) -> None:
    assert complaints(outcomes_from_the_kernel_alone, built(tmp_path, "kernel.py", "Outcome(1)")) == []


def test_every_rule_has_been_seen_to_complain() -> None:
    assert {rule.__name__ for rule in RULES} == {row[0].__name__ for row in [*HOUSES, *PLACES]}


def test_an_empty_package_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="nothing was checked"):
        complaints(short_files, tmp_path)


def loaded_by(*arguments: str) -> set[str]:
    """The heavy libraries that `python ARGUMENTS` imports before it ends with exit code 0."""
    command = [sys.executable, "-X", "importtime", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    rows = (line.rpartition("|") for line in ended.stderr.splitlines() if line.startswith("import time:"))
    return {name.strip().partition(".")[0] for _, _, name in rows} & HEAVY


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_the_command_answers_without_heavy_libraries(option: str) -> None:
    assert loaded_by("-m", "derivcheck", option) == set()


def test_a_heavy_library_would_be_noticed() -> None:
    assert loaded_by("-c", "from sympy import Symbol") == {"sympy"}
