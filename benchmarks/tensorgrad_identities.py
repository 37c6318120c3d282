"""The same identities in tensorgrad 0.3, whose sizes are symbolic as well.

Both sides are simplified in full and compared up to the names of edges, which is how tensorgrad compares.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import tensorgrad.functions as F
from sympy import symbols
from tensorgrad import Delta, Derivative, Tensor, Variable

Sides = tuple[Tensor, Tensor]

D, H, K = symbols("D H K")


def _jacobian() -> Sides:
    p = F.softmax(Variable("z", K), ("K",))
    lhs = Derivative(p, Variable("z", K), {"K": "L"})
    return lhs, Delta(K, "K", "L") * p - p * p.rename(K="L")


def _cross_entropy() -> Sides:
    """Without the assumption sum y = 1, which tensorgrad has no way to state."""
    z, y = Variable("z", K), Variable("y", K)
    return Derivative(F.cross_entropy(z, y, ("K",)), z), F.softmax(z, ("K",)) * F.sum(y) - y


def _two_layers() -> Sides:
    x, y = Variable("x", D), Variable("y", K)
    first, second = Variable("W1", D, H), Variable("W2", H, K)
    h = F.sigmoid(x @ first + Variable("b1", H))
    scores = h @ second + Variable("b2", K)
    error = F.softmax(scores, ("K",)) * F.sum(y) - y
    return Derivative(F.cross_entropy(scores, y, ("K",)), first), x * ((error @ second) * h * (1 - h))


IDENTITIES: dict[tuple[str, str], Callable[[], Sides]] = {
    ("softmax_cross_entropy", "softmax Jacobian"): _jacobian,
    ("softmax_cross_entropy", "dJ/dz"): _cross_entropy,
    ("two_layer_backprop", "dJ/dW1"): _two_layers,
}


def measure(identity: tuple[str, str]) -> tuple[float, bool] | None:
    """Seconds of processor time, and whether the sides came out equal.

    None for an identity that is not stated here.
    """
    if identity not in IDENTITIES:
        return None
    begun = time.process_time()
    lhs, rhs = IDENTITIES[identity]()
    equal = lhs.full_simplify() == rhs.full_simplify()
    return time.process_time() - begun, bool(equal)
