"""Derivations: the author's, and those the program finds from the objective alone; every line is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Definition
from derivcheck.core.terms import Entry, Index, Partial, Subscript, Term, substitute
from derivcheck.core.verdicts import Verdict
from derivcheck.notation.latex import latex, latex_name
from derivcheck.notation.text import text
from derivcheck.report.model import DerivationReport, StepReport, VerdictWord
from derivcheck.verification.claims import WORDS, Decide
from derivcheck.verification.matrices import fraction, reading
from derivcheck.verification.statements import counterexample_report

if TYPE_CHECKING:
    from derivcheck.derivation.steps import Derived
    from derivcheck.problem import Derivation, Problem, ProblemClaim


def authored_report(derivation: Derivation, decide: Decide) -> DerivationReport:
    """The author's derivation; the right side of every step is the next line."""
    context = derivation.steps[0].claim.context if derivation.steps else Context({})
    steps = tuple(
        _step(step.claim, step.justification, derivation.indices, decide) for step in derivation.steps
    )
    start = latex(derivation.start, context, derivation.indices)
    return DerivationReport(derivation.name, "author", start, steps, worst(step.verdict for step in steps))


def derived(problem: Problem) -> tuple[Derived, ...]:
    """What the program finds from the objectives alone: what was asked for and what its steps rely on.

    Jacobians that the steps use come before the first derivation that uses them.
    """
    from derivcheck.derivation.gradient import derive_gradients, derive_jacobian

    found: list[Derived] = []
    for objective in dict.fromkeys(each.objective for each in problem.gradients):
        wanted = [each.variable.tensor for each in problem.gradients if each.objective is objective]
        if objective.subscripts:
            found += [derive_jacobian(problem.context, objective.tensor, name) for name in wanted]
        else:
            found += derive_gradients(problem.context, objective, tuple(dict.fromkeys(wanted))).values()
    return tuple({each.steps[0].term: each for gradient in found for each in _with_lemmas(gradient)}.values())


def _with_lemmas(found: Derived) -> Iterator[Derived]:
    for lemma in found.lemmas:
        yield from _with_lemmas(lemma)
    yield found


def derived_report(found: Derived, problem: Problem, decide: Decide) -> DerivationReport:
    """A gradient found by the program, line by line and in matrix notation, and the claim it confirms."""
    context = _barred(found)
    steps = tuple(
        _step(Claim(context, before.term, step.term), step.justification, found.free, decide)
        for before, step in pairwise(found.steps)
    )
    start = latex(found.steps[0].term, context, found.free)
    name, verdict = _compared(found, problem, decide)
    read = reading(found.result, found.free, context, decide)
    return DerivationReport(
        name=_title(found),
        origin="derived",
        start=start,
        steps=steps,
        verdict=worst((*(step.verdict for step in steps), verdict, read.verdict if read else "proved")),
        result=read.text if read else text(found.result, found.free),
        matrix=f"{fraction(derivative_of(found), context)} = {read.latex}" if read else "",
        adjoints=tuple(_adjoint(each, derivative_of(found).body, context) for each in found.adjoints),
        confirms=name,
    )


def _barred(found: Derived) -> Context:
    """The Context of the steps, in which the gradient by an intermediate prints as its name with a bar."""
    barred = {
        each.name: replace(each, latex=rf"\bar{{{latex_name(_intermediate(each), found.context)}}}")
        for each in found.adjoints
    }
    return replace(found.context, definitions={**found.context.definitions, **barred})


def _adjoint(each: Definition, objective: Term, context: Context) -> str:
    """What a name with a bar stands for, as LaTeX."""
    name = _intermediate(each)
    variable = Entry(name, each.indices)
    return f"{latex_name(each.name, context)} = {fraction(Partial(objective, variable), context)}"


def _intermediate(adjoint: Definition) -> str:
    """The intermediate by which the gradient is taken."""
    return adjoint.name.removeprefix("d_").rstrip("_")


def derivative_of(found: Derived) -> Partial:
    """What was to be found."""
    start = found.steps[0].term
    assert isinstance(start, Partial)
    return start


def _title(found: Derived) -> str:
    body = derivative_of(found).body
    above = body.tensor if isinstance(body, Entry) else ""
    return f"d{above}/d{found.variable.tensor}"


def _compared(found: Derived, problem: Problem, decide: Decide) -> tuple[str, VerdictWord]:
    """The first claim of this derivative under all assumptions, and whether both formulas are equal."""
    for each in problem.claims:
        renaming = _matches(each, found.steps[0].term)
        if renaming is not None and each.without is None and each.expect is Verdict.PROVED:
            theirs = substitute(each.claim.rhs, renaming)
            outcome = decide(Claim(each.claim.context, found.expanded, theirs))
            return each.name, WORDS[outcome.verdict]
    return "", "proved"


def _matches(each: ProblemClaim, start: Term) -> dict[Index, Index] | None:
    """How the claim's indices are renamed to make its left side the given derivative; None if they cannot."""
    lhs = each.claim.lhs
    if not (isinstance(lhs, Partial) and isinstance(start, Partial)):
        return None
    ours = (*_subscripts(lhs.body), *lhs.variable.subscripts)
    theirs = (*_subscripts(start.body), *start.variable.subscripts)
    renaming = {
        old: new
        for old, new in zip(ours, theirs, strict=False)
        if isinstance(old, Index) and isinstance(new, Index) and old.size == new.size
    }
    return renaming if substitute(lhs, renaming) is start else None


def _subscripts(node: Term) -> tuple[Subscript, ...]:
    return node.subscripts if isinstance(node, Entry) else ()


def _step(claim: Claim, justification: str, free: Sequence[Index], decide: Decide) -> StepReport:
    outcome = decide(claim)
    return StepReport(
        latex(claim.rhs, claim.context, free),
        justification,
        WORDS[outcome.verdict],
        outcome.reason,
        counterexample_report(outcome.evidence, claim.context),
    )


def worst(verdicts: Iterable[VerdictWord]) -> VerdictWord:
    """refuted before unknown before proved; proved where there is nothing."""
    found = set(verdicts)
    return "refuted" if found & {"refuted", "malformed"} else "unknown" if "unknown" in found else "proved"
