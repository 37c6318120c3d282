"""Matrices and functions given by cases."""

from __future__ import annotations

from derivcheck.reader import vocabulary
from derivcheck.reader.brackets import Brackets, matrix_of
from derivcheck.reader.nesting import closes, opens
from derivcheck.reader.syntax import Blank, Case, Cases, Ellipsis, Matrix, Name, Node, Relation
from derivcheck.reader.tokens import Kind, Token

_CONDITION_WORDS = vocabulary.words("""
if when for where otherwise else and or with whenever in case iff si sinon wenn falls sonst
""")


class Tables(Brackets):
    r"""Reads what stands between \begin and \end."""

    def environment(self) -> Node:
        start = self.position
        opening = self.advance()
        name = opening.text
        with self.deeper():
            if name in vocabulary.CASES:
                cases = self._cases()
                self._finish(opening)
                return Cases(cases, span=self.since(start))
            if name in vocabulary.MATRICES:
                rows = self._rows()
                self._finish(opening)
                return Matrix(rows, vocabulary.MATRICES[name], span=self.since(start))
            if name in vocabulary.ALIGNMENTS:
                rows = self._rows()
                self._finish(opening)
                return Matrix(rows, "", span=self.since(start))
        raise self.failure(rf"the environment {name} is not known here", opening)

    def _finish(self, opening: Token) -> None:
        if self.token.kind is Kind.FINISH:
            if self.token.text != opening.text:
                raise self.failure(rf"\end{{{self.token.text}}} closes \begin{{{opening.text}}}")
            self.advance()
        elif self.token.kind is Kind.STOP:
            raise self.failure(
                rf"\begin{{{opening.text}}} is not closed", opening, rf"add \end{{{opening.text}}}"
            )
        else:
            raise self.failure(f"{self.shown()} does not fit here")

    def at_cell_end(self) -> bool:
        token = self.token
        return token.kind in {Kind.BREAK, Kind.FINISH, Kind.STOP} or token.is_(Kind.SYMBOL, "&")

    def _skip_commas(self) -> None:
        """Past commas and wide spaces; two periods begin dots."""
        while self.token.kind is Kind.QUAD or (self.token.kind is Kind.SYMBOL and self.token.text in ",.;"):
            if self.token.text == self.ahead().text == ".":
                return
            self.advance()

    def _rows(self) -> tuple[tuple[Node, ...], ...]:
        rows: list[tuple[Node, ...]] = [self._row()]
        while self._another_row():
            row = self._row()
            if not (_is_dotted(row) and _is_dotted(rows[-1])):
                rows.append(row)
        return tuple(rows)

    def _another_row(self) -> bool:
        """Past a line break, also a doubled one, where more than the end of the environment follows."""
        another = False
        while self.take(Kind.BREAK, "\\\\"):
            another = True
        return another and self.token.kind is not Kind.FINISH

    def _row(self) -> tuple[Node, ...]:
        cells = [self._cell()]
        while self.take(Kind.SYMBOL, "&") or self._is_behind_comma():
            cells.append(self._cell())
        return tuple(cells)

    def _is_behind_comma(self) -> bool:
        """Whether a row goes on behind a comma or a wide space, where its author wrote no &."""
        before = self.tokens[self.position - 1]
        parted = before.kind is Kind.QUAD or (before.kind is Kind.SYMBOL and before.text in ",;")
        return parted and not self.at_cell_end()

    def _cell(self) -> Node:
        token = self.token
        if (dots := self._dotted_cell()) is not None:
            return dots
        self._skip_commas()
        if self.at_cell_end():
            return Blank(span=token.span)
        words = self._leading_condition_words()
        if words and self.at_cell_end():
            return Name(words[0], font="rm", span=token.span)
        if not {word.strip(",.:").lower() for word in words} <= _CONDITION_WORDS:
            raise self.failure("the words of this case are not understood", token)
        body = self.statement()
        self._skip_commas()
        return body

    def _dotted_cell(self) -> Node | None:
        """A cell of dots alone; one dot at the end closes the sentence."""
        start = self.position
        while self.token.is_(Kind.SYMBOL, "."):
            self.advance()
        last = self.token.kind is Kind.FINISH and self.position == start + 1
        if self.position > start and self.at_cell_end() and not last:
            return Ellipsis("dots", span=self.since(start))
        self.position = start
        return None

    def _leading_condition_words(self) -> list[str]:
        said = self.token.kind is Kind.TEXT and self.token.text.split()[:1]
        return self._condition_words() if said and said[0].strip(",.") in _CONDITION_WORDS else []

    def _cases(self) -> tuple[Case, ...]:
        rows = [self._case()]
        while self._another_row():
            rows.append(self._case())
        return tuple(rows)

    def _case(self) -> Case:
        start = self.position
        self._part_at_words()
        value = self.statement()
        self._skip_commas()
        self.take(Kind.SYMBOL, "&")
        words = self._condition_words()
        condition = None
        if not self.at_cell_end():
            condition = self.statement()
            self._skip_commas()
            words += self._condition_words()
        while self.take(Kind.SYMBOL, "&"):
            words += self._condition_words()
        return Case(value, condition, " ".join(words), span=self.since(start))

    def _part_at_words(self) -> None:
        r"""a \text{ if } b \\ without &: the condition begins with the words, as if & stood there."""
        depth = 0
        for place in range(self.position, len(self.tokens)):
            token = self.tokens[place]
            depth += opens(token) - closes(token)
            if depth < 0 or (not depth and (token.kind is Kind.BREAK or token.is_(Kind.SYMBOL, "&"))):
                return
            said = token.text.split()[:1] if token.kind is Kind.TEXT and not depth else []
            if place > self.position and said and said[0].strip(",.").lower() in _CONDITION_WORDS:
                self.tokens.insert(place, Token(Kind.SYMBOL, "&", token.start, token.start))
                return

    def _condition_words(self) -> list[str]:
        """Words and separators that stand around a condition."""
        words: list[str] = []
        while self.token.kind in {Kind.TEXT, Kind.QUAD} or (
            self.token.kind is Kind.SYMBOL and self.token.text in ",.;"
        ):
            token = self.advance()
            if token.kind is Kind.TEXT:
                words += token.text.split()
        return words

    def curly_cases(self, items: tuple[Node, ...], opening: Token) -> Node:
        matrix = matrix_of(items)
        if matrix is None or any(len(row) not in {1, 2, 3} for row in matrix.rows):
            raise self.failure("a bracket has no partner", opening)
        return Cases(tuple(_case_of(row) for row in matrix.rows), span=matrix.span)


def _case_of(row: tuple[Node, ...]) -> Case:
    """The row of an array as a case: a relation is the condition, a name the words."""
    value, rest = row[0], [cell for cell in row[1:] if not isinstance(cell, Blank)]
    conditions = [cell for cell in rest if isinstance(cell, Relation)]
    words = [cell.text for cell in rest if isinstance(cell, Name) and cell.text in _CONDITION_WORDS]
    if conditions or words:
        return Case(value, conditions[0] if conditions else None, " ".join(words), span=value.span)
    return Case(value, rest[0] if rest else None, "", span=value.span)


def _is_dotted(row: tuple[Node, ...]) -> bool:
    return all(isinstance(cell, Ellipsis) for cell in row)
