"""Commands of packages and of preambles elsewhere: what they are, where a document does not define them."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from derivcheck.reader import packages, printing, vocabulary
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Node


def sides(formula: str) -> list[str]:
    """The sides of an equation as the reader prints them; a reason where one is not understood."""
    (found,) = read_text(f"$${formula}$$").formulas
    trees = [side.tree for each in found.statements for side in each.sides]
    return [printing.latex(each) if isinstance(each, Node) else each.reason for each in trees]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\grad_\theta f", r"\nabla_\theta f"),
        (r"\bigtriangledown_a C", r"\nabla_a C"),
        (r"\norm*{x}_2^2 + \abs{y}", r"\left\|x\right\|_2^2 + \left|y\right|"),
        (r"\pdv{f}{x} + \pd{f}{y}", r"\frac{\partial f}{\partial x} + \frac{\partial f}{\partial y}"),
        (r"\pdv[2]{f}{x}", r"\frac{\partial^2 f}{\partial x^2}"),
        (r"\pdv{f}{x}{y}", r"\frac{\partial^2 f}{\partial x\partial y}"),
        (r"\dv{x} f + \frac{\dd f}{\dd x}", r"\frac{d}{d x} f + \frac{d f}{d x}"),
        (r"\red{a + b} c + \mathcolor{red}{d}", r"{a + b} c + d"),
        (r"\vx^\T \mA \X\T + \A^{-\T} + \inv{B}", r"x^\top A X^\top + A^{-\top} + B^{-1}"),
        (r"\E{x} + \Var{y}", r"\mathbb{E}[x] + \mathrm{Var}(y)"),
        (r"\yhat + \bmu", r"\hat{y} + \mu"),
        (r"\qty(a + b) + \bbox[yellow]{c}", r"(a + b) + c"),
        (r"\eval{f}_{x = 0}", r"\left. f \right|_{x = 0}"),
    ],
)  # fmt: skip
def test_a_command_of_a_package_is_what_everybody_means_by_it(written: str, meant: str) -> None:
    assert sides(written + " = 1") == sides(meant + " = 1")
    assert "not known" not in sides(written + " = 1")[0]


@pytest.mark.parametrize(
    "written", [r"a \foo b", r"x \foo", r"\foo x", r"\x{1}", r"\Sum_{i=1}^n x_i", r"\mapR{x}"]
)
def test_what_nobody_knows_stays_unknown(written: str) -> None:
    assert "is not known" in sides(written + " = 1")[0]


def test_the_document_s_own_definition_goes_first() -> None:
    document = "\\newcommand{\\norm}[1]{(#1)}\n\n$$\\norm{x} = y$$"
    found = read_text(document).formulas[-1]
    assert printing.latex(found.statements[0].sides[0].tree) == "(x)"  # type: ignore[arg-type]


def test_no_command_of_latex_is_taken() -> None:
    taken = {
        "frac",
        "sqrt",
        "partial",
        "nabla",
        "begin",
        "left",
        "binom",
        "vee",
        "hom",
        "mp",
        "mu",
        "beth",
        "bf",
        "bm",
    }
    assert not packages.names() & (
        taken | vocabulary.NAMES | vocabulary.COMMAND_FUNCTIONS | set(vocabulary.WRAPPERS)
    )


def test_steps_with_commands_of_packages_are_judged() -> None:
    text = (
        "Let $\\vx, \\vw \\in \\R^n$ and $\\L = \\frac12 \\norm{\\vx - \\vw}^2$.\n\n"
        "$$ \\grad_{\\vw} \\L = \\red{\\vw - \\vx} $$\n\n$$ \\pdv{\\L}{\\vx} = \\blue{\\vw - \\vx} $$\n"
    )
    right, wrong = check_text(text).steps[-2:]
    assert (right.verdict, wrong.verdict) == ("proved", "refuted")


FORMS = [
    "$$\\begin{array}{l} A = b = c \\\\ d = e \\end{array}$$",
    "$$\\begin{matrix} A = b = c \\\\ d = e \\end{matrix}$$",
    "```math\n$$ A = b = c $$\n```\n",
    "```math\n\\[ A = b = c \\]\n```\n",
]


@pytest.mark.parametrize("text", FORMS)
def test_equations_in_a_table_or_in_a_block_with_dollars_are_seen(text: str) -> None:
    found = read_text(f"{text}\n\n$x = y$").formulas
    assert [side.text for side in found[0].statements[0].sides] == ["A", "b", "c"]
    assert len(found) == 2
