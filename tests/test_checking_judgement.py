"""Every rule of the judgement, seen both ways, on readings that are made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest

from derivcheck.checking.attempts import MOST_READINGS, Trial, tried
from derivcheck.checking.deciding import decided, settled
from derivcheck.checking.judgement import DIFFER, UNUSUAL, Judgement, judged
from derivcheck.checking.remedies import with_remedy
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Tensor
from derivcheck.core.errors import DerivcheckError, LimitError, NotationError
from derivcheck.core.terms import Apply, Entry, Index, Term, Total, term
from derivcheck.core.verdicts import Counterexample, Verdict
from derivcheck.elaboration.conventions import Convention
from derivcheck.elaboration.habits import Habit
from derivcheck.elaboration.readings import Fault, MeaningError, Reading
from derivcheck.meaning.expressions import Expression, Number, Variable
from derivcheck.reader.sources import Slip, Span

K = Index("k", "K")
CONTEXT = Context({"x": Tensor("x", ()), "y": Tensor("y", ("K",)), "w": Tensor("w", ("K",))})
X = Entry("x", ())
PROVED = Claim(CONTEXT, X + X, 2 * X)
REFUTED = Claim(CONTEXT, X + X, 3 * X)
# |x| = sqrt(x^2) holds, and nothing here shows it.
UNDECIDED = Claim(CONTEXT, Apply("abs", X) * Apply("abs", X + 1), Apply("abs", X * (X + 1)))

FAULT = Fault("a transpose is missing", "write W^T x", Span(3, 5))
SLIP = Slip(Span(1, 2), r"a \partial is missing", r"write \partial")
ILL = MeaningError("the shapes K and D do not fit", span=Span(4, 6), ill_formed=True)
FOREIGN = MeaningError("integrals are not understood", span=Span(7, 9))


@dataclass(frozen=True)
class Meant:
    """A resolution whose left side is a number that says which readings it has."""

    place: int
    cost: int = 0
    notes: tuple[str, ...] = ()

    @property
    def lhs(self) -> Expression:
        return Number(Fraction(self.place))

    @property
    def rhs(self) -> Expression:
        return Variable("x")


Made = list[Reading | DerivcheckError]


def trial(*readings: Reading | DerivcheckError) -> Trial:
    return several((0, list(readings)))


def several(*resolutions: tuple[int, Made]) -> Trial:
    """A trial of resolutions, each with its cost and its readings."""

    def read(lhs: Expression, _rhs: Expression) -> Iterator[Reading]:
        assert isinstance(lhs, Number)
        for made in resolutions[int(lhs.value)][1]:
            if isinstance(made, DerivcheckError):
                raise made
            yield made

    meant = [Meant(place, cost, (f"resolution {place}",)) for place, (cost, _) in enumerate(resolutions)]
    return tried(meant, read, decided)


def reading(claim: Claim, cost: int = 0, **more: object) -> Reading:
    return Reading(claim, cost=cost, **more)  # type: ignore[arg-type]


def faulty(claim: Claim, cost: int = 0) -> Reading:
    return Reading(claim, cost=cost, faults=(FAULT,))


def laid(
    claim: Claim, vectors: str, cost: int = 0, gradient: str = "shape", consulted: str = "vectors"
) -> Reading:
    """A reading made under a convention, with what the convention decided."""
    convention = Convention(vectors, gradient)  # type: ignore[arg-type]
    return Reading(claim, cost=cost, habit=Habit(convention, {}, frozenset({consulted})))


def test_the_made_up_claims_are_what_they_are_called() -> None:
    assert decided(PROVED).verdict is Verdict.PROVED
    assert decided(REFUTED).verdict is Verdict.REFUTED
    assert decided(UNDECIDED).verdict is Verdict.UNKNOWN


RULES: list[tuple[str, Trial, str]] = [
    ("a proof", trial(reading(PROVED)), "proved"),
    ("a counterexample", trial(reading(REFUTED)), "refuted"),
    ("neither", trial(reading(UNDECIDED)), "unknown"),
    ("equally usual readings differ", trial(reading(PROVED), reading(REFUTED)), "unknown"),
    ("they differ, whatever comes first", trial(reading(REFUTED), reading(PROVED)), "unknown"),
    ("an equally usual reading is not decided", trial(reading(PROVED), reading(UNDECIDED)), "proved"),
    ("a less usual reading is refuted", trial(reading(PROVED), reading(REFUTED, 1)), "proved"),
    ("a more usual reading is refuted", trial(reading(REFUTED), reading(PROVED, 1)), "unknown"),
    ("a more usual layout is refuted", trial(laid(REFUTED, "column"), laid(PROVED, "row", 1)), "proved"),
    ("a gradient by a matrix is transposed", trial(laid(REFUTED, "column", 0, "shape", "matrix"),
     laid(PROVED, "column", 1, "transposed", "matrix")), "unknown"),
    ("every reading is refuted", trial(reading(REFUTED), reading(REFUTED, 2)), "refuted"),
    ("one reading is not decided", trial(reading(REFUTED), reading(UNDECIDED, 2)), "unknown"),
    ("something is open", trial(reading(REFUTED, open=("J",))), "unknown"),
    ("something is open, and the step is proved", trial(reading(PROVED, open=("J",))), "proved"),
    ("an open reading does not speak against a proof", trial(reading(PROVED), reading(REFUTED, open=("J",))),
     "proved"),
    ("true as corrected", trial(faulty(PROVED)), "malformed"),
    ("true as written and as corrected", trial(faulty(PROVED), reading(PROVED, 1)), "proved"),
    ("refuted as written, true as corrected", trial(reading(REFUTED), faulty(PROVED, 1)), "malformed"),
    ("open as written, true as corrected", trial(reading(REFUTED, open=("J",)), faulty(PROVED, 1)),
     "malformed"),
    ("not decided as written, true as corrected", trial(reading(UNDECIDED), faulty(PROVED, 1)), "unknown"),
    ("not decided as corrected", trial(reading(REFUTED), faulty(UNDECIDED, 1)), "unknown"),
    ("false as corrected", trial(faulty(REFUTED)), "malformed"),
    ("false as written and as corrected", trial(reading(REFUTED), faulty(REFUTED, 1)), "refuted"),
    ("ill-formed", trial(ILL), "malformed"),
    ("no reading", trial(), "not-understood"),
    ("foreign", trial(FOREIGN), "not-understood"),
    ("a limit", trial(LimitError("too long")), "unknown"),
    ("another error", trial(NotationError("no such thing")), "not-understood"),
    ("one resolution ill-formed, one foreign", several((0, [ILL]), (1, [FOREIGN])), "not-understood"),
    ("one resolution ill-formed, one proved", several((0, [ILL]), (1, [reading(PROVED)])), "proved"),
    ("one resolution ill-formed, one refuted", several((0, [ILL]), (1, [reading(REFUTED)])), "refuted"),
    ("one resolution foreign, one refuted", several((0, [FOREIGN]), (0, [reading(REFUTED)])), "unknown"),
    ("the unusual resolution foreign", several((0, [reading(REFUTED)]), (1, [FOREIGN])), "refuted"),
    ("one resolution foreign, a less usual one true as corrected",
     several((0, [FOREIGN]), (1, [faulty(PROVED)])), "unknown"),
    ("two resolutions that differ", several((0, [reading(PROVED)]), (0, [reading(REFUTED)])), "unknown"),
    ("an error behind a reading", trial(reading(REFUTED), FOREIGN), "unknown"),
    ("a claim without a meaning", trial(reading(Claim(CONTEXT, Entry("unheard", ()), X))), "not-understood"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "verdict"), [row[1:] for row in RULES], ids=[row[0] for row in RULES])
def test_a_rule(found: Trial, verdict: str) -> None:
    assert judged(found).verdict == verdict


def test_two_readings_that_differ_are_both_named() -> None:
    found = judged(trial(reading(PROVED), reading(REFUTED, notes=("layout: rows",))))
    assert found.reason == (
        "two readings differ: x + x = 2*x is proved, x + x = 3*x is refuted (layout: rows)"
    )


def test_a_proof_of_an_unusual_reading_says_so() -> None:
    assert judged(trial(laid(REFUTED, "column"), laid(PROVED, "row", 1))).notes == (UNUSUAL,)
    assert judged(trial(reading(REFUTED, open=("J",)), reading(PROVED, 1))).notes == ()


def test_what_is_open_is_named() -> None:
    found = judged(trial(reading(REFUTED, open=("J", "f"))))
    assert found.reason == "the document does not say what is meant by J, f"
    assert found.suggestion == "define J, f"
    assert not found.final


def test_what_is_open_may_be_said_in_words() -> None:
    found = judged(trial(reading(REFUTED, open=("J is not defined", "taken for a sum of any function"))))
    assert found.reason == "J is not defined; taken for a sum of any function"
    assert found.suggestion == "define J"


def test_a_correction_has_its_reason_and_its_place() -> None:
    found = judged(trial(faulty(PROVED)))
    assert (found.reason, found.suggestion, found.span) == (FAULT.reason, FAULT.correction, FAULT.span)
    false = judged(trial(faulty(REFUTED)))
    assert false.reason == f"{FAULT.reason}; and as corrected {DIFFER}"
    assert (found.final, false.final) == (False, True)


def test_what_is_ill_formed_has_its_reason_and_its_place() -> None:
    found = judged(trial(ILL))
    assert (found.reason, found.span, found.attempt) == (ILL.what, Span(4, 6), None)


SLIPS = [
    (PROVED, rf"{SLIP.reason}; repaired so, the step is proved"),
    (REFUTED, f"{SLIP.reason}; and even so {DIFFER}"),
    (UNDECIDED, SLIP.reason),
]


@pytest.mark.parametrize(("claim", "reason"), SLIPS)
def test_a_slip_of_the_author_makes_a_step_malformed(claim: Claim, reason: str) -> None:
    found = judged(trial(reading(claim)), (SLIP,))
    assert (found.verdict, found.reason, found.suggestion) == ("malformed", reason, SLIP.remedy)
    assert found.span == SLIP.span


COPIED = [(PROVED, "proved"), (REFUTED, "unknown"), (UNDECIDED, "unknown")]


@pytest.mark.parametrize(("claim", "verdict"), COPIED)
def test_a_slip_on_both_sides_refutes_nothing(claim: Claim, verdict: str) -> None:
    assert judged(trial(reading(claim)), (), (SLIP,)).verdict == verdict


def test_readings_come_in_the_order_of_their_cost() -> None:
    no = REFUTED
    found = several((0, [reading(no), reading(no, 3)]), (1, [reading(no), reading(no, 1)]))
    assert [attempt.cost for attempt in found.attempts] == [0, 1, 2, 3]
    assert [attempt.notes for attempt in found.attempts[:2]] == [("resolution 0",), ("resolution 1",)]


def test_nothing_is_tried_behind_a_proof_but_its_equals() -> None:
    found = trial(reading(PROVED), reading(PROVED), reading(REFUTED, 1))
    assert len(found.attempts) == 2


def test_more_readings_than_are_tried_refute_nothing() -> None:
    many = [reading(REFUTED, cost) for cost in range(MOST_READINGS + 1)]
    assert judged(trial(*many[:-1])).verdict == "refuted"
    found = trial(*many)
    assert not found.complete
    assert judged(found).verdict == "unknown"
    assert "more readings" in judged(found).reason


def test_more_equal_readings_than_are_tried_prove_nothing() -> None:
    many = [reading(PROVED) for _ in range(MOST_READINGS + 1)]
    assert judged(trial(*many[:-1])).verdict == "proved"
    assert judged(trial(*many)).verdict == "unknown"


def total(name: str) -> Term:
    return Total(K, Entry(name, (K,)))


def remedied(claim: Claim) -> Judgement:
    return with_remedy(judged(trial(reading(claim))))


def test_a_refuted_step_gets_a_suggestion() -> None:
    found = remedied(Claim(CONTEXT, X, -X))
    assert (found.verdict, found.suggestion) == ("refuted", "equal to minus the right side")
    assert remedied(PROVED).suggestion == ""


def test_targets_that_sum_to_one_go_without_saying_and_other_vectors_do_not() -> None:
    unsaid = remedied(Claim(CONTEXT, X * total("y"), X))
    assert (unsaid.verdict, unsaid.suggestion) == ("unknown", "true if sum_k y[k] = 1")
    assert not unsaid.final
    other = remedied(Claim(CONTEXT, X * total("w"), X))
    assert other.verdict == "refuted"
    assert other.suggestion == "needs the assumption sum_k w[k] = 1"


def test_an_assumption_that_is_said_is_used() -> None:
    said = Context(CONTEXT.tensors, assumptions=(Assumption("=", total("y"), term(1)),))
    assert judged(trial(reading(Claim(said, X * total("y"), X)))).verdict == "proved"


def test_what_is_shown_is_small() -> None:
    outcome = settled(decided(REFUTED))
    assert isinstance(outcome.evidence, Counterexample)
    assert outcome.evidence.instance.values["x", ()] == 1


def test_what_is_not_decided_is_tried_at_small_sizes() -> None:
    claim = Claim(CONTEXT, total("y") * total("w"), total("w") * total("y"))
    assert settled(decided(claim)).verdict is Verdict.PROVED
    assert settled(decided(UNDECIDED)).verdict is Verdict.UNKNOWN
