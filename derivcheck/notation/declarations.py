"""Declaring sizes, indices, scalars and tensors."""

from __future__ import annotations

from typing import Any

from derivcheck.notation.arrays import Array
from derivcheck.notation.symbols import (
    Axis,
    ScalarSymbol,
    SizeSymbol,
    TensorBase,
    axis_of,
    checked_latex,
    checked_name,
    simple,
    sympy,
)
from derivcheck.notation.wording import Wording


def dim(name: str, index: str = "") -> SizeSymbol:
    """A size that stands for every positive integer; a number in formulas, an axis in declarations.

    `index` is the letter that an index over it prefers in print.
    """
    return SizeSymbol(checked_name(name), checked_name(index) if index else "")


def index(name: str, size: object) -> Any:
    """An index over 1..size, for component notation: z[i]."""
    return sympy.Idx(checked_name(name), (1, axis_of(size)))


def scalar(name: str, latex: str = "") -> Array:
    """A declared real variable."""
    return named(checked_name(name), (), latex=latex)


def tensor(name: str, *sizes: object, latex: str = "") -> Array:
    """A declared array of real variables, one size an axis."""
    return named(checked_name(name), tuple(map(axis_of, sizes)), latex=latex)


def named(name: str, axes: tuple[Axis, ...], *, latex: str = "", defined: bool = False) -> Array:
    """The array of a declared tensor, or of a named intermediate where `defined`."""
    shown = checked_latex(latex)
    if not axes:
        symbol = ScalarSymbol(name, shown, defined)
        return Array((), lambda: symbol, Wording(name), symbol)
    base = TensorBase(name, simple(axes), shown, defined)
    return Array(axes, lambda *at: sympy.Indexed(base, *simple(at)), Wording(name), base)
