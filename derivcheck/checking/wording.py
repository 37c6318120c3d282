"""Claims, conditions and counterexamples in text that a person can type in."""

from __future__ import annotations

from collections.abc import Iterable

from derivcheck.checking.model import Found
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context
from derivcheck.core.terms import Index, Term, free_indices, substitute
from derivcheck.core.verdicts import Counterexample, Evidence
from derivcheck.elaboration.contexts import RANGE
from derivcheck.notation.instances import entries, for_all
from derivcheck.notation.letters import Letters
from derivcheck.notation.text import text


def reading_of(claim: Claim) -> str:
    """Both sides in index notation, with the ranges of the free indices."""
    named = _named(claim.lhs - claim.rhs)
    free = sorted(named.values(), key=lambda index: index.name)
    lhs, rhs = (text(substitute(side, named), free) for side in (claim.lhs, claim.rhs))
    return f"{lhs} = {rhs}{for_all(free)}"


def obligations_of(conditions: Iterable[Assumption]) -> tuple[str, ...]:
    """Conditions that were not discharged, as text."""
    return tuple(dict.fromkeys(map(_condition, conditions)))


def _condition(condition: Assumption) -> str:
    named = _named(condition.lhs - condition.rhs)
    lhs, rhs = substitute(condition.lhs, named), substitute(condition.rhs, named)
    relation = f"{text(lhs)} {condition.relation} {text(rhs)}"
    return relation + for_all(free_indices(lhs) | free_indices(rhs))


def _named(term: Term) -> dict[Index, Index]:
    """The free indices of a term, with a letter for what the machine has named by a number of its own."""
    return {index: Index(letter, index.size) for index, letter in Letters(term).scope.items()}


def assumption_of(condition: Assumption) -> str:
    """An equation or inequality without its ranges: sum_k y[k] = 1."""
    return f"{text(condition.lhs)} {condition.relation} {text(condition.rhs)}"


def shapes_of(context: Context) -> dict[str, str]:
    """What every symbol of a Context is: "number", "K", "K x D"; not what only lends a sum its range."""
    names = (name for name in (*context.tensors, *context.definitions) if not name.startswith(RANGE))
    axes = {name: context.axes(name) or () for name in names}
    return {name: " x ".join(map(str, sizes)) or "number" for name, sizes in axes.items()}


def counterexample_of(claim: Claim, evidence: Evidence | None) -> Found | None:
    """The sizes and values at which both sides differ; None for other evidence.

    Tensors on which the claim does not rest are left out, and those that only lend a sum its range.
    """
    if not isinstance(evidence, Counterexample):
        return None
    instance, context = evidence.instance, claim.context
    given = {name for name, _ in instance.values}
    shown = [name for name in context.tensors if name in given and not name.startswith(RANGE)]
    values = {name: entries(context.tensors[name], instance) for name in shown}
    letters = {index.name: named.name for index, named in _named(claim.lhs - claim.rhs).items()}
    indices = {letters[name]: component for name, component in instance.indices.items() if name in letters}
    return Found(dict(instance.sizes), values, indices, str(evidence.lhs), str(evidence.rhs))
