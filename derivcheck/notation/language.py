"""Everything that a problem file writes its formulas with."""

from __future__ import annotations

from derivcheck.notation.arrays import Array, Statement
from derivcheck.notation.assumptions import one_hot, orthogonal, positive, probability, symmetric
from derivcheck.notation.cases import when_different, when_equal
from derivcheck.notation.composites import commutation, kron, unvec, vec
from derivcheck.notation.declarations import dim, index, scalar, tensor
from derivcheck.notation.derivatives import differential, directional, hessian, laplacian
from derivcheck.notation.distributions import covariance, cross_entropy, entropy, expectation, kl, variance
from derivcheck.notation.elementwise import (
    absolute,
    erf,
    exp,
    gelu,
    leaky_relu,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    sign,
    silu,
    softplus,
    sqrt,
    step,
    tanh,
)
from derivcheck.notation.inverses import det, inverse, logdet
from derivcheck.notation.norms import frobenius, norm1, norm2, squared_norm
from derivcheck.notation.operations import (
    components,
    delta,
    diag,
    dot,
    equation,
    gradient,
    identity,
    jacobian,
    log_softmax,
    logsumexp,
    mean,
    ones,
    outer,
    partial,
    product,
    softmax,
    spread,
    total,
    trace,
)
from derivcheck.notation.symbols import sympy

Rational = sympy.Rational
"""An exact fraction: Rational(1, 2)."""

pi = sympy.pi
"""The number pi."""

__all__ = [
    "Array",
    "Rational",
    "Statement",
    "absolute",
    "commutation",
    "components",
    "covariance",
    "cross_entropy",
    "delta",
    "det",
    "diag",
    "differential",
    "dim",
    "directional",
    "dot",
    "entropy",
    "equation",
    "erf",
    "exp",
    "expectation",
    "frobenius",
    "gelu",
    "gradient",
    "hessian",
    "identity",
    "index",
    "inverse",
    "jacobian",
    "kl",
    "kron",
    "laplacian",
    "leaky_relu",
    "log",
    "log_softmax",
    "logdet",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "norm1",
    "norm2",
    "one_hot",
    "ones",
    "orthogonal",
    "outer",
    "partial",
    "pi",
    "positive",
    "probability",
    "product",
    "relu",
    "scalar",
    "sigmoid",
    "sign",
    "silu",
    "softmax",
    "softplus",
    "spread",
    "sqrt",
    "squared_norm",
    "step",
    "symmetric",
    "tanh",
    "tensor",
    "total",
    "trace",
    "unvec",
    "variance",
    "vec",
    "when_different",
    "when_equal",
]
