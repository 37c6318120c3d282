"""Proof at known sizes: exact, told with its sizes, and never a proof for all sizes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from derivcheck.calculus.known_sizes import at_sizes, is_shown_at, named_sizes
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian, Tensor
from derivcheck.core.errors import LimitError, MalformedError, UnknownSymbolError
from derivcheck.core.functions import exp, log, sqrt
from derivcheck.core.terms import (
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Partial,
    Power,
    Product,
    Term,
    Total,
    term,
)
from derivcheck.core.verdicts import Instance, StopReason, Unrolled, Verdict
from derivcheck.kernel import replay
from derivcheck.methods.decide import decide
from derivcheck.methods.unrolling import choices, find_unrolling
from tests.corpus.table import rows
from tests.refutation_examples import BACKPROP, CROSS_ENTROPY, LOGISTIC_GRADIENT

K, N = "K", "n"
i, j, o, m = Index("i", K), Index("j", K), Index("o", K), Index("m", N)
a, b = Entry("a", ()), Entry("b", ())


def x(s: Index) -> Entry:
    return Entry("x", (s,))


def y(s: Index) -> Entry:
    return Entry("y", (s,))


SUM_ONE = Assumption("=", Total(j, y(j)), term(1))
TENSORS = {name: Tensor(name, axes) for name, axes in {
    "x": (K,), "y": (K,), "z": (N,), "A": (K, K), "B": (N, K), "a": (), "b": (),
}.items()}  # fmt: skip
PLAIN = Context(TENSORS)
SHARES = Context(TENSORS, {"s": Definition("s", (), Total(j, y(j)))}, (SUM_ONE,))
FUNCTION = Context(TENSORS, jacobians=(Jacobian("a", "x", (), (i,), y(i)),))

ROOT = sqrt(1 + x(i) ** 2)
PRODUCTS = Claim(PLAIN, Product(i, x(i)) * Product(i, y(i)), Product(i, x(i) * y(i)))
OPEN = Claim(PLAIN, Product(i, 1 + (x(i) - 1) * Delta(i, j)), x(j))
"""True; stays open at symbolic size, since no rule takes the one factor that is not 1 out of a product."""

TRUE: dict[str, Claim] = {
    "products": PRODUCTS,
    "size as a number": Claim(PLAIN, Total(i, term(1)), Dimension(K)),
    "roots": Claim(PLAIN, Total(i, ROOT**3 / ROOT**2), Total(i, ROOT)),
    "quotients": Claim(PLAIN, 1 / Total(i, x(i)) + 1 / a, (a + Total(i, x(i))) / (a * Total(i, x(i)))),
    "exponentials": Claim(PLAIN, Product(i, exp(x(i))), exp(Total(i, x(i)))),
    "an assumption": Claim(SHARES, Total(i, a * y(i)), a),
    "an assumption below": Claim(SHARES, b / Entry("s", ()), b),
    "logarithms": Claim(SHARES, Total(i, y(i) * (log(1 + a**2) + b)), log(1 + a**2) + b),
    "an inverse": Claim(PLAIN, Total(j, Entry("A", (i, j)) * Inverse("A", j, o)), Delta(i, o)),
    "a determinant": Claim(PLAIN, Determinant("A") + a, a + Determinant("A")),
    "a Jacobian": Claim(FUNCTION, Partial(a**2, x(i)), 2 * a * y(i)),
    "a derivative": Claim(PLAIN, Partial(Total(i, x(i) ** 2), x(j)), 2 * x(j)),
    "two sizes": Claim(PLAIN, Total(m, Total(i, Entry("B", (m, i)))), Total(i, Total(m, Entry("B", (m, i))))),
    "backpropagation": BACKPROP,
    "cross-entropy": CROSS_ENTROPY,
    "logistic": LOGISTIC_GRADIENT,
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_shown_and_a_little_more_is_not(name: str) -> None:
    claim = TRUE[name]
    found = find_unrolling(claim)
    assert isinstance(found, Unrolled)
    assert {tuple(w.sizes.items()) for w in found.witnesses} <= {tuple(s.items()) for s in choices(claim)}
    for more in (term(Fraction(1, 1000)), claim.rhs):
        assert isinstance(find_unrolling(replace(claim, rhs=claim.rhs + more)), StopReason)


@pytest.mark.parametrize("name", TRUE)
def test_the_kernel_never_proves_by_sizes(name: str) -> None:
    found = find_unrolling(TRUE[name])
    assert isinstance(found, Unrolled)
    outcome = replay(TRUE[name], found)
    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.evidence == found
    assert outcome.reason.startswith("proved at ")
    assert outcome.reason.endswith("; not shown for all sizes")


def test_an_open_claim_is_told_the_sizes() -> None:
    assert decide(PRODUCTS).verdict is Verdict.PROVED
    outcome = decide(OPEN)
    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.reason == "proved at K = 2 and at K = 3; not shown for all sizes"


def test_sizes_that_the_claim_does_not_rest_on_are_not_named() -> None:
    assert named_sizes(PRODUCTS) == (K,)
    assert named_sizes(TRUE["two sizes"]) == (K, N)
    assert named_sizes(Claim(PLAIN, Determinant("A"), Dimension(N))) == (K, N)
    reason = replay(TRUE["two sizes"], find_unrolling(TRUE["two sizes"])).reason
    assert "K = 3, n = 2" in reason


FALSE_BUT_AT_2: dict[str, Claim] = {
    "2 for K": Claim(PLAIN, Total(i, term(1)) * a, 2 * a),
    "n for K": Claim(PLAIN, Dimension(K) * a, Dimension(N) * a),
    "2 for the sum of products": Claim(PLAIN, Total(i, Product(j, x(j))), 2 * Product(j, x(j))),
}


@pytest.mark.parametrize("name", FALSE_BUT_AT_2)
def test_what_is_true_at_one_size_only_is_refuted(name: str) -> None:
    claim = FALSE_BUT_AT_2[name]
    found = find_unrolling(claim)
    assert isinstance(found, Unrolled)
    assert [set(witness.sizes.values()) for witness in found.witnesses] == [{2}]
    assert replay(claim, found).verdict is Verdict.UNKNOWN
    assert decide(claim).verdict is Verdict.REFUTED


def test_a_claim_without_sizes_is_not_unrolled() -> None:
    assert choices(Claim(PLAIN, a, a)) == ()
    assert find_unrolling(Claim(PLAIN, a, a)) is StopReason.NO_EVIDENCE


def forged(witness: Instance) -> dict[str, tuple[Instance, ...]]:
    values = dict(witness.values)
    return {
        "no sizes at all": (),
        "a size without its values": (replace(witness, sizes={K: 3, N: 2}),),
        "a size too few": (replace(witness, sizes={K: 2}),),
        "a size that is True": (replace(witness, sizes={K: True, N: 2}),),
        "a huge size": (replace(witness, sizes={K: 10**9, N: 2}),),
        "a value missing": (replace(witness, values=dict(list(values.items())[1:])),),
        "a float": (replace(witness, values={**values, ("a", ()): 0.5}),),  # pyright: ignore[reportArgumentType]
        "one good, one bad": (witness, replace(witness, sizes={K: 0, N: 2})),
    }


def a_witness(claim: Claim) -> Instance:
    found = find_unrolling(claim)
    assert isinstance(found, Unrolled)
    return found.witnesses[0]


@pytest.mark.parametrize("name", forged(Instance({}, {})))
def test_forged_sizes(name: str) -> None:
    outcome = replay(PRODUCTS, Unrolled(forged(a_witness(PRODUCTS))[name]))
    assert outcome.verdict is Verdict.UNKNOWN
    assert "proved at" not in outcome.reason
    assert outcome.evidence is None


def test_a_true_witness_does_not_carry_a_false_claim() -> None:
    wrong = replace(PRODUCTS, rhs=PRODUCTS.rhs + 1)
    assert "did not survive" in replay(wrong, Unrolled((a_witness(PRODUCTS),))).reason


def test_a_witness_breaks_no_assumption() -> None:
    claim = TRUE["an assumption"]
    good = a_witness(claim)
    assert "proved at" in replay(claim, Unrolled((good,))).reason
    moved = replace(good, values={**good.values, ("y", (1,)): Fraction(7)})
    assert "did not survive" in replay(claim, Unrolled((moved,))).reason


def test_what_has_no_value_at_a_size_is_not_shown_there() -> None:
    nowhere = Power(Total(i, term(1)) - 2, Fraction(-1))
    claim = Claim(PLAIN, nowhere * Product(i, x(i)) * Product(i, y(i)), nowhere * PRODUCTS.rhs)
    with pytest.raises(MalformedError):
        is_shown_at(claim, {K: 2, N: 2})
    found = find_unrolling(claim)
    assert isinstance(found, Unrolled)
    assert [witness.sizes[K] for witness in found.witnesses] == [3]


def test_contradicting_assumptions_show_nothing() -> None:
    two = Assumption("=", Total(j, y(j)), term(2))
    claim = Claim(Context(TENSORS, {}, (SUM_ONE, two)), a, 2 * a + 0 * x(i))
    assert not is_shown_at(claim, {K: 2, N: 2})
    assert isinstance(find_unrolling(claim), StopReason)


def test_equations_are_not_differentiated() -> None:
    """sum_j y[j] = 1 holds at a point, not around it."""
    claim = Claim(SHARES, Partial(Total(j, y(j)), y(i)), term(0))
    assert not is_shown_at(claim, {K: 2, N: 2})
    assert is_shown_at(replace(claim, rhs=term(1)), {K: 2, N: 2})


def test_an_instantiated_claim_is_well_formed_and_has_no_names_of_sizes() -> None:
    for claim in TRUE.values():
        known = at_sizes(claim, dict.fromkeys(claim.context.sizes(), 2))
        check_claim(known)
        assert known.context.sizes() == ()
        assert named_sizes(known) == ()


def test_budget() -> None:
    assert find_unrolling(PRODUCTS, budget=1) is StopReason.LIMIT
    with pytest.raises(LimitError):
        is_shown_at(PRODUCTS, {K: 2, N: 2}, 1)


def test_too_many_entries_are_a_limit() -> None:
    wide = Context({**TENSORS, "wide": Tensor("wide", (1000,))})
    assert find_unrolling(replace(PRODUCTS, context=wide)) is StopReason.LIMIT


def test_malformed_claims_raise() -> None:
    with pytest.raises(UnknownSymbolError):
        find_unrolling(Claim(PLAIN, Entry("nothing", ()), a))


def test_false_claims_of_the_corpus_are_shown_only_where_they_are_true() -> None:
    """A factor 1/D in place of 1/n is no mistake where D = n."""
    shown: dict[str, tuple[Instance, ...]] = {}
    for row in [row for row in rows("reject") if not row.malformed][::7]:
        found = find_unrolling(row.claim)
        if isinstance(found, Unrolled):
            shown[row.name] = found.witnesses
    assert all(set(w.sizes.values()) == {2} for found in shown.values() for w in found)
    true = [find_unrolling(row.claim) for row in rows("accept")[::7]]
    assert sum(isinstance(found, Unrolled) for found in true) > len(true) / 2


def mixed(value: Term) -> Claim:
    return Claim(SHARES, value * Total(i, y(i)) ** 2, value)


@pytest.mark.parametrize("value", [a, exp(a), log(1 + a**2), 1 / (1 + a**2), sqrt(1 + a**2)])
def test_nodes_are_independent_variables(value: Term) -> None:
    assert is_shown_at(mixed(value), {K: 3, N: 1})
    assert not is_shown_at(replace(mixed(value), rhs=value + value**2), {K: 3, N: 1})
