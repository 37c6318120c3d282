"""Computed floating-point numbers against exact values, which Arb encloses from the definition itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from flint import arb, ctx, fmpq

from derivcheck.calculus.evaluation import evaluate
from derivcheck.core.contexts import Context
from derivcheck.core.indices import Index
from derivcheck.core.terms import Entry
from derivcheck.core.verdicts import Instance

PRECISION = 128
"""Bits of the enclosures: far more than those of the numbers that are judged."""

Numbers = npt.NDArray[np.floating]


def inaccuracies(
    context: Context,
    name: str,
    inputs: Mapping[str, Numbers],
    computed: Numbers,
    relative: Numbers,
    absolute: float,
) -> Iterator[str]:
    """What is wrong with the computed entries of a named intermediate, a line each; nothing if all is well.

    An entry is wrong that is not finite, or further from the exact value v at the inputs (taken exactly)
    than relative * |v| + absolute; `relative` has the shape of `computed`.
    """
    sizes, values = _instance(context, inputs)
    indices = tuple(Index(f"at{place}", axis) for place, axis in enumerate(context.axes(name) or ()))
    for where in np.ndindex(computed.shape):
        number, at = float(computed.item(where)), ", ".join(str(place + 1) for place in where)
        chosen = {index.name: place + 1 for index, place in zip(indices, where, strict=True)}
        if not np.isfinite(number):
            yield f"{name}[{at}] is {number}"
            continue
        exact = evaluate(Entry(name, indices), context, Instance(sizes, values, chosen), PRECISION)
        with ctx.workprec(PRECISION):
            error = abs(_exactly(number) - exact)
            bound = _exactly(float(relative.item(where))) * abs(exact) + _exactly(absolute)
            if not error <= bound:
                yield f"{name}[{at}] is {number}, and not {exact.str(6)}"


def _exactly(number: float) -> arb:
    fraction = Fraction(number)
    return arb(fmpq(fraction.numerator, fraction.denominator))


def _instance(
    context: Context, inputs: Mapping[str, Numbers]
) -> tuple[dict[str, int], dict[tuple[str, tuple[int, ...]], Fraction]]:
    sizes = {
        size: length
        for name, array in inputs.items()
        for size, length in zip(context.axes(name) or (), array.shape, strict=True)
        if isinstance(size, str)
    }
    values = {
        (name, tuple(place + 1 for place in where)): Fraction(float(array.item(where)))
        for name, array in inputs.items()
        for where in np.ndindex(array.shape)
    }
    return sizes, values
