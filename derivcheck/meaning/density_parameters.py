r"""Parameters of densities that some leave out: p_\theta(x, z) = p_\theta(x|z) p(z).

Who writes so says that z does not depend on the parameter. And events of two values: p(y = 0) = 1 - p(y = 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from derivcheck.meaning.expressions import Add, Component, Derivative, Expression, Number, Variable, walk
from derivcheck.meaning.joint_densities import Density, Event, joint
from derivcheck.meaning.names import GREEK, stem

Pairs: TypeAlias = Mapping[Expression, tuple[Expression, Expression]]

LEFT_OUT = "what a density does not show of {0} it does not depend on"
TWO_VALUES = "{0} is one of {1} and {2}: no other value of it is written"


def left_out(found: Iterable[Density], parts: Iterable[Expression]) -> frozenset[str]:
    """The letters of parameters that the densities of a step need not show; none where that is not clear.

    Every parameter has one form, \theta and no \theta^t beside it; none is an event or differentiated by; and
    no two densities differ in their parameters alone.
    """
    found = tuple(found)
    shown: dict[str, set[object]] = {}
    for each in found:
        for name, form in _parameters(each):
            shown.setdefault(name, set()).add(form)
    events = {_letter(event) for each in found for event in each.events}
    wrt = {
        stem(name.name)
        for part in parts for node in walk(part) if isinstance(node, Derivative)
        for variable in node.variables for name in walk(variable) if isinstance(name, Variable)
    }  # fmt: skip
    if not shown or any(len(forms) > 1 for forms in shown.values()) or shown.keys() & (events | wrt):
        return frozenset()
    names = frozenset(shown)
    differ = {}
    for each in found:
        if differ.setdefault(without(each, names), each) != each:
            return frozenset()
    return names if all(map(_are_nested, _by_letter(found).values())) else frozenset()


def _by_letter(found: Iterable[Density]) -> Mapping[str, set[frozenset[str]]]:
    """Which parameters stand together, by the letter of the densities."""
    sets: dict[str, set[frozenset[str]]] = {}
    for each in found:
        letter = each.letter.partition("_")[0]
        sets.setdefault(letter, set()).add(frozenset(name for name, _ in _parameters(each)))
    return sets


def _are_nested(sets: Iterable[frozenset[str]]) -> bool:
    """Whether one of them has all that is in any."""
    return any(each == frozenset().union(*sets) for each in sets)


def without(density: Density, names: frozenset[str]) -> Density:
    """The density without its parameters of these letters."""
    head, _, below = density.letter.partition("_")
    letter = head if below and stem(below) in names else density.letter
    given = tuple(each for each in density.given if _letter(each) not in names or each.value is not None)
    return Density(letter, density.events, given)


def _parameters(density: Density) -> Iterable[tuple[str, object]]:
    """The letters of the parameters, and how each is written."""
    below = density.letter.partition("_")[2]
    if stem(below) in GREEK:
        yield stem(below), below
    for each in density.given:
        if each.value is None and _letter(each).lower() in GREEK:
            yield _letter(each), each.of.name if isinstance(each.of, Variable) else repr(each.of)


def _letter(event: Event) -> str:
    """The letter of an argument; "" for what is more than a name."""
    of = event.of.base if isinstance(event.of, Component) else event.of
    return stem(of.name) if isinstance(of, Variable) else ""


def two_values(found: Iterable[Density], text: str) -> Pairs:
    """What is 0 or 1, or -1 or 1, in all of a step, where the document gives it no other number."""
    values: dict[Expression, set[Expression]] = {}
    for event in (event for each in found for event in (*each.events, *each.given)):
        if event.value is not None:
            values.setdefault(event.of, set()).add(event.value)
    return {
        of: pair
        for of, seen in values.items() for pair in _PAIRS
        if seen == set(pair) and _has_no_other(_letter(Event(of)), text)
    }  # fmt: skip


def values_said(pairs: Pairs) -> list[str]:
    """What is said with a step of the values that are taken to be all."""
    return [
        TWO_VALUES.format(_letter(Event(of)), low, 1)
        for of, pair in pairs.items() for low in (0, -1) if pair[0] == _number(low)
    ]  # fmt: skip


def _has_no_other(letter: str, text: str) -> bool:
    return bool(letter) and not re.search(
        rf"(?<![A-Za-z]){letter}[^\s=,]{{0,8}}\s*=\s*(?:[2-9]|[kKj]\b)", text
    )


def by_other_value(density: Density, pairs: Pairs) -> Expression:
    """The joint density with p(x) - p(x, y = 1) for p(x, y = 0)."""
    for event in density.events:
        low, high = pairs.get(event.of, (None, None))
        if low is not None and event.value == low:
            others = tuple(each for each in density.events if each is not event)
            rest, other = replace(density, events=others), Event(event.of, high)
            whole = by_other_value(rest, pairs)
            return Add((whole, by_other_value(replace(rest, events=(*others, other)), pairs)), (1, -1))
    return joint(density.letter, density.events)


def _number(value: int) -> Expression:
    return Number(Fraction(value)) if value >= 0 else Add((Number(Fraction(-value)),), (-1,))


_PAIRS = ((_number(0), _number(1)), (_number(-1), _number(1)))
