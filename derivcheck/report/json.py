"""The report as one JSON object, as the command line promises it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from derivcheck.report.model import (
    ClaimReport,
    ContextReport,
    CrosscheckReport,
    DerivationReport,
    MutantReport,
    ProblemReport,
    StepReport,
)

VERSION = 1


def dumps(problems: Iterable[ProblemReport], folders: Mapping[str, str]) -> str:
    """The whole run as JSON text; `folders` gives the report folder of each problem that has one."""
    entries = [_problem(problem, folders.get(problem.name)) for problem in problems]
    return json.dumps({"version": VERSION, "problems": entries}, indent=1, allow_nan=False)


def _problem(problem: ProblemReport, folder: str | None) -> dict[str, Any]:
    return {
        "name": problem.name,
        "title": problem.title,
        "source": problem.source,
        "verdict": problem.verdict,
        "expected": problem.expected,
        "as_expected": problem.standing == "proved",
        "seed": problem.seed,
        "context": _context(problem.context),
        "claims": [_claim(claim) for claim in problem.claims],
        "derivations": [_derivation(derivation) for derivation in problem.derivations],
        "measurements": [asdict(measurement) for measurement in problem.measurements],
        "emitted": problem.emitted,
        "training": None if problem.training is None else dict(problem.training),
        "error": None if problem.error is None else asdict(problem.error),
        "report": folder,
    }


def _context(context: ContextReport) -> dict[str, Any]:
    """The lines without the mark at which a page aligns them."""
    return {
        name: [line.replace("&", "", 1) for line in value] if isinstance(value, tuple) else value
        for name, value in asdict(context).items()
    }


def _claim(claim: ClaimReport) -> dict[str, Any]:
    return {
        "name": claim.name,
        "statement": claim.statement,
        "reading": claim.reading,
        "verdict": claim.verdict,
        "expected": claim.expected,
        "as_expected": claim.standing == "proved",
        "scope": claim.scope,
        "obligations": list(claim.obligations),
        "trusts": list(claim.trusts),
        "reason": claim.reason,
        "suggestion": claim.suggestion,
        "residual": claim.residual,
        "matrix": claim.matrix,
        "counterexample": None if claim.counterexample is None else asdict(claim.counterexample),
        "derivation": [_step(step) for step in claim.derivation],
        "crosscheck": None if claim.crosscheck is None else _crosscheck(claim.crosscheck),
        "mutants": None if claim.mutants is None else _mutants(claim.mutants),
        "note": claim.note,
        "parts": [_claim(part) for part in claim.parts],
    }


def _step(step: StepReport) -> dict[str, Any]:
    return {
        "term": step.term,
        "justification": step.justification,
        "verdict": step.verdict,
        "reason": step.reason,
        "counterexample": None if step.counterexample is None else asdict(step.counterexample),
    }


def _derivation(derivation: DerivationReport) -> dict[str, Any]:
    return {
        "name": derivation.name,
        "origin": derivation.origin,
        "start": derivation.start,
        "steps": [_step(step) for step in derivation.steps],
        "verdict": derivation.verdict,
        "result": derivation.result,
        "matrix": derivation.matrix,
        "adjoints": list(derivation.adjoints),
        "confirms": derivation.confirms,
    }


def _crosscheck(found: CrosscheckReport) -> dict[str, Any]:
    """A measured number is null where it is not finite, which JSON cannot hold."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(found).items()
    }


def _mutants(found: MutantReport) -> dict[str, Any]:
    return {
        "tried": found.tried,
        "refuted": found.refuted,
        "equivalent": [asdict(line) for line in found.equivalent],
        "undefined": [asdict(line) for line in found.undefined],
        "undecided": [asdict(line) for line in found.undecided],
        "proved": [asdict(line) for line in found.alarms],
    }
