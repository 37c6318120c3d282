r"""Rows whose entries only spaces part: [x_1 \; x_2 \; \cdots \; x_n]."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile

from derivcheck.reader import vocabulary
from derivcheck.reader.tokens import Kind, Token

_SPACES = frozenset([" ", ";", ":", "space", "quad", "qquad", "enspace", "thickspace"])
_OPENING = {"[": "]", "(": ")"}
_ELSE = frozenset(",;&=+-*/|<>")


def with_commas_between(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens as written, with commas for the spaces of a row that goes on with dots."""
    if not any(token.kind is Kind.COMMAND and token.text in vocabulary.DOTS for token in tokens):
        return tokens
    found = list(tokens)
    for place in range(len(found) - 1, -1, -1):
        end = _end_of_row(found, place)
        if end:
            found[place + 1 : end] = _listed(found[place + 1 : end])
    return found


def _end_of_row(tokens: Sequence[Token], place: int) -> int:
    """Where the bracket closes that opens at a place and holds such a row; 0 for none."""
    closing = _OPENING.get(tokens[place].text, "") if tokens[place].kind is Kind.SYMBOL else ""
    if not closing:
        return 0
    levels = list(_levels(tokens, place))
    inside = _trimmed([token for token, level in levels if level == 1][1:])
    end = place + len(levels) - 1
    ends = not levels[-1][1] and tokens[end].is_(Kind.SYMBOL, closing)
    applied = place > 0 and tokens[place - 1].text in vocabulary.FUNCTIONS
    spaced = any(map(_is_space, inside)) and any(map(_is_dots, inside)) and not applied
    transposed = closing == "]" or tokens[min(end + 1, len(tokens) - 1)].is_(Kind.SYMBOL, "^")
    other = any(token.kind is Kind.SYMBOL and token.text in _ELSE for token in inside)
    sized = tokens[end - 1].is_(Kind.COMMAND, "right")
    return end - sized if ends and spaced and transposed and not other else 0


def _levels(tokens: Sequence[Token], place: int) -> list[tuple[Token, int]]:
    """The tokens from an opening bracket to the one that closes it, with how deep they stand in it."""
    found: list[tuple[Token, int]] = []
    depth = 0
    for token in tokens[place:]:
        if token.kind is Kind.SYMBOL:
            depth -= token.text in ")]}"
            found.append((token, depth))
            depth += token.text in "([{"
            if found[0][0] is token:
                found[0] = token, 1
        else:
            found.append((token, depth))
        if not depth:
            break
    return found


def _trimmed(tokens: list[Token]) -> list[Token]:
    while tokens and (_is_space(tokens[-1]) or tokens[-1].is_(Kind.COMMAND, "right")):
        tokens.pop()
    return list(dropwhile(_is_space, tokens))


def _is_space(token: Token) -> bool:
    return token.is_(Kind.SYMBOL, "~") or (token.kind is Kind.COMMAND and token.text in _SPACES)


def _is_dots(token: Token) -> bool:
    return token.kind is Kind.COMMAND and token.text in vocabulary.DOTS


def _listed(inside: Sequence[Token]) -> list[Token]:
    """The entries with one comma between any two, also around dots."""
    found: list[Token] = []
    depth = 0
    for token in inside:
        depth += (token.kind is Kind.SYMBOL) * ((token.text in "([{") - (token.text in ")]}"))
        space = not depth and _is_space(token)
        before = found[-1] if found else Token(Kind.SYMBOL, ",", token.start, token.start)
        parts = space or (not depth and (_is_dots(token) or _is_dots(before)))
        if parts and not before.is_(Kind.SYMBOL, ","):
            found.append(Token(Kind.SYMBOL, ",", token.start, token.start))
        if not space:
            found.append(token)
    return found[:-1] if found and found[-1].is_(Kind.SYMBOL, ",") else found
