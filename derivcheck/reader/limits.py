r"""What stands below a sum, as most write it: \sum_{i | y_i = 1}, \sum_{\forall i}, \sum_{i = 1...n}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivcheck.reader import vocabulary
from derivcheck.reader.nesting import closes_brace, opens_brace
from derivcheck.reader.tokens import Kind, Token

_SUCH_THAT = frozenset({"s.t.", "s.t", "st", "such that", "where", "with", "if", "for which"})
_ALL = frozenset({"all", "for all", "every", "over", "over all"})


def with_plain_limits(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens, with what stands below sums, products and the like in one spelling."""
    kept: list[Token] = []
    place = 0
    tokens = [_operator(tokens, place) for place in range(len(tokens))]
    while place < len(tokens):
        kept.append(tokens[place])
        place += 1
        if not _behind_operator(tokens, place) and (arrow := _arrow(tokens, place)):
            kept += [*tokens[place:arrow], replace(tokens[arrow], kind=Kind.SYMBOL, text=",")]
            place = arrow + 1
        if _begins_limits(tokens, place):
            end = _end(tokens, place + 1)
            kept += [*tokens[place : place + 2], *_plain(tokens[place + 2 : end])]
            place = end
    return kept


def _operator(tokens: Sequence[Token], place: int) -> Token:
    r"""\Pi_{i = 1}^n is meant as \prod_{i = 1}^n, and \Sigma alike: limits stand at no name."""
    token = tokens[place]
    letters = {"Pi": "prod", "Sigma": "sum"}
    if token.kind is not Kind.COMMAND or token.text not in letters:
        return token
    for start in (place + 1, _end(tokens, place + 2) + 1):
        if start + 1 < len(tokens) and tokens[start].text == "_" and opens_brace(tokens[start + 1]):
            end = _end(tokens, start + 1)
            equals = any(each.is_(Kind.RELATION, "=") for each in tokens[start + 2 : end])
            if equals and any(each.text == "^" for each in (tokens[place + 1], *tokens[end + 1 : end + 2])):
                return replace(token, text=letters[token.text])
    return token


def _arrow(tokens: Sequence[Token], place: int) -> int:
    r"""Where the arrow of _{j \to k} stands, which parts two indices; 0 for none."""
    if place + 5 >= len(tokens) or tokens[place].text != "_" or not opens_brace(tokens[place + 1]):
        return 0
    arrow = tokens[place + 3].kind is Kind.RELATION and tokens[place + 3].text in {r"\to", r"\leftarrow"}
    single = tokens[place + 2].kind is tokens[place + 4].kind is Kind.LETTER
    return place + 3 if arrow and single and closes_brace(tokens[place + 5]) else 0


def _behind_operator(tokens: Sequence[Token], place: int) -> bool:
    sign = tokens[place - 1]
    operators = vocabulary.LIMIT_OPERATORS | frozenset(vocabulary.BIG_OPERATORS)
    return sign.kind is Kind.COMMAND and sign.text in operators


def _begins_limits(tokens: Sequence[Token], place: int) -> bool:
    """Whether _{ stands here, behind the sign of a sum."""
    sign = tokens[place - 1]
    if sign.kind is not Kind.COMMAND or sign.text not in vocabulary.BIG_OPERATORS:
        return False
    return place + 1 < len(tokens) and tokens[place].text == "_" and opens_brace(tokens[place + 1])


def _end(tokens: Sequence[Token], place: int) -> int:
    """Where the brace closes that is opened here; the end where none does."""
    depth = 0
    for end in range(place, len(tokens)):
        depth += opens_brace(tokens[end]) - closes_brace(tokens[end])
        if not depth:
            return end
    return len(tokens)


def _plain(inside: Sequence[Token]) -> list[Token]:
    kept = [each for each in inside if not _says_all(each)]
    bars = [place for place, each in enumerate(kept) if _says_such(each)]
    if len(bars) == 1 and bars[0] and any(each.kind is Kind.RELATION for each in kept[bars[0] :]):
        begun = any(each.is_(Kind.RELATION, "=") for each in kept[: bars[0]])
        kind, sign = (Kind.SYMBOL, ",") if begun else (Kind.RELATION, ":")
        kept[bars[0]] = replace(kept[bars[0]], kind=kind, text=sign)
    kept = [replace(each, kind=Kind.SYMBOL, text=",") if _says_and(each) else each for each in kept]
    return _with_commas(kept)


def _says_all(token: Token) -> bool:
    spoken = token.kind is Kind.TEXT and token.text.strip().lower() in _ALL
    return spoken or token.is_(Kind.COMMAND, "forall")


def _says_and(token: Token) -> bool:
    return token.kind is Kind.TEXT and token.text.strip(" ,").lower() in {"and", "but", "&"}


def _says_such(token: Token) -> bool:
    spoken = token.kind is Kind.TEXT and token.text.strip().lower() in _SUCH_THAT
    return spoken or token.is_(Kind.BAR, "|")


def _with_commas(inside: Sequence[Token]) -> list[Token]:
    """1, ..., n for 1 ... n."""
    kept: list[Token] = []
    for place, token in enumerate(inside):
        dot = _is_dot(token)
        before = inside[place - 1] if place else None
        if dot and before is not None and before.kind in {Kind.NUMBER, Kind.LETTER}:
            kept.append(Token(Kind.SYMBOL, ",", token.start, token.start))
        kept.append(token)
        behind = inside[place + 1] if place + 1 < len(inside) else None
        if dot and behind is not None and behind.kind in {Kind.NUMBER, Kind.LETTER}:
            kept.append(Token(Kind.SYMBOL, ",", token.end, token.end))
    return kept


def _is_dot(token: Token) -> bool:
    dots = token.kind is Kind.COMMAND and vocabulary.DOTS.get(token.text) == "dots"
    return dots or token.is_(Kind.SYMBOL, ".")
