"""Matrices that are symmetric as they are written: L L^T, X^T X + lambda I, sum_i x_i x_i^T."""

from __future__ import annotations

from derivcheck.meaning.expressions import (
    Add,
    Divide,
    Expression,
    Identity,
    Inverse,
    Multiply,
    Number,
    Reduce,
    Transpose,
    Variable,
)

_SCALARS = frozenset(("alpha", "beta", "gamma", "lambda", "epsilon", "eta", "sigma", "tau"))


def is_symmetric(body: Expression, known: frozenset[str] = frozenset()) -> bool:
    """Whether an expression, if it is a matrix, is its own transpose. `known`: symmetric names."""
    match body:
        case Identity():
            return True
        case Variable(name=name):
            return name in known
        case Inverse(base=base) | Transpose(base=base):
            return is_symmetric(base, known)
        case Add(terms=terms):
            return all(is_symmetric(each, known) for each in terms)
        case Reduce(operator="sum", body=inner):
            return is_symmetric(inner, known)
        case Divide(over=over, under=under):
            return _is_number(under) and is_symmetric(over, known)
        case Multiply(factors=factors, operators=operators) if set(operators) <= {""}:
            matrices = [each for each in factors if not _is_number(each)]
            return len(matrices) > 0 and _reads_the_same(matrices, known)
        case _:
            return False


def _is_number(node: Expression) -> bool:
    return isinstance(node, Number) or (isinstance(node, Variable) and node.name in _SCALARS)


def _reads_the_same(factors: list[Expression], known: frozenset[str]) -> bool:
    """Whether the transposed factors in reverse order are the factors."""
    if len(factors) == 1:
        return is_symmetric(factors[0], known)
    outer = _transposed(factors[0]) == factors[-1]
    return outer and (len(factors) == 2 or _reads_the_same(factors[1:-1], known))


def _transposed(node: Expression) -> Expression:
    return node.base if isinstance(node, Transpose) else Transpose(node)
