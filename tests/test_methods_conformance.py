"""One contract for every method: a table of claims whose truth is known, decided by each of them.

Every claim is d f / d v = g, so that it is also the base of a recursion, and that of the methods which
decide recursions as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.functions import exp, log, sigmoid
from derivcheck.core.recursions import ForwardRecursion
from derivcheck.core.terms import Apply, Delta, Dimension, Entry, Index, Partial, Product, Term, Total, term
from derivcheck.core.verdicts import Counterexample, Outcome, StopReason, Unrolled, Verdict
from derivcheck.methods.autodiff import Consensus, CrossCheck, cross_check_claim
from derivcheck.methods.induction import decide_recursion
from derivcheck.methods.normalization import find_unfolding
from derivcheck.methods.refutation import find_counterexample
from derivcheck.methods.sympy_components import AgreesAt, DiffersAt, UndecidedAt, compare_components
from derivcheck.methods.unrolling import find_unrolling

K = "K"
i, j = Index("i", K), Index("j", K)
v = Entry("v", ())


def x(s: Index) -> Entry:
    return Entry("x", (s,))


def y(s: Index) -> Entry:
    return Entry("y", (s,))


def context() -> Context:
    """A fresh one for each call, so that no method remembers what it found under a larger budget."""
    tensors = {"v": Tensor("v", ()), "x": Tensor("x", (K,)), "y": Tensor("y", (K,))}
    definitions = {"u": Definition("u", (i,), sigmoid(v * x(i)))}
    return Context(tensors, definitions, (Assumption("=", Total(j, y(j)), term(1)),))


@dataclass(frozen=True)
class Row:
    """The claim d f / d v = g, and whether it is true; `open` where normal forms leave it open."""

    f: Term
    g: Term
    true: bool
    open: bool = False

    def claim(self) -> Claim:
        return Claim(context(), Partial(self.f, v), self.g)

    def recursion(self) -> ForwardRecursion:
        """x_0 = f and M_0 = g; every further layer is the layer before."""
        return ForwardRecursion(
            context(),
            variable="v",
            before=(),
            start=Definition("state", (), self.f),
            step=Definition("state", (), Entry("state", ())),
            start_value=Definition("value", (), self.g),
            step_value=Definition("value", (), Entry("value", ())),
        )


U = Entry("u", (i,))
SQUARES = Total(i, (v * x(i)) ** 2)
ENTROPY = Total(i, y(i) * log(1 + exp(v * x(i))))
SHIFTED = Product(i, v + x(i))
SLOPES = SHIFTED * Total(i, 1 / (v + x(i)))
WITHOUT_ONE = Total(j, Product(i, Delta(i, j) + (1 - Delta(i, j)) * (v + x(i))))
ROWS: dict[str, Row] = {
    "squares": Row(SQUARES, 2 * v * Total(i, x(i) ** 2), true=True),
    "an assumption": Row(Total(i, v**2 * y(i)), 2 * v, true=True),
    "an intermediate": Row(Total(i, U), Total(i, U * (1 - U) * x(i)), true=True),
    "cross-entropy": Row(ENTROPY, Total(i, y(i) * x(i) * sigmoid(v * x(i))), true=True),
    "products": Row(v * Product(i, x(i)) * Product(i, y(i)), Product(i, x(i) * y(i)), true=True),
    "a product": Row(SHIFTED, SLOPES, true=True),
    "a product without one factor": Row(SHIFTED, WITHOUT_ONE, true=True, open=True),
    "squares, no 2": Row(SQUARES, v * Total(i, x(i) ** 2), true=False),
    "squares, by the size": Row(SQUARES, (2 * Dimension(K) + 1) * v * Total(i, x(i) ** 2), true=False),
    "an intermediate, its sign": Row(Total(i, U), -Total(i, U * (1 - U) * x(i)), true=False),
    "cross-entropy, no slope": Row(ENTROPY, Total(i, y(i) * x(i)), true=False),
    "a product, twice": Row(SHIFTED, 2 * SLOPES, true=False, open=True),
}


@dataclass(frozen=True)
class Method:
    """How a method is asked, what it may answer, and what an answer says: true, false, or nothing.

    `decides` are the rows that it is expected to decide, of (true, open) each.
    """

    ask: Callable[[Row], object]
    briefly: Callable[[Row], object]
    malformed: Callable[[Claim], object]
    answers: tuple[type, ...]
    says: Callable[[object], bool | None]
    decides: frozenset[tuple[bool, bool]]


def normal_form_says(found: object) -> bool | None:
    return True if isinstance(found, tuple) else None


def induction_says(found: object) -> bool | None:
    assert isinstance(found, Outcome)
    return {Verdict.PROVED: True, Verdict.REFUTED: False, Verdict.UNKNOWN: None}[found.verdict]


def unrolling_says(found: object) -> bool | None:
    return True if isinstance(found, Unrolled) else None


def components_say(found: object) -> bool | None:
    assert isinstance(found, tuple)
    kinds: set[type] = set(map(type, found))
    return False if DiffersAt in kinds else True if kinds == {AgreesAt} else None


def refutation_says(found: object) -> bool | None:
    return False if isinstance(found, Counterexample) else None


def autodiff_says(found: object) -> bool | None:
    assert isinstance(found, CrossCheck)
    return {Consensus.AGREED: True, Consensus.DISAGREED: False, Consensus.UNKNOWN: None}[found.consensus]


def recursion_of(claim: Claim) -> ForwardRecursion:
    """A recursion whose first layer is the left side of the claim."""
    whole = Row(v, term(1), true=True).recursion()
    start, value = Definition("state", (), claim.lhs), Definition("value", (), claim.rhs)
    return ForwardRecursion(whole.context, "v", (), start, whole.step, value, whole.step_value)


def rows(*kinds: tuple[bool, bool]) -> frozenset[tuple[bool, bool]]:
    return frozenset(kinds)


SHUT_TRUE, SHUT_FALSE, OPEN_TRUE, OPEN_FALSE = (True, False), (False, False), (True, True), (False, True)
METHODS: dict[str, Method] = {
    "normalization": Method(
        lambda row: find_unfolding(row.claim()),
        lambda row: find_unfolding(row.claim(), budget=1),
        find_unfolding,
        (tuple, Term, StopReason),
        normal_form_says,
        rows(SHUT_TRUE),
    ),
    "induction": Method(
        lambda row: decide_recursion(row.recursion()),
        lambda row: decide_recursion(row.recursion(), budget=1),
        lambda claim: decide_recursion(recursion_of(claim)),
        (Outcome,),
        induction_says,
        rows(SHUT_TRUE),
    ),
    "unrolling": Method(
        lambda row: find_unrolling(row.claim()),
        lambda row: find_unrolling(row.claim(), budget=1),
        find_unrolling,
        (Unrolled, StopReason),
        unrolling_says,
        rows(SHUT_TRUE, OPEN_TRUE),
    ),
    "sympy_components": Method(
        lambda row: compare_components(row.claim()),
        lambda row: compare_components(row.claim(), components=0),
        compare_components,
        (tuple,),
        components_say,
        rows(SHUT_TRUE, SHUT_FALSE, OPEN_TRUE, OPEN_FALSE),
    ),
    "refutation": Method(
        lambda row: find_counterexample(row.claim()),
        lambda row: find_counterexample(row.claim(), tries=0),
        find_counterexample,
        (Counterexample, StopReason),
        refutation_says,
        rows(SHUT_FALSE, OPEN_FALSE),
    ),
    "autodiff": Method(
        lambda row: cross_check_claim(row.claim(), (), instances=8),
        lambda row: cross_check_claim(row.claim(), (), instances=0),
        lambda claim: cross_check_claim(claim, (), instances=4),
        (CrossCheck,),
        autodiff_says,
        rows(SHUT_TRUE, SHUT_FALSE, OPEN_TRUE, OPEN_FALSE),
    ),
}  # fmt: skip

by_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def comparable(found: object) -> object:
    """The answer without the claim in it, whose Context is another one in every call."""
    if isinstance(found, Outcome):
        return found.verdict, found.scope, found.evidence, found.reason, found.residual
    return found


@by_method
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_method_keeps_the_contract(method: Method, row: Row) -> None:
    """Its declared types, never against the truth, what it is there to decide, and twice the same."""
    found = method.ask(row)
    assert isinstance(found, method.answers)
    wanted = row.true if (row.true, row.open) in method.decides else None
    assert method.says(found) is wanted
    assert comparable(method.ask(row)) == comparable(found)


@by_method
@pytest.mark.parametrize("name", ["cross-entropy", "a product, twice"])
def test_a_tiny_budget_gives_a_reason(method: Method, name: str) -> None:
    found = method.briefly(ROWS[name])
    assert isinstance(found, method.answers)
    assert method.says(found) is None
    assert reasons(found)
    if isinstance(found, Outcome) and not ROWS[name].true:
        assert "the base of the induction is refuted" in found.reason
    elif not isinstance(found, tuple | CrossCheck):
        assert all(any(known.value in reason for known in StopReason) for reason in reasons(found))


def reasons(found: object) -> Sequence[str]:
    """The text of every reason for which an answer says nothing."""
    match found:
        case StopReason():
            return [found.value]
        case Outcome() | CrossCheck():
            return [found.reason] if found.reason else []
        case tuple():
            parts: tuple[object, ...] = found
            return [part.reason for part in parts if isinstance(part, UndecidedAt)]
        case _:
            return []


MALFORMED: dict[str, Term] = {
    "an unknown name": Entry("nothing", ()),
    "too many subscripts": Entry("v", (i,)),
    "another axis": Total(Index("r", "M"), Entry("x", (Index("r", "M"),))),
    "an unknown function": Apply("cosh", v),
    "an index bound twice": Total(i, x(i) * Total(i, y(i))),
    "an unknown size": v * Dimension("M"),
    "a component out of reach": Entry("x", (3,)),
}


@by_method
@pytest.mark.parametrize("side", MALFORMED.values(), ids=MALFORMED)
def test_a_claim_without_a_meaning_is_an_error_of_ours(method: Method, side: Term) -> None:
    for lhs, rhs in ((side, v), (v, side)):
        with pytest.raises(DerivcheckError):
            method.malformed(Claim(context(), lhs, rhs))


def test_the_table_has_what_it_needs() -> None:
    assert {(row.true, row.open) for row in ROWS.values()} == rows(
        SHUT_TRUE, SHUT_FALSE, OPEN_TRUE, OPEN_FALSE
    )


def test_stop_reasons_are_texts_for_people() -> None:
    assert len({reason.value for reason in StopReason}) == len(StopReason)
    assert all(" " in reason.value and not reason.value.endswith(".") for reason in StopReason)
