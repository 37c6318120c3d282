"""Proved claims against automatic differentiation, as data for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivcheck.report.model import Consensus, CrosscheckReport

if TYPE_CHECKING:
    from derivcheck.problem import Problem, ProblemClaim


def crosscheck_report(stated: ProblemClaim, problem: Problem, seed: int) -> CrosscheckReport:
    """Both sides of the claim, emitted as JAX, where derivatives are those of the problem's references."""
    from derivcheck.methods import autodiff

    words: dict[autodiff.Consensus, Consensus] = {
        autodiff.Consensus.AGREED: "agreed",
        autodiff.Consensus.DISAGREED: "disagreed",
        autodiff.Consensus.UNKNOWN: "unknown",
    }
    found = autodiff.cross_check_claim(stated.claim, stated.indices, problem.references, seed=seed)
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
