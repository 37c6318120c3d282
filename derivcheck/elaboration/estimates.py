"""phi = 1/m sum_i y_i beside p(y; phi): what is estimated is a variable where p is differentiated by it.

A function of several arguments is differentiated by each of them, so none may rest on another. Where the
document has defined one by another, its definition is left out: what holds for any value holds for that one.
Not where a derivative goes by what the definition rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.terms import Partial, Term, children


def with_free_arguments(claim: Claim) -> Claim:
    """The claim without definitions of arguments that rest on other arguments of the same function."""
    context = claim.context
    found = next(iter(_resting(context)), None)
    if found is None:
        return claim
    ground = context.ground((found,)) - {found}
    bodies = [claim.lhs, claim.rhs, *(each.body for each in context.definitions.values())]
    if ground & {name for each in bodies for name in _differentiated(each)}:
        return claim
    definitions = {name: each for name, each in context.definitions.items() if name != found}
    sizes = tuple(index.size for index in context.definitions[found].indices)
    tensors = {**context.tensors, found: Tensor(found, sizes)}
    return with_free_arguments(
        replace(claim, context=replace(context, tensors=tensors, definitions=definitions))
    )


def _resting(context: Context) -> Iterator[str]:
    """The arguments that are defined and rest on another argument of a function."""
    by: dict[str, list[str]] = {}
    for jacobian in context.jacobians:
        by.setdefault(jacobian.of, []).append(jacobian.wrt)
    for arguments in by.values():
        for each in arguments:
            if each in context.definitions and context.ground((each,)) & (set(arguments) - {each}):
                yield each


def _differentiated(node: Term) -> Iterator[str]:
    if isinstance(node, Partial):
        yield node.variable.tensor
    for each in children(node):
        yield from _differentiated(each)
