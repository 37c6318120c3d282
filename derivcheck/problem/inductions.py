"""Statements about every depth, lowered."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Context
from derivcheck.core.recursions import BackwardRecursion, ForwardRecursion, Recursion
from derivcheck.core.terms import Entry, Index, Partial
from derivcheck.core.verdicts import Verdict
from derivcheck.notation.arrays import Array
from derivcheck.notation.elaboration import Declarations
from derivcheck.notation.layers import Backward, Layers
from derivcheck.notation.lowering import lower
from derivcheck.problem.stated import Induction, ProblemClaim


def lowered_induction(name: str, layers: Layers, declarations: Declarations, context: Context) -> Induction:
    """The induction; the declarations meet every tensor that its layers use, but not the layers' own names.

    Raises ShapeError, MalformedError or UnknownSymbolError where base or step has no meaning.
    """
    trial = copied(declarations)
    recursion = layers.recursion(trial, context)
    pairs = layers.parameters if isinstance(layers, Backward) else ()
    consequences = tuple(_consequence(recursion, *pair, trial) for pair in pairs)
    declarations.sizes |= trial.sizes
    declarations.constants |= trial.constants
    for tensor in trial.tensors.values():
        if tensor.name not in layers.names:
            declarations.tensors.setdefault(tensor.name, tensor)
    return Induction(name, recursion, *_indices(recursion), consequences)


def in_context(induction: Induction, context: Context) -> Induction:
    """The same induction under another Context; its claims are checked for a meaning."""
    recursion = replace(induction.recursion, context=context)
    step = recursion.step_claim()
    consequences = tuple(
        replace(each, claim=replace(each.claim, context=step.context)) for each in induction.consequences
    )
    for claim in (recursion.base_claim(), step, *(each.claim for each in consequences)):
        check_claim(claim)
    return replace(induction, recursion=recursion, consequences=consequences)


def copied(declarations: Declarations) -> Declarations:
    """Declarations that may grow without the given ones."""
    return Declarations(
        dict(declarations.tensors),
        dict(declarations.definitions),
        set(declarations.sizes),
        set(declarations.constants),
    )


def _consequence(recursion: Recursion, parameter: Array, value: Array, trial: Declarations) -> ProblemClaim:
    assert isinstance(recursion, BackwardRecursion)
    lowered = lower(trial, (parameter, value))
    by = lowered.sides[0]
    assert isinstance(by, Entry)
    name = f"d{recursion.objective}/d{by.tensor}"
    claim = Claim(recursion.context, Partial(Entry(recursion.objective, ()), by), lowered.sides[1], name)
    return ProblemClaim(name, claim, lowered.indices, Verdict.PROVED)


def _indices(recursion: Recursion) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    """The free indices of the base and of the step, in the order of the axes."""
    if isinstance(recursion, ForwardRecursion):
        return recursion.start_value.indices, recursion.step_value.indices
    return recursion.last_value.indices, recursion.step_value.indices
