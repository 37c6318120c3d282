"""Terms in index notation read back into matrix notation; every reading is proved equal to its term."""

from __future__ import annotations

from dataclasses import dataclass

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, entries
from derivcheck.core.terms import Entry, Index, Partial, Term
from derivcheck.notation.latex import latex_name
from derivcheck.notation.matrix import lower_matrix, matrix_latex, matrix_text, read_matrix
from derivcheck.report.model import VerdictWord
from derivcheck.verification.claims import WORDS, Decide


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole array in matrix notation, and whether its entry is proved to be the term."""

    latex: str
    text: str
    verdict: VerdictWord


def reading(term: Term, axes: tuple[Index, ...], context: Context, decide: Decide) -> Reading | None:
    """The term in matrix notation, its free indices in the order of the axes; None where there is no form."""
    found = read_matrix(term, axes, context)
    if found is None:
        return None
    outcome = decide(Claim(context, term, lower_matrix(found, axes)))
    return Reading(matrix_latex(found, context), matrix_text(found, context), WORDS[outcome.verdict])


def equation(claim: Claim, axes: tuple[Index, ...], decide: Decide) -> str:
    """The claim in matrix notation, as LaTeX; empty where it speaks of scalars, or a side has no reading."""
    if not any(entry.subscripts for side in (claim.lhs, claim.rhs) for entry in entries(side)):
        return ""
    right = reading(claim.rhs, axes, claim.context, decide)
    left = _left(claim, axes, decide)
    proved = right is not None and right.verdict == "proved"
    return f"{left} = {right.latex}" if right is not None and proved and left else ""


def _left(claim: Claim, axes: tuple[Index, ...], decide: Decide) -> str:
    if isinstance(claim.lhs, Partial):
        return fraction(claim.lhs, claim.context)
    found = reading(claim.lhs, axes, claim.context, decide)
    return found.latex if found is not None and found.verdict == "proved" else ""


def fraction(derivative: Partial, context: Context) -> str:
    """The derivative of one whole array by another, as LaTeX; empty where the body is no single array."""
    if not isinstance(derivative.body, Entry):
        return ""
    above, below = (latex_name(entry.tensor, context) for entry in (derivative.body, derivative.variable))
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"
