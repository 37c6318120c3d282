"""A function that is lost where a document states a definition again: log(W x + b) for log(softmax(W x + b)).

What is said anew of a name may be another definition. It is none where one function of the earlier one, put
around an argument, makes the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from derivcheck.checking.attempts import Resolved, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement
from derivcheck.elaboration.elaborate import readings
from derivcheck.elaboration.names import closure
from derivcheck.meaning.environment import Defined, Environment, Origin
from derivcheck.meaning.expressions import Apply, Expression, Variable, mapped, walk
from derivcheck.reader.sources import Span

MOST = 6
"""Places for a function that are tried."""


@dataclass(frozen=True, slots=True)
class _Restored:
    """The right side with a function put in, around an argument of another, and what is then in force."""

    rhs: Expression
    environment: Environment
    function: str
    around: str
    span: Span


def with_lost_function(found: Judgement, usual: Resolved | None, environment: Environment) -> Judgement:
    """A statement that differs from the definition of its name as malformed, if a function is lost in it."""
    if usual is None or not isinstance(usual.lhs, Variable) or usual.lhs.name not in environment.definitions:
        return found
    if found.verdict != "unknown" or found.attempt is None or not found.attempt.differs:
        return found
    line = environment.definitions[usual.lhs.name].origin.line
    for each in islice(_restored(usual, environment), MOST):
        if _is_proved(usual, each):
            reason = f"{each.function} is lost: with it this is what line {line} says"
            remedy = f"write {each.around}({each.function}(...))"
            return Judgement("malformed", reason, remedy, None, each.span)
    return found


def _is_proved(usual: Resolved, restored: _Restored) -> bool:
    trial = tried([usual], lambda lhs, _: readings(lhs, restored.rhs, restored.environment), decided)
    return any(attempt.clean and attempt.proved for attempt in trial.attempts)


def _restored(usual: Resolved, environment: Environment) -> Iterator[_Restored]:
    """Every function of the definition that the right side does not have, around every argument there."""
    earlier = [node for part in closure((usual.lhs,), environment) for node in walk(part)]
    present = {node.function for node in walk(usual.rhs) if isinstance(node, Apply)}
    for inner in dict.fromkeys(node for node in earlier if isinstance(node, Apply)):
        if inner.function in present or len(inner.arguments) != 1 or inner.primes:
            continue
        for outer in dict.fromkeys(node for node in walk(usual.rhs) if isinstance(node, Apply)):
            if len(outer.arguments) == 1 and not outer.primes:
                yield _around(usual.rhs, outer, inner, environment)


def _around(rhs: Expression, outer: Apply, inner: Apply, environment: Environment) -> _Restored:
    """Where the definition leaves open of what the function is taken, it is of what stands here."""
    argument = outer.arguments[0]
    changed = replace(outer, arguments=(Apply(inner.function, (argument,)),))
    (variable,) = inner.arguments
    if isinstance(variable, Variable) and variable.name not in environment.definitions:
        given = Defined(variable.name, argument, (), (), Origin())
        environment = replace(environment, definitions={**environment.definitions, variable.name: given})
    return _Restored(
        _replaced(rhs, outer, changed), environment, inner.function, outer.function, argument.span
    )


def _replaced(node: Expression, old: Expression, new: Expression) -> Expression:
    return new if node == old else mapped(node, lambda part: _replaced(part, old, new))
