"""What each command of LaTeX stands for."""

from __future__ import annotations

from derivcheck.reader import vocabulary
from derivcheck.reader.derivatives import Derivatives
from derivcheck.reader.names import held
from derivcheck.reader.nesting import closes_brace, opens_brace
from derivcheck.reader.scripts import is_transpose
from derivcheck.reader.syntax import Application, Name, Node, Root, TransposeMark
from derivcheck.reader.tokens import Kind

_BEFORE = {Kind.OPEN, Kind.RELATION}


class Commands(Derivatives):
    r"""Reads an operand that begins with a backslash."""

    def command(self) -> Node:
        token = self.token
        name = token.text
        if self.at_fraction():
            return self.fraction()
        if name in vocabulary.NAMES or name in vocabulary.COMMAND_FUNCTIONS:
            self.advance()
            return Name(name, font=self.font, span=token.span)
        if name in vocabulary.BIG_OPERATORS:
            return self.big_operator()
        if name in vocabulary.ACCENTS:
            return self.accented(vocabulary.ACCENTS[name])
        if name in vocabulary.BOLD_FONTS:
            return self.in_bold()
        if name in vocabulary.STYLES:
            return self.styled(vocabulary.STYLES[name])
        if name in vocabulary.WORD_FONTS:
            return self._upright(vocabulary.WORD_FONTS[name])
        if name in vocabulary.DOTS:
            return self.ellipsis(token)
        return self._construct(name)

    def _upright(self, font: str) -> Node:
        start = self.position
        node = self.word_in_font(font)
        if self.script and isinstance(node, Name) and node.text == "T":
            return TransposeMark(r"\\mathrm{T}", span=self.since(start))
        return node

    def _construct(self, name: str) -> Node:
        token = self.token
        if name == "partial":
            return self.differential()
        if name == "nabla":
            return self.gradient()
        if name == "sqrt":
            return self._root()
        if name in {"binom", "dbinom", "tbinom"}:
            return self._binomial()
        if name in vocabulary.WRAPPERS:
            return self._wrapped(vocabulary.WRAPPERS[name])
        if name in vocabulary.ANNOTATED:
            return self._annotated()
        if self.script and is_transpose(token):
            return self.transpose()
        if self.script and name in vocabulary.OPERATORS:
            return self.placeholder()
        named = name.isalpha() and (len(name) > 2 or self.ahead().is_(Kind.SYMBOL, "/"))
        if named and (self.ahead().is_(Kind.OPEN, "(") or self._is_alone()):
            self.advance()
            return Name(name, font="rm", span=token.span)
        raise self.failure(rf"the command \{name} is not known", token)

    def _is_alone(self) -> bool:
        r"""Whether \loss is an operand by itself: no operator stands so, before a script or a sign."""
        before, above = self.tokens[self.position - 1], self.tokens[self.position - 2]
        begins = not self.position or before.kind in _BEFORE or before.is_(Kind.SYMBOL, "+")
        after = self.ahead()
        divided = after.is_(Kind.SYMBOL, "/")
        braced = before.is_(Kind.SYMBOL, "{") and (divided or not above.is_(Kind.SYMBOL, "^"))
        if divided or self._is_limit():
            signed = before.is_(Kind.SYMBOL, "-")
            return (begins or braced or signed or self._is_limit()) and not after.is_(Kind.SYMBOL, "{")
        ends = after.kind in {Kind.STOP, Kind.CLOSE, Kind.RELATION}
        marked = after.kind is Kind.SYMBOL and after.text in "+-_^},"
        limited = self.ahead(4).kind is Kind.RELATION
        return (begins or braced) and (ends or (marked and not limited))

    def _is_limit(self) -> bool:
        r"""Whether the command stands above a sum, alone or alone in braces: \sum_{i=1}^\nexp."""
        braced = self.tokens[self.position - 1].is_(Kind.SYMBOL, "{")
        sign = self.position - (2 if braced else 1)
        if sign < 1 or not self.tokens[sign].is_(Kind.SYMBOL, "^"):
            return False
        place = sign - 1
        if closes_brace(self.tokens[place]):
            while place > 0 and not opens_brace(self.tokens[place]):
                place -= 1
            place -= 2
        elif self.tokens[place - 1].is_(Kind.SYMBOL, "_"):
            place -= 2
        operator = self.tokens[max(place, 0)]
        return operator.kind is Kind.COMMAND and operator.text in {*vocabulary.BIG_OPERATORS, "limits"}

    def _root(self) -> Node:
        start = self.position
        self.advance()
        degree = None
        if self.token.kind is Kind.OPEN and self.token.text == "[":
            opening = self.advance()
            with self.deeper():
                degree = self.expression()
                self._closing(opening)
        return Root(self.braced(), degree, span=self.since(start))

    def _binomial(self) -> Node:
        start = self.position
        token = self.advance()
        items = (self.braced(), self.braced())
        head = Name("binom", span=token.span)
        return Application(head, items, (",",), span=self.since(start))

    def _wrapped(self, dropped: int) -> Node:
        start = self.position
        self.advance()
        for _ in range(dropped):
            self.braced()
        return held(self.braced(), self.since(start))

    def _annotated(self) -> Node:
        r"""\underbrace{body}_{note} is the body."""
        start = self.position
        self.advance()
        node = held(self.braced(), self.since(start))
        if self.token.kind is Kind.SYMBOL and self.token.text in {"_", "^"}:
            self._skip_note()
        return node

    def _skip_note(self) -> None:
        self.advance()
        if not self.at_symbol("{"):
            self.advance()
            return
        depth, opening = 0, self.token
        while self.token.kind is not Kind.STOP:
            token = self.advance()
            if token.kind is Kind.SYMBOL:
                depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return
        raise self.failure("this brace is not closed", opening, "add }")
