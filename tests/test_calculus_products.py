"""Products over an index, of factors of any sign: what is an equation, what is not; values are kept."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from derivcheck.calculus.arithmetic import PrecisionError, UndefinedError
from derivcheck.calculus.evaluation import evaluate
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.residual import to_term
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian, Tensor
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.functions import exp, log, sqrt
from derivcheck.core.indices import Index
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Partial,
    Product,
    Term,
    Total,
    plus,
    substitute,
    term,
)
from derivcheck.core.verdicts import Certificate, Instance, Verdict
from derivcheck.kernel import difference, replay
from derivcheck.methods.decide import decide

K = "K"
i, j, k, m = (Index(name, K) for name in "ijkm")
a, b = Entry("a", ()), Entry("b", ())
SHAPES = {"a": [()], "b": [()], "x": [(1,), (2,)], "y": [(1,), (2,)], "A": [(1, 1), (1, 2), (2, 1), (2, 2)]}
"""Subscripts of every tensor at size 2."""
ONES = 1 + 0 * Entry("x", (k,))


def x(s: Index) -> Entry:
    return Entry("x", (s,))


def y(s: Index) -> Entry:
    return Entry("y", (s,))


def A(s: Index, t: Index) -> Entry:
    return Entry("A", (s, t))


CONTEXT = Context(
    {
        "a": Tensor("a", ()),
        "b": Tensor("b", ()),
        "x": Tensor("x", (K,)),
        "y": Tensor("y", (K,)),
        "A": Tensor("A", (K, K)),
    },
    {
        "h": Definition("h", (i,), Apply("sigmoid", x(i))),
        "v": Definition("v", (i,), x(i) - y(i)),
        "g": Definition("g", (i,), Apply("sigmoid", Entry("v", (i,)))),
    },
)


def over(body: Term) -> Term:
    return Product(k, body)


def verdict(lhs: Term, rhs: Term, *given: Assumption) -> Verdict:
    context = Context(CONTEXT.tensors, CONTEXT.definitions, given)
    return decide(Claim(context, lhs, rhs)).verdict


MINUS = over(-ONES)
TRUE = {
    "of a product": (over(x(k) * y(k)), over(x(k)) * over(y(k))),
    "of a square": (over(x(k) ** 2), over(x(k)) ** 2),
    "of a quotient": (over(x(k) / y(k)), over(x(k)) / over(y(k))),
    "of a reciprocal": (over(1 / x(k)), 1 / over(x(k))),
    "of opposites": (over(-x(k)), MINUS * over(x(k))),
    "of an opposite sum": (over(1 - x(k)), MINUS * over(x(k) - 1)),
    "of -1, twice": (MINUS**2, term(1)),
    "of -1, reciprocal": (1 / MINUS, MINUS),
    "of a multiple": (over(a * x(k)), over(a * ONES) * over(x(k))),
    "with positive factors": (over(exp(x(k)) * y(k)), exp(Total(k, x(k))) * over(y(k))),
    "with a common factor": (over(x(k) * y(k) + x(k) * a), over(x(k)) * over(y(k) + a)),
    "of another letter": (over(x(k) + a), Product(m, x(m) + a)),
    "of a product of products": (over(Product(j, A(k, j)) * y(k)), over(y(k)) * over(Product(j, A(k, j)))),
    "under a sum": (Total(i, x(i) * over(A(i, k) - a)), Total(j, over(A(j, k) - a) * x(j))),
    "twice under a sum": (Total(i, over(x(k) - A(i, k)) ** 2), Total(j, over((x(k) - A(j, k)) ** 2))),
    "of an intermediate": (over(Entry("h", (k,)) * y(k)), over(Entry("h", (k,))) * over(y(k))),
    "of an intermediate that is unfolded": (over(Entry("v", (k,)) * y(k)), over(y(k)) * over(x(k) - y(k))),
    "constant in what is differentiated": (Partial(over(x(k)) * a**2, a), 2 * a * over(x(k))),
    "of a delta that does not depend on the index": (over(Delta(i, j) * x(k)), Delta(i, j) * over(x(k))),
    "zero": (over(0 * x(k)), term(0)),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_an_equation_of_products(name: str) -> None:
    assert verdict(*TRUE[name]) is Verdict.PROVED


FALSE = {
    "of a sum": (over(x(k) + y(k)), over(x(k)) + over(y(k))),
    "of opposites, as if of even length": (over(-x(k)), over(x(k))),
    "of opposites, as if of odd length": (over(-x(k)), -over(x(k))),
    "of -1": (MINUS, term(-1)),
    "of a multiple": (over(a * x(k)), a * over(x(k))),
    "of absolute values": (over(x(k)), over(Apply("abs", x(k)))),
    "root of a square": (sqrt(over(x(k) ** 2)), over(x(k))),
    "of a delta that depends on the index": (over(Delta(i, k)), Delta(i, j)),
    "of one entry": (over(x(k)), x(i)),
    "rows for columns": (over(A(i, k)), over(A(k, i))),
    "a captured index": (Total(i, x(i) * over(A(i, k))), Total(i, x(i) * over(A(k, k)))),
    "the diagonal of a double product": (over(Product(j, A(k, j))), over(A(k, k))),
    "a sum of products": (Total(i, over(A(i, k))), over(Total(i, A(i, k)))),
    "derivative by a factor": (Partial(over(x(k)), x(i)), over(x(k))),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_what_is_no_equation_of_products(name: str) -> None:
    assert verdict(*FALSE[name]) is Verdict.REFUTED


def test_the_log_of_a_product_needs_positive_factors() -> None:
    sides = log(over(x(k))), Total(k, log(x(k)))
    assert verdict(*sides) is Verdict.UNKNOWN
    assert verdict(*sides, Assumption(">", x(i), term(0))) is Verdict.PROVED


@pytest.mark.parametrize("name", ["#2.0", "~0", "@0", "i'0", "k"])
def test_no_name_is_captured(name: str) -> None:
    """A free index, called as others may be called that are bound."""
    mine = Index(name, K)
    normalizer = Normalizer(CONTEXT)
    inside = normalizer.normalize(x(mine) * Product(j, A(j, mine) - a))
    assert normalizer.normalize(x(mine) * Product(j, A(j, j) - a)) is not inside
    renamed = normalizer.algebra.rename(normalizer.normalize(x(i) * Product(j, A(j, i) - a)), {i: mine})
    assert renamed is inside


def test_a_name_that_would_be_captured_is_refused() -> None:
    mine = Index("#1.0", K)
    with pytest.raises(LimitError, match="capture"):
        Normalizer(CONTEXT).normalize(Product(j, A(j, mine) - a))


# -- values are kept -------------------------------------------------------------------------------------

FREE = (i, j)


@st.composite
def factors(draw: st.DrawFn, depth: int, scope: tuple[Index, ...], *, deltas: bool = True) -> Term:
    """A term with products in it, of affine factors of any sign."""
    at = st.sampled_from(scope)
    atoms = st.one_of(
        st.builds(x, at), st.builds(y, at), st.builds(A, at, at), st.sampled_from([a, b, term(1), term(-2)]),
    )  # fmt: skip
    atoms = st.one_of(atoms, st.builds(Delta, at, at)) if deltas else atoms
    parts = draw(st.lists(st.tuples(st.integers(-2, 2), atoms), min_size=1, max_size=2))
    base = plus(*(c * t for c, t in parts)) ** draw(st.sampled_from([1, 1, 2, -1]))
    if depth == 0:
        return base
    index = Index(f"b{depth}", K)
    binder = draw(st.sampled_from([Product, Product, Total]))
    within = (*scope, index)
    inner = draw(factors(depth - 1, within, deltas=deltas)) * draw(factors(0, within, deltas=deltas))
    return base * binder(index, inner) ** draw(st.sampled_from([1, 2, -1]))


POINTS = tuple(
    Instance(
        {K: size},
        {
            ("a", ()): Fraction(-3, 7),
            ("b", ()): Fraction(5, 3),
            **{("x", (c,)): Fraction(2 * c - 3, 5) for c in range(1, size + 1)},
            **{("y", (c,)): Fraction(7 - 4 * c, 11) for c in range(1, size + 1)},
            **{
                ("A", (c, d)): Fraction(3 * c - 5 * d, 13)
                for c in range(1, size + 1)
                for d in range(1, size + 1)
            },
        },
        {"i": 1, "j": size},
    )
    for size in (1, 2, 3)
)


def normalizer() -> Normalizer:
    """With a budget that no example takes long to spend."""
    found = Normalizer.of(CONTEXT)
    found.allow(3000)
    return found


@given(factors(2, FREE), st.sampled_from([None, a]))
def test_normal_forms_of_products_keep_the_value(t: Term, wrt: Entry | None) -> None:
    t = t if wrt is None else Partial(t, wrt)
    try:
        found = to_term(normalizer().normalize(t))
    except (LimitError, MalformedError):
        assume(False)
        raise
    for point in POINTS:
        try:
            left, right = (evaluate(side, CONTEXT, point, 256) for side in (t, found))
        except (UndefinedError, PrecisionError):
            continue
        assert left.overlaps(right), (left, right, point)


@given(factors(2, FREE, deltas=False), st.permutations(FREE))
def test_renaming_commutes_with_normal_forms_of_products(t: Term, swapped: list[Index]) -> None:
    same = normalizer()
    renaming = dict(zip(FREE, swapped, strict=True))
    try:
        before, after = same.normalize(t), same.normalize(substitute(t, renaming))
    except (LimitError, MalformedError):
        assume(False)
        raise
    assert same.algebra.rename(before, renaming) is after


def test_a_factor_that_is_positive_once_unfolded_still_moves_with_an_intermediate() -> None:
    g, v, other = Entry("g", (i,)), Entry("v", (i,)), Entry("v", (j,))
    even = Instance(
        {K: 2},
        {(t, at): Fraction(1, 2) for t, axes in SHAPES.items() for at in axes},
        {"i": 1},
    )
    wrong = Claim(CONTEXT, Partial(over(g), v), Partial(over(-g), v))
    assert not any(difference(wrong, each).zero for each in ("nothing", "nonlinear", "everything"))
    assert replay(wrong, Certificate((), even)).verdict is Verdict.UNKNOWN
    assert decide(wrong).verdict is Verdict.REFUTED
    right = over(g) * Dimension(K) * (1 - g) * Delta(i, j)
    assert decide(Claim(CONTEXT, Partial(over(g), other), right)).verdict is Verdict.PROVED
    assert decide(Claim(CONTEXT, Partial(over(g), other), 2 * right)).verdict is Verdict.REFUTED


def test_a_declared_derivative_by_a_product_needs_its_factors_not_to_be_zero() -> None:
    tensors = {"f": Tensor("f", ()), "x": Tensor("x", (K,))}
    body = Product(i, x(i))
    where = Context(
        tensors, {"h": Definition("h", (), body)}, jacobians=(Jacobian("f", "h", (), (), term(1)),)
    )
    claim = Claim(where, Partial(Entry("f", ()), x(j)) * x(j), body)
    found = decide(claim)
    assert found.verdict is Verdict.PROVED
    assert found.obligations == (Assumption("!=", x(i), term(0)),)
    assert decide(Claim(where, 2 * claim.lhs, body)).verdict is Verdict.REFUTED
