"""Proof by normal form, at symbolic size.

First with every named intermediate kept, then with the nonlinear ones unfolded (they carry relations such
as h' = h (1 - h)), then with all of them: the first stage at which the difference is zero is enough. The
kernel normalizes, so that what it replays afterwards it need not normalize twice.
"""

from __future__ import annotations

from derivcheck import kernel
from derivcheck.calculus import residual
from derivcheck.calculus.nodes import Polynomial
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import StopReason

BUDGET = kernel.BUDGET
"""Products of monomials that a claim may take."""

UNFOLDINGS: tuple[kernel.Unfolding, ...] = ("nonlinear", "everything")
"""What is unfolded in turn where the difference does not vanish by itself."""


def find_unfolding(claim: Claim, *, budget: int = BUDGET) -> tuple[str, ...] | Term | StopReason:
    """The intermediates to unfold for the sides to have one normal form, else the residual, else why not.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    found = find_difference(claim, budget=budget)
    return residual.to_term(found) if isinstance(found, Polynomial) else found


def find_difference(claim: Claim, *, budget: int = BUDGET) -> tuple[str, ...] | Polynomial | StopReason:
    """The same with the residual as a normal form."""
    check_claim(claim)
    try:
        return _search(claim, budget)
    except (LimitError, RecursionError):
        return StopReason.LIMIT


def _search(claim: Claim, budget: int) -> tuple[str, ...] | Polynomial:
    folded = kernel.difference(claim, "nothing", budget)
    if folded.zero:
        return ()
    for unfolding in UNFOLDINGS:
        found = kernel.difference(claim, unfolding, budget)
        if found.zero:
            return found.unfolded
    return folded.form
