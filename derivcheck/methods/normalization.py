"""Proof by normal form, at symbolic size.

First with every named intermediate kept, then with the nonlinear ones unfolded (they carry relations such
as h' = h (1 - h)), then with all of them: the first stage at which the difference is zero is enough.
"""

from __future__ import annotations

from derivcheck.calculus import residual
from derivcheck.calculus.nodes import Polynomial
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.normalizers import Normalizers
from derivcheck.calculus.zero import is_shown_zero
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import StopReason

_normalizers = Normalizers()

BUDGET = 200_000
"""Products of monomials that a claim may take."""


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
        return _normalizers.run(claim.context, lambda normalizer: _search(normalizer, claim), budget)
    except (LimitError, RecursionError):
        return StopReason.LIMIT


def _search(normalizer: Normalizer, claim: Claim) -> tuple[str, ...] | Polynomial:
    everything = frozenset(claim.context.definitions)
    folded = normalizer.normalize(claim.lhs - claim.rhs)
    if is_shown_zero(normalizer.algebra, folded):
        return ()
    difference, names = normalizer.unfold_nonlinear(folded)
    if difference is not folded and is_shown_zero(normalizer.algebra, difference):
        return tuple(sorted(names))
    unfolded = normalizer.unfold(difference, everything)
    if unfolded is not difference and is_shown_zero(normalizer.algebra, unfolded):
        return tuple(sorted(everything))
    return folded
