"""y_1 in a definition, where nothing says how many there are: the definition is one for any component.

A component of an axis of symbolic size is a free index of the step. A definition in which one stands gets it
as an axis of its own, and wherever what it defines is named the same index is shown: L[c1_n] for L = y_1^2.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Definition
from derivcheck.core.indices import Index
from derivcheck.core.terms import Determinant, Entry, Inverse, Term, children, free_indices, rebuild

Axes = Mapping[str, tuple[Index, ...]]


def of_any_component(claim: Claim, components: Set[Index]) -> Claim:
    """The claim whose definitions have an axis for each component that stands in them.

    The same claim where there is none, and where such a name is inverted or declared to be differentiated by.
    """
    axes: dict[str, tuple[Index, ...]] = {}
    definitions: dict[str, Definition] = {}
    for name, definition in claim.context.definitions.items() if components else ():
        body = _shown(definition.body, axes)
        more = tuple(sorted(free_indices(body) & components))
        if more:
            axes[name] = more
        definitions[name] = Definition(name, (*definition.indices, *more), body)
    context = claim.context
    if not axes or any(each.wrt in axes for each in context.jacobians):
        return claim
    if any(_is_matrix(each, axes) for each in _terms(claim)):
        return claim
    jacobians = tuple(replace(each, body=_shown(each.body, axes)) for each in context.jacobians)
    assumptions = tuple(
        replace(each, lhs=_shown(each.lhs, axes), rhs=_shown(each.rhs, axes)) for each in context.assumptions
    )
    context = replace(context, definitions=definitions, assumptions=assumptions, jacobians=jacobians)
    return replace(claim, context=context, lhs=_shown(claim.lhs, axes), rhs=_shown(claim.rhs, axes))


def _terms(claim: Claim) -> list[Term]:
    context = claim.context
    bodies = [each.body for each in (*context.definitions.values(), *context.jacobians)]
    return [claim.lhs, claim.rhs, *bodies, *(t for each in context.assumptions for t in (each.lhs, each.rhs))]


def _is_matrix(node: Term, axes: Axes) -> bool:
    """Whether one of the names is inverted, or a determinant taken of it."""
    own = isinstance(node, Inverse | Determinant) and node.tensor in axes
    return own or any(_is_matrix(each, axes) for each in children(node))


def _shown(node: Term, axes: Axes) -> Term:
    """The term with the new axes of every name that has some."""
    if isinstance(node, Entry):
        return Entry(node.tensor, (*node.subscripts, *axes.get(node.tensor, ())))
    return rebuild(node, tuple(_shown(each, axes) for each in children(node)))
