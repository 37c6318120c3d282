r"""Bars of norms written as relations, \parallel x \parallel, and primes before a label, g^{\prime[l]}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivcheck.reader.nesting import closes, closes_brace, opens, opens_brace
from derivcheck.reader.tokens import Kind, Token


def with_norms(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""\parallel x \parallel is \| x \|; one alone in its bracket, p \parallel q, stays a relation."""
    found = list(tokens)
    groups: list[list[int]] = [[]]
    for place, token in enumerate(tokens):
        if opens(token) or opens_brace(token):
            groups.append([])
        elif (closes(token) or closes_brace(token)) and len(groups) > 1:
            _mark(groups.pop(), found)
        elif token.kind is Kind.RELATION and token.text == r"\parallel":
            groups[-1].append(place)
    for group in groups:
        _mark(group, found)
    return found


def _mark(group: Sequence[int], tokens: list[Token]) -> None:
    """Make bars of the signs at these places, if they come in pairs."""
    for place in group if len(group) % 2 == 0 else ():
        tokens[place] = replace(tokens[place], kind=Kind.BAR, text="‖")


def with_primes_apart(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""g^{\prime[l]} is g^{\prime}^{[l]}: a prime, and a superscript."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        found.append(token)
        if not _is_prime(token) or place + 1 == len(tokens):
            continue
        first = place
        while first > 0 and _is_prime(tokens[first - 1]):
            first -= 1
        script = first > 1 and opens_brace(tokens[first - 1]) and tokens[first - 2].text == "^"
        following = tokens[place + 1]
        if script and not _is_prime(following) and not closes_brace(following):
            opening, sign = tokens[first - 1], tokens[first - 2]
            found += [Token(Kind.SYMBOL, "}", token.start, token.end), sign, opening]
    return found


def _is_prime(token: Token) -> bool:
    return token.text in {"'", "prime"} and token.kind in {Kind.SYMBOL, Kind.COMMAND}
