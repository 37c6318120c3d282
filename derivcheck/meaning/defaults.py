"""Functions that a document uses by their usual name and in words, without a formula: cross entropy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derivcheck.meaning.densities import instance
from derivcheck.meaning.environment import Defined, Origin
from derivcheck.meaning.examples import example_of
from derivcheck.meaning.expressions import (
    BUILTIN,
    Apply,
    Expression,
    Opaque,
    Variable,
    mapped,
)
from derivcheck.meaning.resolution import ResolutionError, resolve
from derivcheck.meaning.said_losses import cross_entropy, speaks_of_cross_entropy
from derivcheck.meaning.vocabulary import Vocabulary
from derivcheck.reader.syntax import Node

_NAMES = ("CE", "XE", "CrossEntropy", "crossentropy", "cross_entropy")


def defaults(vocabulary: Vocabulary, defined: Iterable[str]) -> dict[str, Defined]:
    """CE(y, p) = -sum_k y_k log p_k, where a document speaks of cross entropy and never says what CE is."""
    if not speaks_of_cross_entropy(vocabulary.text):
        return {}
    found: dict[str, Defined] = {}
    uses = vocabulary.functions.applied.uses
    for name in sorted(set(_NAMES) & set(uses) - set(defined)):
        for written in uses[name].lists:
            match _resolved(written, vocabulary):
                case Opaque(function=function, arguments=(_, _)):
                    target, prediction = Variable("target"), Variable("prediction")
                    found[function] = Defined(
                        function, cross_entropy(target, prediction), (), ("target", "prediction"), _ORIGIN
                    )
                case Variable(name=variable) if len(written.items) == 2:
                    sides = [_resolved(item, vocabulary) for item in written.items]
                    if isinstance(sides[0], Variable) and isinstance(sides[1], Variable):
                        found[variable] = Defined(variable, cross_entropy(sides[0], sides[1]), origin=_ORIGIN)
                case _:
                    pass
    return found


_ORIGIN = Origin(0, "cross entropy of y and p is -sum_k y_k log p_k")


def _resolved(node: Node, vocabulary: Vocabulary) -> Expression | None:
    try:
        return resolve(node, vocabulary)
    except ResolutionError:
        return None


def applied(node: Expression, functions: Mapping[str, Defined]) -> Expression:
    """The expression with functions that are known by now, but were not where it was read, applied."""
    node = example_of(mapped(node, lambda child: applied(child, functions)), functions)
    if not isinstance(node, Opaque | Apply) or node.function in BUILTIN:
        return node
    name = instance(node.function, functions)
    fits = name in functions and len(functions[name].parameters) == len(node.arguments)
    return Apply(name, node.arguments, node.primes, span=node.span) if fits else node
