"""Finding and loading problem files: what an author reads when something is wrong; that edits are seen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from derivcheck.core.errors import ProblemError, ShapeError, UnknownSymbolError
from derivcheck.problem_files import find, load, problem_names, shipped_folder

SQUARE = """\
from derivcheck.notation.language import scalar, gradient
from derivcheck.problem import Problem

x = scalar("x")
problem = Problem("Derivative of a square", source="any textbook")
J = problem.let("J", x * x)
problem.claim("dJ/dx", gradient(J, x) == 2 * x)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("softmax_loss", "softmax_shift", "sigmoid"):
        (tmp_path / f"{name}.py").write_text(SQUARE, encoding="utf-8")
    (tmp_path / "_shared.py").write_text("", encoding="utf-8")
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return path


def failure(path: Path) -> str:
    with pytest.raises(ProblemError) as caught:
        load(path)
    return str(caught.value)


def test_the_shipped_problems_are_found() -> None:
    names = problem_names(shipped_folder())
    assert "softmax_cross_entropy" in names
    assert find("softmax_cross_entropy", shipped_folder()).is_file()


def test_names_are_sorted_and_leave_out_private_files(folder: Path) -> None:
    assert problem_names(folder) == ("sigmoid", "softmax_loss", "softmax_shift")


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="nowhere is not a folder of problem files"):
        problem_names(tmp_path / "nowhere")


def test_a_name_or_a_path_finds_the_file(folder: Path) -> None:
    assert find("sigmoid", folder) == folder / "sigmoid.py"
    path = str(folder / "sigmoid.py")
    assert find(path, Path("elsewhere")) == Path(path)


def test_an_unknown_name_brings_the_nearest(folder: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        find("softmax_los", folder)
    assert str(caught.value) == (
        "there is no problem named softmax_los\n  remedy: did you mean softmax_loss or softmax_shift?"
    )
    with pytest.raises(ProblemError, match="the problems are sigmoid, softmax_loss, softmax_shift"):
        find("zzz", folder)


def test_a_path_to_nothing_is_an_error(folder: Path) -> None:
    with pytest.raises(ProblemError, match="there is no problem file"):
        find(f"{folder}{os.sep}gone.py", folder)


def test_a_folder_is_no_problem_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (str(folder), f"{folder}{os.sep}"):
        with pytest.raises(ProblemError, match="is a folder, not a problem file") as caught:
            find(name, folder)
        assert caught.value.remedy.endswith(f"derivcheck run --all --problems {folder}")
    monkeypatch.chdir(folder.parent)
    with pytest.raises(ProblemError, match="is a folder, not a problem file"):
        find(folder.name, folder)
    (folder.parent / "sigmoid").mkdir()
    assert find("sigmoid", folder) == folder / "sigmoid.py"


def test_a_problem_loads_under_the_name_of_its_file(folder: Path) -> None:
    problem = load(folder / "sigmoid.py")
    assert (problem.name, problem.title) == ("sigmoid", "Derivative of a square")
    assert [claim.name for claim in problem.claims] == ["dJ/dx"]


def test_an_edit_of_one_character_within_the_same_second_is_seen(folder: Path) -> None:
    """A byte-code cache would go by the time stamp and the length, which are the same here."""
    path = written(folder, SQUARE)
    load(path)
    stamp = path.stat()
    written(folder, SQUARE.replace("square", "Square"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert load(path).title == "Derivative of a Square"
    assert not (folder / "__pycache__").exists()


def test_a_module_beside_the_file_can_be_imported_and_the_path_is_restored(folder: Path) -> None:
    (folder / "beside_the_problem.py").write_text('TITLE = "From beside"\n', encoding="utf-8")
    text = SQUARE.replace('"Derivative of a square"', "TITLE")
    before = list(sys.path)
    problem = load(written(folder, "from beside_the_problem import TITLE\n" + text))
    assert problem.title == "From beside"
    assert sys.path == before


def test_a_file_that_is_not_python(folder: Path) -> None:
    path = written(folder, "x = 1\nproblem = Problem(\n")
    message = failure(path)
    assert message.startswith(f"{path}:2:")
    assert "this is not Python: '(' was never closed" in message
    assert "\n    problem = Problem(" in message


def test_a_file_that_raises_names_the_authors_line(folder: Path) -> None:
    path = written(folder, "def f(values):\n    return values[3]\n\nf([])\n")
    assert failure(path) == f"{path}:2: IndexError: list index out of range\n    return values[3]"


def test_a_file_that_imports_what_is_not_there(folder: Path) -> None:
    path = written(folder, "import nothing_of_this_name\n")
    assert failure(path) == (
        f"{path}:1: ModuleNotFoundError: No module named 'nothing_of_this_name'\n"
        "    import nothing_of_this_name"
    )


def test_a_file_that_ends_the_program(folder: Path) -> None:
    path = written(folder, "import sys\nsys.exit(0)\n")
    assert "the problem file ended the program while it was read" in failure(path)


@pytest.mark.parametrize("content", [b"\xff\xfe title", b"x = '\x00'\n"])
def test_a_file_that_is_no_text(folder: Path, content: bytes) -> None:
    path = folder / "mine.py"
    path.write_bytes(content)
    assert failure(path).startswith(str(path))


def test_ctrl_c_while_a_file_is_read_is_no_error_of_the_file(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        load(written(folder, "raise KeyboardInterrupt\n"))


@pytest.mark.parametrize(
    ("text", "what"),
    [("x = 1\n", "defines no variable named problem"), ("problem = 1\n", "its `problem` is not a Problem")],
)
def test_a_file_without_a_problem(folder: Path, text: str, what: str) -> None:
    path = written(folder, text)
    assert failure(path) == f"{path}: {what}\n  remedy: write  problem = Problem(...)"


def test_what_the_language_refuses_is_placed_at_the_authors_line(folder: Path) -> None:
    path = written(
        folder,
        SQUARE.replace("2 * x", "2 * x + tensor('v', dim('K'))").replace("scalar,", "scalar, tensor, dim,"),
    )
    with pytest.raises(ShapeError) as caught:
        load(path)
    assert caught.value.place is not None
    assert (caught.value.place.path, caught.value.place.line) == (str(path), 7)
    assert caught.value.text


def test_a_reference_of_unknown_symbols_is_placed(folder: Path) -> None:
    path = written(folder, SQUARE.replace('"J", x * x', '"J", x * x, reference=lambda q: q'))
    with pytest.raises(UnknownSymbolError) as caught:
        load(path)
    assert caught.value.place is not None
    assert caught.value.place.line == 6
