"""How deep tokens stand in braces and brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivcheck.reader.tokens import Kind, Token


def opens_brace(token: Token) -> bool:
    return token.is_(Kind.SYMBOL, "{")


def closes_brace(token: Token) -> bool:
    return token.is_(Kind.SYMBOL, "}")


def opens(token: Token) -> bool:
    """Whether a brace, a bracket or an environment begins here."""
    return token.kind in {Kind.OPEN, Kind.BEGIN} or opens_brace(token)


def closes(token: Token) -> bool:
    """Whether a brace, a bracket or an environment ends here."""
    return token.kind in {Kind.CLOSE, Kind.FINISH} or closes_brace(token)


def levels_of(tokens: Sequence[Token]) -> Iterator[int]:
    """How many are open around each token; around what opens or closes one, without it."""
    depth = 0
    for token in tokens:
        depth -= closes(token)
        yield depth
        depth += opens(token)
