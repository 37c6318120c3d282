"""Identities in Maxima, where it is installed: the components at size 3, by ratsimp of their differences."""

from __future__ import annotations

import os
import subprocess

PROGRAMS = {
    ("softmax_cross_entropy", "softmax Jacobian"): """
        s: sum(exp(z[k]), k, 1, 3)$
        p(i) := exp(z[i]) / s$
        d(i, j) := diff(p(i), z[j]) - (if i = j then p(i) else 0) + p(i) * p(j)$
        print(makelist(makelist(ratsimp(d(i, j)), i, 1, 3), j, 1, 3))$""",
    ("softmax_cross_entropy", "dJ/dz"): """
        s: sum(exp(z[k]), k, 1, 3)$
        y[3]: 1 - y[1] - y[2]$
        J: -sum(y[k] * log(exp(z[k]) / s), k, 1, 3)$
        print(makelist(ratsimp(diff(J, z[i]) - exp(z[i]) / s + y[i]), i, 1, 3))$""",
}
ZERO = set("[], 0\n")


def measure(identity: tuple[str, str], limit: float) -> tuple[float, bool] | None:
    """Seconds of processor time with the start of Maxima, and whether every component is 0.

    None for an identity that is not stated here.
    """
    if identity not in PROGRAMS:
        return None
    begun = _spent()
    command = ["maxima", "--very-quiet", f"--batch-string={PROGRAMS[identity]}"]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return limit, False
    last = done.stdout.strip().rsplit("\n", 1)[-1]
    return _spent() - begun, "0" in last and set(last) <= ZERO


def _spent() -> float:
    """Processor time of the processes that this one started and that have ended."""
    times = os.times()
    return times.children_user + times.children_system
