r"""SymPy nodes under the author's language: sizes, tensors, indices, derivatives that stay unevaluated.

Entries carry no SymPy assumptions (not even real=True), for then SymPy rewrites least: sqrt(x**2) and
log(exp(x)) stay as written. Every node is built with evaluate=False where SymPy allows it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import reduce
from typing import Any, TypeAlias

import sympy as _sympy  # pyright: ignore[reportMissingTypeStubs]

from derivcheck.core.errors import NotationError
from derivcheck.core.indices import Size
from derivcheck.notation.places import author_place

sympy: Any = _sympy
"""SymPy ships no types, so that its values are Any here and in the modules above."""

Scalar: TypeAlias = Any
"""A SymPy expression."""

Axis: TypeAlias = Any
"""The size of an axis: a SizeSymbol, a positive SymPy Integer, or a SymPy Tuple of axes, as vec makes."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LATEX_PIECE = re.compile(r"\\([A-Za-z]+)|[A-Za-z0-9{}()^_+*,' -]")
_LATEX_WORDS = frozenset(
    re.findall(
        "[A-Za-z]+",
        """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho
        sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
        ell hat bar tilde vec dot ddot widehat widetilde overline mathbf mathrm mathit mathsf mathcal mathbb
        boldsymbol prime star ast dagger top""",
    )
)


def checked_name(name: str) -> str:
    """The name, if it is a letter followed by letters, digits and underscores."""
    if not _NAME.fullmatch(name):
        raise NotationError(
            "this is not a name",
            text=ascii(name),
            remedy="a letter, then letters, digits and underscores; how it prints is said with latex=...",
            place=author_place(),
        )
    return name


def checked_latex(latex: str) -> str:
    """The author's LaTeX for a name, if it is letters, accents and scripts with balanced braces."""
    if not _is_safe(latex):
        raise NotationError(
            "this LaTeX is not accepted as the name of a symbol",
            text=ascii(latex),
            remedy=r"use letters, Greek letters, accents and scripts, such as \hat{y} or W^{(1)}",
            place=author_place(),
        )
    return latex


def _is_safe(latex: str) -> bool:
    pieces = list(_LATEX_PIECE.finditer(latex))
    depths = list(itertools.accumulate({"{": 1, "}": -1}.get(piece[0], 0) for piece in pieces))
    return (
        "".join(piece[0] for piece in pieces) == latex
        and all(piece[1] is None or piece[1] in _LATEX_WORDS for piece in pieces)
        and all(depth >= 0 for depth in depths)
        and (not depths or depths[-1] == 0)
    )


class SizeSymbol(sympy.Symbol):
    """A named size, usable as a number. `letter` is the index letter preferred for its range."""

    letter: str

    def __new__(cls, name: str, letter: str) -> SizeSymbol:
        made = sympy.Symbol.__xnew__(cls, name, integer=True, positive=True)
        made.letter = letter
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.letter)


class ScalarSymbol(sympy.Symbol):
    """A scalar variable, or a named intermediate without axes where `defined`."""

    latex: str
    defined: bool

    def __new__(cls, name: str, latex: str = "", defined: bool = False) -> ScalarSymbol:
        made = sympy.Symbol.__xnew__(cls, name)
        made.latex, made.defined = latex, defined
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.latex, self.defined)


class TensorBase(sympy.IndexedBase):
    """A tensor variable of one axis or more, or a named intermediate where `defined`."""

    latex: str
    defined: bool

    def __new__(cls, name: str, axes: tuple[Axis, ...], latex: str = "", defined: bool = False) -> TensorBase:
        made = super().__new__(cls, name, shape=axes)
        made.latex, made.defined = latex, defined
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.latex, self.defined)


class Partial(sympy.Expr):
    """d body / d variable, never evaluated by SymPy. The variable is one entry."""

    def __new__(cls, body: Scalar, variable: Scalar) -> Partial:
        return super().__new__(cls, body, variable)


class At(sympy.Expr):
    """The body with each index replaced, where no bound index of the body can capture anything.

    Arguments: the body, then pairs (index, subscript). Elaboration does the replacing.
    """

    def __new__(cls, body: Scalar, *pairs: Any) -> At:
        return super().__new__(cls, body, *(sympy.Tuple(*pair) for pair in pairs))


class InverseEntry(sympy.Expr):
    """One entry of the inverse of a square matrix that has a name: base, row, column."""

    def __new__(cls, base: TensorBase, row: Any, column: Any) -> InverseEntry:
        return super().__new__(cls, base, row, column)


class DeterminantOf(sympy.Expr):
    """The determinant of a square matrix that has a name."""

    def __new__(cls, base: TensorBase) -> DeterminantOf:
        return super().__new__(cls, base)


class sigmoid(sympy.Function):
    """The logistic function."""


class softplus(sympy.Function):
    """log(1 + exp(u))."""


class relu(sympy.Function):
    """max(0, u)."""


class step(sympy.Function):
    """1 where u > 0, 0 where u < 0."""


class sign(sympy.Function):
    """1 where u > 0, -1 where u < 0."""


class erf(sympy.Function):
    """The error function."""


class gelu(sympy.Function):
    """u Phi(u), Phi the distribution function of the standard normal."""


class silu(sympy.Function):
    """u sigmoid(u)."""


FUNCTION_NAMES: dict[Any, str] = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.tanh: "tanh",
    sympy.Abs: "abs",
    sigmoid: "sigmoid",
    softplus: "softplus",
    relu: "relu",
    step: "step",
    sign: "sign",
    erf: "erf",
    gelu: "gelu",
    silu: "silu",
}
"""The table of elementwise functions: SymPy class to the name in `derivcheck.core.functions`."""


def axis_of(size: Any) -> Axis:
    """The size of an axis as a SymPy object: a dim(...) or an integer of at least 1."""
    if isinstance(size, SizeSymbol):
        return size
    if isinstance(size, int | sympy.Integer) and not isinstance(size, bool) and int(size) >= 1:
        return sympy.Integer(int(size))
    raise NotationError(
        "this is not the size of an axis",
        text=str(size)[:80],
        remedy='write a dimension K = dim("K") or an integer of at least 1',
        place=author_place(),
    )


def size_of(axis: Axis) -> Size:
    """The size of an axis as terms know it; of a composite axis, which no index runs over, "m*n"."""
    if isinstance(axis, sympy.Tuple):
        return "*".join(str(size_of(part)) for part in axis)
    return str(axis.name) if isinstance(axis, SizeSymbol) else int(axis)


def bound_index(axis: Axis) -> Any:
    """A new index over the axis, different from every other; over a composite axis, one for each part."""
    if isinstance(axis, sympy.Tuple):
        return sympy.Tuple(*map(bound_index, axis))
    letter = axis.letter if isinstance(axis, SizeSymbol) else ""
    return sympy.Idx(sympy.Dummy(letter or "i", integer=True), (1, axis))


def simple(parts: Iterable[Any]) -> tuple[Any, ...]:
    """Axes, or indices over them, with every composite one replaced by its parts."""
    return tuple(
        found for part in parts for found in (simple(part) if isinstance(part, sympy.Tuple) else (part,))
    )


def placed_at(body: Scalar, indices: Iterable[Any], subscripts: Iterable[Any]) -> Scalar:
    """The body with the indices replaced by the subscripts, composite ones part by part."""
    pairs = list(zip(simple(indices), simple(subscripts), strict=True))
    return At(body, *pairs) if pairs else body


def kronecker(left: Any, right: Any) -> Scalar:
    """Kronecker delta of two subscripts; of composite ones, the product over the parts."""
    pairs = zip(simple((left,)), simple((right,)), strict=True)
    return reduce(multiplied, itertools.starmap(sympy.KroneckerDelta, pairs))


def range_of(index: Any) -> Axis | None:
    """The axis over which an Idx runs; None where it has no range 1..K."""
    if index.lower != 1 or not isinstance(index.upper, SizeSymbol | sympy.Integer):
        return None
    return index.upper


def sum_over(index: Any, body: Scalar) -> Scalar:
    """The unevaluated sum of the body over the whole range of the index."""
    for part in reversed(simple((index,))):
        body = sympy.Sum(body, (part, 1, part.upper))
    return body


def product_over(index: Any, body: Scalar) -> Scalar:
    """The unevaluated product of the body over the whole range of the index."""
    for part in reversed(simple((index,))):
        body = sympy.Product(body, (part, 1, part.upper))
    return body


def added(left: Scalar, right: Scalar) -> Scalar:
    return sympy.Add(left, right, evaluate=False)


def subtracted(left: Scalar, right: Scalar) -> Scalar:
    return added(left, multiplied(sympy.Integer(-1), right))


def multiplied(left: Scalar, right: Scalar) -> Scalar:
    return sympy.Mul(left, right, evaluate=False)


def raised(base: Scalar, exponent: Scalar) -> Scalar:
    return sympy.Pow(base, exponent, evaluate=False)


def divided(left: Scalar, right: Scalar) -> Scalar:
    return multiplied(left, raised(right, sympy.Integer(-1)))
