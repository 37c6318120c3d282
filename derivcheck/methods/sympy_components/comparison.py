"""A claim at fixed small sizes, component by component, in SymPy: a route of its own, and never a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import sympy

from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError
from derivcheck.core.indices import Index
from derivcheck.core.terms import Term, free_indices
from derivcheck.methods.sympy_components.elementary import Elementary, visible
from derivcheck.methods.sympy_components.quotients import Quotient
from derivcheck.methods.sympy_components.unrolling import Unrolling

SCALES = (1.0, 0.125)
"""How large the entries are at the points at which a difference is looked at."""

COMPONENTS = 64
"""Components of a claim that are compared at one choice of sizes."""


@dataclass(frozen=True, slots=True)
class AgreesAt:
    """At these sizes every component of the difference is the rational function 0."""

    sizes: Mapping[str, int]
    components: int


@dataclass(frozen=True, slots=True)
class DiffersAt:
    """At these sizes and components the difference is no 0, and is not 0 at a point."""

    sizes: Mapping[str, int]
    indices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UndecidedAt:
    """At these sizes nothing was found, and why."""

    sizes: Mapping[str, int]
    reason: str


Comparison: TypeAlias = AgreesAt | DiffersAt | UndecidedAt


def compare_components(claim: Claim, *, components: int = COMPONENTS) -> tuple[Comparison, ...]:
    """The claim with all sizes 2, and with sizes 2 and 3 in turn."""
    names = claim.context.sizes()
    square = dict.fromkeys(names, 2)
    mixed = {name: 2 + place % 2 for place, name in enumerate(names)}
    choices = [square] if mixed == square else [square, mixed]
    if len(names) == 1:
        choices = [square, dict.fromkeys(names, 3)]
    return tuple(compare_at(claim, sizes, components=components) for sizes in choices)


def compare_at(claim: Claim, sizes: Mapping[str, int], *, components: int = COMPONENTS) -> Comparison:
    """Both sides of the claim at every component of its free indices, of which there may be so many.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    if claim.context.jacobians:
        return UndecidedAt(sizes, "of a tensor that is a function of another only the Jacobian is known")
    unrolling = Unrolling(claim.context, sizes)
    points = unrolling.components(claim.free)
    if len(points) > components:
        return UndecidedAt(sizes, f"{len(points)} components are more than {components}")
    try:
        equations = _equations(claim.context, unrolling)
        sides = [(_side(claim.lhs, unrolling, point), _side(claim.rhs, unrolling, point)) for point in points]
        functions = Elementary(
            [side for pair in sides for side in pair], equations.solved, equations.idempotent
        )
        for point, pair in zip(points, sides, strict=True):
            where = {index.name: component for index, component in point.items()}
            found = _compared(functions, pair, equations, sizes, where)
            if found is not None:
                return found
    except LimitError as error:
        return UndecidedAt(sizes, error.what)
    return AgreesAt(sizes, len(points))


def _side(side: Term, unrolling: Unrolling, point: Mapping[Index, int]) -> sympy.Expr:
    return unrolling.at(side, {index: point[index] for index in free_indices(side)})


def _compared(
    functions: Elementary,
    sides: tuple[sympy.Expr, sympy.Expr],
    equations: _Equations,
    sizes: Mapping[str, int],
    where: Mapping[str, int],
) -> Comparison | None:
    """None where the sides are equal."""
    left, right = map(functions.read, sides)
    field = functions.field
    difference = functions.reduced(field.sum((left, field.product((field.number(-1), right)))))
    if not difference.numerator:
        return None
    if equations.unsolved:
        return UndecidedAt(sizes, "an assumption could not be solved for one of its entries")
    if any(_differs(difference, functions, scale) for scale in SCALES):
        return DiffersAt(sizes, where)
    return UndecidedAt(sizes, "the difference is no rational function 0, and no number shows that it differs")


def _differs(difference: Quotient, functions: Elementary, scale: float) -> bool:
    """Whether the difference is seen not to be 0 at a point."""
    try:
        return visible(difference.numerator, functions.values(scale))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


@dataclass(frozen=True)
class _Equations:
    """What the equations among the assumptions say: symbols by others, symbols that are 0 or 1."""

    solved: Mapping[sympy.Symbol, sympy.Expr]
    idempotent: frozenset[sympy.Symbol]
    unsolved: bool


def _equations(context: Context, unrolling: Unrolling) -> _Equations:
    """Each equation is solved for an entry that it is linear in, one after the other."""
    solved: dict[sympy.Symbol, sympy.Expr] = {}
    idempotent: set[sympy.Symbol] = set()
    unsolved = False
    for assumption in context.assumptions:
        if assumption.relation != "=":
            continue
        indices = sorted(free_indices(assumption.lhs) | free_indices(assumption.rhs))
        for point in unrolling.components(indices):
            lhs, rhs = (_side(side, unrolling, point) for side in (assumption.lhs, assumption.rhs))
            equation = sympy.expand((lhs - rhs).xreplace(solved))
            if equation == 0:
                continue
            if _is_idempotent(equation):
                idempotent |= equation.free_symbols
                continue
            symbol, value = _solution(equation)
            if symbol is None:
                unsolved = True
                continue
            solved = {known: old.xreplace({symbol: value}) for known, old in solved.items()}
            solved[symbol] = value
    return _Equations(solved, frozenset(idempotent), unsolved)


def _is_idempotent(equation: sympy.Expr) -> bool:
    """Whether the equation is s^2 = s."""
    if len(equation.free_symbols) != 1:
        return False
    (symbol,) = equation.free_symbols
    square = equation.coeff(symbol, 2)
    return square.is_Rational and square != 0 and sympy.expand(equation - square * (symbol**2 - symbol)) == 0


def _solution(equation: sympy.Expr) -> tuple[sympy.Symbol | None, sympy.Expr]:
    """The last symbol with a rational coefficient that occurs nowhere else, and its value."""
    for symbol in sorted(equation.free_symbols, key=lambda s: int(s.name[1:]), reverse=True):
        coefficient = equation.coeff(symbol, 1)
        rest = equation - coefficient * symbol
        if coefficient.is_Rational and coefficient != 0 and symbol not in sympy.expand(rest).free_symbols:
            return symbol, sympy.expand(-rest / coefficient)
    return None, equation
