"""Definitions of one example that a step of the next one would rest on: the names there may be new ones."""

from __future__ import annotations

import re

from derivcheck.checking.model import CheckedStep
from derivcheck.reader.sources import Source

_HEADING = re.compile(r"^\W*(?:\\(?:sub)*section\*?\s*\{)?\W*example\s+\d", re.IGNORECASE | re.MULTILINE)


def of_another_example(step: CheckedStep, source: Source) -> CheckedStep:
    """The step; not accused where a line that it uses stands under the heading of another example."""
    if source.cell or step.verdict not in ("refuted", "malformed"):
        return step
    begins = [source.text.count("\n", 0, found.end()) + 1 for found in _HEADING.finditer(source.text)]
    for used in step.used:
        if any(used.line < line <= step.line for line in begins):
            return step.left_open(f"{step.reason}; line {used.line} says it of another example")
    return step
