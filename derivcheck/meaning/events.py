"""Probabilities of events: p(black) = u / 10 says nothing of p(white)."""

from __future__ import annotations

from collections.abc import Iterable

from derivcheck.meaning.expressions import Component, Expression, Variable, walk
from derivcheck.meaning.names import GREEK

_PROBABILITIES = frozenset(("p", "P", "Pr", "Prob"))


def is_of_event(function: str, arguments: Iterable[Expression], body: Expression) -> bool:
    """Whether what is defined is the probability of one event: it is a number, or the event is a word, and
    the right side has nothing of it.
    """
    events = {node.name for each in arguments for node in walk(each) if isinstance(node, Variable)}
    used = {node.name for node in walk(body) if isinstance(node, Variable)}
    if function not in _PROBABILITIES or not events or events & used:
        return False
    entries = any(isinstance(node, Component) for each in arguments for node in walk(each))
    return not entries and (not used or any(map(_is_word, events)))


def _is_word(name: str) -> bool:
    head = name.split("_", maxsplit=1)[0]
    return len(head) > 1 and head.isalpha() and head.casefold() not in GREEK
