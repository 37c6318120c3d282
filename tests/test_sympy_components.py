"""The component route sees what is equal and what differs at small sizes, and says where it does not know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian
from derivcheck.core.functions import FUNCTIONS, exp, log, sigmoid, sqrt, tanh
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Index,
    Inverse,
    Partial,
    Product,
    Term,
    Total,
    term,
)
from derivcheck.methods.sympy_components import (
    AgreesAt,
    DiffersAt,
    UndecidedAt,
    compare_at,
    compare_components,
)
from tests import strategies
from tests.emit_examples import (
    CROSS_ENTROPY,
    LOGISTIC,
    LOGISTIC_GRADIENT,
    TWO_LAYERS,
    I,
    J,
    K,
    L,
    N,
    at,
    context,
    softmax,
)

SCALARS = context(x="", y="", c="", p="K", q="K", S="KK")
POSITIVE = Context(
    SCALARS.tensors, {}, (Assumption(">", at("x"), term(0)), Assumption(">", at("y"), term(0)))
)
X, Y = at("x"), at("y")
M = Index("m", "K")


def verdicts(scope: Context, lhs: Term, rhs: Term) -> set[type]:
    return {type(found) for found in compare_components(Claim(scope, lhs, rhs))}


def with_assumptions(scope: Context, *assumptions: Assumption) -> Context:
    return Context(scope.tensors, scope.definitions, assumptions, scope.vectors)


def step(u: Term) -> Term:
    return Apply("step", u)


IDENTITIES: dict[str, tuple[Context, Term, Term]] = {
    "polynomials": (SCALARS, (X + Y) ** 3, X**3 + 3 * X**2 * Y + 3 * X * Y**2 + Y**3),
    "quotients": (SCALARS, 1 / (X + Y) + 1 / (X - Y), 2 * X / (X**2 - Y**2)),
    "exp of a sum": (SCALARS, exp(X + Y), exp(X) * exp(Y)),
    "exp of a half": (SCALARS, exp(X / 2) ** 2, exp(X)),
    "exp of a third first": (SCALARS, exp(X) * exp(X / 3), exp(X / 3) ** 4),
    "exp of 1": (SCALARS, exp(X + 1), exp(X) * exp(term(1))),
    "exp of a quotient": (SCALARS, exp(1 / (1 + X)) * exp(X / (1 + X)), exp(term(1))),
    "exp of exp": (SCALARS, exp(exp(X) + exp(Y) * exp(X)), exp(exp(X)) * exp(exp(X + Y))),
    "exp of a logarithm": (SCALARS, exp(2 * log(X) + Y), X**2 * exp(Y)),
    "log of exp": (SCALARS, log(exp(X) * exp(-Y)), X - Y),
    "log of powers": (POSITIVE, log(X**2 * Y**-4 * exp(3 * X)), 2 * log(X) - 4 * log(Y) + 3 * X),
    "log of a product": (POSITIVE, log(6 * X**2 / Y), log(term(2)) + log(term(3)) + 2 * log(X) - log(Y)),
    "log softmax": (SCALARS, log(softmax("p", K)), at("p", K) - log(Total(L, exp(at("p", L))))),
    "log of a product of sums": (
        SCALARS,
        log((1 + exp(X)) * (1 + exp(Y))),
        log(1 + exp(X)) + log(1 + exp(Y)),
    ),
    "sigmoid": (SCALARS, sigmoid(-X), 1 - sigmoid(X)),
    "tanh": (SCALARS, tanh(X), 2 * sigmoid(2 * X) - 1),
    "softplus": (SCALARS, Apply("softplus", X) - Apply("softplus", -X), X),
    "silu": (SCALARS, Apply("silu", X) + Apply("silu", -X), X * tanh(X / 2)),
    "gelu": (SCALARS, Apply("gelu", X) - Apply("gelu", -X), X),
    "erf": (SCALARS, Apply("erf", X - Y), -Apply("erf", Y - X)),
    "relu": (SCALARS, Apply("relu", X) - Apply("relu", -X), X),
    "abs": (SCALARS, Apply("abs", X) ** 2, X**2),
    "sign": (SCALARS, Apply("sign", X - Y), -Apply("sign", Y - X)),
    "step": (SCALARS, step(X) ** 3, step(X)),
    "roots": (SCALARS, sqrt(1 + X**2) ** 3 / (1 + X**2), sqrt(1 + X**2)),
    "pi": (SCALARS, Constant("pi") * X - X * Constant("pi"), term(0)),
    "size": (SCALARS, Total(K, term(1)), Dimension("K")),
    "delta": (SCALARS, Total(K, Delta(K, L) * at("p", K)), at("p", L)),
    "product": (SCALARS, log(Product(K, exp(at("p", K)))), Total(K, at("p", K))),
    "inverse": (SCALARS, Total(K, Inverse("S", L, K) * at("S", K, M)), Delta(L, M)),
    "log determinant": (
        SCALARS, Partial(Determinant("S"), at("S", K, L)), Determinant("S") * Inverse("S", L, K),
    ),
    "second derivative": (SCALARS, Partial(Partial(exp(X * Y), X), Y), (1 + X * Y) * exp(X * Y)),
    "derivative of a trace": (SCALARS, Partial(Total(K, at("S", K, K)), at("S", K, L)), Delta(K, L)),
    "derivative of sqrt": (POSITIVE, Partial(sqrt(X), X), 1 / (2 * sqrt(X))),
    **{
        f"slope of {name}": (SCALARS, Partial(Apply(name, X), X), function.derivative(X))
        for name, function in FUNCTIONS.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("name", IDENTITIES)
def test_what_is_equal_agrees_and_a_little_more_differs(name: str) -> None:
    scope, lhs, rhs = IDENTITIES[name]
    assert verdicts(scope, lhs, rhs) == {AgreesAt}
    assert verdicts(scope, lhs, rhs + at("c") / 1000) == {DiffersAt}


def test_softmax_cross_entropy_with_and_without_its_assumption() -> None:
    derivative = Partial(at("J"), at("z", K))
    formula = at("yhat", K) - at("y", K)
    normalized = with_assumptions(CROSS_ENTROPY, Assumption("=", Total(K, at("y", K)), term(1)))
    found = compare_components(Claim(normalized, derivative, formula))
    assert found == (AgreesAt({"K": 2}, 2), AgreesAt({"K": 3}, 3))
    assert verdicts(CROSS_ENTROPY, derivative, Total(L, at("y", L)) * at("yhat", K) - at("y", K)) == {
        AgreesAt
    }
    assert verdicts(CROSS_ENTROPY, derivative, formula) == {DiffersAt}
    assert verdicts(normalized, derivative, -formula) == {DiffersAt}


def test_the_first_component_that_differs_is_named() -> None:
    wrong = at("p", K) + Delta(K, L) * Delta(K, Index("m", "K"))
    found = compare_at(Claim(SCALARS, wrong, at("p", K)), {"K": 2})
    assert found == DiffersAt({"K": 2}, {"k": 1, "l": 1, "m": 1})


@pytest.mark.parametrize("sign", [1, -1])
def test_logistic_regression(sign: int) -> None:
    claim = Claim(LOGISTIC, Partial(at("J"), at("theta", I)), sign * LOGISTIC_GRADIENT)
    found = compare_components(claim)
    assert [dict(each.sizes) for each in found] == [{"n": 2, "D": 2}, {"n": 2, "D": 3}]
    assert {type(each) for each in found} == {AgreesAt if sign == 1 else DiffersAt}


@pytest.mark.parametrize("sign", [1, -1])
def test_a_network_by_tensors_and_by_intermediates(sign: int) -> None:
    scope = with_assumptions(TWO_LAYERS, Assumption("=", Total(K, at("y", N, K)), term(1)))
    dtheta = sign * (at("yhat", N, K) - at("y", N, K)) / Dimension("n")
    dh = Total(K, dtheta * at("W2", J, K))
    dphi = dh * at("h", N, J) * (1 - at("h", N, J))
    sizes = {"n": 1, "D": 2, "H": 2, "K": 2}
    for variable, formula in (
        (at("theta", N, K), dtheta),
        (at("h", N, J), dh),
        (at("phi", N, J), dphi),
        (at("W1", I, J), Total(N, at("x", N, I) * dphi)),
    ):
        found = compare_at(Claim(scope, Partial(at("J"), variable), formula), sizes)
        assert isinstance(found, AgreesAt if sign == 1 else DiffersAt)


def test_assumptions_are_solved_one_after_the_other() -> None:
    symmetric = Assumption("=", at("S", K, L), at("S", L, K))
    rows = Assumption("=", Total(L, at("S", K, L)), term(1))
    scope = with_assumptions(SCALARS, symmetric, rows)
    assert verdicts(scope, Total(K, at("S", K, L)), term(1)) == {AgreesAt}
    assert verdicts(with_assumptions(SCALARS, rows), Total(K, at("S", K, L)), term(1)) == {DiffersAt}
    assert verdicts(with_assumptions(SCALARS, symmetric), Total(K, at("S", K, L)), term(1)) == {DiffersAt}


def test_entries_that_are_0_or_1() -> None:
    scope = with_assumptions(SCALARS, Assumption("=", at("p", K) ** 2, at("p", K)))
    assert verdicts(scope, at("p", K) ** 3, at("p", K)) == {AgreesAt}
    assert verdicts(scope, at("p", K) ** 3, 2 * at("p", K)) <= {DiffersAt, UndecidedAt}


def test_what_depends_on_an_equation_that_was_not_solved_is_undecided() -> None:
    scope = with_assumptions(SCALARS, Assumption("=", X**2 + Y**2, term(1)))
    assert verdicts(scope, X**2, 1 - Y**2) == {UndecidedAt}
    assert verdicts(scope, X + X, 2 * X) == {AgreesAt}


def test_what_is_beyond_its_means_is_undecided() -> None:
    def reason(lhs: Term, rhs: Term, scope: Context = SCALARS) -> str:
        found = compare_components(Claim(scope, lhs, rhs))[0]
        assert isinstance(found, UndecidedAt)
        return found.reason

    m, o = Index("m", "K"), Index("o", "K")
    everywhere = Delta(K, L) * Delta(m, o)
    assert "more than 64" in str(compare_at(Claim(SCALARS, everywhere, everywhere * 2), {"K": 3}))
    assert reason(1 / (X - X), Y) == "a denominator is 0 at these sizes"
    assert reason(sqrt(1 + X) * sqrt(1 - X), sqrt(1 - X**2)).startswith(
        "the difference is no rational function"
    )
    assert reason(exp(X / 7) + exp(X / 11), Y) == "an exponent is too small a part of another"
    assert reason((1 + X + Y + at("c") + exp(X)) ** 60, X) == "the rational functions went past their budget"
    deep = X
    for place in range(20):
        deep = Total(Index(f"i{place}", "K"), exp(deep * at("p", Index(f"i{place}", "K"))))
    assert reason(deep, X) == "an unrolled expression is too large"
    wide = X
    for place in range(18):
        wide = wide * at("p", Index(f"i{place}", "K"))
    for place in range(18):
        wide = Total(Index(f"i{place}", "K"), wide)
    assert reason(wide, X) == "unrolling went past its budget"


@settings(max_examples=40)
@given(st.data())
def test_a_respelling_never_differs(data: st.DataObject) -> None:
    node = data.draw(strategies.terms())
    other = data.draw(strategies.respelled(node))
    found = compare_at(Claim(strategies.CONTEXT, node, other), {"K": 2, "n": 2})
    assert not isinstance(found, DiffersAt)


@settings(max_examples=40)
@given(strategies.terms())
def test_a_term_plus_1_never_agrees(node: Term) -> None:
    found = compare_at(Claim(strategies.CONTEXT, node, node + 1), {"K": 2, "n": 2})
    assert not isinstance(found, AgreesAt)


def test_a_tensor_of_which_only_the_jacobian_is_known_is_undecided() -> None:
    scope = replace(SCALARS, jacobians=(Jacobian("p", "q", (K,), (L,), Delta(K, L)),))
    assert verdicts(scope, Partial(at("p", K), at("q", L)), Delta(K, L)) == {UndecidedAt}


def test_definitions_are_unfolded() -> None:
    scope = context(Definition("e", (K,), exp(at("p", K))), p="K")
    assert verdicts(scope, Partial(at("e", K), at("p", L)), at("e", K) * Delta(K, L)) == {AgreesAt}
    assert verdicts(scope, Partial(at("e", K), at("e", L)), Delta(K, L)) == {AgreesAt}
    assert verdicts(scope, Partial(at("e", K), at("p", L)), at("e", K)) == {DiffersAt}
