"""The elementwise functions of the term language, as a table.

Functions whose definition uses exp, log and powers alone are expanded before anything is decided, so
that their identities follow from those of exp; the others stay as they are and bring a derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from derivcheck.core.terms import Apply, Constant, Number, Power, Term


@dataclass(frozen=True, slots=True)
class Function:
    """One row: how the function is defined and differentiated, and where it is defined.

    `definition` is None for the primitives exp and log and for functions with a kink. `derivative` gives
    f'(u) as a term in u. `domain` says where f itself is defined, `smooth` where f' is: "all" (the whole
    real line), "positive" or "nonzero" arguments.
    """

    name: str
    latex: str
    derivative: Callable[[Term], Term]
    definition: Callable[[Term], Term] | None = None
    domain: str = "all"
    smooth: str = "all"


def exp(u: Term) -> Term:
    return Apply("exp", u)


def log(u: Term) -> Term:
    return Apply("log", u)


def sqrt(u: Term) -> Term:
    return Power(u, Fraction(1, 2))


def sigmoid(u: Term) -> Term:
    return Apply("sigmoid", u)


def tanh(u: Term) -> Term:
    return Apply("tanh", u)


def step(u: Term) -> Term:
    return Apply("step", u)


def sign(u: Term) -> Term:
    return Apply("sign", u)


def erf(u: Term) -> Term:
    return Apply("erf", u)


def _error_slope(u: Term) -> Term:
    return 2 * Power(Constant("pi"), Fraction(-1, 2)) * exp(-(u**2))


def _gelu(u: Term) -> Term:
    """u Phi(u), Phi the normal distribution function (Hendrycks and Gimpel, 2016); not its tanh form."""
    return u * _normal(u)


def _normal(u: Term) -> Term:
    return (1 + erf(u * Power(Number(Fraction(2)), Fraction(-1, 2)))) / 2


def _gelu_slope(u: Term) -> Term:
    return _normal(u) + u * exp(-(u**2) / 2) * Power(2 * Constant("pi"), Fraction(-1, 2))


def _silu(u: Term) -> Term:
    return u * sigmoid(u)


def _silu_slope(u: Term) -> Term:
    return sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u))


def _logistic_slope(u: Term) -> Term:
    return sigmoid(u) * (1 - sigmoid(u))


def _tanh_slope(u: Term) -> Term:
    return 1 - tanh(u) ** 2


def _zero(_: Term) -> Term:
    return Number(Fraction(0))


# fmt: off
FUNCTIONS: dict[str, Function] = {row.name: row for row in (
    Function("exp",      r"\exp",              exp),
    Function("log",      r"\log",              lambda u: 1 / u, domain="positive", smooth="positive"),
    Function("sigmoid",  r"\sigma",            _logistic_slope, lambda u: 1 / (1 + exp(-u))),
    Function("tanh",     r"\tanh",             _tanh_slope, lambda u: 1 - 2 / (1 + exp(2 * u))),
    Function("softplus", r"\mathrm{softplus}", sigmoid, lambda u: log(1 + exp(u))),
    Function("silu",     r"\mathrm{silu}",     _silu_slope, _silu),
    Function("gelu",     r"\mathrm{gelu}",     _gelu_slope, _gelu),
    Function("erf",      r"\mathrm{erf}",      _error_slope),
    Function("relu",     r"\mathrm{relu}",     step, smooth="nonzero"),
    Function("abs",      r"\mathrm{abs}",      sign, smooth="nonzero"),
    Function("sign",     r"\mathrm{sign}",     _zero, domain="nonzero", smooth="nonzero"),
    Function("step",     r"\mathrm{step}",     _zero, domain="nonzero", smooth="nonzero"),
)}
# fmt: on
