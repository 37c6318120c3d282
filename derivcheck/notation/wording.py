"""The author's own text of an array, rebuilt while the array is built, for messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derivcheck.notation.symbols import Scalar, ScalarSymbol, TensorBase, size_of, sympy

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a text holds together."""

_LONGEST = 160
_MOST_NODES = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """What the author wrote, and how tightly it holds together."""

    text: str
    level: int = ATOM

    def within(self, level: int) -> str:
        """The text as an operand: in parentheses where it is looser than `level`."""
        return self.text if self.level >= level else f"({self.text})"

    def shortened(self) -> Wording:
        """The same, cut where it is too long to help anyone."""
        return self if len(self.text) <= _LONGEST else Wording(self.text[:_LONGEST] + "...")


def joined(left: Wording, sign: str, right: Wording, level: int) -> Wording:
    """The text of a binary operation."""
    tight = sign in ("*", "/", "**")
    before = left.within(ATOM if sign == "**" else level)
    after = right.within(level if sign == "+" else level + 1)
    return Wording(f"{before}{sign}{after}" if tight else f"{before} {sign} {after}", level)


def wording(expression: Scalar) -> Wording:
    """The text of a SymPy scalar; of a large one, dots."""
    nodes = zip(sympy.preorder_traversal(expression), range(_MOST_NODES), strict=False)
    if len(list(nodes)) == _MOST_NODES:
        return Wording("...")
    return Wording(str(expression), _level(expression))


def _level(expression: Scalar) -> int:
    if isinstance(expression, sympy.Add) or expression.could_extract_minus_sign():
        return SUM
    if isinstance(expression, sympy.Pow):
        return PRODUCT if expression.exp.could_extract_minus_sign() else POWER
    fraction = expression.is_Rational and not expression.is_Integer
    return PRODUCT if fraction or isinstance(expression, sympy.Mul) else ATOM


def shapes_in(expressions: Iterable[Scalar]) -> str:
    """The names in SymPy scalars with their shapes: "X: n x D, theta: K"."""
    shapes: dict[str, str] = {}
    for expression in expressions:
        for base in sorted(expression.atoms(TensorBase, ScalarSymbol), key=str):
            axes = base.shape if isinstance(base, TensorBase) else ()
            shapes[str(base)] = " x ".join(str(size_of(axis)) for axis in axes) or "scalar"
    return ", ".join(f"{name}: {shape}" for name, shape in shapes.items())
