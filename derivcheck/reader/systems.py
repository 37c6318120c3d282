r"""Systems of equations behind a brace or in a table, \begin{cases} a = b \\ c = d \end{cases}."""

from __future__ import annotations

from collections.abc import Sequence

from derivcheck.reader import vocabulary
from derivcheck.reader.nesting import closes, opens
from derivcheck.reader.tokens import Kind, Token

_APART = {Kind.BREAK, Kind.QUAD, Kind.IMPLICATION, Kind.TEXT, Kind.TAG, Kind.STOP}
_ROWS = ("array", "aligned", "matrix", "split", "gathered")


def without_systems(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with the equations of a system as rows of their own."""
    kept = list(tokens)
    place = 0
    while place < len(kept):
        bounds = _bounds(kept, place) if kept[place].kind is Kind.BEGIN else None
        if bounds is not None:
            first, last, inside = bounds
            opening, closing = kept[first], kept[last]
            before = Token(Kind.BREAK, "\\\\", opening.start, opening.start)
            behind = Token(Kind.BREAK, "\\\\", closing.end, closing.end)
            kept[first : last + 1] = [before, *inside, behind]
            place = first
        place += 1
    return kept


def _bounds(tokens: Sequence[Token], place: int) -> tuple[int, int, Sequence[Token]] | None:
    """The first and the last token of a system whose rows begin at a place, and what stands within."""
    end = _finish(tokens, place)
    if end is None:
        return None
    first, last = place, end
    if tokens[place].text.rstrip("*") not in vocabulary.CASES:
        if not tokens[place].text.startswith(_ROWS):
            return None
        if _is(tokens, place - 1, Kind.OPEN, "{") and _is(tokens, end + 1, Kind.CLOSE, "."):
            first, last = place - 1, end + 1
    inside = tokens[place + 1 : end]
    apart = _stands_apart(tokens, first - 1) and _stands_apart(tokens, last + 1)
    return (first, last, inside) if apart and _are_equations(inside) else None


def _is(tokens: Sequence[Token], place: int, kind: Kind, text: str) -> bool:
    token = tokens[place] if 0 <= place < len(tokens) else None
    return token is not None and token.kind is kind and token.text in {text, "\\" + text}


def _finish(tokens: Sequence[Token], place: int) -> int | None:
    depth = 0
    for at in range(place, len(tokens)):
        depth += (tokens[at].kind is Kind.BEGIN) - (tokens[at].kind is Kind.FINISH)
        if not depth:
            return at
    return None


def _stands_apart(tokens: Sequence[Token], place: int) -> bool:
    """Whether the token there belongs to no formula beside the system: behind f(x) = it is a function."""
    if not 0 <= place < len(tokens):
        return True
    token = tokens[place]
    aligns = token.kind in {Kind.BEGIN, Kind.FINISH} and token.text in vocabulary.ALIGNMENTS
    return token.kind in _APART or aligns or (token.kind is Kind.SYMBOL and token.text in ",.;&")


def _are_equations(tokens: Sequence[Token]) -> bool:
    """Whether every row has a relation in its first cell, or in a cell of its own, and says no condition."""
    rows: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += opens(token) - closes(token)
        if not depth and token.kind is Kind.BREAK:
            rows.append([])
        elif not depth:
            rows[-1].append(token)
    return all(_is_equation(row) for row in rows if row) and any(rows)


def _is_equation(row: Sequence[Token]) -> bool:
    relations = [place for place, token in enumerate(row) if token.is_(Kind.RELATION, "=")]
    cells = [place for place, token in enumerate(row) if token.is_(Kind.SYMBOL, "&")]
    beside = all({place - 1, place + 1} & set(relations) for place in cells)
    return bool(relations) and beside and all(token.kind is not Kind.TEXT for token in row)
