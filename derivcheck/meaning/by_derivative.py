r"""What a name is, where a document says so of its derivative alone: dz/dw = d/dw (w x + b) says z = w x + b.

Only of a name that no equation of the document defines, and of which no claim before says anything else than
derivatives. What it is beside what is differentiated may be left out there, so nothing is refuted by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derivcheck.meaning.definitions import Target, defined, target, variables
from derivcheck.meaning.environment import Defined, Origin
from derivcheck.meaning.exchanges import differences
from derivcheck.meaning.expressions import Add, Component, Derivative, Expression, Variable, children, walk


def by_derivative(lhs: Expression, rhs: Expression, origin: Origin) -> Defined | None:
    """The definition by the one place in which two sides differ: a name, and what it is, both differentiated
    by the same. None where they differ in more, or in what stands outside derivatives, too.
    """
    found = set(differences(lhs, rhs))
    if len(found) != 1:
        return None
    here, there = found.pop()
    if isinstance(here, Derivative) and (whole := _whole(there, here.variables)) is not None:
        return _defined(here.body, whole, origin)
    if not (_only_differentiated(here, lhs) and _only_differentiated(there, rhs)):
        return None
    return _defined(here, there, origin) or _defined(there, here, origin)


def outside_derivatives(sides: Iterable[Expression]) -> frozenset[str]:
    """The names of which an equation says more than their derivatives."""
    found: set[str] = set()
    waiting = list(sides)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Variable):
            found.add(node.name)
        waiting += () if isinstance(node, Derivative) else children(node)
    return frozenset(found)


def _whole(side: Expression, by: tuple[Expression, ...]) -> Expression | None:
    """d/dw sum_i w_i x_i + b as what is differentiated, with the b behind it."""
    terms = side.terms if isinstance(side, Add) else ()
    first = terms[0] if terms else None
    if not isinstance(side, Add) or not isinstance(first, Derivative) or first.variables != by:
        return None
    if any(isinstance(node, Derivative) for each in terms[1:] for node in walk(each)):
        return None
    return replace(side, terms=(first.body, *terms[1:]))


def _defined(name: Expression, body: Expression, origin: Origin) -> Defined | None:
    aimed = target(name) if _is_name(name) and not _is_name(body) else None
    found = defined(aimed, body, origin) if aimed is not None and _says(aimed, body) else None
    return None if found is None else replace(found, implied=True)


def _says(aimed: Target, body: Expression) -> bool:
    """Whether the name can be what is on the other side."""
    fit = aimed.plain and not aimed.function and aimed.name not in variables(body)
    return fit and any(isinstance(node, Variable) for node in walk(body))


def _only_differentiated(part: Expression, side: Expression) -> bool:
    nodes = list(walk(side))
    within = sum(isinstance(node, Derivative) and node.body == part for node in nodes)
    return 0 < within == sum(node == part for node in nodes)


def _is_name(node: Expression) -> bool:
    return isinstance(node.base if isinstance(node, Component) else node, Variable)
