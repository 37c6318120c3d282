r"""The target of a cross-entropy: in -\sum_k y_k \log p_k with p a softmax, y sums to 1, and nobody says so.

That is a habit of the field and no fact of the document: it is taken where nothing in the document gives y
another meaning, and it is said wherever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from derivcheck.meaning.defaults import defaults
from derivcheck.meaning.environment import Uses
from derivcheck.meaning.expressions import (
    Add,
    Apply,
    Component,
    Expression,
    Filled,
    Inner,
    Multiply,
    Norm,
    Number,
    Opaque,
    Raise,
    Reduce,
    Transpose,
    Variable,
    walk,
)
from derivcheck.meaning.findings import Event, bodies_of
from derivcheck.meaning.layers import other_layers
from derivcheck.meaning.predictions import is_softmax
from derivcheck.meaning.said_losses import said_losses
from derivcheck.meaning.vocabulary import Vocabulary

_LETTERS = re.compile(r"(?i:y|t|p|q|d|target|label)(?=_|\Z)")
_FUNCTIONS = frozenset(("CE", "XE", "CrossEntropy", "crossentropy", "cross_entropy"))
_ANYWHERE = re.compile(
    r"multi-?\s?label|multiple labels|(?:more than one|several) (?:label|class)|un-?normali[sz]ed"
    r"|(?:\bnot|n't|never|without)\s+(?:\w+\s+){0,3}(?:sum(?:s|ming)?\b|one-?\s?hot|normali[sz]ed)|多标签"
    r"|(?:\bnot|n't|never)\s+(?:\w+\s+){0,5}?(?:distribution|add\s+up)|\b(?:k|multi|two)-?hot\b"
    r"|how (?:often|many times|strongly)|\b(?:votes?|(?:class|importance) weights?)\b"
    r"|(?:several|many) tags|\b(?:two|three|several) ones\b|zero vector"
    r"|(?:padded|padding|ignored) (?:token|position|word|pixel)|\btrials\b"
)
"""Words by which a document says of its targets that they do not sum to 1."""
_NOUNS = (
    r"(?:weight|count|frequenc|number|score|reward|return|advantage|intensit|amount|real\b|real-|continuous"
    r"|arbitrary|positive|non-?negative|any\b|response|regress|times\b|integer|independent)"
)


def targets_of(
    equations: Sequence[tuple[Expression, ...]], events: Sequence[Event], vocabulary: Vocabulary
) -> frozenset[str]:
    """The names that stand as the target in a cross-entropy, of which nothing says otherwise.

    equations: the sides of every step of the document; and alone, what stands in no equation.
    """
    bodies = bodies_of(events)
    usual = [each.body for each in defaults(vocabulary, bodies).values()]
    usual += [each.body for each in said_losses(vocabulary, bodies).values()]
    found = {
        name
        for part in (*usual, *(side for sides in equations for side in sides))
        for name, prediction in _cross_entropies(part)
        if _LETTERS.match(name) and is_softmax(prediction, bodies)
    }
    uses = vocabulary.uses
    found |= {other for name in found for _, other in other_layers(name, uses)}
    found = {name for name in found if name not in bodies and not uses.get(name, Uses()).differentiates}
    return frozenset(name for name in found if not _has_other_meaning(name, equations, vocabulary.text))


def _cross_entropies(side: Expression) -> Iterator[tuple[str, Expression]]:
    """Target and prediction of every sum_k y_k log p_k, y^T log p, CE(y, p) in a side."""
    for node in walk(side):
        match node:
            case Reduce(operator="sum", index=index, body=body, conditions=()):
                yield from _summand(_factors(body), index)
            case (
                Multiply((Transpose(Variable(name)) | Variable(name), logarithm), operators=("" | ".",))
                | Inner(Variable(name), logarithm)
            ):
                yield from ((name, each) for each in _argument(logarithm))
            case (
                Opaque(function=function, arguments=(target, prediction))
                | Apply(function=function, arguments=(target, prediction))
            ) if function.split("(")[0] in _FUNCTIONS and isinstance(target, Variable):
                yield target.name, prediction
            case _:
                pass


def _summand(factors: Sequence[Expression], index: str) -> Iterator[tuple[str, Expression]]:
    match factors:
        case [Component(Variable(name), (*_, last)), logarithm] | [
            logarithm,
            Component(Variable(name), (*_, last)),
        ] if last == index:
            yield from ((name, each) for each in _argument(logarithm) if _runs_over(each, index))
        case _:
            pass


def _factors(body: Expression) -> list[Expression]:
    """The factors of a product without its sign and its numbers."""
    if isinstance(body, Add) and len(body.terms) == 1:
        return _factors(body.terms[0])
    factors = body.factors if isinstance(body, Multiply) else (body,)
    return [factor for factor in factors if not isinstance(factor, Number)]


def _argument(node: Expression) -> Iterator[Expression]:
    match node:
        case Apply(function="log", arguments=(argument,)):
            yield argument
        case Apply(function="log_softmax", arguments=arguments):
            yield Apply("softmax", arguments)
        case Component(base=base):
            yield from _argument(base)
        case _:
            pass


def _runs_over(prediction: Expression, index: str) -> bool:
    return any(isinstance(part, Component) and part.slots[-1] == index for part in walk(prediction))


def _has_other_meaning(name: str, equations: Sequence[tuple[Expression, ...]], text: str) -> bool:
    """Whether the words of the document or its formulas give the name another meaning."""
    plain = text.replace("$", "").replace("\\(", "").replace("\\)", "")
    letter = rf"(?<![a-z\\']){re.escape(name.split('_', maxsplit=1)[0].lower())}(?![a-z])"
    verb = r"(?:\s*[,:(–-]+\s*|\s+(?:is|are|be|denotes?|gives?|means?|stands? for|represents?|holds?)\s+)"
    said = rf"{letter}\S*?{verb}(?:[^\s.]+\s+){{0,5}}?{_NOUNS}|{letter}\S*\s+(?:counts?|times)\b"
    laws = r"(?:\\\w+\s*\{?\s*|\\)?(?:n\b|normal|gauss|pois|bern|multinom|binom)"
    sampled = rf"{letter}[^\s=~]{{0,8}}\s*(?:\\sim|~)\s*{laws}"
    elsewhere = rf"{letter}[^.]{{0,8}}\\in\s*\\\{{\s*-|\\\|\s*{letter}\s*\\\|"
    drawn = rf"{sampled}|{elsewhere}|{letter}[^.]{{0,40}}\barbitrary\b"
    before = rf"(?:weights?|counts?|frequencies|scores?|rewards?|numbers?)(?:\s+of\s+\w+)?\s+\\?{letter}"
    words = _ANYWHERE.search(plain) or re.search(f"{said}|{before}|{drawn}", plain)
    return bool(words) or any(_speaks_against(name, sides) for sides in equations)


def _speaks_against(name: str, sides: tuple[Expression, ...]) -> bool:
    """(1 - y_k) log(1 - p_k), a squared error, a sum of which another equation or an inequality speaks."""
    sums = [side for side in sides if is_sum_of(side, name)]
    if sums and not (len(sides) == 2 and Number(Fraction(1)) in sides):
        return True
    return any(_contradicts(name, node) for side in sides for node in walk(side))


def _contradicts(name: str, node: Expression) -> bool:
    match node:
        case Multiply(factors=factors):
            logarithms = any(list(_argument(factor)) for factor in factors)
            return logarithms and any(_is_rest_of(factor, name) for factor in factors)
        case Raise(base=Add() as base) | Norm(base=Add() as base):
            return any(_is_of(term, name) for term in base.terms)
        case _:
            return False


def _is_rest_of(node: Expression, name: str) -> bool:
    """Whether it is 1 - y."""
    match node:
        case Add(terms=(Number() | Filled(), term), signs=(1, -1)):
            return _is_of(term, name)
        case _:
            return False


def _is_of(node: Expression, name: str) -> bool:
    base = node.base if isinstance(node, Component | Transpose) else node
    return base == Variable(name)


def is_sum_of(node: Expression, name: str) -> bool:
    """Whether it is sum_k y_k, or 1^T y, and nothing else."""
    match node:
        case Reduce(operator="sum", body=Component() | Variable() as body):
            return _is_of(body, name)
        case Multiply(factors=(left, right)):
            ones = any(isinstance(part, Filled) for each in (left, right) for part in walk(each))
            return ones and (_is_of(left, name) or _is_of(right, name))
        case _:
            return False
