"""Words of a formula that are written letter by letter: Then J = a, and p = q \\ for \\ i = j."""

from __future__ import annotations

from collections.abc import Container, Sequence

from derivcheck.reader import vocabulary
from derivcheck.reader.tokens import Kind, Token

_SAID = vocabulary.words("then thus hence therefore finally similarly where since because if for when")
_WITHIN = vocabulary.words("for if when where and")


def with_words(tokens: Sequence[Token]) -> Sequence[Token]:
    """The letters of such a word as one token, as of a text: what is behind them stands apart."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        begins = _begins_row(tokens, place)
        spaced = tokens[place].spaced and tokens[place].kind is Kind.LETTER
        end = _end_of_word(tokens, place, _SAID if begins else _WITHIN) if begins or spaced else place
        if end > place:
            said = "".join(each.text for each in tokens[place:end])
            kept.append(Token(Kind.TEXT, said, tokens[place].start, tokens[end - 1].end))
            place = end
            continue
        kept.append(tokens[place])
        place += 1
    return kept


def _begins_row(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    return before is None or before.kind in {Kind.BREAK, Kind.BEGIN} or before.text == "&"


def _end_of_word(tokens: Sequence[Token], place: int, said: Container[str]) -> int:
    """Where a word of those ends that stands there, with a space behind it; the place itself for none."""
    end = place
    while end < len(tokens) and tokens[end].kind is Kind.LETTER and (end == place or not tokens[end].spaced):
        end += 1
    word = "".join(each.text for each in tokens[place:end]).lower()
    return end if word in said and end < len(tokens) and tokens[end].spaced else place
