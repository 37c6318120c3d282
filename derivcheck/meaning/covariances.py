r"""Covariances: Sigma in (x - mu)^T Sigma^{-1} (x - mu) is symmetric, and hardly anybody says so.

That is a habit of the field: it is taken where the document says nothing else, and said wherever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derivcheck.meaning.expressions import (
    Component,
    Expression,
    Inverse,
    Multiply,
    Raise,
    Transpose,
    Variable,
    walk,
)
from derivcheck.meaning.findings import Event

_NAMES = re.compile(r"(?:Sigma|Lambda)(?=_|\Z)")
_SPOKEN = re.compile(
    r"covarian|gaussian|normal distribution|precision matrix|\\mathcal\s*\{?\s*n\b|协方差|高斯"
)
_OTHERWISE = re.compile(
    r"(?:\bnot|n't|never|non)[-\s]+(?:\w+\s+){0,2}symmetric|asymmetric|unsymmetric|symmetric or not"
    r"|singular val|cross-?\s?covarian|\b(?:any|arbitrary|general)\s+(?:\w+\s+){0,2}matrix"
)
"""Words by which a document says of its matrices that they are not symmetric, or speaks of another Sigma."""


def covariances_of(
    equations: Sequence[tuple[Expression, ...]], events: Sequence[Event], text: str
) -> frozenset[str]:
    """The names that stand as a covariance, or as its inverse, in a quadratic form of the document.

    equations: the sides of its steps. text: all of it, in small letters.
    """
    if _OTHERWISE.search(text):
        return frozenset()
    defined = {event.name for event in events}
    nodes = (node for sides in equations for side in sides for node in walk(side))
    found = {name for node in nodes for name, inverse in _forms(node) if inverse or _SPOKEN.search(text)}
    return frozenset(name for name in found - defined if _NAMES.match(name))


def _forms(node: Expression) -> Iterator[tuple[str, bool]]:
    """The matrix of u^T A u, and whether it stands inverted there."""
    factors = node.factors if isinstance(node, Multiply) else ()
    for left, matrix, right in zip(factors, factors[1:], factors[2:], strict=False):
        if isinstance(left, Transpose) and left.base == right:
            base, inverse = matrix, False
            while isinstance(base, Inverse | Raise | Component):
                inverse = inverse or not isinstance(base, Component)
                base = base.base
            if isinstance(base, Variable):
                yield base.name, inverse
