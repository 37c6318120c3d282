"""Time until a page of derivations is judged, from a cold start: the command in a process of its own.

Run from the top of the repository: python -m benchmarks.starts [--tiny]
Prints a table in Markdown: with the bytecode that an installation writes, and without any of this package,
when everything is compiled at the start. Seconds by the clock and of the processor.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "tests" / "corpus" / "documents" / "two_layer_columns.md"
RUNS = 20
TINY = 2
LOAD = ("-c", "import derivcheck.cli, derivcheck.checking.session, derivcheck.checking.text")
CHECK = ("-m", "derivcheck", "check", str(PAGE))


@dataclass(frozen=True)
class Start:
    """One process: seconds by the clock and of the processor, and what it wrote."""

    clock: float
    processor: float
    written: str


def started(package: Path, command: tuple[str, ...]) -> Start:
    """The command with the package of that folder; no bytecode is written."""
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command], cwd=package, env=environment, capture_output=True, text=True, check=True
    )
    clock, after = time.perf_counter() - begun, os.times()
    user = after.children_user - before.children_user
    return Start(clock, user + after.children_system - before.children_system, done.stdout)


def copied(folder: Path, *, compiled: bool) -> Path:
    """A copy of the package alone, with or without its bytecode."""
    shutil.copytree(TOP / "derivcheck", folder / "derivcheck", ignore=shutil.ignore_patterns("__pycache__"))
    if compiled and not compileall.compile_dir(folder / "derivcheck", quiet=1):
        raise SystemExit("the package could not be compiled")
    return folder


def rows(runs: int) -> Iterator[str]:
    """The table."""
    yield "| start | least s | median s | least processor s | median processor s |\n|---|---|---|---|---|"
    for compiled in (True, False):
        with tempfile.TemporaryDirectory() as name:
            package = copied(Path(name), compiled=compiled)
            for what, command in (("a page judged", CHECK), ("loading alone", LOAD)):
                found = [started(package, command) for _ in range(runs)]
                clock, processor = [each.clock for each in found], [each.processor for each in found]
                figures = (min(clock), statistics.median(clock), min(processor), statistics.median(processor))
                label = f"{what}, {'with' if compiled else 'without'} bytecode"
                yield f"| {label} | {' | '.join(f'{each:.2f}' for each in figures)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tiny", action="store_true", help=f"only {TINY} runs each")
    for line in rows(TINY if parser.parse_args().tiny else RUNS):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
