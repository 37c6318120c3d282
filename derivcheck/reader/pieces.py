"""One row of a formula -> the chains on it: commas, wide spaces, words and arrows between equations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from derivcheck.reader import vocabulary
from derivcheck.reader.names import is_identifier
from derivcheck.reader.tokens import Kind, Token

# Words that never name anything, but separate equations or say when one holds.
CONDITION_WORDS = vocabulary.words("if when for whenever provided assuming unless")
LINKING_WORDS = CONDITION_WORDS | vocabulary.words("""
and or where with given as since then so thus hence by from because otherwise let that which we i.e. e.g. but
else see recall to get have gives using therefore note also now is are the this means yields
""")  # fmt: skip

REASON_WORDS = vocabulary.words("because since as using by where with given from note recall which i.e.")
_INDICES = frozenset("ijklmn")


@dataclass(slots=True)
class Chain:
    """operands[k] relations[k] operands[k+1]; where it `continues`, relations[k] stands before operands[k].

    conditions and words: what was said beside it (if i = j; by the chain rule), in the author's tokens.
    aside: a reason for the chain before it on the row (since x = y), which the next row does not go on with.
    """

    operands: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[Token] = field(default_factory=list[Token])
    continues: bool = False
    conditions: list[list[Token]] = field(default_factory=list[list[Token]])
    words: list[str] = field(default_factory=list[str])
    tag: str = ""
    implied: bool = False
    aside: bool = False

    @property
    def empty(self) -> bool:
        return not self.relations and not any(self.operands)


def append(chain: Chain, continuation: Chain) -> None:
    """Make the continuation the tail of the chain."""
    if continuation.continues:
        if not chain.operands[-1] and chain.relations:  # "=" at the end of a row and again on the next
            chain.relations.pop()
            chain.operands.pop()
        chain.relations += continuation.relations
        chain.operands += continuation.operands
    else:
        chain.operands[-1] = chain.operands[-1] + continuation.operands[0]
        chain.relations += continuation.relations
        chain.operands += continuation.operands[1:]
    chain.conditions += continuation.conditions
    chain.words += continuation.words
    chain.tag = continuation.tag or chain.tag


def hangs(chain: Chain) -> bool:
    """Whether the chain ends with a relation or a sign, so that what follows belongs to it."""
    last = chain.operands[-1]
    if not last:
        return bool(chain.relations)
    return is_sign(last[-1]) or is_operator(last[-1])


def adds(chain: Chain) -> bool:
    """Whether the chain can only be the end of an expression: it begins with + or an operator."""
    first = chain.operands[0][0]
    return not chain.relations and (is_operator(first) or (is_sign(first) and first.text != "-"))


def is_sign(token: Token) -> bool:
    return (token.kind is Kind.SYMBOL and token.text in "+-") or token.text in {"pm", "mp"}


def is_operator(token: Token) -> bool:
    return (token.kind is Kind.COMMAND and token.text in vocabulary.OPERATORS) or (
        token.kind is Kind.SYMBOL and token.text in "*/"
    )


def depths(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Every token with the number of brackets and environments around it; closers count as outside."""
    depth = 0
    for token in tokens:
        if token.kind in {Kind.CLOSE, Kind.FINISH} or token.is_(Kind.SYMBOL, "}"):
            depth = max(depth - 1, 0)
        yield token, depth
        if token.kind in {Kind.OPEN, Kind.BEGIN} or token.is_(Kind.SYMBOL, "{"):
            depth += 1


def chains_of_row(row: Sequence[Token]) -> Iterator[Chain]:
    chain = Chain()
    for separator, written in _pieces(row):
        piece, said = (written, separator) if chain.empty else _opened(written, separator)
        words = said.text.split() if said is not None and said.kind is Kind.TEXT else []
        opening = words[0].strip(",.([").lower() if words else ""
        if separator is not None and separator.kind is Kind.TAG:
            chain.tag = separator.text
        following = _split_at_relations(piece)
        following.aside = bool(chain.relations and following.relations) and (
            opening in REASON_WORDS or _is_because(said) or piece is not written
        )
        if words and opening not in CONDITION_WORDS:
            (following if following.aside else chain).words.append(" ".join(words))
        if piece and (opening in CONDITION_WORDS or piece[0].text == "forall" or _compares(chain, piece)):
            chain.conditions.append(list(piece))
        elif piece:
            following.implied = said is not None and said.kind is Kind.IMPLICATION and not following.aside
            if not _joins(chain, following, separator):
                yield chain
                chain = following
    yield chain


def _is_because(token: Token | None) -> bool:
    return token is not None and token.is_(Kind.IMPLICATION, "because")


def _compares(chain: Chain, piece: Sequence[Token]) -> bool:
    """Whether a piece behind an equation compares two letters that are usual for indices: i = j, k != i."""
    texts = [token.text for token in piece]
    letters = len(texts) == 3 and {texts[0], texts[2]} <= _INDICES
    return bool(chain.relations) and letters and texts[1] in {"=", r"\ne"}


def _opened(piece: list[Token], separator: Token | None) -> tuple[list[Token], Token | None]:
    r"""A remark in brackets, (\text{since } x = y) or [i = j], without them: what it says, and its word."""
    inside = piece[1:-1]
    if separator is None or not inside or not _is_one_bracket(piece) or not _relates(inside):
        return piece, separator
    spoken = inside[0].kind in {Kind.TEXT, Kind.IMPLICATION}
    return (_trimmed(inside[1:]), inside[0]) if spoken else (inside, separator)


def _relates(piece: Sequence[Token]) -> bool:
    return any(token.kind is Kind.RELATION and not depth for token, depth in depths(piece))


def _is_one_bracket(piece: Sequence[Token]) -> bool:
    """Whether the bracket that the piece begins with is closed by its last token."""
    bracketed = piece[0].kind is Kind.OPEN and piece[-1].kind is Kind.CLOSE
    return bracketed and all(depth for _, depth in list(depths(piece))[1:-1])


def _joins(chain: Chain, piece: Chain, separator: Token | None) -> bool:
    """Put the piece behind the chain if it belongs there, and say whether it did."""
    first = piece.operands[0][0] if piece.operands[0] else None
    if chain.empty:
        chain.operands, chain.relations, chain.continues = piece.operands, piece.relations, piece.continues
        chain.implied = piece.implied
        return True
    if separator is None or separator.kind is Kind.TAG or piece.implied or piece.aside:
        return False
    if separator.kind is Kind.QUAD and not piece.relations and _is_remark(piece):
        chain.words += [
            " ".join(token.text.split()) for token in piece.operands[0] if token.kind is Kind.TEXT
        ]
        return True
    signed = first is not None and (is_sign(first) or is_operator(first)) and not piece.relations
    if separator.kind is Kind.QUAD and (signed or piece.continues or hangs(chain) or separator.text == "&"):
        if separator.text == "&" and chain.relations and piece.relations and not piece.continues:
            return False
        append(chain, piece)
        return True
    if separator.kind is Kind.SYMBOL and not (chain.relations and piece.relations):
        chain.operands[-1] = [*chain.operands[-1], separator]
        append(chain, piece)
        return True
    return False


def _is_remark(piece: Chain) -> bool:
    """An equation's number, or words in brackets: (2), [by the chain rule]."""
    tokens = piece.operands[0]
    texts = [token.text for token in tokens]
    bracketed = len(tokens) > 2 and tokens[0].kind is Kind.OPEN and tokens[-1].kind is Kind.CLOSE
    if bracketed and tokens[1].kind is Kind.TEXT and (len(tokens) == 3 or _links(tokens[1])):
        return True
    return texts[:1] == ["("] and texts[-1:] == [")"] and len(texts) <= 4 and texts[1][:1].isdigit()


def _pieces(row: Sequence[Token]) -> Iterator[tuple[Token | None, list[Token]]]:
    """The parts of a row between commas, wide spaces, words and arrows outside brackets."""
    separator: Token | None = None
    piece: list[Token] = []
    previous: Token | None = None
    for token, depth in depths(row):
        if not depth and _separates(token, previous, row):
            if piece or (separator is not None and separator.kind is Kind.TEXT):
                yield separator, _trimmed(piece)
                separator, piece = token, []
            elif separator is None or token.kind is not Kind.QUAD:
                separator = token
        else:
            piece.append(token)
        previous = token
    yield separator, _trimmed(piece)


def _separates(token: Token, previous: Token | None, row: Sequence[Token]) -> bool:
    if token.kind in {Kind.QUAD, Kind.IMPLICATION, Kind.TAG}:
        return True
    if token.kind is Kind.SYMBOL:
        return token.text in {",", ";"}
    return token.kind is Kind.TEXT and _only_says(token, previous)


def _only_says(token: Token, previous: Token | None) -> bool:
    """Whether words are a remark and not an operand."""
    if not token.text.split() or _links(token):
        return True
    if previous is None or previous.kind is Kind.RELATION or is_sign(previous) or is_operator(previous):
        return False
    return not is_identifier(token.text)


def _links(token: Token) -> bool:
    """Whether words begin with one that never names anything."""
    words = token.text.split()
    return bool(words) and words[0].strip(",.():;").lower() in LINKING_WORDS


def _trimmed(piece: list[Token]) -> list[Token]:
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


def _split_at_relations(piece: Sequence[Token]) -> Chain:
    chain = Chain()
    for token, depth in depths(piece):
        if token.kind is Kind.RELATION and not depth:
            chain.relations.append(token)
            chain.operands.append([])
        else:
            chain.operands[-1].append(token)
    if chain.relations and not chain.operands[0]:
        chain.continues = True
        chain.operands.pop(0)
    return chain
