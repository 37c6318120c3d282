"""Derivations as lines of text, each judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition
from derivcheck.core.terms import Entry, Index, Term, children, free_indices, rebuild, substitute, term
from derivcheck.core.verdicts import Verdict
from derivcheck.derivation import Derived
from derivcheck.derive.answers import Lemma, Line
from derivcheck.methods.decide import decide
from derivcheck.notation.latex import latex
from derivcheck.notation.matrix import MatrixExpr, lower_matrix, matrix_text, read_matrix
from derivcheck.notation.matrix_construction import scale
from derivcheck.notation.matrix_expressions import ONE, Ones, Scale
from derivcheck.notation.text import text


def with_lemmas(found: Iterable[Derived]) -> tuple[Derived, ...]:
    """The derivations, each after the lemmas it uses, none twice."""
    return tuple({each.steps[0].term: each for one in found for each in _chain(one)}.values())


def _chain(found: Derived) -> Iterator[Derived]:
    for each in found.lemmas:
        yield from _chain(each)
    yield found


def lemma(found: Derived, naming: str = "") -> Lemma:
    """The steps of a derivation; every one is decided."""
    context, first = found.context, found.steps[0]
    lines = [Line(text(first.term, found.free), latex(first.term, context, found.free), first.justification)]
    for before, step in pairwise(found.steps):
        outcome = decide(Claim(context, before.term, step.term))
        shown = text(step.term, found.free), latex(step.term, context, found.free)
        lines.append(Line(*shown, step.justification, outcome.verdict, outcome.reason))
    return Lemma(lines[0].text, tuple(lines), naming)


def plain(found: Derived) -> Context:
    """The Context without the adjoints that the steps name: that of the expanded result."""
    adjoints = {each.name for each in found.adjoints}
    kept = {name: each for name, each in found.context.definitions.items() if name not in adjoints}
    return replace(found.context, definitions=kept)


def without(node: Term, definition: Definition) -> Term:
    """The term with every entry of a named intermediate replaced by its definition."""
    if isinstance(node, Entry) and node.tensor == definition.name:
        return definition.at(node)
    return rebuild(node, tuple(without(child, definition) for child in children(node)))


def closed_text(matrix: MatrixExpr, context: Context) -> str:
    """Matrix notation as text; one that has the same number in every entry is written as a matrix of ones."""
    match matrix:
        case Ones(rows, columns):
            return f"ones({rows or 1},{columns or 1})"
        case Scale(number, scalars, Ones(rows, columns)):
            factor = matrix_text(scale(number, scalars, ONE), context)
            return f"{factor}*ones({rows or 1},{columns or 1})"
        case _:
            return matrix_text(matrix, context)


def meanings(context: Context, head: Definition) -> tuple[str, ...]:
    """What the intermediates defined before the formula are: `M = X'*X`."""
    before = tuple(context.definitions.values())
    return tuple(_meaning(each, context) for each in before[: before.index(head)])


def _meaning(each: Definition, context: Context) -> str:
    matrix = read_matrix(each.body, each.indices, context)
    if matrix is not None:
        outcome = decide(Claim(context, each.body, lower_matrix(matrix, each.indices)))
        if outcome.verdict is Verdict.PROVED:
            return f"{each.name} = {matrix_text(matrix, context)}"
    return f"{text(Entry(each.name, each.indices))} = {text(each.body, each.indices)}"


def conditions(obligations: tuple[Assumption, ...]) -> tuple[str, ...]:
    """Where a verdict holds, as text: each condition once, x != 0 not beside x > 0."""
    shown = dict.fromkeys(_condition(each) for each in obligations)
    strict = {(left, ranges) for left, relation, ranges in shown if relation == ">"}
    kept = [each for each in shown if each[1] == ">" or (each[0], each[2]) not in strict]
    return tuple(f"{left} {relation} 0{ranges}" for left, relation, ranges in kept)


def _condition(each: Assumption) -> tuple[str, str, str]:
    """Left side, relation to 0, ranges; free indices are named i, j, .. so that equals read alike."""
    difference = each.lhs if each.rhs is term(0) else each.lhs - each.rhs
    free = sorted(free_indices(difference), key=lambda index: index.name)
    named = {index: Index(letter, index.size) for index, letter in zip(free, "ijklpq", strict=False)}
    ranges = ", ".join(f"{index.name} in 1..{index.size}" for index in named.values())
    return text(substitute(difference, named)), each.relation, f" for all {ranges}" if ranges else ""
