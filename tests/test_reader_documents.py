"""Formulas are found in LaTeX, Markdown and notebooks, with the place of every part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivcheck.core.errors import DerivcheckError
from derivcheck.reader import sources
from derivcheck.reader.documents import Document, DocumentError, kind_of, read, read_text
from derivcheck.reader.notebooks import NotebookError


def found(document: Document) -> list[tuple[str, int, int]]:
    return [(formula.text.strip(), formula.line, formula.column) for formula in document.formulas]


MARKDOWN = r"""---
title: notes
---
Beer costs $5 and wine $6. Let $x = y$ be, or \(u = v\), or $`p = q`$ or $$A$$ inline.

    $$
    a = b
    $$

\[ c = d \] and \\( e = f \\)

> $$
> g = h
> $$

```python
s = "$no = code$"
```

~~~math
k = l
~~~

`$not = this$` <!-- $nor = this$ -->

\begin{align*}
m &= n
\end{align*}
"""


def test_formulas_of_markdown() -> None:
    assert found(read_text(MARKDOWN)) == [
        ("x = y", 4, 33), ("u = v", 4, 49), ("p = q", 4, 63), ("A", 4, 76), ("a = b", 7, 5), ("c = d", 10, 4),
        ("e = f", 10, 21), ("> g = h\n>", 13, 3), ("k = l", 21, 1), ("m &= n", 27, 1),
    ]  # fmt: skip


LATEX = r"""\documentclass{article}
\newcommand{\R}{\mathbb{R}}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\newcommand{\E}[2][p]{\mathbb{E}_{#1}\left[#2\right]}
\renewcommand{\vec}[1]{\mathbf{#1}}
\def\half#1{\frac{#1}{2}}
\DeclareMathOperator{\tr}{tr}
\DeclareMathOperator*{\argmin}{arg\,min}
\newcommand{\be}{\begin{equation}}
\newcommand{\ee}{\end{equation}}
$preamble = ignored$
\begin{document}
Let $x \in \R^n$. % $comment = ignored$
\begin{verbatim} $code = ignored$ \end{verbatim}
\be \pd{J}{W} = \tr(A) \ee
\input{other} 100\% of $\E{f} = \E[q]{\half{g}}$ \[ \argmin_x \vec x \]
\end{document}
$after = ignored$
"""


def test_formulas_of_latex_with_the_author_s_macros() -> None:
    document = read_text(LATEX, "tex")
    assert found(document) == [
        (r"x \in \R^n", 13, 6), (r"\pd{J}{W} = \tr(A)", 15, 5), (r"\E{f} = \E[q]{\half{g}}", 16, 25),
        (r"\argmin_x \vec x", 16, 53),
    ]  # fmt: skip
    expanded = [
        r"$x \in \mathbb{R}^n$",
        r"$$\frac{\partial J}{\partial W} = \operatorname{tr}(A)$$",
        r"$\mathbb{E}_{p}[f] = \mathbb{E}_{q}[\frac{g}{2}]$",
        r"\[ \operatorname{argmin}_x \mathbf{x} \]",
    ]
    for formula, other in zip(document.formulas, expanded, strict=True):
        plain = read_text(other).formulas[0]
        assert [side.tree for side in formula.statements[0].sides] == [
            side.tree for side in plain.statements[0].sides
        ]


def test_a_macro_keeps_the_text_and_the_place_of_its_call() -> None:
    step = read_text(LATEX, "tex").derivations[1].steps[0]
    assert step.lhs.text == r"\pd{J}{W}"
    assert (step.rhs.text, step.rhs.line, step.rhs.column) == (r"\tr(A)", 15, 17)


def test_a_macro_without_end_is_refused() -> None:
    document = read_text(r"\newcommand{\a}{\a x} $y = \a$ $\b$ \newcommand{\b}{\b\b} $z$", "tex")
    assert [formula.understood for formula in document.formulas] == [False, False, True]
    assert document.formulas[0].findings[0].reason == r"\a expands without end"


def notebook(*cells: dict[str, object]) -> str:
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}, indent=1)


def test_formulas_of_a_notebook_stand_on_the_lines_of_its_file() -> None:
    text = notebook(
        {"cell_type": "markdown", "source": ["# Title\n", "where $a = \\frac{1}{2}$\n", "\n", "$$b = c$$"]},
        {"cell_type": "code", "source": ["s = '$x = y$'"]},
        {"cell_type": "markdown", "source": "$d = e$"},
    )
    document = read_text(text, "notebook", "n.ipynb")
    assert [(formula.text, formula.source.cell, formula.column) for formula in document.formulas] == [
        (r"a = \frac{1}{2}", 1, 8), ("b = c", 1, 3), ("d = e", 3, 2),
    ]  # fmt: skip
    lines = text.splitlines()
    assert all(json.dumps(f.text)[1:-1] in lines[f.line - 1] for f in document.formulas)


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", '{"cells": 1}', '{"cells": [1]}', '{"cells": [{"source": 3}]}',
    '{"cells": NaN}',
             "[" * 100_000, '{"cells": ' + "9" * 10_000 + "}"],
)  # fmt: skip
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(NotebookError):
        read_text(text, "notebook")


def test_an_empty_notebook_is_a_notebook() -> None:
    assert read_text(notebook(), "notebook").formulas == ()


def test_a_formula_that_is_not_closed_is_reported_where_it_begins() -> None:
    for text, line, column in [("x\n\n$$ a = b", 3, 1), ("\n \\[ a = b", 2, 2), (r"\begin{align} a", 1, 1)]:
        finding = read_text(text).formulas[0].findings[0]
        assert (finding.line, finding.column, finding.reason) == (line, column, "this formula is not closed")


def test_limits() -> None:
    long = "$$" + "a + " * (sources.LONGEST_FORMULA // 4) + "b$$"
    assert "longer than" in read_text(long).formulas[0].findings[0].reason
    many = "$$" + "x " * (sources.MOST_TOKENS + 1) + "$$"
    assert "tokens" in read_text(many).formulas[0].findings[0].reason
    assert read_text("$$" + "x " * 1000 + "$$").formulas[0].understood
    deep = "$$" + "{" * 5000 + "x" + "}" * 5000 + "$$"
    assert "nested too deeply" in read_text(deep).formulas[0].findings[0].reason
    with pytest.raises(DocumentError, match="more than"):
        read_text("x" * (sources.LARGEST_FILE + 1))


@pytest.mark.parametrize(
    "piece", ["$$", "$", r"\[", r"\begin{align}", r"\(", "`", "```math\n", "<!--", "\\frac{", "$x"]
)
def test_many_openings_without_an_end_are_read(piece: str) -> None:
    for kind in ("markdown", "tex"):
        assert isinstance(read_text(piece * 5_000, kind), Document)


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_bytes("% ü\r\n$a = b$ \xff".encode("latin-1"))
    document = read(path)
    assert found(document) == [("a = b", 2, 2)]
    assert document.path == str(path)
    for missing in (tmp_path / "b.md", tmp_path):
        with pytest.raises(DerivcheckError, match="cannot read"):
            read(missing)


def test_the_kind_of_a_document_is_in_its_name() -> None:
    assert [kind_of(name) for name in ("a.TEX", "b.md", "c.ipynb", "d.txt", "e")] == [
        "tex", "markdown", "notebook", "markdown", "markdown",
    ]  # fmt: skip
