"""Everything that a problem file writes its formulas with."""

from __future__ import annotations

from derivcheck.notation.arrays import Array, Statement
from derivcheck.notation.declarations import dim, index, scalar, tensor
from derivcheck.notation.operations import (
    absolute,
    components,
    delta,
    diag,
    dot,
    equation,
    exp,
    gradient,
    identity,
    jacobian,
    log,
    log_softmax,
    mean,
    ones,
    outer,
    partial,
    relu,
    sigmoid,
    softmax,
    softplus,
    sqrt,
    squared_norm,
    tanh,
    total,
)
from derivcheck.notation.symbols import sympy

Rational = sympy.Rational
"""An exact fraction: Rational(1, 2)."""

__all__ = [
    "Array",
    "Rational",
    "Statement",
    "absolute",
    "components",
    "delta",
    "diag",
    "dim",
    "dot",
    "equation",
    "exp",
    "gradient",
    "identity",
    "index",
    "jacobian",
    "log",
    "log_softmax",
    "mean",
    "ones",
    "outer",
    "partial",
    "relu",
    "scalar",
    "sigmoid",
    "softmax",
    "softplus",
    "sqrt",
    "squared_norm",
    "tanh",
    "tensor",
    "total",
]
