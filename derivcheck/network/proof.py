"""The gradients that a Problem asks for, found by the program and proved, as a Program to emit.

Two ways. As a whole: every gradient is claimed equal to the derivative of the objective, with every
intermediate unfolded; the cost grows steeply with depth. Layer by layer: the chain rule says that
dJ/dv = d/dv (J + sum_u A_u . u) at A_u = dJ/du, where u runs over the named intermediates that v enters
directly and J and the other intermediates are held fixed (reverse accumulation: Griewank and Walther,
Evaluating Derivatives, 2nd ed., section 3.2). Each of these local claims is decided by the kernel at
symbolic size, with the A_u and whatever is held fixed as tensors of any value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Definition, Tensor, names
from derivcheck.core.errors import ProblemError
from derivcheck.core.terms import Entry, Partial, Term, Total, children, plus, rebuild, times
from derivcheck.core.verdicts import Verdict
from derivcheck.derivation.gradient import derive_gradients
from derivcheck.emit.programs import Output, Program
from derivcheck.methods.decide import decide

if TYPE_CHECKING:
    from derivcheck.derivation.steps import Derived
    from derivcheck.problem import Problem

MOST_WHOLE = 4
"""Parameters up to which gradients are proved as a whole: those of one hidden layer."""


@dataclass(frozen=True)
class Proved:
    """A Program of proved gradients; `manner` says how: "as a whole" or "layer by layer"."""

    program: Program
    manner: str
    claims: int


def proved_program(problem: Problem) -> Program:
    """The gradients that the problem asks for, as found by the program, each PROVED.

    Raises ProblemError where one is not.
    """
    return proved_gradients(problem).program


def proved_gradients(problem: Problem) -> Proved:
    """The same, and how they were proved."""
    objective = problem.objective
    if objective is None:
        raise ProblemError("a training needs gradients", remedy="problem.derive(J, W1, b1, ..)")
    wanted = tuple(each.variable.tensor for each in problem.gradients)
    found = derive_gradients(problem.context, objective, wanted)
    whole = len(wanted) <= MOST_WHOLE
    claims = {
        name: _whole_claim(found[name]) if whole else local_claim(problem.context, objective, found, name)
        for name in (wanted if whole else found)
    }
    for name, claim in claims.items():
        _require_proved(name, claim)
    adjoints = {each.name: each for derived in found.values() for each in derived.adjoints}
    outputs = tuple(Output(name, found[name].free, found[name].result) for name in wanted)
    program = Program(problem.context, outputs, tuple(adjoints.values()))
    return Proved(program, "as a whole" if whole else "layer by layer", len(claims))


def _whole_claim(derived: Derived) -> Claim:
    return Claim(derived.context, derived.steps[0].term, derived.result)


def local_claim(context: Context, objective: Entry, found: Mapping[str, Derived], name: str) -> Claim:
    """The gradient by `name` from those by the intermediates that it enters directly, which stay unknown.

    `found` holds the gradients by all of these, and each one's adjoint as the later gradients call it.
    """
    derived, definitions = found[name], context.definitions
    adjoints = {each.name: each for other in found.values() for each in other.adjoints}
    kept = {
        each: adjoint
        for each, other in found.items()
        for adjoint in adjoints.values()
        if each != name and each in definitions and adjoint.body is other.result
    }
    free = {each: made for each, made in definitions.items() if each not in kept and each != name}
    links = {each: definitions[each] for each in kept if name in _reached(free, definitions[each].body)}
    surrogate = plus(objective, *(_weighted(link, kept[each]) for each, link in links.items()))
    held = [Tensor(each, context.axes(each) or ()) for each in (*kept, name)]
    held += map(_as_tensor, adjoints.values())
    tensors = {**context.tensors, **{tensor.name: tensor for tensor in held}}
    cut = replace(context, tensors=tensors, definitions=free)
    return Claim(cut, Partial(surrogate, derived.variable), _unfolded(derived.result, links))


def _unfolded(node: Term, links: Mapping[str, Definition]) -> Term:
    """What a gradient says of the values that it was found from, as in h (1 - h), said of their formulas."""
    if isinstance(node, Entry) and node.tensor in links:
        return links[node.tensor].at(node)
    return rebuild(node, tuple(_unfolded(child, links) for child in children(node)))


def _reached(definitions: Mapping[str, Definition], body: Term) -> frozenset[str]:
    """Every name in the body, and in the definitions of those, and so on."""
    found, waiting = set[str](), [body]
    while waiting:
        for name in names([waiting.pop()]):
            if name not in found:
                found.add(name)
                waiting += [definitions[name].body] if name in definitions else []
    return frozenset(found)


def _as_tensor(definition: Definition) -> Tensor:
    return Tensor(definition.name, tuple(index.size for index in definition.indices))


def _weighted(definition: Definition, adjoint: Definition) -> Term:
    """sum over all indices of adjoint times body."""
    body = times(Entry(adjoint.name, definition.indices), definition.body)
    for index in reversed(definition.indices):
        body = Total(index, body)
    return body


def _require_proved(name: str, claim: Claim) -> None:
    outcome = decide(claim)
    if outcome.verdict is not Verdict.PROVED:
        what = f"the gradient by {name} is {outcome.verdict.value}: {outcome.reason}"
        raise ProblemError(what, remedy="only proved gradients are trained with")
