"""Evaluation: values, derivatives by nilpotent numbers, domains, budgets, exact values, assumptions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from derivcheck.calculus.arithmetic import PrecisionError, UndefinedError
from derivcheck.calculus.enclosures import ball, enclosure, enclosures
from derivcheck.calculus.evaluation import evaluate, evaluate_exact
from derivcheck.calculus.evaluator import components
from derivcheck.calculus.replay import satisfies
from derivcheck.core.contexts import Assumption, Context, Definition
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.functions import exp, log, sqrt
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Index,
    Number,
    Partial,
    Power,
    Term,
    Total,
    term,
)
from derivcheck.core.verdicts import Enclosure, Instance, Verdict
from tests.refutation_examples import (
    BACKPROP,
    CROSS_ENTROPY,
    NETWORK,
    ONE,
    ZERO,
    K,
    context,
    entry,
    k,
    m,
    o,
    point,
    softmax,
)
from tests.strategies import CONTEXT, terms

X = context(x=(), y=())
x, y = entry("x"), entry("y")
Z = context(z=(K,), A=(K, K))


def at(node: Term, value: int | Fraction, other: int | Fraction = 0, precision: int = 64) -> arb:
    return evaluate(node, X, point(x=value, y=other), precision)


def holds(value: arb, exact: Fraction) -> bool:
    return (value * exact.denominator - exact.numerator).contains(0)


def close(one: arb, other: arb) -> bool:
    """Both balls are narrow and overlap."""
    return bool(one.overlaps(other) and one.rad() < 1e-9 and other.rad() < 1e-9)


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (x + y, "2/3"),
        (x * y, "-5/147"),
        (x**3, "125/343"),
        (x**-2, "49/25"),
        (Power(x - x, Fraction(0)), "1"),
        (Apply("relu", y), "0"),
        (Apply("relu", x), "5/7"),
        (Apply("abs", y), "1/21"),
        (Apply("step", x), "1"),
        (Apply("step", y), "0"),
        (sqrt(x**2), "5/7"),
        (Number(Fraction(3, 11)), "3/11"),
    ],
)
def test_rational_values_are_enclosed_and_found_exactly(node: Term, value: str) -> None:
    here = point(x=Fraction(5, 7), y=Fraction(-1, 21))
    assert holds(evaluate(node, X, here), Fraction(value))
    assert evaluate_exact(node, X, here) == Fraction(value)
    assert not holds(evaluate(node, X, here), Fraction(value) + Fraction(1, 10**12))


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("exp", "1.9477340410546"),
        ("log", "-0.4054651081081"),
        ("sigmoid", "0.6607563687658"),
        ("tanh", "0.5827829453479"),
        ("softplus", "1.0810367535187"),
    ],
)
def test_functions_at_two_thirds(function: str, value: str) -> None:
    found = at(Apply(function, x), Fraction(2, 3))
    assert found.overlaps(arb(value, "1e-12"))
    assert not found.overlaps(arb(value, "1e-12") + arb("1e-9"))


def test_sums_deltas_sizes_and_components() -> None:
    here = Instance({"K": 3}, {**point({}, z=[1, 2, 4]).values, **_matrix(3)}, {"k": 2})
    assert evaluate_exact(Total(o, entry("z", o)), Z, here) == 7
    assert evaluate_exact(Total(o, Delta(o, k) * entry("z", o)), Z, here) == 2
    assert evaluate_exact(Total(o, ONE), Z, here) == 3
    assert evaluate_exact(Dimension("K") * entry("A", k, k), Z, here) == 66
    assert evaluate_exact(Total(o, entry("A", o, k)), Z, here) == 12 + 22 + 32
    fixed = context(v=(2,))
    assert evaluate_exact(entry("v", 2) - entry("v", 1), fixed, point(v=[3, 8])) == 5


def test_an_intermediate_is_computed_from_its_definition() -> None:
    defined = Context(Z.tensors, {"s": Definition("s", (k,), entry("z", k) * Total(o, entry("z", o)))})
    here = Instance({"K": 2}, {**point({}, z=[3, 5]).values, **_matrix(2)}, {"m": 2})
    assert evaluate_exact(entry("s", m), defined, here) == 40
    assert evaluate_exact(Partial(entry("s", m), entry("z", m)), defined, here) == 13
    assert evaluate_exact(Partial(entry("s", m) ** 2, entry("s", m)), defined, here) == 80
    assert evaluate_exact(Partial(entry("z", m), entry("s", m)), defined, here) == 0


MOVED = Context(
    {**CONTEXT.tensors, **context(d=()).tensors},
    {
        name: Definition(
            name,
            definition.indices,
            definition.body + entry("d") * Delta(definition.indices[0], 1)
            if name == "h"
            else definition.body,
        )
        for name, definition in CONTEXT.definitions.items()
    },
)
"""CONTEXT, with d added to the first component of the intermediate h."""


@given(terms(), st.sampled_from(["x", "w", "a", "h"]))
def test_a_derivative_agrees_with_central_differences(node: Term, name: str) -> None:
    """At a step of 1e-30 the difference quotient is off by about 1e-60 times a third derivative."""
    variable = {"w": entry("w", 3), "a": entry("a")}.get(name, entry(name, 1))
    key = ("d", ()) if name == "h" else (name, tuple(s for s in variable.subscripts if isinstance(s, int)))
    here, step = _instance(), Fraction(1, 10**30)
    moved = [
        Instance(here.sizes, {**here.values, key: here.values[key] + by}, here.indices)
        for by in (step, -step)
    ]
    try:
        exact = evaluate(Partial(node, variable), CONTEXT, here, 500)
        values = [evaluate(node, MOVED, there, 500) for there in moved]
    except UndefinedError:
        return
    with ctx.workprec(500):
        difference = (values[0] - values[1]) / 2 * 10**30 - exact
        assert abs(difference) < (1 + abs(exact) + abs(values[0])) * arb("1e-20")


def _instance() -> Instance:
    sizes = {"K": 2, "n": 3}
    keys = [
        (tensor.name, where)
        for tensor in MOVED.tensors.values()
        for where in components([sizes[str(size)] for size in tensor.axes])
    ]
    values = {key: Fraction((-1) ** n * (2 * n + 1), 7 + n % 4) for n, key in enumerate(keys)}
    return Instance(sizes, {**values, ("d", ()): Fraction(0)}, {"i": 1, "j": 2, "r": 3})


def _matrix(length: int) -> dict[tuple[str, tuple[int, ...]], Fraction]:
    """A[i, j] = 10 i + j."""
    return {("A", (row, column)): Fraction(10 * row + column) for row, column in components([length, length])}


def test_second_derivatives() -> None:
    assert evaluate_exact(Partial(Partial(x**3 * y**2, x), x), X, point(x=2, y=5)) == 6 * 2 * 25
    assert evaluate_exact(Partial(Partial(x**3 * y**2, x), y), X, point(x=2, y=5)) == 3 * 4 * 2 * 5
    assert evaluate_exact(Partial(Partial(Partial(x**4, x), x), x), X, point(x=2, y=5)) == 48
    here = Instance({"K": 2}, {**point({}, z=[1, 2]).values, **_matrix(2)}, {"o": 1, "m": 2})
    hessian = Partial(Partial(log(Total(k, exp(entry("z", k)))), entry("z", o)), entry("z", m))
    product = -softmax("z", o, k) * softmax("z", m, k)
    assert close(evaluate(hessian, Z, here), evaluate(product, Z, here))
    assert not close(evaluate(hessian, Z, here), evaluate(-product, Z, here))


def test_the_variable_of_a_derivative_may_be_bound_by_a_sum_around_it() -> None:
    trace = Total(k, Partial(entry("z", k) ** 2 * entry("z", o), entry("z", k)))
    here = Instance({"K": 2}, {**point({}, z=[3, 5]).values, **_matrix(2)}, {"o": 1})
    assert evaluate_exact(trace, Z, here) == (3 * 3**2) + (2 * 5 * 3)


def test_a_deep_network_costs_what_its_layers_cost() -> None:
    """Without shared intermediates 25 layers of width 2 would take 2^25 operations and more."""
    layers = {"h0": Definition("h0", (k,), entry("z", k))}
    for depth in range(1, 26):
        inner = Total(o, entry("A", k, o) * entry(f"h{depth - 1}", o))
        layers[f"h{depth}"] = Definition(f"h{depth}", (k,), Apply("tanh", inner))
    deep = Context(Z.tensors, layers)
    here = Instance({"K": 2}, {**point({}, z=[1, 2]).values, **_matrix(2)}, {"k": 1, "o": 2})
    tenth = {key: value / 40 for key, value in here.values.items()}
    here = Instance(here.sizes, tenth, here.indices)
    derivative = Partial(entry("h25", k), entry("A", o, k))
    found = evaluate(derivative, deep, here, 128, budget=20_000)
    assert found.rad() < arb("1e-25")
    with pytest.raises(LimitError):
        evaluate(derivative, deep, here, 128, budget=200)


@pytest.mark.parametrize(
    ("node", "certain"),
    [
        (1 / (x - x), True),
        (log(-(x**2)), True),
        (log(x - x), True),
        (sqrt(-x), True),
        (Power(x - x, Fraction(1, 2)), True),
        (Apply("step", x - x), True),
        (Partial(Apply("relu", y), y), True),
        (Partial(Apply("abs", y), y), True),
        ((x - x) * log(-x), True),
        (1 / (exp(x) - exp(x)), False),
        (log(exp(x) - exp(x)), False),
        (Apply("step", exp(x) - exp(x)), False),
        (exp(exp(exp(exp(exp(x + 9))))), False),
    ],
)
def test_outside_its_domain_a_term_has_no_value(node: Term, certain: bool) -> None:
    with pytest.raises(UndefinedError) as error:
        at(node, 3)
    assert isinstance(error.value, PrecisionError) is not certain


@pytest.mark.parametrize(
    "node", [1 / x, log(x), sqrt(x), Apply("step", x), Partial(Apply("abs", x), x), Apply("relu", y), x**0]
)
def test_inside_its_domain_it_has_one(node: Term) -> None:
    assert at(node, 3).is_finite()


def test_a_kink_is_no_obstacle_to_what_does_not_move() -> None:
    assert evaluate_exact(Partial(x * Apply("relu", y), x), X, point(x=3, y=0)) == 0
    assert evaluate_exact(Partial(Apply("relu", x), x), X, point(x=3, y=0)) == 1
    assert evaluate_exact(Partial(Apply("relu", x), x), X, point(x=-3, y=0)) == 0
    assert evaluate_exact(Partial(Apply("abs", x), x), X, point(x=-3, y=0)) == -1


def test_a_higher_precision_tells_a_value_from_zero() -> None:
    tiny = 1 / (1 - Apply("sigmoid", x))
    with pytest.raises(PrecisionError):
        at(tiny, 60)
    assert at(tiny, 60, precision=256).overlaps(at(1 + exp(x), 60, precision=256))
    assert ctx.prec == 53


@pytest.mark.parametrize("node", [exp(x), log(x), Apply("sigmoid", x), sqrt(x), Apply("tanh", x)])
def test_irrational_values_are_not_exact(node: Term) -> None:
    assert evaluate_exact(node, X, point(x=3, y=0)) is None


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (exp(y), Fraction(1)),
        (log(x - 2), Fraction(0)),
        (Apply("sigmoid", y), Fraction(1, 2)),
        (sqrt(x + 1), Fraction(2)),
        (Power(x - Fraction(21, 8), Fraction(-2, 1)), Fraction(64, 9)),
        (Power(9 * x, Fraction(-1, 3)), Fraction(1, 3)),
    ],
)
def test_some_rational_values_of_other_functions_are(node: Term, value: Fraction) -> None:
    assert evaluate_exact(node, X, point(x=3, y=0)) == value


@pytest.mark.parametrize(
    "node", [Power(x, Fraction(10**9)), Power(x / 2, Fraction(-(10**7)))], ids=["long", "short"]
)
def test_an_exact_power_that_is_too_long_is_not_written_out(node: Term) -> None:
    with pytest.raises(LimitError):
        evaluate_exact(node, X, point(x=3, y=0))
    assert evaluate_exact(Power(x - 2, Fraction(10**9)), X, point(x=3, y=0)) == 1


def test_work_is_bounded() -> None:
    square = Total(k, Total(o, entry("A", k, o) * exp(entry("A", o, k))))
    here = Instance({"K": 8}, {**point({}, z=[0] * 8).values, **_matrix(8)}, {})
    assert evaluate(square, Z, here, budget=1000).is_finite()
    with pytest.raises(LimitError):
        evaluate(square, Z, here, budget=300)
    nested = x**20
    for _ in range(9):
        nested = Partial(nested, x)
    with pytest.raises(LimitError):
        at(nested, 2)
    deep = x
    for _ in range(2000):
        deep = exp(-deep)
    with pytest.raises(LimitError):
        at(deep, 2)


@pytest.mark.parametrize(
    "node", [entry("x"), entry("unknown"), Dimension("n"), entry("z", k), Total(Index("q", "n"), ONE)]
)
def test_a_missing_value_is_named(node: Term) -> None:
    with pytest.raises(MalformedError, match="gives no"):
        evaluate(node, X, point({"K": 2}, z=[1, 2]))


def test_the_two_layer_gradient() -> None:
    here = Instance(
        {"D": 2, "H": 3, "K": 2},
        {
            **point({}, x=[1, -2], y=[3, -2]).values,
            **{("V", p): Fraction(p[0] - p[1], 3) for p in components([2, 3])},
            **{("W", p): Fraction(p[0] + 2 * p[1], 5) for p in components([3, 2])},
        },
        {"i": 2, "j": 3, "k": 1},
    )
    for claim in (BACKPROP, CROSS_ENTROPY):
        left, right = (evaluate(side, NETWORK, here, 128) for side in (claim.lhs, claim.rhs))
        assert close(left, right)
        assert not close(left, -right)


@pytest.mark.parametrize(
    ("assumption", "verdict"),
    [
        (Assumption("=", Total(k, entry("z", k)), ONE), Verdict.PROVED),
        (Assumption("=", Total(k, entry("z", k)), ZERO), Verdict.REFUTED),
        (Assumption("=", entry("z", k), entry("z", k)), Verdict.PROVED),
        (Assumption("=", entry("z", k), ONE), Verdict.REFUTED),
        (Assumption(">", entry("z", k), term(-2)), Verdict.PROVED),
        (Assumption(">", entry("z", k), term(-1)), Verdict.REFUTED),
        (Assumption(">=", entry("z", k), term(-1)), Verdict.PROVED),
        (Assumption("!=", entry("z", k), ZERO), Verdict.PROVED),
        (Assumption("!=", entry("z", k), term(2)), Verdict.REFUTED),
        (Assumption(">", exp(entry("z", k)), ZERO), Verdict.PROVED),
        (Assumption(">=", exp(entry("z", k)), term(1)), Verdict.REFUTED),
        (Assumption("!=", exp(entry("z", k)), term(1)), Verdict.PROVED),
        (Assumption("=", exp(entry("z", k)), term(1)), Verdict.REFUTED),
        (Assumption("=", exp(entry("z", k)), exp(entry("z", k))), Verdict.UNKNOWN),
        (Assumption(">=", exp(entry("z", k)), exp(entry("z", k))), Verdict.UNKNOWN),
        (Assumption(">", log(entry("z", k)), term(-9)), Verdict.UNKNOWN),
        (Assumption(">", 1 / (entry("z", k) - 2), term(-9)), Verdict.UNKNOWN),
        (Assumption("=", entry("A", k, o), entry("A", o, k)), Verdict.REFUTED),
        (Assumption(">", Dimension("K"), ONE), Verdict.PROVED),
        (Assumption("=", Dimension("K"), ONE), Verdict.REFUTED),
    ],
)
def test_assumptions_hold_fail_or_stay_open(assumption: Assumption, verdict: Verdict) -> None:
    here = Instance({"K": 2}, {**point({}, z=[2, -1]).values, **_matrix(2)}, {"k": 1})
    assert satisfies(assumption, Z, here) is verdict


@given(st.fractions(), st.integers(0, 40), st.sampled_from([1, 3, 6, 10, 20]))
def test_a_printed_enclosure_holds_the_ball(value: Fraction, scale: int, digits: int) -> None:
    with ctx.workprec(80):
        exact = arb(fmpq(value.numerator, value.denominator)) * arb(10) ** (scale - 20)
    printed = enclosure(exact, digits)
    assert ball(printed).contains(exact)
    assert Fraction(printed.radius) <= (abs(Fraction(printed.midpoint)) + 1) * Fraction(30, 10**digits)


@pytest.mark.parametrize(
    ("value", "midpoint"),
    [
        ("0.25", "0.25"),
        ("1e30", "1e30"),
        ("-1234.5", "-1234.5"),
        ("0", "0"),
        ("0.001", "0.001"),
        ("120", "120"),
    ],
)
def test_enclosures_are_short(value: str, midpoint: str) -> None:
    assert enclosure(arb(value), 10).midpoint == midpoint


def test_printed_sides_exclude_one_another_or_are_not_printed() -> None:
    near = arb(1) + arb("1e-14")
    printed = enclosures(arb(1), near)
    assert printed is not None
    assert not ball(printed[0]).overlaps(ball(printed[1]))
    assert enclosures(arb(1), arb(1)) is None
    assert enclosures(arb(1, 0.5), arb(1.25)) is None


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "[1 +/- 2]", "1" * 2000])
def test_what_is_no_decimal_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        ball(Enclosure(text, "1"))
    with pytest.raises(ValueError, match="decimal"):
        ball(Enclosure("1", text))
