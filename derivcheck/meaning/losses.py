r"""A loss written without its label: after J_{naive} = ... a document differentiates J."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from derivcheck.meaning.definitions import needs, rests_on
from derivcheck.meaning.environment import Defined, Origin
from derivcheck.meaning.expressions import Apply, Expression, Variable, walk
from derivcheck.meaning.findings import Event

_LETTERS = ("J", "L", "L_cal", "ell", "E", "C", "loss", "Loss")
_PARTS = ("reg", "pen", "data", "prior", "kl", "rec", "adv", "aux", "decay", "smooth", "total", "old", "new")
"""Labels of a part of the loss, or of another one: they do not stand for the whole."""
_ACCENTS = ("hat", "tilde", "bar", "vec", "dot")
_ORIGIN = "the loss without its label is the one defined last with a label"


def unlabelled(entries: Mapping[str, Defined], events: Sequence[Event], version: int) -> dict[str, Defined]:
    """J, where the document never defines it, as the J_{label} defined last before a place, else the first
    defined behind it.
    """
    stated = {event.name for event in events}
    found: dict[str, Defined] = {}
    for letter in _LETTERS:
        if letter in stated:
            continue
        before = [event.name for event in events[:version] if _labels(event.name, letter)]
        behind = [event.name for event in events[version:] if _labels(event.name, letter)]
        name = (*reversed(before), *behind, "")[0]
        if name in entries and letter not in rests_on(needs(entries[name]), entries):
            found[letter] = Defined(letter, _value(entries[name]), origin=Origin(0, _ORIGIN))
    return found


def taken(definitions: Mapping[str, Defined], sides: Iterable[Expression]) -> tuple[str, ...]:
    """What is taken for what in the sides of a step."""
    names = {node.name for side in sides for node in walk(side) if isinstance(node, Variable)}
    aliases = (definitions[name] for name in sorted(names & set(definitions)))
    return tuple(
        f"{each.name} is taken for {_name(each.body)}" for each in aliases if each.origin.text == _ORIGIN
    )


def _labels(name: str, letter: str) -> bool:
    """Whether a name is the letter with a word below it."""
    label = name.removeprefix(f"{letter}_")
    if label.lower().startswith((*_PARTS, *_ACCENTS)):
        return False
    return label != name and len(label) > 2 and label[:3].isalpha() and label != "cal"


def _value(definition: Defined) -> Expression:
    if definition.parameters:
        return Apply(definition.name, tuple(map(Variable, definition.parameters)))
    return Variable(definition.name)


def _name(body: Expression) -> str:
    return body.function if isinstance(body, Apply) else body.name if isinstance(body, Variable) else ""
