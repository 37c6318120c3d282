"""A period between two operands: [X] . [W] and u.v are products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derivcheck.reader.nesting import levels_of
from derivcheck.reader.tokens import Kind, Token

Test = Callable[[Token], bool]


def with_dot_products(tokens: Sequence[Token], ends: Test, begins: Test) -> Sequence[Token]:
    r"""Periods that end no sentence as \cdot.

    ends, begins: whether an operand ends, or begins, with a token.
    """
    if not any(token.is_(Kind.SYMBOL, ".") for token in tokens):
        return tokens
    levels = list(levels_of(tokens))
    return [
        replace(token, kind=Kind.COMMAND, text="cdot")
        if token.is_(Kind.SYMBOL, ".") and _multiplies(tokens, place, levels[place], ends, begins)
        else token
        for place, token in enumerate(tokens)
    ]


def _multiplies(tokens: Sequence[Token], place: int, level: int, ends: Test, begins: Test) -> bool:
    """Whether operands stand on both sides; outside brackets a sentence ends with a space behind alone."""
    if not 0 < place < len(tokens) - 1 or not ends(tokens[place - 1]) or not begins(tokens[place + 1]):
        return False
    before = tokens[place].start > tokens[place - 1].end
    behind = tokens[place + 1].start > tokens[place].end
    return level > 0 or before or not behind
