"""Matrix notation: index-notation terms read back into it, lowered from it, and printed."""

from derivcheck.notation.matrix_expressions import MatrixExpr
from derivcheck.notation.matrix_lowering import lower_matrix
from derivcheck.notation.matrix_printing import matrix_latex, matrix_text
from derivcheck.notation.matrix_reading import read_matrix

__all__ = ["MatrixExpr", "lower_matrix", "matrix_latex", "matrix_text", "read_matrix"]
