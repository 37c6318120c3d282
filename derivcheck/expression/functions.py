"""The functions of the language that are not elementwise, and how many arguments each takes."""

from __future__ import annotations

from derivcheck.core.functions import FUNCTIONS

ELEMENTWISE = frozenset({*FUNCTIONS, "sqrt"})
"""Applied to every entry; the shape stays."""

WHOLE_TO_SCALAR = frozenset({"sum", "mean", "prod", "norm1", "norm2", "logsumexp"})
"""One number from all entries of a vector or a matrix."""

ALONG_AXIS = frozenset({"sum", "mean", "logsumexp"})
"""The same over one axis of a matrix, where a second argument says which: 1 its rows, 2 its columns."""

SQUARE_TO_SCALAR = frozenset({"trace", "det"})
SOFTMAXES = frozenset({"softmax", "log_softmax"})
"""Of a vector; `softmax_rows` and `softmax_columns` take a matrix."""

SOFTMAX_AXES = {"softmax_rows": 1, "softmax_columns": 0}
SIZED = {"eye": (1, 1), "ones": (1, 2)}
"""Functions whose arguments are sizes: least and most number of arguments."""

SYNONYMS = {"tr": "trace", "normF": "norm2", "norm": "norm2", "logistic": "sigmoid", "ln": "log"}

ARGUMENTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(ELEMENTWISE | WHOLE_TO_SCALAR | SQUARE_TO_SCALAR | SOFTMAXES, (1, 1)),
    **dict.fromkeys(ALONG_AXIS, (1, 2)),
    **dict.fromkeys((*SOFTMAX_AXES, "inv", "diag", "vec"), (1, 1)),
    **dict.fromkeys(("dot", "outer", "kron"), (2, 2)),
    **SIZED,
}
"""Least and most number of arguments of every function."""

CONSTANTS = frozenset({"pi"})
"""Names of numbers."""
