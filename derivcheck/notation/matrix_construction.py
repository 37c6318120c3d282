"""Building expressions in matrix notation in their usual form: numbers in front, chains flattened."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.notation.matrix_expressions import (
    SCALAR,
    Add,
    Constant,
    Diagonal,
    Hadamard,
    Identity,
    InverseName,
    MatMul,
    MatrixExpr,
    Name,
    Ones,
    Scale,
    Transpose,
)


def transpose(inner: MatrixExpr) -> MatrixExpr:
    """The transpose, carried inside where that reads better: y^T X for (X^T y)^T."""
    match inner:
        case Transpose(original):
            return original
        case Ones(rows, columns):
            return Ones(columns, rows)
        case Scale(number, scalars, body):
            return Scale(number, scalars, transpose(body))
        case MatMul(factors) if all(
            isinstance(part, Name | InverseName | Transpose | Ones) for part in factors
        ):
            return matmul(*(transpose(part) for part in reversed(factors)))
        case Identity(_) | Diagonal(_):
            return inner
        case _:
            return inner if inner.shape == SCALAR else Transpose(inner)


def diagonal(vector: MatrixExpr) -> MatrixExpr:
    """The diagonal matrix; how the vector is oriented does not matter."""
    return Diagonal(vector.inner if isinstance(vector, Transpose) else vector)


def matmul(*factors: MatrixExpr) -> MatrixExpr:
    """The product of the chain: nested chains flattened, numbers in front, identities left out."""
    number, scalars, parts = Fraction(1), list[MatrixExpr](), list[MatrixExpr]()
    for factor in factors:
        inner = factor
        if isinstance(factor, Scale):
            number, inner = number * factor.number, factor.inner
            scalars.extend(factor.scalars)
        if isinstance(inner, Identity):
            continue
        parts.extend(inner.factors if isinstance(inner, MatMul) else (inner,))
    if not parts:
        parts.append(factors[0])
    return scale(number, tuple(scalars), parts[0] if len(parts) == 1 else MatMul(tuple(parts)))


def hadamard(*factors: MatrixExpr) -> MatrixExpr:
    """The product entry by entry; matrix products first, as backpropagation is written."""
    number, scalars, parts = Fraction(1), list[MatrixExpr](), list[MatrixExpr]()
    for factor in factors:
        inner = factor
        if isinstance(factor, Scale):
            number, inner = number * factor.number, factor.inner
            scalars.extend(factor.scalars)
        parts.extend(inner.factors if isinstance(inner, Hadamard) else (inner,))
    parts.sort(key=lambda part: not isinstance(part, MatMul))
    return scale(number, tuple(scalars), parts[0] if len(parts) == 1 else Hadamard(tuple(parts)))


def scale(number: Fraction, scalars: tuple[MatrixExpr, ...], inner: MatrixExpr) -> MatrixExpr:
    """number * scalars * inner, where all numbers are collected in front."""
    kept: list[MatrixExpr] = []
    for scalar in scalars:
        match scalar:
            case Constant(value):
                number *= value
            case Scale(value, more, body):
                number *= value
                kept.extend((*more, body))
            case _:
                kept.append(scalar)
    match inner:
        case Scale(value, more, body):
            return scale(number * value, (*kept, *more), body)
        case Constant(value) if kept:
            return scale(number * value, tuple(kept[:-1]), kept[-1])
        case Constant(value):
            return Constant(number * value)
        case _:
            return Scale(number, tuple(kept), inner) if kept or number != 1 else inner


def add(*terms: MatrixExpr) -> MatrixExpr:
    """The sum, flattened; a matrix that stands first or last in every summand is taken out."""
    parts: list[MatrixExpr] = []
    for each in terms:
        parts.extend(each.terms if isinstance(each, Add) else (each,))
    if len(parts) == 1:
        return parts[0]
    for place in (0, -1):
        opened = [_without(part, place) for part in parts]
        shared = {factor for factor, _ in opened}
        factor = shared.pop()
        if factor is not None and not shared:
            inner = add(*(rest for _, rest in opened))
            return matmul(factor, inner) if place == 0 else matmul(inner, factor)
    return Add(tuple(parts))


def _without(expr: MatrixExpr, place: int) -> tuple[MatrixExpr | None, MatrixExpr]:
    """The first or last factor of a chain, where it is a matrix, and the rest of the chain."""
    match expr:
        case Scale(number, scalars, inner):
            factor, rest = _without(inner, place)
            return factor, scale(number, scalars, rest)
        case MatMul(factors) if None not in factors[place].shape:
            return factors[place], matmul(*(factors[1:] if place == 0 else factors[:-1]))
        case _:
            return None, expr
