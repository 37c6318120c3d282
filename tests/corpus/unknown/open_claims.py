"""Claims that the program leaves open: true where both sides are defined, or of nothing at all."""
# ruff: noqa: E501  (a claim a line)
# fmt: off

from derivcheck.notation.language import (
    log,
    maximum,
    partial,
    positive,
    relu,
    sqrt,
    squared_norm,
    total,
)
from tests.corpus.rows import ELEMENTARY, Row
from tests.corpus.symbols import a, b, c, x

ROWS = (
    Row("log of a square", ELEMENTARY, log(a**2) == 2 * log(a), truth="true where both sides are defined, for a > 0; false of |a|"),
    Row("log of a product of any signs", ELEMENTARY, log(a * b) == log(a) + log(b), truth="true where both sides are defined, for a, b > 0"),
    Row("root of a product of any signs", ELEMENTARY, sqrt(a * b) == sqrt(a) * sqrt(b), truth="true where both sides are defined, for a, b >= 0"),
    Row("maximum is associative", ELEMENTARY, maximum(a, maximum(b, c)) == maximum(maximum(a, b), c), truth="true"),
    Row("assumptions that contradict", ELEMENTARY, a == 2 * a, [positive(a), positive(-a)], truth="true of nothing: no value satisfies the assumptions"),
    Row("a sum of squares that is negative", ELEMENTARY, a == b, [squared_norm(x) == -1], truth="true of nothing: no value satisfies the assumption"),
    Row("log of a negative number", ELEMENTARY, log(-1 - a**2) == log(-1 - a**2), truth="defined nowhere"),
    Row("derivative at a kink", ELEMENTARY, partial(relu(0 * a), a) == 0, truth="nothing is claimed at a kink"),
    Row("sum over a relu", ELEMENTARY, total(relu(x - 1)) == total(relu(relu(x) - 1)), truth="true"),
)
