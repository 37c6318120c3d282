"""Contexts and claims that the tests of evaluation, refutation, diagnosis and mutation share."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.functions import exp, log, sigmoid
from derivcheck.core.terms import Dimension, Entry, Index, Partial, Subscript, Term, Total, term
from derivcheck.core.verdicts import Instance

D, H, K, N = "D", "H", "K", "n"
i, j, k, o, m = Index("i", D), Index("j", H), Index("k", K), Index("o", K), Index("m", K)
a, b, c = Index("a", N), Index("b", N), Index("c", N)
ONE, ZERO = term(1), term(0)


def entry(name: str, *subscripts: Subscript) -> Entry:
    return Entry(name, subscripts)


def context(*assumptions: Assumption, **tensors: tuple[str | int, ...]) -> Context:
    return Context({name: Tensor(name, axes) for name, axes in tensors.items()}, {}, assumptions)


def point(sizes: dict[str, int] | None = None, **values: object) -> Instance:
    """An Instance of scalars and vectors: point({"K": 2}, x=3, z=[1, 2])."""
    found: dict[tuple[str, tuple[int, ...]], Fraction] = {}
    for name, value in values.items():
        if isinstance(value, list):
            found |= {(name, (place,)): Fraction(v) for place, v in enumerate(value, start=1)}
        else:
            assert isinstance(value, int | Fraction)
            found[name, ()] = Fraction(value)
    return Instance(sizes or {}, found)


def softmax(z: str, at: Index, over: Index) -> Term:
    return exp(entry(z, at)) / Total(over, exp(entry(z, over)))


SUM_TO_ONE = Assumption("=", Total(k, entry("y", k)), ONE)
NETWORK = Context(
    {name: Tensor(name, axes) for name, axes in {"x": (D,), "V": (D, H), "W": (H, K), "y": (K,)}.items()},
    {
        "phi": Definition("phi", (j,), Total(i, entry("x", i) * entry("V", i, j))),
        "h": Definition("h", (j,), sigmoid(entry("phi", j))),
        "theta": Definition("theta", (k,), Total(j, entry("h", j) * entry("W", j, k))),
        "p": Definition("p", (k,), softmax("theta", k, o)),
        "J": Definition("J", (), -Total(k, entry("y", k) * log(entry("p", k)))),
    },
    (SUM_TO_ONE,),
)
LOSS = entry("J")
BACKPROP = Claim(
    NETWORK,
    Partial(LOSS, entry("V", i, j)),
    entry("x", i)
    * entry("h", j)
    * (1 - entry("h", j))
    * Total(k, entry("W", j, k) * (entry("p", k) - entry("y", k))),
)
CROSS_ENTROPY = Claim(NETWORK, Partial(LOSS, entry("theta", k)), entry("p", k) - entry("y", k))

LOGISTIC = Context(
    {name: Tensor(name, axes) for name, axes in {"X": (N, D), "t": (N,), "w": (D,), "lam": ()}.items()}
)
_margin = Total(i, entry("X", a, i) * entry("w", i))
d = Index("d", D)
OBJECTIVE = -(1 / Dimension(N)) * Total(
    a, entry("t", a) * log(sigmoid(_margin)) + (1 - entry("t", a)) * log(1 - sigmoid(_margin))
) + entry("lam") / 2 * Total(i, entry("w", i) ** 2)
DATA_TERM = Total(a, entry("X", a, d) * (sigmoid(_margin) - entry("t", a)))
LOGISTIC_LEFT = Partial(OBJECTIVE, entry("w", d))
PENALTY = entry("lam") * entry("w", d)
LOGISTIC_GRADIENT = Claim(LOGISTIC, LOGISTIC_LEFT, DATA_TERM / Dimension(N) + PENALTY)
