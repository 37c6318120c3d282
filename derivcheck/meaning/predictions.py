"""What a network predicts: which names of a document are the outputs of a softmax or of a sigmoid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivcheck.meaning.expressions import (
    Apply,
    Component,
    Divide,
    Expression,
    Filled,
    Opaque,
    Reduce,
    Transpose,
    Variable,
    walk,
)


def is_softmax(
    node: Expression, bodies: Mapping[str, Sequence[Expression]], seen: frozenset[str] = frozenset()
) -> bool:
    """Whether it is a softmax, written out, or by a name or function that the document defines as one."""
    match node:
        case Component(base=base) | Transpose(base=base):
            return is_softmax(base, bodies, seen)
        case Apply(function="softmax"):
            return True
        case Variable(name=name) | Apply(function=name) | Opaque(function=name):
            known = () if name in seen else bodies.get(name, ())
            return any(is_softmax(body, bodies, seen | {name}) for body in known)
        case Divide(over=over, under=under):
            return _has_exponential(over) and any(
                isinstance(part, Reduce | Filled) for part in walk(under) if _has_exponential(under)
            )
        case _:
            return False


def _has_exponential(node: Expression) -> bool:
    return any(isinstance(part, Apply) and part.function == "exp" for part in walk(node))
