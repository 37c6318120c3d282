r"""A diagonal matrix, by the entries on its diagonal: $W$ is diagonal with $W_{ii} = w_i$."""

from __future__ import annotations

import re

from derivcheck.meaning.definitions import Target
from derivcheck.meaning.environment import Defined, Origin
from derivcheck.meaning.expressions import Delta, Expression, Multiply

_DIAGONAL = re.compile(r"\bdiagonal\b|对角")
_OTHER = "other"
"""The second index, which no document writes."""


def of_diagonal(aimed: Target, body: Expression, origin: Origin, text: str) -> Defined | None:
    """What W_{ii} = body says of W in a document that speaks of a diagonal matrix; None of anything else."""
    twice = len(aimed.formals) == 2 and len(set(aimed.formals)) == 1
    if aimed.function or not twice or not _DIAGONAL.search(text):
        return None
    row = aimed.formals[0]
    return Defined(aimed.name, Multiply((Delta(row, _OTHER), body), ("",)), (row, _OTHER), (), origin)
