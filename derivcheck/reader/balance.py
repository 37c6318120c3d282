r"""Brackets that a formula opens and does not close, or closes without opening them: the usual repair.

The whole formula decides, not one of its rows: a bracket may reach over line breaks and relations. Half-open
intervals ]0, 1] and [0, 1) are no slips, nor is \left( ... \right. .
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derivcheck.reader import vocabulary
from derivcheck.reader.nesting import closes, opens
from derivcheck.reader.pieces import is_operator, is_sign
from derivcheck.reader.sources import Slip
from derivcheck.reader.tokens import Kind, Token

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ENDS = {Kind.BREAK, Kind.FINISH, Kind.QUAD, Kind.IMPLICATION, Kind.TAG, Kind.STOP}
_MARKS = frozenset(".,;")


def unpaired(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The brackets without a partner, in the order written."""
    found = _unpaired(tokens, sized=False)
    if not found:
        return ()
    by_size = _unpaired(tokens, sized=True)
    return by_size if len(by_size) == len(found) else found


def _unpaired(tokens: Sequence[Token], *, sized: bool) -> tuple[Token, ...]:
    r"""The same; sized: \left( belongs to \right) and not to a plain bracket."""
    opened: list[int] = []
    found: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is Kind.OPEN:
            opened.append(place)
        elif token.kind is Kind.CLOSE:
            partner = _partner(tokens, opened, place, sized)
            if partner is None:
                found.append(place)
            else:
                found += opened[partner + 1 :]
                del opened[partner:]
    return tuple(tokens[place] for place in sorted((*found, *opened)))


def _partner(tokens: Sequence[Token], opened: Sequence[int], place: int, sized: bool) -> int | None:
    """Which of the open brackets is closed here."""
    closing = tokens[place]

    def fits(at: int) -> bool:
        return _fits(tokens[at].text, closing.text) and not (sized and _size(tokens[at]) != _size(closing))

    if opened and (fits(opened[-1]) or _is_interval(tokens, opened[-1], place)):
        return len(opened) - 1
    return next((at for at in reversed(range(len(opened))) if fits(opened[at])), None)


def _size(token: Token) -> bool:
    return token.end - token.start > len(r"\{")


def _fits(opening: str, closing: str) -> bool:
    return vocabulary.PAIRS.get(opening, "") == closing or "." in {opening, closing}


def _is_interval(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """[a, b): two bounds with a comma between them."""
    inside = tokens[begin + 1 : end]
    commas = sum(token.is_(Kind.SYMBOL, ",") for token in inside)
    return commas == 1 and not any(token.kind in {Kind.RELATION, Kind.BREAK, Kind.OPEN} for token in inside)


def is_slip(unmatched: Sequence[Token], tokens: Sequence[Token], written: str) -> bool:
    """Whether the author must have mistyped; `written` is the formula in the author's characters.

    1) x = y is an item of a list, ]0, 1[ an interval; brackets that only macros write are not judged.
    """
    if not unmatched or any(token.text not in "()[]{}" for token in unmatched):
        return False
    squares = sum(token.text in "[]" for token in unmatched)
    item = unmatched[0].kind is Kind.CLOSE and unmatched[0] in tokens[:3]
    return squares < 2 and not item and all(_lacks(token, written) for token in unmatched)


def _lacks(token: Token, written: str) -> bool:
    opening = next(key for key, value in _CLOSING.items() if token.text in {key, value})
    difference = written.count(opening) - written.count(_CLOSING[opening])
    return difference > 0 if token.kind is Kind.OPEN else difference < 0


@dataclass(frozen=True)
class Balanced:
    """Tokens whose brackets are all paired, and what had to be done for it."""

    tokens: tuple[Token, ...]
    slips: tuple[Slip, ...] = ()


def balanced(tokens: Sequence[Token], unmatched: Sequence[Token]) -> Balanced:
    """The tokens with a partner for each of the brackets, or without it."""
    done = list(tokens)
    slips: list[Slip] = []
    for token in unmatched:
        place = next(at for at, each in enumerate(done) if each is token)
        repair = _closed if token.kind is Kind.OPEN else _opened
        slips.append(repair(done, place))
    return Balanced(tuple(done), tuple(slips))


def _closed(tokens: list[Token], place: int) -> Slip:
    """Close the bracket at a place where its operand ends."""
    opening = tokens[place]
    closing = _CLOSING[opening.text]
    end = _end_from(tokens, place)
    last = tokens[end - 1]
    tokens.insert(end, Token(Kind.CLOSE, closing, last.end, last.end))
    repair = "closed where its operand ends,"
    return Slip(opening.span, "this bracket is not closed", f"add {closing}", repair=repair)


def _end_from(tokens: Sequence[Token], place: int) -> int:
    """The place behind the operand in which a bracket is open."""
    depth = 0
    end = place + 1
    while end < len(tokens):
        token = tokens[end]
        if closes(token):
            if not depth:
                break
            depth -= 1
        elif opens(token):
            depth += 1
        elif not depth and _ends(tokens, end):
            break
        end += 1
    while end > place + 2 and tokens[end - 1].kind is Kind.SYMBOL and tokens[end - 1].text in _MARKS:
        end -= 1
    return end


def _ends(tokens: Sequence[Token], place: int) -> bool:
    """Whether an operand ends before the token at a place; p(y = 1 | x) goes on behind its relation."""
    token = tokens[place]
    if token.kind is Kind.RELATION:
        return not any(each.kind is Kind.BAR for each in _rest_of_row(tokens, place))
    if token.kind is Kind.BREAK:
        following = next((each for each in tokens[place + 1 :] if each.text != "&"), None)
        return following is None or following.text not in {"+", "-"}
    return token.kind in _ENDS or token.is_(Kind.SYMBOL, "&")


def _rest_of_row(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    end = next((at for at in range(place, len(tokens)) if tokens[at].kind is Kind.BREAK), len(tokens))
    return tokens[place:end]


def _opened(tokens: list[Token], place: int) -> Slip:
    """Delete the closing bracket at the end of its operand or behind another one, else open it before."""
    closing = tokens[place]
    reason = "a bracket is closed that was not opened"
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    if behind is None or _is_behind_operand(behind) or tokens[place - 1].kind is Kind.CLOSE:
        del tokens[place]
        return Slip(closing.span, reason, f"delete {closing.text}", repair="without it")
    opening = next(key for key, value in _CLOSING.items() if value == closing.text)
    begin = _begin_from(tokens, place)
    first = tokens[begin]
    tokens.insert(begin, Token(Kind.OPEN, opening, first.start, first.start, first.spaced))
    return Slip(closing.span, reason, f"add {opening}", repair="opened where its operand begins,")


def _is_behind_operand(token: Token) -> bool:
    return token.kind in {*_ENDS, Kind.RELATION, Kind.CLOSE} or token.text in {"}", "&", *_MARKS}


def _begin_from(tokens: Sequence[Token], place: int) -> int:
    """The place where the operand begins in which a bracket is closed."""
    depth = 0
    begin = place
    while begin > 0:
        token = tokens[begin - 1]
        if opens(token):
            if not depth:
                break
            depth -= 1
        elif closes(token):
            depth += 1
        elif not depth and (token.kind in {*_ENDS, Kind.RELATION} or token.text == "&"):
            break
        begin -= 1
    return begin


def goes_on(before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a display leaves a bracket open that the next one, which begins with a sign, closes."""
    if not (before and behind and (is_sign(behind[0]) or is_operator(behind[0]))):
        return False
    opens = any(token.kind is Kind.OPEN for token in unpaired(before))
    return opens and any(token.kind is Kind.CLOSE for token in unpaired(behind))
