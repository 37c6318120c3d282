"""How deep tokens stand in braces and brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivcheck.reader.tokens import Kind, Token


def is_opening(token: Token) -> bool:
    return token.is_(Kind.SYMBOL, "{")


def is_closing(token: Token) -> bool:
    return token.is_(Kind.SYMBOL, "}")


def levels_of(tokens: Sequence[Token]) -> Iterator[int]:
    depth = 0
    for token in tokens:
        closing = token.kind in {Kind.CLOSE, Kind.FINISH} or is_closing(token)
        depth -= closing
        yield depth
        depth += token.kind in {Kind.OPEN, Kind.BEGIN} or is_opening(token)
