"""One step, from the author's text to what is said of it; readings are made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from derivcheck.checking.model import CheckedDerivation, CheckedDocument, CheckedStep, Mark
from derivcheck.checking.places import mark
from derivcheck.checking.questions import Question
from derivcheck.checking.steps import checked
from derivcheck.checking.text import lines_of
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.terms import Entry
from derivcheck.elaboration.readings import MeaningError, Reading
from derivcheck.meaning.environment import Origin
from derivcheck.meaning.expressions import Expression, Variable
from derivcheck.reader.documents import read_text
from derivcheck.reader.sources import NOWHERE, Source, Span

CONTEXT = Context({"x": Tensor("x", ())})
X = Entry("x", ())
CHAIN = "Some words.\n\n$$x = a\n   = b\n   = c$$\n"


@dataclass(frozen=True)
class Meant:
    lhs: Expression
    rhs: Expression
    notes: tuple[str, ...] = ()
    cost: int = 0


def reads(claim: Claim, **more: object) -> object:
    def read(_lhs: Expression, _rhs: Expression) -> Iterator[Reading]:
        yield Reading(claim, **more)  # type: ignore[arg-type]

    return read


def question(text: str, place: int = 0, **more: object) -> Question:
    derivation = read_text(text).derivations[0]
    meant = Meant(Variable("x"), Variable("x"))
    made = Question(derivation.steps[place], derivation.source, "claim", reads(TRUE), (meant,))  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


TRUE = Claim(CONTEXT, X + X, 2 * X)
FALSE = Claim(CONTEXT, X + X, -2 * X)


def test_a_proved_step_says_how_it_was_read_and_on_what_it_rests() -> None:
    used = (Origin(1, "Some words."), Origin(0, "a default"), Origin(1, "Some words."))
    found = checked(question(CHAIN, 1, read=reads(TRUE, used=used, notes=("columns",))))
    assert (found.verdict, found.line, found.column, found.reason) == ("proved", 4, 6, "")
    assert (found.lhs, found.relation, found.rhs) == ("a", "=", "b")
    assert (found.reading, found.scope, found.notes) == ("x + x = 2*x", "all dimensions", ("columns",))
    assert [(line.line, line.text) for line in found.used] == [(1, "Some words.")]
    assert found.shapes == {"x": "number"}
    assert found.counterexample is None


def test_a_refuted_step_has_a_counterexample() -> None:
    found = checked(question(CHAIN, 1, read=reads(FALSE)))
    assert found.verdict == "refuted"
    assert found.counterexample is not None
    assert found.counterexample.values == {"x": "1"}
    assert found.suggestion == "equal to minus the right side"
    assert found.mark == Mark(4, 6, 1, "   = b")


def test_an_open_step_has_none() -> None:
    found = checked(question(CHAIN, 1, read=reads(FALSE, open=("a",))))
    assert (found.verdict, found.counterexample) == ("unknown", None)


def test_two_slips_that_cancel_are_noticed_and_others_are_not() -> None:
    seen: list[int] = []

    def read(_lhs: Expression, _rhs: Expression) -> Iterator[Reading]:
        seen.append(1)
        yield Reading(FALSE if len(seen) == 1 else TRUE)

    meant = (Meant(Variable("x"), Variable("x")),)
    found = checked(question(CHAIN, 1, read=read, from_head=meant))
    assert found.verdict == "refuted"
    assert "equal to the beginning of the chain (line 3)" in found.reason
    other = checked(question(CHAIN, 1, read=reads(FALSE), from_head=meant))
    assert "beginning" not in other.reason


@pytest.mark.parametrize("kind", ["definition", "update"])
def test_a_definition_is_not_judged(kind: str) -> None:
    found = checked(question(CHAIN, kind=kind, read=reads(FALSE), note="x is new"))
    assert (found.verdict, found.reason) == ("definition", "x is new")


@pytest.mark.parametrize("kind", ["definition", "claim"])
def test_what_cannot_be_read_is_not_understood(kind: str) -> None:
    found = checked(question("$$x = \\foo x$$", kind=kind))
    assert found.verdict == "not-understood"
    assert found.reason
    assert found.mark.line == 1


TROUBLE = [
    (MeaningError("no such construct", span=Span(20, 21), remedy="none"), (3, 8)),
    (MeaningError("no such construct"), (4, 6)),
]


def fails(error: DerivcheckError) -> Iterator[Meant]:
    raise error
    yield


@pytest.mark.parametrize("kind", ["definition", "claim"])
@pytest.mark.parametrize(("trouble", "place"), TROUBLE)
def test_trouble_has_its_place(trouble: DerivcheckError, place: tuple[int, int], kind: str) -> None:
    found = checked(question(CHAIN, 1, kind=kind, resolutions=fails(trouble)))
    assert (found.verdict, found.reason) == ("not-understood", "no such construct")
    assert (found.mark.line, found.mark.column) == place


def test_a_slip_is_malformed_where_it_stands_and_where_the_next_line_begins_with_it() -> None:
    text = "$$x = \\frac{\\partial}{\\partial x} x + \\frac{J}{\\partial x} \\\\ = c \\\\ = d$$"
    first, second, third = (checked(question(text, place)) for place in (0, 1, 2))
    assert [each.verdict for each in (first, second, third)] == ["malformed", "malformed", "proved"]
    assert first.reason == r"the numerator lacks its \partial; with \partial J the step is proved"
    assert second.reason.startswith("on the left (line 1), the numerator lacks")
    assert first.mark.text[first.mark.column - 1 :].startswith("J}")
    assert first.mark == second.mark


def test_a_slip_that_is_copied_is_malformed_once() -> None:
    text = "$$x = 2 \\frac{J}{\\partial x} = \\frac{J}{\\partial x} 2$$"
    first, second = (checked(question(text, place)) for place in (0, 1))
    assert (first.verdict, second.verdict) == ("malformed", "proved")
    assert second.notes[-1].startswith("both sides are read as repaired")
    assert checked(question(text, 1, read=reads(FALSE))).verdict == "unknown"


def test_a_definition_with_a_slip_is_malformed() -> None:
    found = checked(question("$$g := \\frac{\\partial u}{v_{ij}}$$", kind="definition"))
    assert (found.verdict, found.suggestion) == ("malformed", r"write \partial v_{ij}")


PLACES = [
    (Span(6, 9), (2, 3, 3)),
    (Span(6, 14), (2, 3, 5)),
    (Span(12, 13), (3, 1, 1)),
    (NOWHERE, (1, 1, 2)),
    (Span(50, 60), (1, 1, 2)),
    (Span(7, 7), (2, 4, 1)),
]


@pytest.mark.parametrize(("span", "place"), PLACES)
def test_marks(span: Span, place: tuple[int, int, int]) -> None:
    source = Source("a.md", "abc\nxyzuvwX\nend\n")
    found = mark(source, span, Span(0, 2))
    assert (found.line, found.column, found.length) == place
    assert found.text == source.text.splitlines()[found.line - 1]


def shown(place: Mark, reason: str = "because") -> list[str]:
    step = CheckedStep(1, 1, "a", "=", "b", "refuted", place, reason=reason)
    document = CheckedDocument("d.md", derivations=(CheckedDerivation(1, (step,)),))
    return ["".join(piece.text for piece in line) for line in lines_of(document)]


LINES = [
    (Mark(7, 3, 2, "a = bc"), [" 7 | a = bc", "   |   ^~"]),
    (Mark(12, 4, 1, "\ta\tb"), [" 12 |  a b", "    |    ^"]),
    (Mark(1, 3, 2, "深 学习"), [" 1 | 深 学习", "   |    ^~~~"]),
    (Mark(1, 2, 9, "ab"), [" 1 | ab", "   |  ^"]),
]


@pytest.mark.parametrize(("place", "expected"), LINES)
def test_the_caret_stands_under_what_is_meant(place: Mark, expected: list[str]) -> None:
    assert shown(place)[1:3] == expected


@pytest.mark.parametrize("column", [1, 40, 250, 498])
def test_a_long_line_is_cut_around_its_mark(column: int) -> None:
    text = "".join(chr(97 + number % 26) for number in range(500))
    head, line, caret, *_ = shown(Mark(3, column, 2, text))
    assert head == f"d.md:3:{column}: refuted: because"
    assert len(line) <= 120
    assert line[caret.index("^") :][:2] == text[column - 1 : column + 1]
