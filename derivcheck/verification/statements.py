"""Terms, Contexts and counterexamples as the LaTeX and text of a report."""

from __future__ import annotations

from collections.abc import Sequence

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.terms import Entry, Index, Term, free_indices
from derivcheck.core.verdicts import Counterexample, Evidence
from derivcheck.notation.instances import entries, for_all
from derivcheck.notation.latex import latex, latex_name, latex_size
from derivcheck.notation.text import text
from derivcheck.report.model import ContextReport, CounterexampleReport

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
    return f"{text(claim.lhs, free)} = {text(claim.rhs, free)}{for_all(claim.free)}"


def obligations(conditions: tuple[Assumption, ...]) -> tuple[str, ...]:
    """Conditions that were not discharged, as text, with the ranges of their free indices."""
    return tuple(
        f"{text(each.lhs)} {each.relation} {text(each.rhs)}{for_all(_free(each.lhs, each.rhs))}"
        for each in conditions
    )


def counterexample_report(evidence: Evidence | None, context: Context) -> CounterexampleReport | None:
    """The sizes and values at which both sides differ; None for other evidence."""
    if not isinstance(evidence, Counterexample):
        return None
    instance = evidence.instance
    values = {
        name: entries(tensor, instance)
        for name, tensor in context.tensors.items()
        if any(key[0] == name for key in instance.values)
    }
    return CounterexampleReport(
        dict(instance.sizes), values, dict(instance.indices), str(evidence.lhs), str(evidence.rhs)
    )


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
