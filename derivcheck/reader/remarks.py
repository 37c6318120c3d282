"""What is said beside an equation: words that link, remarks in brackets, the case in which it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from derivcheck.reader import vocabulary
from derivcheck.reader.nesting import closes, opens
from derivcheck.reader.tokens import Kind, Token

# Words that never name anything, but separate equations or say when one holds.
CONDITION_WORDS = vocabulary.words("if when for whenever provided assuming unless")
LINKING_WORDS = CONDITION_WORDS | vocabulary.words("""
and or where with given as since then so thus hence by from because otherwise let that which we i.e. e.g. but
else see recall to get have gives using therefore note also now is are the this means yields
""")  # fmt: skip

REASON_WORDS = vocabulary.words("because since as using by where with given from note recall which i.e.")
TAKING_WORDS = vocabulary.words(
    "of by from to in on over with using since because via through about respect w.r.t. wrt is that"
)
"""Words that what they speak of follows: the transpose of W says nothing that a row could go on with."""

_INDICES = frozenset("ijklmn")
_LONGEST_WORD = 12
Piece = tuple[Token | None, list[Token]]


def depths(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Every token with the number of brackets and environments around it; closers count as outside."""
    depth = 0
    for token in tokens:
        if closes(token):
            depth = max(depth - 1, 0)
        yield token, depth
        if opens(token):
            depth += 1


def case_of(piece: list[Token], *, said: bool = False) -> tuple[list[Token], list[Token]]:
    """The case that a piece begins with, i = j: x = y, and the rest of it. said: "if" stands before it."""
    if len(piece) < 4:
        return [], piece
    place = 3
    if said:
        levels = list(depths(piece))
        colons = (
            at for at, (token, depth) in enumerate(levels) if not depth and token.is_(Kind.RELATION, ":")
        )
        place = next(colons, 0)
    cased = place > 0 and piece[place].is_(Kind.RELATION, ":")
    lettered = said or compares_letters(piece[:3])
    compares = (is_comparison(piece[:3]) and not said) or (lettered and relates(piece[place + 1 :]))
    return (piece[:place], piece[place + 1 :]) if cased and compares else ([], piece)


def is_because(token: Token | None) -> bool:
    return token is not None and token.is_(Kind.IMPLICATION, "because")


def is_comparison(piece: Sequence[Token]) -> bool:
    texts = [token.text for token in piece]
    return len(texts) == 3 and {texts[0], texts[2]} <= _INDICES and texts[1] in {"=", r"\ne"}


def compares_letters(piece: Sequence[Token]) -> bool:
    """w = o, w != o."""
    left, relation, right = piece
    return left.kind is right.kind is Kind.LETTER and relation.text in {"=", r"\ne"}


def remarks_apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    r"""The pieces, with a remark in brackets behind an operand, a (\text{by the chain rule}), as its own."""
    for separator, piece in pieces:
        start, before = 0, separator
        for place in range(1, len(piece)):
            end = _spoken_to(piece, place)
            if end:
                yield before, piece[start:place]
                yield _gap(piece[place]), piece[place:end]
                start, before = end, _gap(piece[place])
        if start == 0 or start < len(piece):
            yield before, piece[start:]


def _gap(token: Token) -> Token:
    return Token(Kind.QUAD, "quad", token.start, token.start)


def _spoken_to(piece: Sequence[Token], place: int) -> int:
    """Where a bracket ends that begins there and holds words that are no operand; 0 for none."""
    if piece[place].kind is not Kind.OPEN or place + 1 >= len(piece):
        return 0
    if _excludes(piece, place):
        return place + 5
    if not _speaks(piece, place):
        return 0
    ends = (at for at, (_, depth) in enumerate(depths(piece[place:]), place) if not depth and at > place)
    end = next(ends, len(piece)) + 1
    return end if end >= len(piece) or piece[end].kind is Kind.RELATION else 0


def _speaks(piece: Sequence[Token], place: int) -> bool:
    """Whether a bracket begins with words that are no operand, or with a relation."""
    first = piece[place + 1]
    relation = first.is_(Kind.RELATION, "=") or first.is_(Kind.RELATION, "=:")
    many = (
        piece[place + 2 : place + 3] and piece[place + 2].kind is Kind.CLOSE and len(first.text.split()) > 1
    )
    letters = takewhile(lambda token: token.kind is Kind.LETTER, islice(piece, place + 1, None))
    spelled = "".join(token.text for token in islice(letters, _LONGEST_WORD))
    if len(spelled) > 3 and spelled in LINKING_WORDS:
        return True
    if first.kind is Kind.TEXT and first.text.strip()[:1] >= "\u3000":
        return True
    return relation or is_because(first) or (first.kind is Kind.TEXT and (bool(many) or links(first)))


def _excludes(piece: Sequence[Token], place: int) -> bool:
    """Whether (w \\ne c) ends the piece: the case in which it holds, if it is no indicator's argument."""
    inside = piece[place + 1 : -1]
    if len(piece) != place + 5 or piece[-1].kind is not Kind.CLOSE or not compares_letters(inside):
        return False
    before = piece[place - 1]
    indicates = before.kind in {Kind.NUMBER, Kind.COMMAND} or before.text in {"I", "}"}
    return inside[1].text == r"\ne" and (not indicates or _closes_script(piece, place - 1))


def _closes_script(piece: Sequence[Token], place: int) -> bool:
    """Whether the brace at a place closes a sub- or superscript."""
    depth = 0
    for at in range(place, 0, -1):
        depth += piece[at].is_(Kind.SYMBOL, "}") - piece[at].is_(Kind.SYMBOL, "{")
        if not depth:
            return piece[at].text == "{" and piece[at - 1].text in {"_", "^"}
    return False


def opened(piece: list[Token], separator: Token | None) -> tuple[list[Token], Token | None]:
    r"""A remark in brackets, (\text{since } x = y) or [i = j], without them: what it says, and its word."""
    inside = piece[1:-1]
    if separator is None or not inside or not is_one_bracket(piece) or not relates(inside):
        return piece, separator
    spoken = inside[0].kind in {Kind.TEXT, Kind.IMPLICATION}
    return (trimmed(inside[1:]), inside[0]) if spoken else (inside, separator)


def relates(piece: Sequence[Token]) -> bool:
    return any(token.kind is Kind.RELATION and not depth for token, depth in depths(piece))


def is_one_bracket(piece: Sequence[Token]) -> bool:
    """Whether the bracket that the piece begins with is closed by its last token."""
    bracketed = piece[0].kind is Kind.OPEN and piece[-1].kind is Kind.CLOSE
    return bracketed and all(depth for _, depth in list(depths(piece))[1:-1])


def is_remark(tokens: Sequence[Token]) -> bool:
    """An equation's number, words in brackets, the end of a proof: (2), [by the chain rule]."""
    texts = [token.text for token in tokens]
    bracketed = len(tokens) > 2 and tokens[0].kind is Kind.OPEN and tokens[-1].kind is Kind.CLOSE
    if texts in (["blacksquare"], ["square"], ["Box"]):
        return True
    if bracketed and tokens[1].kind is Kind.TEXT and (len(tokens) == 3 or links(tokens[1])):
        return True
    if bracketed and tokens[1].kind is not Kind.RELATION and _spoken_to(tokens, 0):
        return True
    return texts[:1] == ["("] and texts[-1:] == [")"] and len(texts) <= 4 and texts[1][:1].isdigit()


def links(token: Token) -> bool:
    """Whether words begin with one that never names anything."""
    words = token.text.split()
    return bool(words) and words[0].strip(",.():;").lower() in LINKING_WORDS


def trimmed(piece: list[Token]) -> list[Token]:
    """Without empty braces at its ends and the punctuation of a sentence; "and so on" keeps its dots."""
    start, end = 0, len(piece)
    while end - start >= 2 and _empty(piece, start):
        start += 2
    while end > start and _ends_sentence(piece, start, end):
        end -= 1 if piece[end - 1].text != "}" else 2
    return piece[start:end]


def _empty(piece: Sequence[Token], place: int) -> bool:
    return piece[place].is_(Kind.SYMBOL, "{") and piece[place + 1].is_(Kind.SYMBOL, "}")


def _ends_sentence(piece: Sequence[Token], start: int, end: int) -> bool:
    """Whether a comma, a full stop or empty braces that say nothing stand before `end`."""
    last = piece[end - 1]
    if last.kind is Kind.SYMBOL and last.text in ".,;":
        return not (end - start > 2 and last.text == "." and piece[end - 2].text == ".")
    scripted = end - start > 2 and piece[end - 3].text in {"^", "_"}
    return end - start >= 2 and _empty(piece, end - 2) and not scripted
