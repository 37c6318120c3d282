"""Time of a proof, against SymPy on components, tensorgrad and Maxima, and how it grows.

Run from the top of the repository: python -m benchmarks.identities
Prints tables in Markdown. `proof` is the search for the proof, by normal form, for every size; `decided`
is the whole way to the verdict: the same, three Instances compared in Arb balls, and the obligations. Each
time is processor time, a median over fresh Contexts in one warm process.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import components, maxima, networks
from derivcheck.core.claims import Claim
from derivcheck.core.verdicts import Verdict
from derivcheck.methods.decide import decide
from derivcheck.methods.normalization import find_unfolding

Row = Sequence[str]

IDENTITIES = (
    ("softmax_shift_invariance", "softmax(x + c) = softmax(x)"),
    ("sigmoid_derivative", "derivative in the sigmoid"),
    ("softmax_cross_entropy", "softmax Jacobian"),
    ("softmax_cross_entropy", "dJ/dz"),
    ("log_softmax_sum", "dJ/dW"),
    ("two_layer_backprop", "dJ/dW1"),
)
SIZES = (3, 5, 10)
DEPTHS = (1, 2, 4, 8, 16, 32)
LENGTHS = range(2, 13)


def fresh(claim: Claim) -> Claim:
    """The claim under a Context of its own, of which nothing is remembered."""
    return replace(claim, context=replace(claim.context))


def proof_seconds(claims: Sequence[Claim], repetitions: int) -> float:
    """Median seconds to find the proofs of the claims, together."""
    return statistics.median(seconds(find_unfolding, claims, repetitions))


def decision_seconds(claims: Sequence[Claim], repetitions: int) -> float:
    """Median seconds to the verdicts. Raises ValueError for a claim that is not proved."""
    for claim in claims:
        outcome = decide(fresh(claim))
        if outcome.verdict is not Verdict.PROVED:
            raise ValueError(f"{claim.name} is {outcome.verdict.value}: {outcome.reason}")
    return statistics.median(seconds(decide, claims, repetitions))


def seconds(action: Callable[[Claim], object], claims: Sequence[Claim], repetitions: int) -> list[float]:
    """The seconds that all claims take together, once a repetition."""
    found: list[float] = []
    for _ in range(repetitions):
        unseen = [fresh(claim) for claim in claims]
        begun = time.process_time()
        for claim in unseen:
            action(claim)
        found.append(time.process_time() - begun)
    return found


def against_sympy(options: argparse.Namespace) -> Iterator[Row]:
    """One row an identity and a method of SymPy: our times, then its time at each size with the ratios.

    Our proof is timed before and after each of its calls, for the load of the machine may change.
    """
    for problem, name in IDENTITIES[: options.identities]:
        claim = components.stated(problem, name)
        decided = decision_seconds([claim], options.repetitions)
        for method in components.METHODS:
            proofs = seconds(find_unfolding, [claim], options.repetitions)
            measured: list[components.Measured] = []
            for size in options.sizes:
                measured.append(components.measure(problem, name, size, method, options.limit))
                proofs += seconds(find_unfolding, [claim], options.repetitions)
            proof = statistics.median(proofs)
            cells = [_against(each, proof, options.limit) for each in measured]
            yield (f"{problem}: {name}", _milliseconds(proof), _milliseconds(decided), method, *cells)


def _against(measured: components.Measured, proof: float, limit: float) -> str:
    if measured.seconds is None:
        return f"> {limit:g} s (> {limit / proof:,.0f}x)"
    settled = f", {measured.settled} of {measured.components} settled"
    rest = "" if measured.settled == measured.components else settled
    return f"{_seconds(measured.seconds)} ({measured.seconds / proof:,.0f}x{rest})"


def against_engines(options: argparse.Namespace) -> Iterator[Row]:
    """One row an identity that another engine with symbolic sizes, or Maxima at a size, is asked for."""
    engines: dict[str, Callable[[tuple[str, str]], tuple[float, bool] | None]] = {}
    if importlib.util.find_spec("tensorgrad"):
        from benchmarks import tensorgrad_identities

        engines["tensorgrad 0.3, any size"] = tensorgrad_identities.measure
    if shutil.which("maxima"):
        engines["Maxima, K = 3"] = partial(maxima.measure, limit=options.limit)
    for engine, measure in engines.items():
        for identity in IDENTITIES[: options.identities]:
            found = [measure(identity) for _ in range(options.repetitions)]
            spent = [each[0] for each in found if each is not None]
            if spent:
                proof = proof_seconds([components.stated(*identity)], options.repetitions)
                shown = "equal" if all(each and each[1] for each in found) else "not shown equal"
                median = statistics.median(spent)
                yield (": ".join(identity), engine, _seconds(median), f"{median / proof:,.0f}x", shown)


def with_depth(options: argparse.Namespace) -> Iterator[Row]:
    """One row a depth: the whole network, and a layer of it."""
    for depth in options.depths:
        claims = networks.network(depth)
        proof = proof_seconds(claims, options.repetitions)
        decided = decision_seconds(claims, options.repetitions)
        cells = (_milliseconds(proof), _milliseconds(proof / depth), _milliseconds(decided))
        yield (str(depth), *cells, _milliseconds(decided / depth))


def with_length(options: argparse.Namespace) -> Iterator[Row]:
    """One row a number of matrices."""
    for length in options.lengths:
        claim = networks.chain(length)
        proof = proof_seconds([claim], options.repetitions)
        decided = decision_seconds([claim], options.repetitions)
        yield (str(length), _milliseconds(proof), _milliseconds(decided))


def table(title: str, head: Row, rows: Iterator[Row]) -> None:
    """Print a Markdown table, a row as soon as it is measured."""
    say(f"\n{title}\n")
    say(f"| {' | '.join(head)} |")
    say(f"|{'---|' * len(head)}")
    for row in rows:
        say(f"| {' | '.join(row)} |")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _milliseconds(spent: float) -> str:
    return f"{1000 * spent:.2f} ms" if spent < 0.1 else f"{1000 * spent:.0f} ms"


def _seconds(spent: float) -> str:
    return f"{spent:.2g} s" if spent >= 0.1 else f"{1000 * spent:.2g} ms"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="time of a proof, against others, and its growth")
    parser.add_argument("--repetitions", type=int, default=21, help="fresh proofs of each claim")
    parser.add_argument("--limit", type=float, default=60, help="seconds given to SymPy and Maxima, a call")
    parser.add_argument("--tiny", action="store_true", help="only see that everything runs")
    options = parser.parse_args()
    if options.repetitions < 1 or options.limit <= 0:
        parser.error("--repetitions must be at least 1, --limit more than 0")
    options.identities, options.sizes, options.depths, options.lengths = None, SIZES, DEPTHS, LENGTHS
    if options.tiny:
        options.identities, options.sizes, options.depths, options.lengths = 2, (2,), (1, 2), (2, 3)
        options.repetitions = 1
    return options


def main() -> None:
    """Measure and print the tables."""
    options = _options()
    table(
        "Identities: a proof for every size, and SymPy on the components at one size (ratio to the proof)",
        ("claim", "proof", "decided", "SymPy", *(f"size {size}" for size in options.sizes)),
        against_sympy(options),
    )
    if not importlib.util.find_spec("tensorgrad"):
        say("\ntensorgrad is not installed: not compared")
    if not shutil.which("maxima"):
        say("\nMaxima is not installed: not compared")
    table(
        "Other engines (ratio to the proof)",
        ("claim", "engine", "time", "ratio", "result"),
        against_engines(options),
    )
    table(
        "Growth with depth: sigmoid layers down to the weights of the first, each gradient named",
        ("layers", "proof", "a layer", "decided", "a layer"),
        with_depth(options),
    )
    table(
        "Growth with the length of a product of matrices: from the left = from the right",
        ("matrices", "proof", "decided"),
        with_length(options),
    )
    say("\nGrowth with size: none, a proof is for every size.")


if __name__ == "__main__":
    main()
