"""Derivations as lines of text, each judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition
from derivcheck.core.terms import Entry, Index, Term, children, free_indices, rebuild, substitute
from derivcheck.derivation import Derived
from derivcheck.derive.answers import Lemma, Line
from derivcheck.methods.decide import decide
from derivcheck.notation.latex import latex
from derivcheck.notation.text import text


def with_lemmas(found: Iterable[Derived]) -> tuple[Derived, ...]:
    """The derivations, each after the lemmas it uses, none twice."""
    return tuple({each.steps[0].term: each for one in found for each in _chain(one)}.values())


def _chain(found: Derived) -> Iterator[Derived]:
    for each in found.lemmas:
        yield from _chain(each)
    yield found


def lemma(found: Derived) -> Lemma:
    """The steps of a derivation; every one is decided."""
    context, first = found.context, found.steps[0]
    lines = [Line(text(first.term, found.free), latex(first.term, context, found.free), first.justification)]
    for before, step in pairwise(found.steps):
        outcome = decide(Claim(context, before.term, step.term))
        shown = text(step.term, found.free), latex(step.term, context, found.free)
        lines.append(Line(*shown, step.justification, outcome.verdict, outcome.reason))
    return Lemma(lines[0].text, tuple(lines))


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


def conditions(obligations: tuple[Assumption, ...]) -> tuple[str, ...]:
    """Where a verdict holds, as text: each condition once, with the ranges of its free indices."""
    return tuple(dict.fromkeys(_condition(each) for each in obligations))


def _condition(each: Assumption) -> str:
    """The condition with its free indices named i, j, .., so that equal conditions read alike."""
    free = sorted(free_indices(each.lhs) | free_indices(each.rhs), key=lambda index: index.name)
    named = {index: Index(letter, index.size) for index, letter in zip(free, "ijklpq", strict=False)}
    left, right = (text(substitute(side, named)) for side in (each.lhs, each.rhs))
    ranges = ", ".join(f"{index.name} in 1..{index.size}" for index in named.values())
    return f"{left} {each.relation} {right}" + (f" for all {ranges}" if ranges else "")
