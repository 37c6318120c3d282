"""A step judged with names for whatever they are, where it stays open with their definitions written out.

A definition that was misread, or that takes two sizes for one, is no matter where the step is true without
it: what holds for every value of a name holds for the one that it is defined to have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from derivcheck.checking.attempts import Attempt, Read, Resolved, Trial, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement, judged
from derivcheck.checking.model import OPEN
from derivcheck.core.contexts import Context
from derivcheck.core.contexts import names as core_names
from derivcheck.elaboration.changes import may_change
from derivcheck.elaboration.kinds import is_said
from derivcheck.elaboration.names import base_name, closure, ground, names
from derivcheck.elaboration.symmetry import is_symmetric
from derivcheck.meaning.environment import Environment, Property
from derivcheck.meaning.expressions import (
    Derivative,
    Differential,
    Expectation,
    Expression,
    Inner,
    Inverse,
    Multiply,
    Norm,
    Reduce,
    Transpose,
    Variable,
    mapped,
    walk,
)


def without_definitions(
    parts: tuple[Expression, ...], environment: Environment, *, differentiated: bool = True
) -> Environment | None:
    """The environment in which the names of a step are whatever they may be; None where there is none.
    differentiated: those of which derivatives are taken are, too.

    A name that depends on what is differentiated by, or summed over, keeps its definition, unless it is any
    function of one name: of several, it may depend on one of them in more than one way. So may what is
    differentiated by two names of which one rests on the other.
    """
    nodes = [node for part in closure(parts, environment) for node in walk(part)]
    derivatives = [node for node in nodes if isinstance(node, Derivative)]
    unnamed = any(not node.variables for node in derivatives)
    if unnamed or any(isinstance(node, Expectation) for node in nodes) or not _moves_alone(nodes):
        return None
    moving = {name for node in derivatives for name in names(*node.variables)}
    moving |= {base_name(node.body) for node in nodes if isinstance(node, Differential)}
    moving |= {node.index for node in nodes if isinstance(node, Reduce)}
    bodies = {name for node in derivatives for name in (base_name(node.body), *_estimates(node.body))}
    free: set[str] = set()
    present = {node.name for node in nodes if isinstance(node, Variable)} - environment.sizes
    for name in present & set(environment.definitions):
        behind = ground(name, environment) & moving
        if name in bodies and not differentiated:
            continue
        if name in bodies:
            anything = _is_function(name, derivatives, behind, environment)
        else:
            anything = not behind and (name in moving or not may_change(name, moving, environment))
        if anything:
            free.add(name)
    if not free or _rest_on_one_another(free & bodies & moving, environment):
        return None
    definitions = {name: each for name, each in environment.definitions.items() if name not in free}
    properties = (*environment.properties, *_held(free, environment))
    return replace(environment, definitions=definitions, properties=properties)


def _moves_alone(nodes: Sequence[Expression]) -> bool:
    """Whether every d(...) has a name in it of which the differential is written, so that the others in it
    do not move.
    """
    bodies = [node.body for node in nodes if isinstance(node, Differential)]
    plain = set(filter(None, map(base_name, bodies)))
    return all(plain & set(names(body)) for body in bodies)


def _rest_on_one_another(them: set[str], environment: Environment) -> bool:
    return any(one in ground(other, environment) for one in them for other in them if one != other)


def by_name(node: Expression, environment: Environment, free: Environment) -> Expression:
    """The expression with the name Sigma for L L^T, where that is what a name was that is anything now."""
    bodies: dict[Expression, str] = {
        definition.body: name
        for name, definition in environment.definitions.items()
        if name not in free.definitions and not definition.formals and isinstance(definition.body, Multiply)
    }
    return _named(node, bodies) if bodies else node


def _named(node: Expression, bodies: Mapping[Expression, str]) -> Expression:
    if node in bodies:
        return Variable(bodies[node], span=node.span)
    return mapped(node, lambda part: _named(part, bodies))


def _held(free: set[str], environment: Environment) -> Iterator[Property]:
    """What the definitions show: that a matrix is symmetric."""
    known = frozenset(each.name for each in environment.properties if each.kind == "symmetric")
    for name in sorted(free):
        definition = environment.definitions[name]
        if not definition.formals and is_symmetric(definition.body, known):
            yield Property(name, "symmetric", definition.origin)


def _estimates(body: Expression) -> set[str]:
    """Names that are taken for functions where they have no definition."""
    return {name for name in names(body) if name.endswith(("_hat", "_tilde"))}


def _is_function(
    name: str, derivatives: Sequence[Derivative], behind: set[str], environment: Environment
) -> bool:
    """Whether a name rests on one name alone by which the step differentiates, which nothing computes, and is
    differentiated by that one and by itself.
    """
    by = {each for node in derivatives if name in names(node.body) for each in names(*node.variables)}
    return len(behind) == 1 and by - {name} == behind and not behind & set(environment.definitions)


def with_proof_of_any(
    found: Judgement, trial: Trial, resolved: Resolved, reads: Iterable[Read], environment: Environment
) -> Judgement:
    """The same; PROVED where the step is open, nothing speaks against it, and it holds without definitions.

    reads: readings of the step in which names stand for anything. They count where every array has as many
    axes as in a reading with the definitions; where no such reading is understood, they count where it does
    not matter to the step which of its names are arrays.
    """
    usual = next((attempt for attempt in trial.attempts if attempt.clean), None)
    against = any(attempt.differs for attempt in trial.attempts)
    if found.verdict not in OPEN or against or not trial.complete:
        return found
    unsaid = frozenset(name for name in environment.definitions if not is_said(name, environment))
    if usual is None and (trial.attempts or _depends_on_axes(resolved, unsaid)):
        return found
    for read in reads:
        sure = judged(tried((resolved,), read, decided))
        if sure.verdict == "proved" and sure.attempt and (not usual or _alike(sure.attempt, usual)):
            return sure
    return found


def _depends_on_axes(resolved: Resolved, defined: frozenset[str]) -> bool:
    """Whether a defined name changes places with another, or a derivative is by one without subscripts:
    numbers commute and matrices do not, and the derivative by an array has axes.

    defined: those of which the document does not say how many axes they have.
    """
    nodes = [node for part in (resolved.lhs, resolved.rhs) for node in walk(part)]
    turned = (node for node in nodes if isinstance(node, Transpose | Inverse | Norm | Inner))
    if any(not defined.isdisjoint(names(node)) for node in turned):
        return True
    by = {each for node in nodes if isinstance(node, Derivative) for each in node.variables}
    if any(isinstance(each, Variable) and each.name in defined for each in by):
        return True
    pairs = {pair for node in nodes if isinstance(node, Multiply) for pair in _orders(node)}
    return any((right, left) in pairs and not defined.isdisjoint((left, right)) for left, right in pairs)


def _orders(node: Multiply) -> Iterator[tuple[str, str]]:
    """Names of which one stands before the other."""
    for before, behind in combinations(node.factors, 2):
        yield from ((left, right) for left, right in product(names(before), names(behind)) if left != right)


def _alike(one: Attempt, other: Attempt) -> bool:
    """Whether what the sides name, and what the other has defined, has the same number of axes in both."""
    here, there = (axes_of(each.reading.claim.context) for each in (one, other))
    claim = other.reading.claim
    named = {*core_names((claim.lhs, claim.rhs)), *claim.context.definitions}
    return all(here[name] == there[name] for name in here.keys() & there.keys() & named)


def axes_of(context: Context) -> dict[str, int]:
    """The number of axes of every name of a claim."""
    found = {name: len(each.axes) for name, each in context.tensors.items()}
    return found | {name: len(each.indices) for name, each in context.definitions.items()}
