"""A stranger's first commands: the choice of Python, the locked versions, and what a wheel carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import derivcheck

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PLAIN_PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.]*")


def not_plain(lock: str) -> list[str]:
    """The lines that are neither a comment nor `name==version`, such as an option, an address or a path."""
    return [line for line in lock.splitlines() if not line.startswith("#") and not PLAIN_PIN.fullmatch(line)]


def locked() -> dict[str, str]:
    """Version by canonical name."""
    lines = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pins}


def unmet(requirements: list[str], versions: dict[str, str]) -> list[str]:
    """The requirements that no version meets."""
    parsed = map(Requirement, requirements)
    return [
        str(each)
        for each in parsed
        if not each.specifier.contains(versions.get(canonicalize_name(each.name), "0"), prereleases=True)
    ]


def test_the_lock_holds_plain_versions_only() -> None:
    assert not_plain((REPOSITORY / "requirements.lock").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line", ["--index-url https://host/simple", "a @ file:///b.whl", "a>=1", "a==1 ; x", "-e .", "a==1+local"]
)
def test_a_lock_with_anything_else_would_be_noticed(line: str) -> None:
    assert not_plain(f"# comment\nnumpy==2.4.6\n{line}") == [line]


def test_the_lock_meets_every_requirement() -> None:
    assert unmet([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]], locked()) == []


@pytest.mark.parametrize("requirement", ["sympy>=99", "absent>=1"])
def test_an_unmet_requirement_would_be_noticed(requirement: str) -> None:
    assert unmet([requirement, "click>=8"], locked()) == [requirement]


def interpreter(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def make(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Make on the repository's Makefile, finding the programs of `path` and of the system, no others."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    for name in ("VENV", "PYTHON", "ARGS", "CANDIDATES"):
        environment.pop(name, None)
    for tool in ("sh", "touch", "sed", "mv"):
        (path / tool).symlink_to(str(shutil.which(tool)))
    command = [str(shutil.which("make")), "--directory", str(REPOSITORY), *arguments]
    environment["PATH"] = str(path)
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_first_python_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    interpreter(tmp_path, "python3", "exit 127")
    interpreter(tmp_path, "python3.13", 'test "$1" != -c')
    interpreter(tmp_path, "python3.12", f'exec {sys.executable} "$@"')
    interpreter(tmp_path, "python3.11", f'exec {sys.executable} "$@"')
    ended = make(tmp_path, "--dry-run", "run", f"VENV={tmp_path}/venv")
    assert ended.returncode == 0, ended.stderr
    assert f'"python3.12" -m venv {tmp_path}/venv' in ended.stdout


@pytest.mark.parametrize("target", ["run", "test"])
def test_what_is_installed_is_compiled_once(target: str, tmp_path: Path) -> None:
    """Else every start compiles the package anew where Python is told to write no bytecode."""
    interpreter(tmp_path, "python3", f'exec {sys.executable} "$@"')
    ended = make(tmp_path, "--dry-run", target, f"VENV={tmp_path}/venv")
    install, compiling = (ended.stdout.index(each) for each in ("--editable", "-m compileall -q derivcheck"))
    assert install < compiling < ended.stdout.index(f"touch {tmp_path}/venv/ready-to-run")


@pytest.mark.parametrize("target", ["run", "test"])
def test_without_a_python_the_message_says_what_is_missing(target: str, tmp_path: Path) -> None:
    interpreter(tmp_path, "python3", "exit 1")
    ended = make(tmp_path, target, f"VENV={tmp_path}/venv")
    assert ended.returncode == 2
    assert "derivcheck needs Python 3.11 or newer with the venv module" in ended.stderr
    assert not (tmp_path / "venv").exists()


def test_a_wheel_carries_the_problems_and_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = tmp_path.glob(f"derivcheck_ml-{derivcheck.__version__}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (points,) = (archive.read(name).decode() for name in names if name.endswith("entry_points.txt"))
    problems = {path.name for path in (REPOSITORY / "problems").glob("*.py")}
    assert problems
    assert {f"derivcheck/_problems/{name}" for name in problems} <= names
    assert "derivcheck = derivcheck.cli:main" in points
    assert {name.partition("/")[0] for name in names} == {
        "derivcheck",
        f"derivcheck_ml-{derivcheck.__version__}.dist-info",
    }


def naming(phrase: str, folder: Path) -> set[str]:
    """The files below `folder` that hold `phrase`, without those .gitignore excludes."""
    command = ["git", "grep", "--no-index", "--exclude-standard", "--files-with-matches", "-F", phrase]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode in {0, 1}, ended.stderr
    return set(ended.stdout.splitlines())


def test_only_continuous_integration_looks_beside_the_repository() -> None:
    assert naming("/".join(["..", "shared"]), REPOSITORY) == {".ci/run"}
