"""SymPy on the components of a claim at one size, in a process of its own: seconds, or nothing past a limit.

Run as: python -m benchmarks.components PROBLEM CLAIM SIZE simplify|cancel LIMIT
Counted is the processor time from the claim to its answer: writing out the components, differentiating
them with SymPy, bringing each difference of the two sides to 0. Importing is not counted.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import sympy
from sympy.core.cache import clear_cache

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context
from derivcheck.core.terms import free_indices
from derivcheck.methods.sympy_components import unrolling
from derivcheck.problem_files import load

METHODS = {"simplify": sympy.simplify, "cancel": sympy.cancel}
RUNS = 5
STARTING = 60
"""Seconds for starting the process and importing."""

TOP = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Measured:
    """`seconds` is None past the limit; `settled` of the differences of `components` came out as 0."""

    seconds: float | None
    components: int
    settled: int


def measure(problem: str, claim: str, size: int, method: str, limit: float) -> Measured:
    """The components of a claim of a shipped problem at one size, in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.components", problem, claim, str(size), method, str(limit)]
    try:
        done = subprocess.run(
            command, cwd=TOP, check=True, capture_output=True, text=True, timeout=STARTING + limit
        )
    except subprocess.TimeoutExpired:
        return Measured(None, 0, 0)
    return Measured(**json.loads(done.stdout))


def stated(problem: str, claim: str) -> Claim:
    """A claim of a shipped problem, by their names."""
    found = load(TOP / "problems" / f"{problem}.py")
    return next(each.claim for each in found.claims if each.name == claim)


def differences(claim: Claim, size: int) -> list[sympy.Expr]:
    """Left side minus right side at every component, the assumed equations solved for one symbol."""
    unrolled = unrolling.Unrolling(claim.context, dict.fromkeys(claim.context.sizes(), size))
    points = unrolled.components(claim.free)
    found = [unrolled.at(claim.lhs, point) - unrolled.at(claim.rhs, point) for point in points]
    for equation in _equations(unrolled, claim.context):
        symbol = max(equation.free_symbols, key=lambda each: int(each.name[1:]))
        (value,) = sympy.solve(equation, symbol)
        found = [each.subs(symbol, value) for each in found]
    return found


def _equations(unrolled: unrolling.Unrolling, context: Context) -> list[sympy.Expr]:
    return [
        unrolled.at(assumption.lhs, point) - unrolled.at(assumption.rhs, point)
        for assumption in context.assumptions
        if assumption.relation == "="
        for point in unrolled.components(_free(assumption))
    ]


def _free(assumption: Assumption) -> Sequence:
    return sorted(free_indices(assumption.lhs) | free_indices(assumption.rhs))


def _stop(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError


def timed(claim: Claim, size: int, method: str, limit: float) -> Measured:
    """Median of a few runs, each from an empty cache, with an alarm at the limit for all of them."""
    found: list[Measured] = []
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        while len(found) < RUNS and sum(each.seconds or 0 for each in found) < limit / 4:
            clear_cache()
            found.append(_once(claim, size, method))
    except TimeoutError:
        pass
    signal.setitimer(signal.ITIMER_REAL, 0)
    return (
        sorted(found, key=lambda each: each.seconds or 0)[len(found) // 2] if found else Measured(None, 0, 0)
    )


def _once(claim: Claim, size: int, method: str) -> Measured:
    begun = time.process_time()
    parts = differences(claim, size)
    settled = sum(METHODS[method](part) == 0 for part in parts)
    return Measured(time.process_time() - begun, len(parts), settled)


def main() -> None:
    """Measure once and print it as JSON. The limit here is in seconds, not in nodes."""
    unrolling.BUDGET = unrolling.LARGEST = sys.maxsize
    problem, claim, size, method, limit = sys.argv[1:]
    found = timed(stated(problem, claim), int(size), method, float(limit))
    sys.stdout.write(json.dumps(vars(found)))


if __name__ == "__main__":
    main()
