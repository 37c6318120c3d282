"""What `derivcheck check` prints about twenty of the documents, word for word.

With DERIVCHECK_GOLDEN=write in the environment the texts are written anew, so that a diff shows the change.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from derivcheck.cli import main
from tests.document_corpus import FOLDER

TEXTS = Path(__file__).parent / "golden" / "documents"
WITH_A_MISTAKE = (
    "batch_norm.tex", "batch_softmax_regression.ipynb", "bptt_two_steps.txt", "cross_entropy_vector.md",
    "einstein_delta.md", "focal_loss.md", "inner_products.tex", "layers_superscripts.ipynb",
    "logistic_regression_matrix.tex", "lstm_gates.md", "max_margin.tex", "poisson_regression.md",
    "softmax_shift_ocr.txt", "variance_identity.txt",
)  # fmt: skip
RIGHT = (
    "cross_entropy_components.ipynb", "kl_gaussians.tex", "lecture_zh.md", "skip_gram.txt",
    "softmax_cases_rows.tex", "two_layer_columns.md",
)  # fmt: skip


def printed(name: str) -> str:
    done = CliRunner().invoke(main, ["check", name])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return f"exit code {done.exit_code}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", [*WITH_A_MISTAKE, *RIGHT])
def test_the_text_about_a_document(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    found = printed(name)
    golden = TEXTS / f"{name}.txt"
    if os.environ.get("DERIVCHECK_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    assert found.startswith("exit code 1\n" if name in WITH_A_MISTAKE else "exit code 0\n")


def test_there_are_twenty_and_no_text_is_left_over() -> None:
    assert len(WITH_A_MISTAKE) + len(RIGHT) == 20
    assert {path.name for path in TEXTS.iterdir()} == {f"{name}.txt" for name in (*WITH_A_MISTAKE, *RIGHT)}
