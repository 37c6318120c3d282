"""What a name is where nothing is declared: the habits of the field, and how readily each is given up.

Upper-case names are matrices, lower-case ones column vectors, some Greek ones scalars. A formula that has
no shape so may still have one when a name is taken otherwise; `c*x` makes c a scalar before x.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import combinations

from derivcheck.expression.declarations import Declared


class Kind(Enum):
    """How many axes a name has."""

    SCALAR = 0
    VECTOR = 1
    MATRIX = 2


_SCALARS = frozenset(
    ("alpha", "beta", "gamma", "lambda", "sigma", "eta", "tau", "epsilon", "eps", "rho", "kappa", "nu", "t")
)
_OFTEN_SCALARS = frozenset("abcdekmnqrs")
_COUNTS = frozenset("CDKMNT")
_MOST_CHANGES, _MOST_COST = 3, 4


def usual(name: str) -> Kind:
    """The kind of a name by convention.

    >>> [usual(name).name for name in ("X", "w", "lambda")]
    ['MATRIX', 'VECTOR', 'SCALAR']
    """
    if name[0].isupper() and name.lower() not in _SCALARS:
        return Kind.MATRIX
    return Kind.SCALAR if name in _SCALARS else Kind.VECTOR


def _other(name: str) -> tuple[Kind, int] | None:
    """The kind a name may have instead, and the cost of taking it so; None where only a declaration may."""
    match usual(name):
        case Kind.MATRIX:
            return (Kind.SCALAR, 2) if name in _COUNTS else None
        case Kind.SCALAR:
            return Kind.VECTOR, 1
        case Kind.VECTOR:
            return Kind.SCALAR, 1 if name in _OFTEN_SCALARS else 2


def assignments(
    names: Sequence[str], declared: Mapping[str, Declared]
) -> Iterator[tuple[int, Mapping[str, Kind]]]:
    """Kinds of all names with their cost, the usual ones first, then by rising cost."""
    base = {name: Kind(len(declared[name])) if name in declared else usual(name) for name in names}
    changes = {name: other for name in names if name not in declared and (other := _other(name))}
    found: list[tuple[int, dict[str, Kind]]] = []
    for number in range(_MOST_CHANGES + 1):
        for chosen in combinations(changes, number):
            cost = sum(changes[name][1] for name in chosen)
            if cost <= _MOST_COST:
                found.append((cost, {**base, **{name: changes[name][0] for name in chosen}}))
    yield from sorted(found, key=lambda pair: pair[0])
