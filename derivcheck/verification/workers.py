"""Several problems at a time, each in a process of its own; their reports come in the order asked for."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

from derivcheck.report.model import ErrorReport
from derivcheck.verification.judging import Judged, judge, unjudged
from derivcheck.verification.progress import Event, Progress
from derivcheck.verification.targets import Settings, Target

_ENDED = ErrorReport(
    "the process that judged this problem was ended from outside",
    remedy="it may have run out of memory: run it by itself, with --jobs 1",
)


def judged(targets: Sequence[Target], settings: Settings, progress: Progress) -> Generator[Judged]:
    """Each target judged, in order. Closing the generator ends what is still under way."""
    if settings.jobs == 1 or settings.debug or len(targets) < 2:
        for target in targets:
            yield judge(target, settings, progress)
        return
    others = set(active_children())
    pool = _pool(min(settings.jobs, len(targets)))
    try:
        futures = [pool.submit(judge, target, settings) for target in targets]
        for done, (target, future) in enumerate(zip(targets, futures, strict=True)):
            progress(Event(f"judging {target.name}", done=done, total=len(targets)))
            yield _result(future, target, settings)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - others:
            child.terminate()


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """In a new process: Ctrl-C is for the parent, which then ends this one; so is standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("JAX_PLATFORMS", "cpu")  # several processes cannot share one accelerator
    sys.stdout = sys.stderr


def _result(future: Future[Judged], target: Target, settings: Settings) -> Judged:
    """The result; where a worker died, which takes its fellows' results along, a second try by itself."""
    try:
        return future.result()
    except BrokenProcessPool:
        pass
    with _pool(1) as pool:
        try:
            return pool.submit(judge, target, settings).result()
        except BrokenProcessPool:
            return Judged(unjudged(target, settings, _ENDED), {})
