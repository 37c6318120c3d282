"""Mutants: every sort of slip is there, each is well formed, none is the claim itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Definition
from derivcheck.core.functions import exp, sigmoid
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Index,
    Partial,
    Power,
    Term,
    Total,
    fresh_index,
    term,
)
from derivcheck.core.verdicts import Counterexample, StopReason
from derivcheck.methods.refutation import find_counterexample
from derivcheck.mutation import mutants
from derivcheck.mutation.edits import Edit, Kind, Palette, edits
from derivcheck.mutation.lettering import spelled_out
from derivcheck.mutation.mutants import MOST
from tests.refutation_examples import (
    BACKPROP,
    CROSS_ENTROPY,
    LOGISTIC_GRADIENT,
    NETWORK,
    ONE,
    K,
    N,
    a,
    b,
    c,
    context,
    entry,
    k,
    m,
    o,
    softmax,
)

SQUARE = context(A=(N, N), v=(N,), w=(N,), z=(K,), lam=(), x=())
x, lam = entry("x"), entry("lam")
PALETTE = Palette((term(2),), (term(2),), (N, K), ("lam", "x"))


def A(row: Index, column: Index) -> Term:
    return entry("A", row, column)


def v(index: Index) -> Term:
    return entry("v", index)


def w(index: Index) -> Term:
    return entry("w", index)


def made(side: Term) -> dict[Term, Edit]:
    return {edit.result: edit for edit in edits(side, PALETTE)}


@pytest.mark.parametrize(
    ("side", "wanted", "kind"),
    [
        (v(a), -v(a), Kind.OPPOSITE),
        (-v(a), v(a), Kind.OPPOSITE),
        (v(a) - w(a), v(a) + w(a), Kind.SIGN),
        (exp(-x), exp(x), Kind.SIGN),
        (x * v(a) * (1 - w(a)), x * v(a) * (1 + w(a)), Kind.SIGN),
        (v(a) + w(a), v(a), Kind.DROPPED_TERM),
        (v(a) + w(a), w(a), Kind.DROPPED_TERM),
        (v(a) * (1 - w(a)), v(a), Kind.DROPPED_FACTOR),
        (v(a) / Dimension(N), v(a), Kind.DROPPED_FACTOR),
        (v(a) / 2, v(a), Kind.DROPPED_FACTOR),
        (-v(a) / 2, -v(a), Kind.DROPPED_FACTOR),
        (v(a), 2 * v(a), Kind.EXTRA_FACTOR),
        (v(a) + lam * w(a), v(a) + 2 * (lam * w(a)), Kind.FACTOR_OF_TERM),
        (v(a) + lam * w(a), v(a) + w(a), Kind.DROPPED_FACTOR),
        (v(a) + lam * w(a), lam * v(a) + w(a), Kind.MOVED_FACTOR),
        (v(a) / Dimension(N), v(a) / Dimension(K), Kind.REPLACED),
        (v(a) / Dimension(N), v(a) * Dimension(N), Kind.REPLACED),
        (x**2, x, Kind.REPLACED),
        (x**2, x**3, Kind.REPLACED),
        (A(a, b), A(b, a), Kind.SWAPPED),
        (v(a) * A(a, b), v(a) * A(b, a), Kind.REPLACED),
        (Total(b, A(a, b) * v(b)), Total(b, A(b, a) * v(b)), Kind.REPLACED),
        (Total(b, A(a, b) * v(b)), Total(b, A(a, b) * v(a)), Kind.REPLACED),
        (Total(b, A(a, b) * v(b)), A(a, a) * v(a), Kind.UNSUMMED),
        (v(a) * w(b), v(b) * w(a), Kind.SWAPPED),
        (sigmoid(x), sigmoid(x) * (1 - sigmoid(x)), Kind.REPLACED),
        (Apply("relu", x), Apply("step", x), Kind.REPLACED),
        (sigmoid(x) * (1 - sigmoid(x)), sigmoid(x), Kind.DROPPED_FACTOR),
        (Delta(a, b) * v(a), Delta(b, b) * v(a), Kind.REPLACED),
        (Partial(x**2 * v(a), v(b)), Partial(x**2 * v(a), v(a)), None),
        (Partial(lam, A(a, b)), Partial(lam, A(b, a)), Kind.SWAPPED),
        (softmax("z", k, o), exp(entry("z", k)) / exp(entry("z", k)), Kind.UNSUMMED),
        (entry("z", k) * exp(entry("z", m)), None, None),
    ],
)
def test_each_sort_of_slip(side: Term, wanted: Term | None, kind: Kind | None) -> None:
    found = made(side)
    if kind is None:
        assert wanted not in found
    else:
        assert wanted is not None
        assert found[wanted].kind is kind


def test_a_sum_in_place_of_an_entry_is_a_repair_and_no_mutant() -> None:
    wrong = entry("z", k) * exp(entry("z", k))
    summed = [edit for edit in edits(wrong, PALETTE) if edit.kind is Kind.SUMMED]
    assert len(summed) == 3
    assert all(isinstance(edit.after, Total) for edit in summed)
    claim = Claim(SQUARE, Partial(x, x) * wrong, wrong)
    assert not any("sum" in mutant.description for mutant in mutants(claim))


CLAIMS = [
    BACKPROP,
    CROSS_ENTROPY,
    LOGISTIC_GRADIENT,
    Claim(SQUARE, Partial(Total(a, v(a) * Total(b, A(a, b) * w(b))), A(c, b)), v(c) * w(b)),
    Claim(SQUARE, exp(x + lam), exp(x) * exp(lam)),
    Claim(SQUARE, softmax("z", k, o), softmax("z", k, m)),
    Claim(SQUARE, x, Power(x, term(1).value)),  # type: ignore[attr-defined]
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_mutants_are_well_formed_different_and_described(claim: Claim) -> None:
    found = mutants(claim)
    assert found
    for mutant in found:
        check_claim(mutant.claim)
        assert mutant.claim.context == claim.context
        assert mutant.claim.free == claim.free
        assert mutant.description
    sides = [(mutant.claim.lhs, mutant.claim.rhs) for mutant in found]
    assert len(set(sides)) == len(sides)
    assert (claim.lhs, claim.rhs) not in sides
    assert len({mutant.description for mutant in found}) == len(found)
    assert found == mutants(claim)


@pytest.mark.parametrize("claim", [BACKPROP, CROSS_ENTROPY, LOGISTIC_GRADIENT])
def test_all_mutants_of_these_gradients_are_refuted(claim: Claim) -> None:
    found = mutants(claim)
    assert len(found) >= 10
    survivors = [
        mutant.description
        for mutant in found
        if not isinstance(find_counterexample(mutant.claim, shrink=False), Counterexample)
    ]
    assert survivors == []


def test_a_mutant_may_be_true() -> None:
    symmetric = Claim(SQUARE, Delta(a, b), Delta(a, b))
    found = {mutant.description: find_counterexample(mutant.claim) for mutant in mutants(symmetric)}
    assert found["indices a and b exchanged"] is StopReason.NO_EVIDENCE
    assert isinstance(found["sign of the right side flipped"], Counterexample)


def test_the_left_side_is_mutated_where_it_states_a_formula() -> None:
    def of_the_left(claim: Claim) -> list[str]:
        return [mutant.description for mutant in mutants(claim) if mutant.claim.lhs != claim.lhs]

    assert of_the_left(Claim(SQUARE, exp(x + lam), exp(x) * exp(lam)))
    assert of_the_left(BACKPROP) == []
    assert of_the_left(Claim(SQUARE, x, x * ONE)) == []


def test_the_gradient_of_the_layer_has_the_slips_people_make() -> None:
    said = {mutant.description for mutant in mutants(LOGISTIC_GRADIENT)}
    assert {
        "sign of the right side flipped",
        "factor 1/n dropped",
        "D in place of n",
        "factor lam dropped",
    } <= said
    assert "term lam*w[d] dropped" in said
    assert any("(1 - sigmoid" in description for description in said)
    said = {mutant.description for mutant in mutants(BACKPROP)}
    assert {"factor 1 - h[j] dropped", "sign of p[k] flipped"} <= said


def test_an_intermediate_of_one_side_is_edited_as_what_it_stands_for() -> None:
    """J rests on p, which stays a name; on the right delta = p - y is what is claimed."""
    delta = Definition("delta", (k,), entry("p", k) - entry("y", k))
    named = replace(NETWORK, definitions={**NETWORK.definitions, "delta": delta})
    claim = replace(CROSS_ENTROPY, context=named, rhs=entry("delta", k))
    assert spelled_out(claim) == replace(claim, rhs=CROSS_ENTROPY.rhs)
    assert [mutant.description for mutant in mutants(claim)] == [
        mutant.description for mutant in mutants(CROSS_ENTROPY)
    ]
    kept = replace(claim, rhs=Partial(entry("delta", k), entry("delta", m)) * entry("p", k))
    assert spelled_out(kept).rhs is kept.rhs


def test_machine_made_indices_are_quoted_as_they_print() -> None:
    one, two = fresh_index(K, "k"), fresh_index(K, "k")
    claim = Claim(SQUARE, softmax("z", one, two), softmax("z", one, two))
    found = mutants(claim)
    said = {mutant.description for mutant in found}
    assert "z[k] in place of z[l]" in said
    assert not any("'" in description for description in said)
    assert all(mutant.claim.free == (one,) for mutant in found)


def test_the_number_of_mutants_is_bounded() -> None:
    terms = [v(a) * w(a) ** power * (1 - x) for power in range(2, 40)]
    claim = Claim(SQUARE, v(a), sum(terms[1:], terms[0]))
    assert 0 < len(mutants(claim)) <= MOST
    assert replace(claim, name="again").rhs is claim.rhs
