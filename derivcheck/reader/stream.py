"""The parser's hold on its tokens: where it is, what is open, how it gives up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from derivcheck.reader.sources import DEEPEST, Slip, Span, UnreadableError
from derivcheck.reader.syntax import Name, Node
from derivcheck.reader.tokens import Kind, Token


class Cursor(ABC):
    """Tokens with a position. Subclasses add what they can read, one kind of thing each.

    bars: the bars | and ‖ that are open in the innermost bracket. inside: how many brackets are open.
    script: reading a sub- or superscript. font: the font command around the current place.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        end = tokens[-1].end if tokens else 0
        self.tokens = [*tokens, Token(Kind.STOP, "", end, end)]
        self.position = 0
        self.depth = 0
        self.bars: list[str] = []
        self.inside = 0
        self.script = False
        self.font = ""
        self.slips: list[Slip] = []

    @abstractmethod
    def expression(self) -> Node:
        """A sum of products."""

    @abstractmethod
    def product(self) -> Node:
        """One signed term of a sum."""

    @abstractmethod
    def factor(self) -> Node:
        """One factor of a product, with its scripts."""

    @abstractmethod
    def statement(self) -> Node:
        """An expression, or several with relations between them."""

    @abstractmethod
    def items(self) -> tuple[tuple[Node, ...], tuple[str, ...]]:
        """Statements with the separators between them, up to a closing bracket."""

    @abstractmethod
    def primary(self) -> Node:
        """What stands without scripts."""

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    def advance(self) -> Token:
        token = self.token
        if token.kind is not Kind.STOP:
            self.position += 1
        return token

    def at(self, kind: Kind, text: str) -> bool:
        return self.token.is_(kind, text)

    def at_symbol(self, text: str) -> bool:
        return self.token.is_(Kind.SYMBOL, text)

    def at_command(self, text: str) -> bool:
        return self.token.is_(Kind.COMMAND, text)

    def take(self, kind: Kind, text: str) -> bool:
        found = self.at(kind, text)
        if found:
            self.advance()
        return found

    def since(self, start: int) -> Span:
        """The characters of the tokens from number `start` to the last one taken."""
        last = self.tokens[max(self.position - 1, start)]
        first = self.tokens[start]
        return Span(min(first.start, last.start), max(first.end, last.end))

    def failure(self, reason: str, token: Token | None = None, remedy: str = "") -> UnreadableError:
        """What to raise where the formula stops making sense, at the given or the current token."""
        return UnreadableError((token or self.token).span, reason, remedy)

    def missing(self, reason: str, token: Token | None = None, remedy: str = "") -> UnreadableError:
        """What to raise where something is missing before the current token, which no author can mean."""
        found = self.failure(reason, token, remedy)
        at_end = self.token.kind is Kind.STOP
        return UnreadableError(found.span, reason, remedy, slip=True, at_end=at_end)

    def slip(self, token: Token, reason: str, remedy: str) -> None:
        self.slips.append(Slip(token.span, reason, remedy))

    def descend(self) -> None:
        """One level deeper; the caller takes it back."""
        if self.depth >= DEEPEST:
            raise self.failure("the formula is nested too deeply")
        self.depth += 1

    @contextmanager
    def deeper(self, *, bracket: bool = False, script: bool | None = None) -> Generator[None]:
        """Inside a bracket, a brace or a script: bars that are open outside are not open here."""
        self.descend()
        saved = self.bars, self.inside, self.script
        self.bars, self.inside = [], self.inside + 1 if bracket else 0
        self.script = self.script if script is None else script
        yield
        self.depth -= 1
        self.bars, self.inside, self.script = saved

    @contextmanager
    def in_font(self, font: str) -> Generator[None]:
        saved = self.font
        self.font = font
        yield
        self.font = saved

    def braced(self) -> Node:
        """A statement in braces, or the one token that TeX takes for an argument."""
        if not self.at_symbol("{"):
            return self.single()
        opening = self.advance()
        with self.deeper():
            if self.at_symbol("}"):
                raise self.missing("nothing stands between these braces", opening)
            body = self.statement()
            self.close_brace(opening)
        return body

    def single(self) -> Node:
        """An argument without braces: one digit, one letter, or a command with its own arguments."""
        token = self.token
        if token.kind is Kind.STOP:
            raise self.missing("an argument is missing")
        if token.kind is Kind.LETTER:
            self.advance()
            return Name(token.text, font=self.font, span=token.span)
        if token.kind is Kind.NUMBER and len(token.text) > 1:
            self._split(token)
        with self.deeper():
            return self.primary()

    def _split(self, token: Token) -> None:
        """Make the first digit of a number a token of its own."""
        cut = token.start + 1 if token.end - token.start == len(token.text) else token.start
        head = Token(Kind.NUMBER, token.text[0], token.start, max(cut, token.start + 1), token.spaced)
        tail = Token(Kind.NUMBER, token.text[1:], cut, token.end)
        self.tokens[self.position : self.position + 1] = [head, tail]

    def close_brace(self, opening: Token) -> None:
        if self.at_symbol("}"):
            self.advance()
        elif self.token.kind is Kind.CLOSE:
            raise self.failure("a bracket is closed that was not opened")
        elif self.token.kind is Kind.STOP:
            raise self.failure("this brace is not closed", opening, "add }")
        else:
            raise self.failure(f"{self.shown()} does not fit here")

    def shown(self) -> str:
        """The current token for a message."""
        token = self.token
        if token.kind is Kind.STOP:
            return "the end of the formula"
        slashed = token.kind in {Kind.COMMAND, Kind.BEGIN, Kind.FINISH, Kind.IMPLICATION}
        return f"\\{token.text}" if slashed else token.text
