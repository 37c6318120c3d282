"""Proved claims against automatic differentiation, as data for the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derivcheck.report.model import Consensus, CrosscheckReport

if TYPE_CHECKING:
    from derivcheck.methods.autodiff import CrossCheck
    from derivcheck.problem import Problem, ProblemClaim


def crosscheck_reports(
    stated: Sequence[ProblemClaim], problem: Problem, seed: int
) -> tuple[CrosscheckReport, ...]:
    """Both sides of each claim, emitted as JAX, where derivatives are those of the problem's references.

    Claims with one Context are compiled together.
    """
    from derivcheck.methods import autodiff

    claims = [(each.claim, each.indices) for each in stated]
    found = autodiff.cross_check_claims(claims, problem.references, seed=seed)
    return tuple(map(_report, found))


def _report(found: CrossCheck) -> CrosscheckReport:
    from derivcheck.methods import autodiff

    words: dict[autodiff.Consensus, Consensus] = {
        autodiff.Consensus.AGREED: "agreed",
        autodiff.Consensus.DISAGREED: "disagreed",
        autodiff.Consensus.UNKNOWN: "unknown",
    }
    sizes = tuple(", ".join(f"{name} = {size}" for name, size in each.items()) for each in found.sizes)
    return CrosscheckReport(
        found.method,
        found.instances,
        sizes,
        found.max_relative_error,
        found.tolerance,
        found.share,
        words[found.consensus],
        found.reason,
    )
