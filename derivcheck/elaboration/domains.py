"""What the author's own logarithms say: where log p_i is written for every i, each p_i is positive.

Both sides of a step are claimed where both have a value. log a has one where a > 0, so a > 0 may be assumed
of every step that writes log a; nothing is assumed of an entry that is left out of a sum or picked by a
condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from derivcheck.core.contexts import Assumption
from derivcheck.core.indices import Index
from derivcheck.core.terms import Apply, Delta, Entry, Number, Plus, Product, Term, Times, Total, children
from derivcheck.elaboration.elaborator import Elaborator
from derivcheck.meaning.expressions import Variable

_REALS = re.compile(r"(?!.*(?:>|\\g(?:e|eq|t)\b|\+)).*R")
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))


def where_logarithms_exist(e: Elaborator, lhs: Term, rhs: Term) -> Iterator[Assumption]:
    """p_i > 0 for log p_i, and 1 - p_i > 0 for log(1 - p_i), each for all entries of a declared array."""
    nodes = [*written(lhs), *written(rhs)]
    if e.environment.cased or any(isinstance(node, Delta) for node in nodes):
        return
    for argument in dict.fromkeys(logged(nodes)):
        entry = _entry(argument)
        if entry is None or entry.tensor not in e.tensors or is_any_number(e, entry.tensor):
            continue
        alike = {_entry(each) for each in logged(nodes) if (each == _entry(each)) == (argument == entry)}
        if not (_goes_over_all(entry, nodes) or _all_are_logged(e, entry.tensor, nodes, alike)):
            continue
        at = tuple(e.arrays.index(axis) for axis in e.tensors[entry.tensor].axes)
        every = Entry(entry.tensor, at)
        e.found.note(f"{_shown(argument, entry)} is positive, since its logarithm is taken")
        yield Assumption(">", every if argument == entry else _ONE - every, _ZERO)


def is_any_number(e: Elaborator, name: str) -> bool:
    r"""Whether the document says of the numbers that they are real, or negative, or not 0, or of any sign:
    p \in R, p \in R^n, "a real vector", p \ne 0, "p is arbitrary".
    """
    declared = e.environment.shapes.get(name)
    member = declared.origin.text.rpartition(r"\in")[2] if declared is not None else ""
    if member and ("^" not in member or _REALS.match(member)):
        return True
    held = [each for each in e.environment.properties if each.name == name]
    unequal = [each.lhs for each in e.environment.given if each.relation == "!="]
    return Variable(name) in unequal or any(
        each.kind in {"negative", "nonzero", "any"}
        or (each.kind in {"scalar", "vector"} and re.search(r"\breal\b", each.origin.text) is not None)
        or (each.kind in {"below", "at-most"} and each.bound <= 0)
        for each in held
    )


def _goes_over_all(entry: Entry, nodes: list[Term]) -> bool:
    """Whether sums or products take every entry: sum_i log p_i."""
    bound = {node.index for node in nodes if isinstance(node, Total | Product)}
    return all(each in bound for each in entry.subscripts)


def _all_are_logged(e: Elaborator, name: str, nodes: list[Term], logged: set[Entry | None]) -> bool:
    """Whether the claim has no entries of an array but those whose logarithms it has: p_i, and no p_j."""
    entries = [node for node in nodes if isinstance(node, Entry)]
    return all(each in logged for each in entries if each.tensor == name or each.tensor in e.intermediates)


def logged(nodes: Iterable[Term]) -> Iterator[Term]:
    """The arguments of the logarithms among the nodes."""
    return (node.argument for node in nodes if isinstance(node, Apply) and node.function == "log")


def _entry(argument: Term) -> Entry | None:
    """The p_i of p_i and of 1 - p_i, for any i; None for anything else, and for p_ii and p_1."""
    match argument:
        case Entry():
            entry = argument
        case Plus(terms=(Number(value=Fraction(numerator=1, denominator=1)), _)):
            entry = -1 * argument.terms[1]
        case _:
            return None
    if not isinstance(entry, Entry) or len(set(entry.subscripts)) < len(entry.subscripts):
        return None
    return entry if all(isinstance(each, Index) for each in entry.subscripts) else None


def _shown(argument: Term, entry: Entry) -> str:
    return entry.tensor if argument == entry else f"1 - {entry.tensor}"


def written(node: Term) -> Iterator[Term]:
    """The parts of a term, without the logarithm that stands for a power: a^n is exp(n log a), also at -2."""
    yield node
    for part in children(node):
        if isinstance(node, Apply) and node.function == "exp" and isinstance(part, Times):
            yield from (each for factor in part.factors for each in _behind_logarithm(factor))
        else:
            yield from written(part)


def _behind_logarithm(factor: Term) -> Iterator[Term]:
    return written(factor.argument if isinstance(factor, Apply) and factor.function == "log" else factor)
