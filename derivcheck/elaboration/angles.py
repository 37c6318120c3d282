"""sin, cos and the like: functions of numbers of which nothing is known but their derivatives.

What holds for all functions with these derivatives holds for them. Their other laws are not used: nothing is
refuted where they stand.
"""

from __future__ import annotations

from collections.abc import Callable

from derivcheck.core.terms import Delta, Entry, Term
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.elaboration.readings import MeaningError
from derivcheck.elaboration.scope import Array, Dependence, Located
from derivcheck.elaboration.values import At, Value
from derivcheck.meaning.expressions import Opaque

Values = Callable[[str], Term]
"""The value of the function of a name at the argument; of "" the argument itself."""

SLOPES: dict[str, Callable[[Values], Term]] = {
    "sin": lambda at: at("cos"),
    "cos": lambda at: -1 * at("sin"),
    "tan": lambda at: 1 + at("tan") ** 2,
    "sinh": lambda at: at("cosh"),
    "cosh": lambda at: at("sinh"),
    "arctan": lambda at: 1 / (1 + at("") ** 2),
}
"""The derivative of each, by values of the others."""
_COMPANIONS = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}


def angle(e: Elaborator, node: Opaque, located: Located) -> Value:
    """One of these functions, entry by entry; sin' is the cosine."""
    if node.primes > 1:
        raise MeaningError(f"a higher derivative of {node.function}", span=node.span)
    base = located.array
    for each in (node.function, _COMPANIONS.get(node.function, node.function)):
        _declare(e, each, base)
    e.found.left_open(f"the laws of {node.function} are not used here")
    if node.primes:
        slope = SLOPES[node.function]
        return Value(located.rows, located.columns, lambda at: slope(_values(base, located.subscripts(at))))
    name = _family(node.function, base)
    return Value(located.rows, located.columns, lambda at: Entry(name, located.subscripts(at)))


def _family(function: str, base: Array) -> str:
    return f"{function}({base.name})"


def _values(base: Array, at: At) -> Values:
    return lambda function: Entry(_family(function, base) if function else base.name, at)


def _declare(e: Elaborator, function: str, base: Array) -> None:
    """The values of a function at every entry of an array, and what they are differentiated by it."""
    name = _family(function, base)
    if name not in e.tensors:
        e.tensors[name] = Array(name, base.axes, base.shape, base.formals)
    count = len(base.axes)

    def body(at: At) -> Term:
        found = SLOPES[function](_values(base, at[:count]))
        for left, right in zip(at[:count], at[count:], strict=True):
            found = found * Delta(left, right)
        return found

    e.dependences.setdefault((name, base.name), Dependence(e.tensors[name], base, body))
