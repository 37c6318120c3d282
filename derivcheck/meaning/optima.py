r"""At an optimum: w = \sum_i \alpha_i y_i x_i and \sum_i \alpha_i y_i = 0, where derivatives vanish.

A document puts these back into what it optimizes. They hold there and not elsewhere, so they define nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from derivcheck.meaning import cues, kinds
from derivcheck.meaning.defining import Definitions
from derivcheck.meaning.definitions import defined, target, variables
from derivcheck.meaning.environment import Defined, Given, Optimum, Origin
from derivcheck.meaning.expressions import Add, Component, Derivative, Expression, Number, Variable, walk
from derivcheck.meaning.findings import SOLVED, Classified, Setting, origin_of
from derivcheck.meaning.indices import bound_names, index_names

_ZERO = "a condition (= 0)"
_GIVEN = ("condition that the document sets", "a constraint", "consequence of the condition (= 0) before it")
"""Ends of the notes of equations that hold at an optimum."""

_TOLD = re.compile(
    r"\b(?:subject to|constrain\w*|s\.t\.|setting|set|zero|vanish\w*|optim\w+|stationar\w+)[^.]*\Z",
    re.IGNORECASE,
)
"""Words before an equation that holds at an optimum; what is supposed holds until it is dropped."""

_NEAR = 120


def optima(steps: Iterable[tuple[Classified, Setting]], read: Definitions) -> tuple[Optimum, ...]:
    """The conditions of a document, in its order. What is 0 in one case, "if a^T b = 0", is none."""
    found: list[Optimum] = []
    solving = False
    for step, setting in steps:
        derived = kinds.is_zero(step.step.rhs) and kinds.has_derivative(step.step.head)
        solving |= derived
        told = step.step.implied or _TOLD.search(setting.words[-_NEAR:]) is not None
        held = derived or told or (solving and setting.formula.display)
        if held and not cues.in_case(setting.words):
            found += _conditions(step, read)
    return tuple(found)


def _conditions(found: Classified, read: Definitions) -> Iterator[Optimum]:
    step, since = found.step, found.number + 1
    lhs, rhs = read.resolved(step.lhs), read.resolved(step.rhs)
    if lhs is None or rhs is None or any(isinstance(each, Derivative) for each in walk(lhs)):
        return
    note, origin = found.finding.note, origin_of(step)
    if note == SOLVED:
        aimed = target(lhs)
        definition = None if aimed is None else defined(aimed, rhs, origin)
        if definition is not None and not definition.parameters:
            yield Optimum(since, solved=definition)
    elif "not-a-claim" not in (found.finding.kind, found.finding.otherwise):
        return
    elif kinds.is_zero(step.rhs) and note.endswith(_ZERO):
        solved = _solved(lhs, origin)
        given = Given("=", _positive(lhs), Number(Fraction(0)), origin)
        yield Optimum(since, solved, None if solved is not None else given)
    elif note.endswith(_GIVEN):
        solved = _solved(_difference(lhs, rhs), origin) if isinstance(lhs, Add) else None
        given = Given("=", lhs, rhs, origin, arrays=True)
        yield Optimum(since, solved, None if solved is not None else given)


def _difference(lhs: Add, rhs: Expression) -> Add:
    return Add((*lhs.terms, rhs), (*lhs.signs, -1))


def _positive(node: Expression) -> Expression:
    """a for -a: where one is 0, so is the other."""
    return node.terms[0] if isinstance(node, Add) and len(node.terms) == 1 else node


def _solved(lhs: Expression, origin: Origin) -> Defined | None:
    """w = a of w - a = 0: the first name that stands alone in a sum, with all of its free indices, and not in
    its other terms.
    """
    terms, loose = lhs.terms if isinstance(lhs, Add) else (), index_names(lhs) - bound_names(lhs)
    for place, term in enumerate(terms if len(terms) > 1 else ()):
        rest = tuple(each for number, each in enumerate(terms) if number != place)
        if isinstance(term, Variable | Component) and isinstance(lhs, Add):
            turned = [-each * lhs.signs[place] for each in lhs.signs]
            signs = tuple(turned[:place] + turned[place + 1 :])
            aimed = target(term)
            known = {name for each in rest for name in variables(each)}
            named = aimed is not None and aimed.plain and not aimed.function
            named = named and aimed is not None and frozenset(aimed.formals) == loose
            if aimed is not None and named and aimed.name not in known:
                return defined(aimed, Add(rest, signs), origin)
    return None
