"""What holds for every formula: a tree printed reads back, looks do not matter, nothing crashes."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from derivcheck.reader.documents import Document, read_text
from derivcheck.reader.printing import latex
from derivcheck.reader.syntax import children, walk
from tests.reader_formulas import FORMULAS, refusal, tree

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_PIECES = st.sampled_from(
    [r"\frac", "{", "}", "(", ")", "[", "]", r"\left", r"\right", "|", r"\|", "_", "^", "'", "x", "12",
     "+", "-", "=",
     r"\sum", r"\log", r"\partial", r"\nabla", r"\begin{aligned}", r"\end{aligned}", r"\begin{cases}",
     r"\end{cases}",
     "&", r"\\", r"\text{if }", r"\mathbf", r"\hat", r"\sqrt", r"\max", r"\operatorname", ",", r"\quad",
     ".", "$", "$$",
     r"\[", r"\]", "```math\n", "```\n", "\n\n", "\n", " ", r"\newcommand{\a}[1]{#1\a}", r"\a",
     r"\def\b#1{#1}", r"\b",
     "é", "θ", "ᵀ", "x̂", "\u202e", "\x00", "%", "<!-- derivcheck: ", " -->", "`", r"\tag{1}", r"\overset",
     r"\not",
     r"\begin{bmatrix}", r"\end{bmatrix}", r"\substack", r"\underbrace", r"\right.", r"\middle",
     r"\mathbb{1}", "1",
     "d", r"\mathrm", r"\rm", r"\begin{array}{rcl}", r"\end{array}", r"\Rightarrow", "!", "{}", r"\item",
     "#1"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(FORMULAS)
def test_a_tree_that_is_printed_reads_back_as_the_same_tree(formula: str) -> None:
    if refusal(formula) is None:
        read = tree(formula)
        assert tree(latex(read)) == read


@settings(max_examples=200, deadline=None)
@given(FORMULAS, st.integers(0, 2**32))
def test_white_space_does_not_change_the_tree(formula: str, seed: int) -> None:
    if refusal(formula) is None:
        assert tree(_spaced(formula, Random(seed))) == tree(formula)


@settings(max_examples=100, deadline=None)
@given(FORMULAS)
def test_the_size_of_brackets_does_not_change_the_tree(formula: str) -> None:
    sized = re.sub(r"(?<!left)\(", r"\\left(", re.sub(r"(?<!right)\)", r"\\right)", formula))
    big = re.sub(r"(?<!left)\(", r"\\Big(", re.sub(r"(?<!right)\)", r"\\Bigr)", formula))
    if refusal(formula) is None:
        assert tree(sized) == tree(big) == tree(formula)


@settings(max_examples=200, deadline=None)
@given(FORMULAS)
def test_bold_does_not_change_the_tree(formula: str) -> None:
    bold = re.sub(r"(?<![\\A-Za-z{])([xWf])(?![A-Za-z])", r"\\boldsymbol{\1}", formula)
    if refusal(formula) is None:
        assert tree(bold) == tree(formula)


@settings(max_examples=100, deadline=None)
@given(FORMULAS, FORMULAS)
def test_alignment_and_line_breaks_do_not_change_the_steps(left: str, right: str) -> None:
    if refusal(left) is None and refusal(right) is None:
        plain = read_text(f"$${left} = {right} = 0$$")
        rows = read_text(f"\\begin{{align*}}\n{left} &= {right} \\\\\n &= 0\n\\end{{align*}}", "tex")
        trailing = read_text(f"$$\\begin{{aligned}} {left} = \\\\ {right} = \\\\ 0 \\end{{aligned}}$$")
        assert _steps(plain) == _steps(rows) == _steps(trailing)
        assert len(_steps(plain)) == 2


def _steps(document: Document) -> list[tuple[object, str, object]]:
    return [
        (step.lhs.tree, step.relation, step.rhs.tree) for each in document.derivations for step in each.steps
    ]


def _spaced(formula: str, random: Random) -> str:
    """The formula with spaces where TeX allows them."""
    pieces: list[str] = []
    raw = 0
    tokens = _TOKEN.findall(formula)
    for place, token in enumerate(tokens):
        raw = raw or (2 if token in {r"\text", r"\begin", r"\end", r"\operatorname"} else 0)
        pieces.append(token)
        if raw:
            raw -= token == "}"
            raw = 0 if raw == 1 else raw
            continue
        digits = token.isdigit() or token == "."
        if not digits and not (token.isalpha() and place + 1 < len(tokens) and tokens[place + 1].isalpha()):
            spaces = ["", " ", "\n"] if token.startswith("\\") else ["", " ", "\n", r"\, ", r"\! "]
            pieces.append(random.choice(spaces))
    return "".join(pieces)


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=40), st.sampled_from(["markdown", "tex"]))
def test_no_input_crashes_the_reader(pieces: list[str], kind: str) -> None:
    text = "".join(pieces)
    for shown in (text, f"$${text}$$", f"\\begin{{align}}{text}\\end{{align}}"):
        document = read_text(shown, kind)
        for formula in document.formulas:
            for finding in formula.findings:
                assert finding.line >= 1
                assert finding.column >= 1
                assert finding.reason


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_crashes_the_reader(text: str) -> None:
    read_text(f"$${text}$$ {text} \\({text}\\)")
    read_text(text, "tex")


@settings(max_examples=100, deadline=None)
@given(FORMULAS)
def test_every_part_stands_inside_the_formula(formula: str) -> None:
    if refusal(formula) is None:
        for node in walk(tree(formula)):
            assert 0 <= node.span.start <= node.span.end <= len(formula)
            for child in children(node):
                assert child.span.start >= node.span.start
                assert child.span.end <= node.span.end
