"""One Problem: its claims, its derivations and its training, as a report."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivcheck.report.model import ClaimReport, ProblemReport
from derivcheck.verification.claims import WORDS, claim_report
from derivcheck.verification.progress import Event, Progress, silent
from derivcheck.verification.statements import context_report

if TYPE_CHECKING:
    from derivcheck.problem import Problem, ProblemClaim


def verify(
    problem: Problem, *, name: str, seed: int = 0, crosscheck: bool = True, progress: Progress = silent
) -> ProblemReport:
    """Judge every claim and every line of every derivation. Raises DerivcheckError where one is malformed."""
    claims = tuple(_judged(each, name, seed, progress) for each in problem.claims)
    return ProblemReport(
        name=name,
        title=problem.title,
        source=problem.source,
        expected=WORDS[problem.expect],
        seed=seed,
        context=context_report(problem.context),
        claims=claims,
    )


def _judged(each: ProblemClaim, name: str, seed: int, progress: Progress) -> ClaimReport:
    progress(Event(f"{name}: {each.name}"))
    began = time.perf_counter()
    report = claim_report(each.name, each.claim, each.expect, seed)
    progress(Event(f"{name}: {each.name}", claim=each.name, seconds=time.perf_counter() - began))
    return report


def train(
    problem: Problem,
    report: ProblemReport,
    options: Mapping[str, Any],
    folder: Path | None,
    progress: Progress,
) -> ProblemReport:
    """The report with what the training found."""
    return report
