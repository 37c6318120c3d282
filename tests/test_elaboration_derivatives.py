"""Derivatives: their entries, their layouts, the chain rule, and functions of which little is known."""

from __future__ import annotations

import pytest

from derivcheck.core.contexts import Jacobian
from derivcheck.meaning import expressions as x
from derivcheck.meaning.environment import Defined, Environment, Given
from derivcheck.meaning.expressions import Expression
from tests.elaboration_steps import (
    PROVED,
    REFUTED,
    add,
    at,
    d,
    every,
    mul,
    neg,
    num,
    of,
    power,
    refusal,
    said,
    scene,
    sub,
    total,
    tr,
    unknown,
    usual,
    var,
    verdict,
)

SHAPES = {"x": ("n",), "y": ("m",), "b": ("m",), "W": ("m", "n"), "Q": ("n", "n"), "t": (), "s": ()}
DECLARED = scene(shapes=SHAPES)
Q, W, X, Y, b, h, t, s, z = map(var, ("Q", "W", "x", "y", "b", "h", "t", "s", "z"))
L, U, D = var("L"), var("u"), var("delta")
TRANSPOSED = "numerator layout: the gradient by an array has the transposed shape of the array"
DENOMINATOR = "denominator layout: the columns of a Jacobian belong to what is differentiated"

NET = (
    Defined("z", add(mul(W, X), b)),
    Defined("h", of("tanh", z)),
    Defined("L", power(x.Norm(sub(h, Y)), 2)),
    Defined("delta", d(L, z)),
)
NETWORK = scene(*NET, shapes=SHAPES)
LAYER = scene(NET[0], shapes=SHAPES)

LAYOUTS: dict[str, tuple[Expression, Expression, str]] = {
    "gradient": (d(mul(tr(X), X), X), mul(num(2), X), ""),
    "gradient as a row": (d(mul(tr(X), X), X), mul(num(2), tr(X)), TRANSPOSED),
    "gradient by a matrix": (d(mul(tr(Y), W, X), W), mul(Y, tr(X)), ""),
    "gradient by a matrix, transposed": (d(mul(tr(Y), W, X), W), mul(X, tr(Y)), TRANSPOSED),
    "Jacobian": (d(mul(W, X), X), W, ""),
    "Jacobian, transposed": (d(mul(W, X), X), tr(W), DENOMINATOR),
    "Hessian": (d(mul(tr(X), Q, X), X, X), add(Q, tr(Q)), ""),
    "identity": (d(X, X), x.Identity(), ""),
    "diagonal": (d(of("tanh", X), X), of("tanh", X, primes=1), ""),
    "determinant": (d(of("log", of("det", Q)), Q), tr(x.Inverse(Q)), ""),
    "of entries": (d(at("x", "i"), at("x", "j")), x.Delta("i", "j"), ""),
    "of a component": (d(power(at("x", "i"), 2), at("x", "i")), mul(num(2), at("x", "i")), ""),
    "of the third order": (d(power(t, 3), t, t, t), num(6), ""),
}  # fmt: skip

CHAINS: dict[str, tuple[Expression, Expression]] = {
    "in order": (d(L, z), mul(d(L, h), d(h, z))),
    "in the other order": (d(L, z), mul(d(h, z), d(L, h))),
    "of three": (d(L, b), mul(d(L, h), d(h, z), d(z, b))),
    "by a matrix": (d(L, W), mul(d(L, z), d(z, W))),
    "a gradient carried on": (d(L, W), mul(D, d(z, W))),
    "written out": (d(L, W), mul(D, tr(X))),
    "entry by entry": (d(L, z), mul(d(L, h), of("tanh", z, primes=1), by="odot")),
    "with a sum": (d(L, at("W", "i", "j")), total("k", mul(at(D, "k"), d(at("z", "k"), at("W", "i", "j"))))),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_derivative_is_proved_in_its_layout(name: str) -> None:
    lhs, rhs, note = LAYOUTS[name]
    reading = usual(lhs, rhs, DECLARED)
    assert verdict(reading) is PROVED
    assert (note in reading.notes) if note else not {TRANSPOSED, DENOMINATOR} & set(reading.notes)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_double_of_a_derivative_is_refuted_in_every_layout(name: str) -> None:
    lhs, rhs, _ = LAYOUTS[name]
    for reading in every(lhs, mul(num(2), rhs), DECLARED):
        assert verdict(reading) is REFUTED


@pytest.mark.parametrize("name", CHAINS)
def test_the_chain_rule(name: str) -> None:
    lhs, rhs = CHAINS[name]
    assert verdict(usual(lhs, rhs, NETWORK)) is PROVED
    assert verdict(usual(lhs, neg(rhs), NETWORK)) is REFUTED


def test_a_chain_of_jacobians_in_either_order_is_read_by_what_links_them() -> None:
    for factors in ((d(h, z), d(z, X)), (d(z, X), d(h, z))):
        reading = usual(d(h, X), mul(*factors), NETWORK)
        assert (reading.cost, verdict(reading)) == (0, PROVED)


def test_a_gradient_carried_on_is_noted() -> None:
    reading = usual(*CHAINS["a gradient carried on"], NETWORK)
    assert said(reading) == (
        "partial(L, W[i, j]) = sum_k delta[k]*partial(z[k], W[i, j])  for all i in 1..m, j in 1..n"
    )
    assert any(note.startswith("the chain rule sums over") for note in reading.notes)


def test_factors_that_are_no_chain_are_no_chain() -> None:
    environment = scene(Defined("u", mul(s, t)), Defined("v", power(U, 2)), shapes={"s": (), "t": ()})
    v = var("v")
    assert verdict(usual(d(v, t), mul(d(v, U), d(U, t)), environment)) is PROVED
    assert verdict(usual(d(v, t), mul(d(v, U), d(v, U)), environment)) is REFUTED


def test_the_outer_product_in_the_wrong_order_does_not_fit() -> None:
    error = refusal(d(L, W), mul(X, tr(D)), NETWORK)
    assert (error.what, error.ill_formed) == ("an axis of size m meets one of size n", True)


@pytest.mark.parametrize(("factor", "expected"), [(1, PROVED), (2, REFUTED)])
def test_what_is_differentiated_without_definition_is_any_function(factor: int, expected: object) -> None:
    reading = usual(d(L, W), mul(num(factor), d(L, z), tr(X)), LAYER)
    assert verdict(reading) is expected
    assert reading.open == ("L is not defined",)
    assert "L is taken as a function of z alone" in reading.notes
    (jacobian,) = reading.claim.context.jacobians
    assert isinstance(jacobian, Jacobian)
    assert (jacobian.of, jacobian.wrt) == ("L", "z")


def test_of_two_variables_the_later_one_counts() -> None:
    environment = scene(Defined("z", mul(s, t)), shapes={"s": (), "t": ()})
    reading = usual(d(L, t), mul(d(L, z), s), environment)
    assert verdict(reading) is PROVED
    assert "L is taken as a function of z alone" in reading.notes


STATED = Given("=", d(L, at("z", "k")), sub(at("p", "k"), at("y", "k")))


@pytest.mark.parametrize(("inner", "expected"), [("p", PROVED), ("y", REFUTED)])
def test_a_stated_derivative_is_used(inner: str, expected: object) -> None:
    environment = scene(NET[0], shapes=SHAPES, given=(STATED,))
    rhs = mul(sub(at(inner, "i"), at("y", "i")), at("x", "j"))
    found = [verdict(reading) for reading in every(d(L, at("W", "i", "j")), rhs, environment)]
    assert set(found) == {expected}


def test_a_stated_derivative_is_not_found_out_without_the_statement() -> None:
    rhs = mul(sub(at("p", "i"), at("y", "i")), at("x", "j"))
    assert all(r.open for r in every(d(L, at("W", "i", "j")), rhs, LAYER))


def test_a_foreign_variable_makes_a_defined_name_any_function() -> None:
    """dC/dv is said of any layer, where C is defined by the last one."""
    environment = scene(NET[2], Defined("u", of("tanh", var("v"))), shapes={"v": ()})
    reading = usual(d(L, var("v")), mul(d(L, U), d(U, var("v"))), environment)
    assert verdict(reading) is PROVED
    assert reading.open == ("L is not defined",)


def test_a_proof_is_hollow_where_nothing_depends_on_the_variable() -> None:
    environment = scene(properties={"a": "scalar", "t": "scalar"})
    reading = usual(d(mul(var("a"), var("a")), t), num(0), environment)
    assert reading.only == "what is differentiated does not depend on t"
    assert "nothing says how the differentiated term depends on t" in reading.open
    assert not usual(d(mul(t, t), t), mul(num(2), t), environment).only


def test_an_estimate_depends_on_the_parameter() -> None:
    names = dict.fromkeys(("y", "y_hat", "theta"), "scalar")
    gap, theta = sub(var("y_hat"), var("y")), var("theta")
    slope = mul(num(2), gap, d(var("y_hat"), theta))
    reading = usual(d(power(gap, 2), theta), slope, scene(properties=names))
    assert (verdict(reading), reading.only) == (PROVED, "")


@pytest.mark.parametrize(
    ("lhs", "what"),
    [
        (x.Derivative(L, ()), "the derivative does not say by what"),
        (d(t, x.Apply("exp", (s,))), "a derivative by what is no variable"),
        (d(mul(W, X), X, X), "the second derivative of a vector"),
    ],
)
def test_derivatives_that_are_not_understood(lhs: Expression, what: str) -> None:
    error = refusal(lhs, t, DECLARED)
    assert (error.what, error.ill_formed) == (what, False)


def test_a_derivative_by_an_expression_is_of_what_nobody_knows() -> None:
    reading = usual(d(t, add(s, t)), t)
    assert reading.only == "what is differentiated does not depend on u"


def test_by_the_right_side_of_a_definition_is_by_its_name() -> None:
    environment = scene(Defined("u", mul(s, t)), shapes=SHAPES)
    assert said(usual(d(power(U, 2), mul(s, t)), mul(num(2), U), environment)) == "partial(u^2, u) = 2*u"


def test_a_vector_for_a_diagonal_jacobian_is_noted() -> None:
    reading = usual(d(of("exp", X), X), of("exp", X), DECLARED)
    assert "a diagonal Jacobian is written as the vector on its diagonal" in reading.notes
    assert verdict(reading) is PROVED


def test_one_for_the_identity_is_a_fault() -> None:
    (fault,) = usual(d(X, X), num(1), DECLARED).faults
    assert fault.correction == "write the identity I"


DX, DQ = x.Differential(X), x.Differential(Q)

DIFFERENTIALS: dict[str, tuple[Expression, Expression, Environment]] = {
    "of a square": (x.Differential(mul(tr(X), X)), mul(num(2), tr(X), DX), DECLARED),
    "of a trace": (x.Differential(of("trace", mul(Q, Q))), mul(num(2), of("trace", mul(Q, DQ))), DECLARED),
    "of an inverse": (
        x.Differential(x.Inverse(Q)), neg(mul(x.Inverse(Q), DQ, x.Inverse(Q))), DECLARED),
    "of what is defined": (
        x.Differential(z), add(mul(x.Differential(W), X), mul(W, DX), x.Differential(b)), LAYER),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENTIALS)
def test_differentials(name: str) -> None:
    lhs, rhs, environment = DIFFERENTIALS[name]
    assert verdict(usual(lhs, rhs, environment)) is PROVED
    assert verdict(usual(lhs, neg(rhs), environment)) is REFUTED


OPAQUE: dict[str, tuple[Expression, Expression, Expression]] = {
    "its derivative": (d(unknown("f", t), t), unknown("f", t, primes=1), unknown("f", t)),
    "inside": (
        d(unknown("f", mul(num(2), t)), t), mul(num(2), unknown("f", mul(num(2), t), primes=1)),
        unknown("f", mul(num(2), t), primes=1)),
    "entry by entry": (
        d(at(unknown("f", X), "i"), at("x", "j")), mul(x.Delta("i", "j"), at(unknown("f", X, primes=1), "i")),
        at(unknown("f", X, primes=1), "i")),
    "of two arguments": (unknown("p", X, Y), unknown("p", X, Y), unknown("p", Y, X)),
    "not known by name": (of("nobody", t), unknown("nobody", t), unknown("somebody", t)),
}  # fmt: skip


@pytest.mark.parametrize("name", OPAQUE)
def test_functions_of_which_nothing_is_known(name: str) -> None:
    lhs, right, wrong = OPAQUE[name]
    assert verdict(usual(lhs, right, DECLARED)) is PROVED
    assert verdict(usual(lhs, wrong, DECLARED)) is REFUTED


def test_a_parameter_in_the_name_of_a_function_is_an_argument() -> None:
    step = d(unknown("p_theta", t), var("theta")), num(0)
    reading = usual(*step, scene(properties={"theta": "scalar", "t": "scalar"}))
    assert (verdict(reading), reading.only) == (REFUTED, "")


G = Defined("g", add(power(U, 2), num(1)), (), ("u",))
SOFT = Defined("soft", x.Divide(of("exp", at("u", "i")), total("j", of("exp", at("u", "j")))), ("i",), ("u",))
KNOWN = scene(functions=(G, SOFT), shapes=SHAPES)


@pytest.mark.parametrize(
    ("lhs", "right", "wrong"),
    [
        (of("g", t), add(power(t, 2), num(1)), power(t, 2)),
        (of("g", t, primes=1), mul(num(2), t), t),
        (at(of("soft", X), "k"), at(of("softmax", X), "k"), of("exp", at("x", "k"))),
        (of("sigmoid", t, primes=1), mul(of("sigmoid", t), sub(num(1), of("sigmoid", t))), of("sigmoid", t)),
        (of("tanh", t, primes=2), d(of("tanh", t), t, t), d(of("tanh", t), t)),
        (x.Evaluated(d(power(t, 2), t), t, num(3)), num(6), num(5)),
        (x.Evaluated(d(power(t, 2), t), t, s), mul(num(2), s), mul(num(2), t)),
    ],
)
def test_functions_that_are_known(lhs: Expression, right: Expression, wrong: Expression) -> None:
    assert verdict(usual(lhs, right, KNOWN)) is PROVED
    assert verdict(usual(lhs, wrong, KNOWN)) is REFUTED


def test_a_function_of_more_arguments_than_parameters_is_another() -> None:
    assert "g(t, s) is not defined" in every(of("g", t, s), t, KNOWN)[0].open
