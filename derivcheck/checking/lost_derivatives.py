"""A side that is not differentiated, where the other is its derivative: -sum_k y_k log p_k = p_i - y_i."""

from __future__ import annotations

from collections.abc import Iterator

from derivcheck.checking.attempts import Read, Resolved
from derivcheck.checking.candidates import FUNCTIONS, Candidate, first_true
from derivcheck.elaboration.indices import free_slots
from derivcheck.elaboration.names import closure
from derivcheck.meaning.environment import Environment
from derivcheck.meaning.expressions import Component, Derivative, Expression, Variable, walk


def lost_derivative(resolved: Resolved, read: Read, environment: Environment) -> Candidate | None:
    """The derivative by z_i of the side without the letter i, where with it the step is proved."""
    return first_true(_candidates(resolved, read, environment), FUNCTIONS)


def _candidates(resolved: Resolved, read: Read, environment: Environment) -> Iterator[Candidate]:
    lhs, rhs = resolved.lhs, resolved.rhs
    if any(isinstance(node, Derivative) for side in (lhs, rhs) for node in walk(side)):
        return
    for name in _names(lhs, rhs, environment):
        slope, (reason, advice) = Derivative(lhs, (name,), span=lhs.span), _said("left", name)
        yield Candidate(slope, rhs, read, lhs.span, reason, advice)
    for name in _names(rhs, lhs, environment):
        slope, (reason, advice) = Derivative(rhs, (name,), span=rhs.span), _said("right", name)
        yield Candidate(lhs, slope, read, rhs.span, reason, advice)


def _names(side: Expression, other: Expression, environment: Environment) -> Iterator[Component]:
    """z_i, for the one letter i that the other side alone has and every z_k that the side rests on.

    One that stands in the side itself counts where the document differentiates by it: a sum of y_k log p_k
    that is said to be log p_o is of one class, and not the derivative by y_o.
    """
    letters = free_slots(other) - free_slots(side)
    if len(letters) != 1:
        return
    nodes = (node for part in closure((side,), environment) for node in walk(part))
    bases = (node.base for node in nodes if isinstance(node, Component) and len(node.slots) == 1)
    names = dict.fromkeys(base.name for base in bases if isinstance(base, Variable))
    uses, shown = environment.uses, {node.name for node in walk(side) if isinstance(node, Variable)}
    for name in names:
        if name not in shown or (name in uses and uses[name].differentiates):
            yield Component(Variable(name), tuple(letters))


def _said(which: str, name: Component) -> tuple[str, str]:
    assert isinstance(name.base, Variable)
    reason = f"the {which} side is not differentiated; the other side is its derivative"
    return reason, f"differentiate it by {name.base.name}_{name.slots[0]}"
