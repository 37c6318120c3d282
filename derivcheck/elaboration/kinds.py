"""How many axes a name may have: from declarations, else from the ways it is used and written."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from derivcheck.meaning.environment import Environment, Uses
from derivcheck.meaning.expressions import Component, Expression, Transpose, Variable, walk

Choice = tuple[int, int]
"""Number of axes, and what it costs to take the name so."""

_GREEK_SCALARS = frozenset(
    "alpha beta gamma lambda eta epsilon varepsilon rho tau kappa nu zeta omega mu sigma c t n m N M K T C"
    .split()
)  # fmt: skip
_LOSSES = frozenset("J L E C F R S loss cost Loss Cost CE NLL f_CE ell Q V H D P A G".split())
_OFTEN_VECTORS = frozenset("XYZTH")
_TRIES = 24
_MOST_COST = 7


def slots_of(expressions: Iterable[Expression]) -> dict[str, int]:
    """The most subscripts that each variable carries in the expressions."""
    found: dict[str, int] = {}
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, Component) and isinstance(node.base, Variable):
                name = node.base.name
                found[name] = max(found.get(name, 0), len(node.slots))
            elif isinstance(node, Variable):
                found.setdefault(node.name, 0)
    return found


def has_arrays(expressions: Iterable[Expression], environment: Environment) -> bool:
    """Whether anything in the step is plainly a vector or a matrix."""
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, Transpose):
                return True
            if isinstance(node, Variable) and node.name in environment.shapes:
                if environment.shapes[node.name].sizes:
                    return True
            elif isinstance(node, Variable):
                uses = environment.uses.get(node.name, Uses())
                if uses.bold or uses.transposed or uses.softmaxed:
                    return True
                if node.name[0].isupper() and node.name not in _LOSSES | _GREEK_SCALARS and not uses.slots:
                    return True
    return False


def choices(name: str, slots: int, environment: Environment, arrays: bool) -> tuple[Choice, ...]:
    """The numbers of axes a name may have, the usual one first, with costs. `slots`: subscripts it carries."""
    if name in environment.shapes:
        declared = max(len(environment.shapes[name].sizes), slots)
        family = declared == 2 and not slots and environment.uses.get(name, Uses()).slots == 1
        return ((declared, 0), (1, 2)) if family else ((declared, 0),)
    for held in environment.properties:
        if held.name == name and held.kind in _AXES:
            return ((max(slots, _AXES[held.kind]), 0),)
    uses = environment.uses.get(name, Uses())
    # A name that carries subscripts somewhere has these axes also where it stands alone.
    least = max(slots, uses.slots if slots == 0 else 0)
    extra = _residual(name, least, uses, arrays)
    if uses.slots > slots > 0:
        extra = tuple((axes, cost + (axes < uses.slots - slots)) for axes, cost in extra)
        extra = (*extra, *((uses.slots - slots, 0) for _ in (0,) if uses.slots - slots not in dict(extra)))
    found = {least + axes: cost for axes, cost in reversed(extra)}
    return tuple(sorted(found.items(), key=lambda choice: choice[1]))


_AXES = {"scalar": 0, "constant": 0, "vector": 1, "row": 1, "column": 1, "matrix": 2, "one-hot": 1, "simplex": 1,
         "sums-to-one": 1, "symmetric": 2, "orthogonal": 2, "invertible": 2, "diagonal": 2}  # fmt: skip


def _residual(name: str, slots: int, uses: Uses, arrays: bool) -> tuple[Choice, ...]:
    """Axes besides the subscripts."""
    upper = uses.upper or name[0].isupper()
    if upper and not slots:
        if name in _LOSSES and not uses.inverted and not uses.transposed:
            return ((0, 0), (2, 3), (1, 4))
        if name in _GREEK_SCALARS and not uses.transposed and not uses.bold:
            return ((0, 0), (2, 4))
        return ((2, 0), (1, 2 if name[0] in _OFTEN_VECTORS else 8), (0, 9 if arrays else 2))
    if uses.bold and not upper:
        return ((1, 0), (0, 5)) if not slots else ((1, 0), (0, 0))
    if slots:
        vector = uses.transposed or uses.softmaxed
        return ((1, 0), (0, 2)) if vector and slots == 1 else ((0, 0), (1, 2))
    if uses.transposed or uses.softmaxed:
        return ((1, 0), (2, 4))
    if name in _GREEK_SCALARS or not arrays:
        return ((0, 0), (1, 1 if arrays else 2))
    return ((1, 0), (0, 1), (2, 6))


def assignments(options: Mapping[str, tuple[Choice, ...]]) -> Iterator[tuple[int, dict[str, int]]]:
    """Numbers of axes for all names with their total cost, cheapest first; a bounded number of them."""
    names = sorted(options)
    order = count()
    start = (0,) * len(names)
    waiting = [(sum(options[name][0][1] for name in names), next(order), start)]
    seen = {start}
    for _ in range(_TRIES):
        if not waiting or waiting[0][0] > _MOST_COST:
            return
        cost, _, picked = heapq.heappop(waiting)
        yield cost, {name: options[name][at][0] for name, at in zip(names, picked, strict=True)}
        for place, name in enumerate(names):
            at = picked[place] + 1
            following = (*picked[:place], at, *picked[place + 1 :])
            if at < len(options[name]) and following not in seen:
                seen.add(following)
                more = options[name][at][1] - options[name][at - 1][1]
                heapq.heappush(waiting, (cost + more, next(order), following))
