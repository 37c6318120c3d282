"""One row of a formula -> the chains on it: commas, wide spaces, words and arrows between equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from derivcheck.reader import vocabulary
from derivcheck.reader.names import is_identifier
from derivcheck.reader.remarks import (
    CONDITION_WORDS,
    REASON_WORDS,
    TAKING_WORDS,
    Piece,
    case_of,
    compares_letters,
    depths,
    is_because,
    is_comparison,
    is_remark,
    links,
    opened,
    remarks_apart,
    trimmed,
)
from derivcheck.reader.tokens import Kind, Token

_DOTS = frozenset(vocabulary.DOTS) | {"."}


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


def chains_of_row(row: Sequence[Token]) -> Iterator[Chain]:
    chain = Chain()
    pieces = list(remarks_apart(_pieces(row)))
    for place, (stands_before, written) in enumerate(pieces):
        case, behind = case_of(written, said=_says_when(stands_before))
        separator = None if case else stands_before
        if case and chain.relations:
            yield chain
            chain = Chain()
        if case:
            chain.conditions.append(case)
        piece, said = (behind, separator) if chain.empty else opened(behind, separator)
        words = said.text.split() if said is not None and said.kind is Kind.TEXT else []
        opening = words[0].strip(",.([").lower() if words else ""
        if separator is not None and separator.kind is Kind.TAG:
            chain.tag = separator.text
        following = _split_at_relations(piece)
        following.aside = bool(chain.relations and following.relations) and (
            opening in REASON_WORDS or is_because(said) or piece is not behind
        )
        following.aside |= not following.relations and _is_spoken_of(chain, words)
        if words and opening not in CONDITION_WORDS:
            (following if following.aside else chain).words.append(" ".join(words))
        ranges = bool(piece) and _is_range(piece, pieces[place + 1 : place + 2])
        if ranges and piece[0].text == "forall":
            following = _split_at_relations(piece[1:])
        if ranges and chain.relations:
            yield chain
            chain = following
        elif piece and (opening in CONDITION_WORDS or piece[0].text == "forall" or _compares(chain, piece)):
            chain.conditions.append(_condition(piece[:-1] if piece[-1].is_(Kind.RELATION, ":") else piece))
        elif piece:
            following.implied = said is not None and said.kind is Kind.IMPLICATION and not following.aside
            if not _joins(chain, following, separator):
                yield chain
                chain = following
    yield chain


def _is_range(piece: Sequence[Token], following: Sequence[Piece]) -> bool:
    r"""Whether a list of values begins here, k = 1 in k = 1, \ldots, K: how far an index runs is no case."""
    letters = piece[1:] if piece[0].text == "forall" else piece
    if len(letters) != 3 or letters[0].kind is not Kind.LETTER or letters[1].text != "=" or not following:
        return False
    separator, items = following[0]
    listed = separator is not None and separator.is_(Kind.SYMBOL, ",")
    simple = (each.kind in {Kind.NUMBER, Kind.LETTER} or each.text in _DOTS for each in items)
    return listed and bool(items) and all(simple)


def _is_spoken_of(chain: Chain, words: Sequence[str]) -> bool:
    """Whether what follows words is what they speak of: the product of B and C."""
    taken = bool(chain.relations and words) and words[-1].lower() in TAKING_WORDS
    return taken or (chain.aside and not chain.relations and bool(words))


def _condition(piece: list[Token]) -> list[Token]:
    r"""\forall i \neq k is the condition i \neq k."""
    letters = [piece[0].text == "forall", *(token.kind is Kind.LETTER for token in piece[1::2])]
    return piece[1:] if len(piece) == 4 and piece[2].is_(Kind.RELATION, r"\ne") and all(letters) else piece


def _says_when(separator: Token | None) -> bool:
    """Whether "if", "when", "for" stands directly before a piece and nothing else."""
    words = separator.text.split() if separator is not None and separator.kind is Kind.TEXT else []
    return bool(words) and words[0].strip(",.([").lower() in CONDITION_WORDS


def _compares(chain: Chain, piece: Sequence[Token]) -> bool:
    r"""Whether a piece behind an equation compares letters that are usual for indices, i = j, k != i, or says
    that two are orthogonal, u \perp w.
    """
    excluded = len(piece) == 3 and compares_letters(piece) and piece[1].text == r"\ne"
    orthogonal = any(token.is_(Kind.RELATION, r"\perp") for token in piece)
    return bool(chain.relations) and (excluded or orthogonal or is_comparison(piece))


def _joins(chain: Chain, piece: Chain, separator: Token | None) -> bool:
    """Put the piece behind the chain if it belongs there, and say whether it did."""
    first = piece.operands[0][0] if piece.operands[0] else None
    if chain.empty:
        chain.operands, chain.relations, chain.continues = piece.operands, piece.relations, piece.continues
        chain.implied = piece.implied
        return True
    if separator is None or separator.kind is Kind.TAG or piece.implied or piece.aside:
        return False
    if separator.kind is Kind.QUAD and not piece.relations and is_remark(piece.operands[0]):
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


def _pieces(row: Sequence[Token]) -> Iterator[Piece]:
    """The parts of a row between commas, wide spaces, words and arrows outside brackets."""
    separator: Token | None = None
    piece: list[Token] = []
    previous: Token | None = None
    for token, depth in depths(row):
        if not depth and _separates(token, previous, row):
            if piece or (separator is not None and separator.kind is Kind.TEXT):
                yield separator, trimmed(piece)
                separator, piece = token, []
            elif separator is None or token.kind is not Kind.QUAD:
                separator = token
        else:
            piece.append(token)
        previous = token
    yield separator, trimmed(piece)


def _separates(token: Token, previous: Token | None, row: Sequence[Token]) -> bool:
    if token.kind in {Kind.QUAD, Kind.IMPLICATION, Kind.TAG}:
        return True
    if token.kind is Kind.SYMBOL:
        return token.text in {",", ";"}
    return token.kind is Kind.TEXT and _only_says(token, previous)


def _only_says(token: Token, previous: Token | None) -> bool:
    """Whether words are a remark and not an operand."""
    if not token.text.split() or links(token):
        return True
    if previous is None and token.text.rstrip().endswith((":", ",", "：", "，")):
        return True
    if previous is None or previous.kind is Kind.RELATION or is_sign(previous) or is_operator(previous):
        return False
    return not is_identifier(token.text) or _is_foreign(token.text)


def _is_foreign(words: str) -> bool:
    """Several Chinese, Japanese or Korean characters."""
    return len(words.strip()) > 1 and all(character >= "\u3000" for character in words.strip())


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
