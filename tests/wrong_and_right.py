"""Documents with gaps, %s: what fills them in one case makes the last step false, in the other true."""

from __future__ import annotations

from typing import TypeAlias

from derivcheck.checking.session import check_text

Case: TypeAlias = tuple[str, str, str]
"""A document, what is wrong in its gaps, and what is right."""


def last(document: str) -> str:
    """The verdict of the last step."""
    return check_text(document).steps[-1].verdict


def verdicts(case: Case) -> tuple[str, str]:
    """The verdicts of the last step where the gaps are filled wrongly, and rightly."""
    document, wrong, right = case
    return last(document.replace("%s", wrong)), last(document.replace("%s", right))
