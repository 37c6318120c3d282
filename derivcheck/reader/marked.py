r"""Braces that mark a part of a formula and hold nothing together: \underbrace, \boxed, \cancel."""

from __future__ import annotations

from collections.abc import Sequence

from derivcheck.reader import vocabulary
from derivcheck.reader.nesting import closes_brace, levels_of, opens_brace
from derivcheck.reader.tokens import Kind, Token


def without_marked_braces(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""a - \underbrace{b - c}_{note} + d is a - b - c + d, as it is printed: only brackets turn signs."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        kept.append(tokens[place])
        place += 1
        if len(kept) < 2 or not _is_marked(kept[-1]) or not kept[-2].is_(Kind.SYMBOL, "-"):
            continue
        end = _closing(tokens, place)
        behind = _behind_note(tokens, end)
        if end > place + 1 and _signs(tokens[place + 1 : end]) and _ends_a_term(tokens, behind):
            kept[-1:] = without_marked_braces(tokens[place + 1 : end])
            place = behind
    return kept


def _is_marked(token: Token) -> bool:
    """Whether the command draws something around what follows in braces, which is no bracket."""
    marks = vocabulary.ANNOTATED | {name for name, dropped in vocabulary.WRAPPERS.items() if not dropped}
    return token.kind is Kind.COMMAND and token.text in marks


def _closing(tokens: Sequence[Token], place: int) -> int:
    """Where the braces end that open at a place; -1 where none open there, or none end."""
    depth = 0
    for at in range(place, len(tokens)):
        depth += opens_brace(tokens[at]) - closes_brace(tokens[at])
        if depth <= 0:
            return at if at > place else -1
    return -1


def _behind_note(tokens: Sequence[Token], end: int) -> int:
    """Where goes on what stands behind the braces that end here, and behind the note below or above them."""
    place = end + 1
    if place < len(tokens) and tokens[place].kind is Kind.SYMBOL and tokens[place].text in "_^":
        closed = _closing(tokens, place + 1)
        return closed + 1 if closed > 0 else place + 2
    return place


def _signs(tokens: Sequence[Token]) -> bool:
    """Whether two terms stand in braces, with a sign between them that no bracket holds."""
    levels = list(levels_of(tokens))
    between = (
        not level and token.kind is Kind.SYMBOL and token.text in "+-"
        for token, level in zip(tokens[1:], levels[1:], strict=True)
    )
    return any(between) and tokens[0].text not in {"+", "-"}


def _ends_a_term(tokens: Sequence[Token], place: int) -> bool:
    """Whether what stands at a place multiplies nothing before it."""
    if place >= len(tokens):
        return True
    token = tokens[place]
    ends = token.kind in {Kind.RELATION, Kind.CLOSE, Kind.STOP, Kind.QUAD, Kind.FINISH}
    return ends or (token.kind is Kind.SYMBOL and token.text in "+-,;}&")
