"""A function that is lost where a document states a definition again: log(W x + b) for log(softmax(W x + b)).

What is said anew of a name may be another definition. It is none where one function of the earlier one, put
around an argument, makes the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivcheck.checking.attempts import Resolved
from derivcheck.checking.candidates import FUNCTIONS, Candidate, first_true
from derivcheck.checking.judgement import Judgement
from derivcheck.elaboration.elaborate import readings
from derivcheck.elaboration.names import base_name, closure
from derivcheck.meaning.environment import Defined, Environment, Origin
from derivcheck.meaning.expressions import Apply, Expression, Variable, mapped, walk


def with_lost_function(found: Judgement, usual: Resolved | None, environment: Environment) -> Judgement:
    """A statement that differs from the definition of its name as malformed, if a function is lost in it."""
    if usual is None or not isinstance(usual.lhs, Variable) or usual.lhs.name not in environment.definitions:
        return found
    if found.verdict != "unknown" or found.attempt is None or not found.attempt.differs:
        return found
    meant = first_true(_restored(usual, environment), FUNCTIONS)
    return found if meant is None else replace(meant.against(found, "malformed"), attempt=None)


def _restored(usual: Resolved, environment: Environment) -> Iterator[Candidate]:
    """Every function of the definition that the right side does not have, around every argument there."""
    earlier = [node for part in closure((usual.lhs,), environment) for node in walk(part)]
    present = {node.function for node in walk(usual.rhs) if isinstance(node, Apply)}
    for inner in dict.fromkeys(node for node in earlier if isinstance(node, Apply)):
        if inner.function in present or len(inner.arguments) != 1 or inner.primes:
            continue
        for outer in dict.fromkeys(node for node in walk(usual.rhs) if isinstance(node, Apply)):
            if len(outer.arguments) == 1 and not outer.primes:
                yield _around(usual, outer, inner, environment)


def _around(usual: Resolved, outer: Apply, inner: Apply, environment: Environment) -> Candidate:
    """Where the definition leaves open of what the function is taken, it is of what stands here."""
    argument = outer.arguments[0]
    changed = replace(outer, arguments=(Apply(inner.function, (argument,)),))
    line = environment.definitions[base_name(usual.lhs)].origin.line
    (variable,) = inner.arguments
    if isinstance(variable, Variable) and variable.name not in environment.definitions:
        given = Defined(variable.name, argument, (), (), Origin())
        environment = replace(environment, definitions={**environment.definitions, variable.name: given})
    return Candidate(
        usual.lhs,
        _replaced(usual.rhs, outer, changed),
        lambda lhs, rhs: readings(lhs, rhs, environment),
        argument.span,
        f"{inner.function} is lost: with it this is what line {line} says",
        f"write {outer.function}({inner.function}(...))",
    )


def _replaced(node: Expression, old: Expression, new: Expression) -> Expression:
    return new if node == old else mapped(node, lambda part: _replaced(part, old, new))
