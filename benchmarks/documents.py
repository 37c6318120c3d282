"""Time to check the derivations of documents: for a step, and for the parts of the work.

Run from the top of the repository: python -m benchmarks.documents [--tiny]
Prints tables in Markdown. Every time is processor time, in one warm process; `benchmarks.starts` measures
a cold start.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from derivcheck.checking.deciding import decided, settled
from derivcheck.checking.inputs import document_at
from derivcheck.checking.model import CheckedDocument
from derivcheck.checking.remedies import with_remedy
from derivcheck.checking.session import Session
from derivcheck.checking.steps import checked
from derivcheck.elaboration.elaborate import readings
from derivcheck.meaning.facts import understand
from derivcheck.meaning.resolution import resolutions

TOP = Path(__file__).resolve().parents[1]
CORPUS = TOP / "tests" / "corpus" / "documents"
LECTURE = TOP / "benchmarks" / "pages" / "lecture.md"
"""A long page of several sections, each with its own names, as lecture notes have them."""

LABELS = ".expected"
TINY = 3


class Stopwatch:
    """Seconds by part of the work, the time in an inner part counted there alone; seconds of every step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.steps: list[float] = []
        self._open: list[str] = []
        self._since = time.process_time()

    def _switch(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        self._switch()
        self._open.append(name)
        try:
            yield
        finally:
            self._switch()
            self._open.pop()

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return work(*arguments, **named)

        return run

    def lazy(self, name: str, work: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """For a generator: the time in which it runs."""

        def run(*arguments: Any, **named: Any) -> Iterator[Any]:
            found = work(*arguments, **named)
            nothing = object()
            while True:
                with self.part(name):
                    each = next(found, nothing)
                if each is nothing:
                    return
                yield each

        return run

    def step(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            begun = time.process_time()
            try:
                with self.part("judging"):
                    return work(*arguments)
            finally:
                self.steps.append(time.process_time() - begun)

        return run

    @contextmanager
    def watching(self) -> Iterator[None]:
        """The parts of the work are timed inside."""
        replacements = [
            (document_at, self.timed("reading", document_at)),
            (understand, self.timed("understanding", understand)),
            (resolutions, self.lazy("resolving names", resolutions)),
            (readings, self.lazy("elaborating", readings)),
            (checked, self.step(checked)),
            (decided, self.timed("deciding", decided)),
            (settled, self.timed("shrinking", settled)),
            (with_remedy, self.timed("diagnosing", with_remedy)),
        ]
        with ExitStack() as stack:
            for old, new in replacements:
                for module, name in _places(old):
                    stack.enter_context(patch.object(module, name, new))
            yield


def _places(function: Callable[..., Any]) -> list[tuple[ModuleType, str]]:
    """Every name of the function in a module of the package."""
    loaded = [module for name, module in sys.modules.items() if name.startswith("derivcheck.")]
    return [(each, name) for each in loaded for name, value in vars(each).items() if value is function]


def check(paths: list[Path]) -> list[CheckedDocument]:
    """All documents, one after the other."""
    found = Session()
    return [found.check_file(str(path)) for path in paths]


def corpus() -> list[Path]:
    return sorted(path for path in CORPUS.iterdir() if path.is_file() and path.suffix != LABELS)


def measured(paths: list[Path]) -> Stopwatch:
    """Once to warm up, once to measure."""
    check(paths)
    watch = Stopwatch()
    with watch.watching():
        check(paths)
    return watch


def row(watch: Stopwatch, pages: int) -> str:
    """Of the table of times for a step; one that is judged again in its part counts again."""
    times = sorted(watch.steps)
    figures = (statistics.median(times), statistics.mean(times), times[int(0.95 * len(times))], times[-1])
    shown = " | ".join(f"{1000 * seconds:.1f}" for seconds in figures)
    whole = sum(watch.seconds.values())
    return f"| {len(times)} | {pages} | {shown} | {whole:.2f} |"


def report(watch: Stopwatch, lecture: Stopwatch, pages: int) -> Iterator[str]:
    """The tables; the second row of the first is the long page alone."""
    yield "| steps | documents | median ms | mean ms | 95 % below ms | worst ms | all of it s |"
    yield "|---|---|---|---|---|---|---|"
    yield row(watch, pages)
    yield row(lecture, 1) + "\n"
    whole = sum(watch.seconds.values())
    yield "| part | seconds | share | of the long page |\n|---|---|---|---|"
    for name, seconds in watch.seconds.most_common():
        yield f"| {name} | {seconds:.2f} | {seconds / whole:.0%} | {lecture.seconds[name]:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tiny", action="store_true", help=f"only {TINY} documents")
    paths = corpus()[: TINY if parser.parse_args().tiny else None]
    for line in report(measured(paths), measured([LECTURE]), len(paths)):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
