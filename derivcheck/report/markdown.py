"""The report as Markdown that GitHub shows with its mathematics.

The bytes depend on the mathematics and the seed alone: no clock, no path, and of a measured error only
that it is below the tolerance. Mathematics stands in fenced blocks of the kind `math`, whose content no
Markdown rule touches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import jinja2

from derivcheck.core.errors import NotationError
from derivcheck.notation.instances import Entries
from derivcheck.report.model import (
    ClaimReport,
    CounterexampleReport,
    CrosscheckReport,
    MutantLine,
    MutantReport,
    ProblemReport,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~])")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_OPERATOR = re.compile(r"\\operatorname\{([A-Za-z]+)\}")
REFUSED = frozenset(
    [
        *("class", "cssId", "def", "DeclareMathOperator", "edef", "gdef", "href", "htmlClass", "htmlData"),
        *(
            "includegraphics",
            "input",
            "let",
            "mbox",
            "newcommand",
            "newenvironment",
            "operatorname",
            "phantom",
        ),
        *("renewcommand", "require", "style", "unicode", "url"),
    ]
)
"""Commands that GitHub's renderer refuses, or that do more than typeset."""


def markdown(problem: ProblemReport) -> str:
    """The report of one problem."""
    return _rendered("report.md.j2", problem=problem)


def training_markdown(problem: ProblemReport, report: str) -> str:
    """What the training of a problem measured, beside its report; `report` is the name of that file."""
    found = dict(problem.training or {})
    figures = [str(name) for name in found.pop("figures", ())]
    rows = [(name.replace("_", " "), measured(value)) for name, value in found.items() if value != ""]
    drawings = [name for name in figures if name.endswith(".svg")]
    return _rendered("training.md.j2", problem=problem, report=report, rows=rows, figures=drawings or figures)


def _rendered(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values).strip("\n") + "\n"


def measured(value: object) -> str:
    """A measured value with as many digits as mean something."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {measured(each)}" for name, each in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("derivcheck.report"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # the output is Markdown: every filter below escapes for its place
    )
    environment.filters.update(_filters())
    return environment


def _filters() -> dict[str, Any]:
    return {
        "agreement": agreement,
        "aligned": aligned,
        "bound": bound,
        "code": code,
        "counted": counted,
        "instance": instance,
        "mathematics": mathematics,
        "outcome": outcome,
        "prose": prose,
        "verdict": verdict,
    }


def prose(text: str) -> str:
    r"""Text as Markdown shows it letter by letter, on one line.

    >>> prose("x_i * |W|")
    'x\\_i \\* \\|W\\|'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Text for a code span on one line; a back quote would end it."""
    return " ".join(text.replace("`", "'").split())


def mathematics(latex: str) -> str:
    """LaTeX for a `math` block. Raises NotationError for a command that GitHub refuses, or a fence."""
    latex = _OPERATOR.sub(r"\\mathop{\\mathrm{\1}}", latex)
    refused = sorted(REFUSED.intersection(_COMMAND.findall(latex)))
    if refused or "```" in latex:
        what = f"\\{refused[0]}" if refused else "three back quotes"
        what += " cannot stand in a report"
        raise NotationError(what, text=latex, remedy="give the name plain LaTeX")
    return "\n".join(line for line in latex.splitlines() if line.strip())


def aligned(rows: Sequence[str]) -> str:
    """Rows of LaTeX below one another, aligned at their first `&` if they have one."""
    if len(rows) == 1:
        return rows[0].replace("&", "", 1)
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def instance(found: CounterexampleReport) -> str:
    """The sizes, values and components of a counterexample, in code spans."""
    parts = [f"{name} = {size}" for name, size in found.dimensions.items()]
    parts += [f"{name} = {entries(values)}" for name, values in found.values.items()]
    parts += [f"{name} = {component}" for name, component in found.indices.items()]
    return ", ".join(f"`{code(part)}`" for part in parts)


def entries(values: Entries) -> str:
    """Nested lists of exact values on one line.

    >>> entries([["1/3", "2"], ["0", "-1"]])
    '[[1/3, 2], [0, -1]]'
    """
    return values if isinstance(values, str) else f"[{', '.join(map(entries, values))}]"


def verdict(claim: ClaimReport) -> str:
    """The verdict in bold, and what was expected where that is something else."""
    expected = "" if claim.verdict == claim.expected else f" (expected: {claim.expected})"
    return f"**{claim.verdict}**{expected}"


def outcome(line: MutantLine) -> str:
    """What became of a mutant."""
    if line.verdict != "proved":
        return "defined nowhere" if line.verdict == "malformed" else line.verdict
    return "equivalent" if line.equivalent else "**proved: a fault in derivcheck**"


def counted(mutants: MutantReport | None) -> str:
    """How many mutants were refuted, of how many; those that say the same as the claim apart."""
    if mutants is None:
        return "–"
    same = len(mutants.equivalent)
    empty = len(mutants.undefined)
    refuted = f"{mutants.refuted} of {mutants.tried - same - empty} refuted"
    refuted += f", {same} equivalent" if same else ""
    return refuted + (f", {empty} defined nowhere" if empty else "")


def agreement(found: CrosscheckReport | None) -> str:
    """Whether a cross-check agrees, without the digits that differ between machines."""
    if found is None:
        return "–"
    words = {"agreed": "yes", "disagreed": "**no**", "unknown": "not decided"}
    return f"{words[found.consensus]}, {found.instances} instances"


def bound(found: CrosscheckReport) -> str:
    """The result in words: the measured error and its bound differ between machines."""
    match found.consensus:
        case "agreed":
            return "agrees: every difference is within the bound of the rounding error"
        case "disagreed":
            return "disagrees: a difference is larger than rounding explains"
        case "unknown":
            return f"not decided: {found.reason}"
