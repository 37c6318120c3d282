"""Matrix notation as text, `X'*(sigmoid(X*theta) - y)`, and as LaTeX."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction

from derivcheck.core.contexts import Context
from derivcheck.core.functions import FUNCTIONS
from derivcheck.notation.latex import latex_name, latex_size
from derivcheck.notation.matrix_expressions import (
    ONE,
    SCALAR,
    Add,
    Axis,
    Constant,
    DeterminantName,
    Diagonal,
    Elementwise,
    EntryPower,
    Hadamard,
    Identity,
    InverseName,
    MatMul,
    MatrixExpr,
    Name,
    NamedNumber,
    Ones,
    Scale,
    SizeNumber,
    Softmax,
    Transpose,
)

SUM, ENTRYWISE, PRODUCT, POWER, ATOM = range(5)


def matrix_text(expr: MatrixExpr, context: Context) -> str:
    """The expression as text: ' transposes, * is the matrix product, .* and ./ go entry by entry."""
    return _Text(context).show(expr, SUM)


def matrix_latex(expr: MatrixExpr, context: Context) -> str:
    r"""The expression as LaTeX: \odot is the product entry by entry."""
    return _Latex(context).show(expr, SUM)


class _Printer(ABC):
    """What both notations share: who binds tighter, signs, fractions."""

    times: str
    entry_times: str
    entry_over: str

    def __init__(self, context: Context) -> None:
        self.context = context

    def show(self, expr: MatrixExpr, level: int) -> str:
        """The expression, in parentheses where it binds less tightly than `level`."""
        text, own = self._shown(expr)
        return self.parentheses(text) if own < level else text

    def _shown(self, expr: MatrixExpr) -> tuple[str, int]:
        match expr:
            case Add(terms):
                return self._sum(terms), SUM
            case Scale(number, scalars, inner):
                return self._scaled(number, scalars, inner)
            case Constant(value):
                return self._scaled(value, (), ONE)
            case MatMul(factors):
                return self.times.join(self._factor(part) for part in factors), PRODUCT
            case Hadamard(factors):
                return self._entrywise(factors), ENTRYWISE
            case EntryPower(inner, exponent) if exponent < 0 and expr.shape == SCALAR:
                return self._scaled(Fraction(1), (expr,), ONE)
            case EntryPower(inner, exponent) if exponent == -1:
                return self._entrywise((expr,)), ENTRYWISE
            case EntryPower(inner, exponent):
                return self.power(inner, exponent), POWER
            case _:
                return self.leaf(expr)

    def _factor(self, expr: MatrixExpr) -> str:
        return self.sized_ones(expr) if isinstance(expr, Ones) else self.show(expr, POWER)

    def _sum(self, terms: Sequence[MatrixExpr]) -> str:
        first, *rest = (self.show(part, ENTRYWISE) for part in terms)
        return first + "".join(f" - {part[1:]}" if part.startswith("-") else f" + {part}" for part in rest)

    def _entrywise(self, factors: Sequence[MatrixExpr]) -> str:
        above = [part for part in factors if not _divides(part)]
        below = [part.inner for part in factors if isinstance(part, EntryPower) and _divides(part)]
        head = self.entry_times.join(self.show(part, POWER) for part in above) or "1"
        return head + "".join(self.entry_over + self.show(part, POWER) for part in below)

    def _scaled(
        self, number: Fraction, scalars: tuple[MatrixExpr, ...], inner: MatrixExpr
    ) -> tuple[str, int]:
        parts = [*scalars, *([] if self.unwritten(inner) else [inner])]
        over = [part for part in parts if not _reciprocal(part)]
        under = [
            EntryPower(p.inner, -p.exponent) for p in parts if isinstance(p, EntryPower) and _reciprocal(p)
        ]
        below = [Constant(Fraction(number.denominator))] if number.denominator > 1 else list[MatrixExpr]()
        below += [part if part.exponent != 1 else part.inner for part in under]
        size = abs(number.numerator)
        sign = "-" if number < 0 else ""
        if not below:
            above = [str(size)] if size > 1 or not over else []
            return sign + self.times.join([*above, *self._shown_factors(over)]), PRODUCT if over else ATOM
        quotient = self.fraction(str(size), below)
        return sign + self.times.join([quotient, *self._shown_factors(over)]), PRODUCT

    def _shown_factors(self, factors: Sequence[MatrixExpr]) -> list[str]:
        """A chain of products needs no parentheses after a number; a product entry by entry does."""
        return [self.show(part, PRODUCT if part is factors[-1] else POWER) for part in factors]

    def unwritten(self, inner: MatrixExpr) -> bool:
        """Whether a scaled expression is left out after its scalars."""
        return isinstance(inner, Constant)

    @abstractmethod
    def parentheses(self, text: str) -> str:
        """The text in parentheses."""

    @abstractmethod
    def fraction(self, above: str, below: list[MatrixExpr]) -> str:
        """The number above over the product of what is below."""

    @abstractmethod
    def power(self, inner: MatrixExpr, exponent: Fraction) -> str:
        """An entrywise power; of a scalar, the power."""

    @abstractmethod
    def sized_ones(self, expr: Ones) -> str:
        """A vector or matrix of ones as a factor of a matrix product."""

    @abstractmethod
    def leaf(self, expr: MatrixExpr) -> tuple[str, int]:
        """Any other expression, and how tightly it binds."""


def _divides(expr: MatrixExpr) -> bool:
    return isinstance(expr, EntryPower) and expr.exponent == -1


def _reciprocal(expr: MatrixExpr) -> bool:
    return isinstance(expr, EntryPower) and expr.exponent < 0 and expr.shape == SCALAR


def _size(axis: Axis) -> str:
    return "1" if axis is None else str(axis)


class _Text(_Printer):
    times, entry_times, entry_over = "*", " .* ", " ./ "

    def unwritten(self, inner: MatrixExpr) -> bool:
        return isinstance(inner, Constant | Ones)

    def parentheses(self, text: str) -> str:
        return f"({text})"

    def fraction(self, above: str, below: list[MatrixExpr]) -> str:
        shown = [self.show(part, POWER) for part in below]
        return f"{above}/{shown[0]}" if len(shown) == 1 else f"{above}/({'*'.join(shown)})"

    def power(self, inner: MatrixExpr, exponent: Fraction) -> str:
        mark = "^" if inner.shape == SCALAR else ".^"
        shown = str(exponent) if exponent.denominator == 1 and exponent > 0 else f"({exponent})"
        return f"{self.show(inner, ATOM)}{mark}{shown}"

    def sized_ones(self, expr: Ones) -> str:
        return f"ones({_size(expr.rows)},{_size(expr.columns)})"

    def leaf(self, expr: MatrixExpr) -> tuple[str, int]:
        match expr:
            case Name(name, _, _) | SizeNumber(name) | NamedNumber(name):
                return name, ATOM
            case InverseName(name, _):
                return f"inv({name})", ATOM
            case DeterminantName(name):
                return f"det({name})", ATOM
            case Ones(_, _):
                return "1", ATOM
            case Identity(size):
                return f"eye({size})", ATOM
            case Transpose(inner):
                return f"{self.show(inner, ATOM)}'", POWER
            case Diagonal(vector):
                return f"diag({self.show(vector, SUM)})", ATOM
            case Elementwise(function, inner):
                return f"{function}({self.show(inner, SUM)})", ATOM
            case Softmax(inner, axis):
                return f"{_softmax_name(expr, axis)}({self.show(inner, SUM)})", ATOM
            case _:
                raise TypeError(f"{type(expr).__name__} is not an expression in matrix notation")


def _softmax_name(expr: MatrixExpr, axis: int) -> str:
    if None in expr.shape:
        return "softmax"
    return "softmax_rows" if axis == 1 else "softmax_columns"


class _Latex(_Printer):
    times, entry_times, entry_over = " ", r" \odot ", r" \oslash "

    def parentheses(self, text: str) -> str:
        return rf"\left({text}\right)" if r"\frac" in text else f"({text})"

    def fraction(self, above: str, below: list[MatrixExpr]) -> str:
        shown = [self.show(part, SUM if len(below) == 1 else POWER) for part in below]
        return rf"\frac{{{above}}}{{{' '.join(shown)}}}"

    def power(self, inner: MatrixExpr, exponent: Fraction) -> str:
        if exponent == Fraction(1, 2) and inner.shape == SCALAR:
            return rf"\sqrt{{{self.show(inner, SUM)}}}"
        mark = "" if inner.shape == SCALAR else r"\circ "
        return f"{self._base(inner)}^{{{mark}{exponent}}}"

    def _base(self, expr: MatrixExpr) -> str:
        """What a superscript may follow."""
        shown, level = self._shown(expr)
        scripted = isinstance(expr, Name) and ("^" in shown or r"\frac" in shown)
        return self.parentheses(shown) if level < ATOM or scripted else shown

    def sized_ones(self, expr: Ones) -> str:
        rows, columns = expr.shape
        if rows is not None and columns is not None:
            return rf"\mathbf{{1}}_{{{latex_size(rows)} \times {latex_size(columns)}}}"
        against = (rows is None) == (self.context.vectors == "column")
        size = latex_size(rows if rows is not None else columns or 1)
        return rf"\mathbf{{1}}_{{{size}}}" + (r"^{\top}" if against else "")

    def leaf(self, expr: MatrixExpr) -> tuple[str, int]:
        match expr:
            case Name(name, _, _):
                return latex_name(name, self.context), ATOM
            case SizeNumber(size):
                return latex_size(size), ATOM
            case NamedNumber(name):
                return f"\\{name}", ATOM
            case DeterminantName(name):
                return rf"\det {latex_name(name, self.context)}", PRODUCT
            case InverseName(name, _):
                return f"{self._base(Name(name, 1, 1))}^{{-1}}", POWER
            case Transpose(InverseName(name, _)):
                return rf"{self._base(Name(name, 1, 1))}^{{-\top}}", POWER
            case Ones(_, _):
                return r"\mathbf{1}", ATOM
            case Identity(_):
                return "I", ATOM
            case Transpose(inner):
                return rf"{self._base(inner)}^{{\top}}", POWER
            case Diagonal(vector):
                return rf"\operatorname{{diag}}{self.parentheses(self.show(vector, SUM))}", ATOM
            case Elementwise("abs", inner):
                return rf"\left|{self.show(inner, SUM)}\right|", ATOM
            case Elementwise(function, inner):
                return FUNCTIONS[function].latex + self.parentheses(self.show(inner, SUM)), ATOM
            case Softmax(inner, axis):
                name, _, along = _softmax_name(expr, axis).partition("_")
                below = rf"_{{\text{{{along}}}}}" if along else ""
                argument = self.parentheses(self.show(inner, SUM))
                return rf"\operatorname{{{name}}}{below}{argument}", ATOM
            case _:
                raise TypeError(f"{type(expr).__name__} is not an expression in matrix notation")
