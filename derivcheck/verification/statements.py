"""Terms, Contexts and counterexamples as the LaTeX and text of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.indices import Size
from derivcheck.core.terms import Entry, Index, Term, free_indices
from derivcheck.core.verdicts import Counterexample, Evidence
from derivcheck.notation.latex import latex, latex_name, latex_size
from derivcheck.notation.text import text
from derivcheck.report.model import ContextReport, CounterexampleReport, Entries

_RELATIONS = {"=": "=", ">": ">", ">=": r"\ge", "!=": r"\ne"}


def context_report(context: Context) -> ContextReport:
    """Memberships, definitions and assumptions as LaTeX lines, aligned at `&`."""
    return ContextReport(
        tuple(_membership(tensor, context) for tensor in context.tensors.values()),
        tuple(_definition(each, context) for each in context.definitions.values()),
        tuple(_assumption(each, context) for each in context.assumptions),
        context.vectors,
    )


def statement(claim: Claim, free: Sequence[Index]) -> str:
    """The claim in index notation, as LaTeX."""
    return f"{latex(claim.lhs, claim.context, free)} = {latex(claim.rhs, claim.context, free)}"


def reading(claim: Claim, free: Sequence[Index]) -> str:
    """The claim as text, with the ranges of its free indices."""
    return f"{text(claim.lhs, free)} = {text(claim.rhs, free)}{_for_all(claim.free)}"


def obligations(conditions: tuple[Assumption, ...]) -> tuple[str, ...]:
    """Conditions that were not discharged, as text, with the ranges of their free indices."""
    return tuple(
        f"{text(each.lhs)} {each.relation} {text(each.rhs)}{_for_all(_free(each.lhs, each.rhs))}"
        for each in conditions
    )


def _for_all(indices: Iterable[Index]) -> str:
    ranges = sorted(f"{index.name} in 1..{index.size}" for index in indices)
    return f"  for all {', '.join(ranges)}" if ranges else ""


def counterexample_report(evidence: Evidence | None, context: Context) -> CounterexampleReport | None:
    """The sizes and values at which both sides differ; None for other evidence."""
    if not isinstance(evidence, Counterexample):
        return None
    instance = evidence.instance
    values = {
        name: _entries(name, tensor.axes, instance.sizes, instance.values)
        for name, tensor in context.tensors.items()
        if any(key[0] == name for key in instance.values)
    }
    return CounterexampleReport(
        dict(instance.sizes), values, dict(instance.indices), str(evidence.lhs), str(evidence.rhs)
    )


def _entries(
    name: str,
    axes: tuple[Size, ...],
    sizes: Mapping[str, int],
    values: Mapping[tuple[str, tuple[int, ...]], Fraction],
    at: tuple[int, ...] = (),
) -> Entries:
    """Nested lists by axis, from the subscripts `at` on."""
    if len(at) == len(axes):
        return str(values[name, at])
    size = axes[len(at)]
    length = size if isinstance(size, int) else sizes[size]
    return [_entries(name, axes, sizes, values, (*at, component)) for component in range(1, length + 1)]


def _membership(tensor: Tensor, context: Context) -> str:
    axes = r" \times ".join(map(latex_size, tensor.axes))
    return f"{latex_name(tensor.name, context)} &\\in \\mathbb{{R}}" + (f"^{{{axes}}}" if axes else "")


def _definition(definition: Definition, context: Context) -> str:
    head = latex(Entry(definition.name, definition.indices), context)
    return f"{head} &= {latex(definition.body, context)}"


def _assumption(assumption: Assumption, context: Context) -> str:
    free = sorted(_free(assumption.lhs, assumption.rhs), key=lambda index: index.name)
    ranges = ", ".join(f"{index.name} = 1, \\ldots, {index.size}" for index in free)
    relation = f"{latex(assumption.lhs, context)} &{_RELATIONS[assumption.relation]}"
    line = f"{relation} {latex(assumption.rhs, context)}"
    return line + (f" \\quad \\text{{for }} {ranges}" if ranges else "")


def _free(*terms: Term) -> frozenset[Index]:
    return frozenset[Index]().union(*map(free_indices, terms))
