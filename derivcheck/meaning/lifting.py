r"""Definitions stated for one example and used for all of them.

After \hat y_k = f(x)_k a document may write \hat y_k^{(i)}: then \hat y has one more leading index, and so
have the names in its definition that carry (i) anywhere in the document, and those defined through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from derivcheck.meaning.definitions import needs, rests_on
from derivcheck.meaning.environment import Defined
from derivcheck.meaning.expressions import Component, Expression, Variable, mapped, walk
from derivcheck.meaning.indices import index_names
from derivcheck.meaning.vocabulary import Vocabulary


def sample_letters(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """By name, the indices that stand in brackets above it: x^{(i)}."""
    roles = vocabulary.roles
    found: dict[str, frozenset[str]] = {}
    for place, letters in roles.census.seen.items():
        counted = frozenset(each for each in letters if roles.counts(place, each))
        if place.level == "bracket" and place.arity == 1 and counted:
            found[place.base] = found.get(place.base, frozenset()) | counted
    return found


def lifted(
    definitions: Mapping[str, Defined], sides: Iterable[Expression], sampled: Mapping[str, frozenset[str]]
) -> tuple[dict[str, Defined], tuple[str, ...]]:
    """The definitions as a step with these sides uses them, and the names that got one more index."""
    single = {
        name for name in definitions
        if name in sampled and not set(definitions[name].formals[:1]) & sampled[name]
    }  # fmt: skip
    if not single:
        return dict(definitions), ()
    bodies = list(sides)
    reached = rests_on(
        (node.name for body in bodies for node in walk(body) if isinstance(node, Variable)), definitions
    )
    bodies += [definitions[name].body for name in sorted(reached) if name in definitions]
    used = {name: letter for body in bodies for name, letter in _uses(body, sampled) if name in single}
    result = dict(definitions)
    changed: list[str] = []
    for name, letter in used.items():
        family = frozenset(each for each, letters in sampled.items() if letter in letters)
        dependent = _dependent(name, definitions, family)
        for each in sorted(dependent - set(changed)):
            result[each] = _lifted(definitions[each], letter, family | dependent)
            changed.append(each)
    return result, tuple(changed)


def _uses(body: Expression, sampled: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """The names that are written for one example in an expression, with its index."""
    for node in walk(body):
        match node:
            case Component(base=Variable(name=name), slots=(str() as first, *_)) if first in sampled.get(
                name, ()
            ):
                yield name, first
            case _:
                pass


def _dependent(name: str, definitions: Mapping[str, Defined], family: frozenset[str]) -> frozenset[str]:
    """The name, if it depends on the example, and what it is defined through that does."""
    reached = [each for each in rests_on([name], definitions) if each in definitions]
    inner = {each for each in reached if rests_on(needs(definitions[each]), definitions) & family}
    return frozenset(inner)


def _lifted(definition: Defined, letter: str, names: frozenset[str]) -> Defined:
    while letter in index_names(definition.body) or letter in definition.formals:
        letter += "'"
    body = _with_index(definition.body, letter, names)
    return replace(definition, body=body, formals=(letter, *definition.formals))


def _with_index(node: Expression, letter: str, names: frozenset[str]) -> Expression:
    match node:
        case Component(base=Variable(name=name), slots=slots) if name in names:
            return replace(node, slots=(letter, *slots))
        case Variable(name=name) if name in names:
            return Component(node, (letter,), span=node.span)
        case _:
            return mapped(node, lambda child: _with_index(child, letter, names))
