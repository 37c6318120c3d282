r"""Other signs: \frac{\delta}{\delta w} f, \mathbb{d}x for \mathrm{d}x, a \bigotimes b for a \otimes b."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivcheck.reader.tokens import Kind, Token

_FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
_BLACKBOARD_D = ("mathbb", "{", "d", "}")
_NUMERATOR = ("{", "delta", "}", "{", "delta")


def with_usual_signs(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens with \partial and \mathrm{d} for other signs of differentiation, and other changes."""
    return _with_labels(_with_small_operators(_with_upright_d(_with_partials(tokens))))


def _with_partials(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens with \partial for a \delta that stands alone over one before a name.

    \frac{\delta z}{\delta w} may be a quotient of two errors, and is left as it is.
    """
    found = list(tokens)
    for place, token in enumerate(tokens):
        fraction = token.kind is Kind.COMMAND and token.text in _FRACTIONS
        if fraction and _operates(tokens[place + 1 : place + 7]):
            for sign in (place + 2, place + 5):
                found[sign] = replace(tokens[sign], text="partial")
    return found


def _with_upright_d(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens with \mathrm{d} for \mathbb{d}, which is no set."""
    found = list(tokens)
    for place, token in enumerate(tokens):
        if token.kind is Kind.COMMAND and _texts(tokens[place : place + 4]) == _BLACKBOARD_D:
            found[place] = replace(token, text="mathrm")
    return found


def _with_small_operators(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens with \otimes for a \bigotimes between two factors, which has no limits."""
    found = list(tokens)
    for place, token in enumerate(tokens[1:-1], 1):
        if token.kind is Kind.COMMAND and token.text == "bigotimes":
            between = tokens[place - 1].text not in {"=", "&", "+", "-", "(", "{"}
            if between and tokens[place + 1].text not in {"_", "^", "limits"}:
                found[place] = replace(token, text="otimes")
    return found


def _with_labels(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens with W_{12} for W12: digits directly behind a letter are its label, as in programs; but for
    the two indices of x_{i1}, and \frac n2.
    """
    found: list[Token] = []
    scripts: list[bool] = []
    for place, token in enumerate(tokens):
        if token.text == "{":
            below = _texts(tokens[max(place - 1, 0) : place])
            scripts.append(below in {("_",), ("^",)} or scripts[-1:] == [True])
        elif token.text == "}" and scripts:
            scripts.pop()
        if scripts[-1:] != [True] and _is_label(tokens, place):
            marks = [Token(Kind.SYMBOL, mark, token.start, token.start) for mark in "_{"]
            found += [*marks, token, Token(Kind.SYMBOL, "}", token.end, token.end)]
        else:
            found.append(token)
    return found


def _is_label(tokens: Sequence[Token], place: int) -> bool:
    before, token = tokens[max(place - 2, 0) : place], tokens[place]
    if not before or not token.text.isdigit() or before[-1].kind is not Kind.LETTER:
        return False
    alone = all(each.text not in {"_", "^"} and each.kind is not Kind.COMMAND for each in before[:-1])
    named = before[-1].text not in {"d", "e"} and alone
    return named and before[-1].end == token.start and _texts(tokens[place + 1 : place + 2]) != ("_",)


def _texts(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in tokens)


def _operates(following: Sequence[Token]) -> bool:
    texts = _texts(following[:5])
    named = len(following) == 6 and following[5].kind in {Kind.LETTER, Kind.COMMAND}
    signs = all(following[place].kind is Kind.COMMAND for place in (1, 4)) if named else False
    return signs and texts == _NUMERATOR and following[5].text not in {"cdot", "times", "odot", "pm"}
