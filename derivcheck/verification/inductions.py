"""Statements about every depth, and formulas without a meaning, as data for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivcheck.core.contexts import Context, Definition
from derivcheck.core.recursions import ForwardRecursion
from derivcheck.core.terms import Entry
from derivcheck.core.verdicts import Verdict
from derivcheck.notation.latex import latex
from derivcheck.notation.text import text
from derivcheck.report.model import ClaimReport, MeasurementReport
from derivcheck.verification.claims import WORDS, claim_report
from derivcheck.verification.derivations import worst
from derivcheck.verification.statements import obligations

if TYPE_CHECKING:
    from derivcheck.core.recursions import Recursion
    from derivcheck.problem import Induction, MalformedClaim, Measurement


def induction_report(stated: Induction, seed: int) -> ClaimReport:
    """The statement, with its base, its step and what follows for a layer as claims of their own."""
    from derivcheck.methods.induction import decide_recursion
    from derivcheck.problem import ProblemClaim

    recursion = stated.recursion
    outcome = decide_recursion(recursion, seed=seed)
    claims = (
        ProblemClaim("base", recursion.base_claim(), stated.base, Verdict.PROVED),
        ProblemClaim("step", recursion.step_claim(), stated.step, Verdict.PROVED),
        *stated.consequences,
    )
    parts = tuple(claim_report(each, seed) for each in claims)
    verdict = worst((WORDS[outcome.verdict], *(part.verdict for part in parts[2:])))
    return ClaimReport(
        name=stated.name,
        statement=_statement(recursion),
        reading=_reading(recursion),
        verdict=verdict,
        expected="proved",
        scope=outcome.scope,
        obligations=obligations(outcome.obligations),
        trusts=outcome.trusts,
        reason=outcome.reason,
        parts=parts,
    )


def malformed_report(stated: MalformedClaim) -> ClaimReport:
    """A formula that was refused, and why."""
    remedy = f"; {stated.error.remedy}" if stated.error.remedy else ""
    return ClaimReport(
        name=stated.name,
        statement="",
        reading=stated.formula,
        verdict="malformed",
        expected="malformed",
        scope="",
        reason=f"{stated.error.what}{remedy}",
        note=stated.note,
    )


def measurement_report(stated: Measurement) -> MeasurementReport:
    """What was measured, carried out now."""
    return MeasurementReport(stated.name, stated.statement, tuple(stated.complaints()))


def _lines(recursion: Recursion) -> tuple[tuple[str, Definition, Context], ...]:
    """What every layer is, and what is claimed of it."""
    context = recursion.step_claim().context
    if isinstance(recursion, ForwardRecursion):
        return (
            ("first layer", recursion.start, context),
            ("next layer", recursion.step, context),
            ("claimed at the first layer", recursion.start_value, context),
            ("claimed at the next layer", recursion.step_value, context),
        )
    return (
        ("after the last layer", recursion.last, context),
        ("layer after", recursion.step, context),
        ("claimed at the last layer", recursion.last_value, context),
        ("claimed at the layer before", recursion.step_value, context),
    )


def _statement(recursion: Recursion) -> str:
    rows: list[str] = []
    for label, each, context in _lines(recursion):
        head, body = latex(Entry(each.name, each.indices), context), latex(each.body, context)
        rows.append(rf"\text{{{label}: }} & {head} = {body}")
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _reading(recursion: Recursion) -> str:
    rows = [
        f"{label}: {text(Entry(each.name, each.indices))} = {text(each.body, each.indices)}"
        for label, each, _ in _lines(recursion)
    ]
    return "; ".join(rows)
