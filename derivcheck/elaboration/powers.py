"""Rules for powers, roots and norms."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.terms import Apply as ApplyTerm
from derivcheck.core.terms import Power, Term, times
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration.sizes import Mismatch
from derivcheck.elaboration.values import Value, number
from derivcheck.meaning.expressions import Expression, Inverse, Norm, Number, Raise

HIGHEST_POWER = 6
"""A matrix to a higher power is not written out."""

_OF_INVERSES = frozenset(range(-HIGHEST_POWER, -1))
"""Powers of a matrix that are powers of its inverse."""

HIGHEST_NUMBER = 63
"""A number to a higher power is not computed."""

NORM = "the norm of a matrix is taken over its entries"


def raised(e: Elaborator, node: Expression) -> Value:
    """A power; |x|^2 is a sum of squares."""
    assert isinstance(node, Raise)
    if isinstance(node.base, Norm) and node.base.order != "1" and node.exponent == Number(Fraction(2)):
        return _norm_power(e, node.base)
    exponent, base = e.value(node.exponent), e.value(node.base)
    if not exponent.is_scalar:
        e.found.note("the power goes entry by entry", 1)
    if exponent.is_scalar and exponent.constant is not None:
        if base.is_matrix and exponent.constant in _OF_INVERSES:
            return power(e, e.value(Inverse(node.base, span=node.span)), -exponent.constant)
        _check_matrix_power(e, base, exponent.constant, node)
        return power(e, base, exponent.constant)
    if base.is_matrix and e.sizes.same(*base.axes):
        raise MeaningError("a power of a square matrix that is no number", span=node.span)
    return e.arrays.entrywise(base, exponent, _symbolic_power, "the power")


def _check_matrix_power(e: Elaborator, base: Value, exponent: Fraction, node: Raise) -> None:
    """Of a square matrix A^7, A^{-7} and A^{1/2} are no powers of its entries."""
    if not base.is_matrix or (exponent.denominator == 1 and 1 <= exponent <= HIGHEST_POWER):
        return
    if e.sizes.same(*base.axes) or (exponent.denominator == 1 and exponent < 1):
        raise MeaningError(f"the power {exponent} of a matrix", span=node.span)


def power(e: Elaborator, base: Value, exponent: Fraction) -> Value:
    """base to a rational power: of a square matrix the product, of a vector entry by entry."""
    if base.constant is not None and _is_computed(base.constant, exponent):
        return number(base.constant ** int(exponent))
    if base.is_matrix and exponent.denominator == 1 and 1 <= exponent <= HIGHEST_POWER:
        mark = e.sizes.mark()
        try:
            return _repeated(e, base, int(exponent))
        except Mismatch:
            e.sizes.undo(mark)
    if not base.is_scalar:
        e.found.note("the power goes entry by entry", 1)
    return e.arrays.mapped(base, lambda entry: Power(entry, exponent))


def _is_computed(base: Fraction, exponent: Fraction) -> bool:
    return exponent.denominator == 1 and (base != 0 or exponent > 0) and abs(exponent) <= HIGHEST_NUMBER


def _repeated(e: Elaborator, base: Value, count: int) -> Value:
    found = base
    for _ in range(count - 1):
        found = e.arrays.product(found, base)
    return found


def _symbolic_power(base: Term, exponent: Term) -> Term:
    """b^e = exp(e log b), for b > 0."""
    return ApplyTerm("exp", exponent * ApplyTerm("log", base))


def norm(e: Elaborator, node: Expression) -> Value:
    """The Euclidean norm (of a matrix: Frobenius), or the sum of the absolute values."""
    assert isinstance(node, Norm)
    return e.arrays.mapped(
        _norm_power(e, node), lambda entry: entry if node.order == "1" else Power(entry, Fraction(1, 2))
    )


def _norm_power(e: Elaborator, node: Norm) -> Value:
    base = e.value(node.base)
    if base.is_matrix and node.order != "F":
        e.found.note(NORM)
    if node.order == "1":
        return e.arrays.summed(base, lambda at: ApplyTerm("abs", base.entry(at)))
    if node.order in ("2", "F"):
        return e.arrays.summed(base, lambda at: times(base.entry(at), base.entry(at)))
    raise MeaningError(f"the norm of order {node.order}", span=node.span)
