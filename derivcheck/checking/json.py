"""The result of a check as one JSON object, as the command line promises it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from derivcheck.checking.model import CheckedDerivation, CheckedDocument, CheckedStep, counted

VERSION = 1


def dumps(documents: Iterable[CheckedDocument]) -> str:
    """Everything that was found, as JSON text."""
    documents = tuple(documents)
    steps = [step for document in documents for step in document.steps]
    found = {
        "version": VERSION,
        "documents": [_document(document) for document in documents],
        "summary": counted(steps),
    }
    return json.dumps(found, indent=1, allow_nan=False)


def _document(document: CheckedDocument) -> dict[str, Any]:
    return {
        "path": document.path,
        "error": document.error or None,
        "stopped": document.stopped,
        "context": [asdict(line) for line in document.context],
        "symbols": [asdict(symbol) for symbol in document.symbols],
        "derivations": [_derivation(derivation) for derivation in document.derivations],
        "summary": counted(document.steps),
    }


def _derivation(derivation: CheckedDerivation) -> dict[str, Any]:
    wrong = derivation.first_wrong
    return {
        "line": derivation.line,
        "first_wrong": None if wrong is None else {"line": wrong.line, "column": wrong.column},
        "steps": [_step(step) for step in derivation.steps],
    }


def _step(step: CheckedStep) -> dict[str, Any]:
    return {
        "line": step.line,
        "column": step.column,
        "lhs": step.lhs,
        "relation": step.relation,
        "rhs": step.rhs,
        "reading": step.reading,
        "verdict": step.verdict,
        "scope": step.scope,
        "obligations": list(step.obligations),
        "reason": step.reason,
        "suggestion": step.suggestion,
        "counterexample": None if step.counterexample is None else asdict(step.counterexample),
        "notes": list(step.notes),
        "used": [asdict(line) for line in step.used],
        "shapes": dict(step.shapes),
        "mark": {"line": step.mark.line, "column": step.mark.column, "length": step.mark.length},
    }
