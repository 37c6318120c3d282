"""How many axes names have, how vectors stand, what a document's habits change, and what changes nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivcheck.elaboration.conventions import conventions
from derivcheck.elaboration.elaborate import readings
from derivcheck.elaboration.habits import Habits
from derivcheck.elaboration.kinds import all_tried, assignments
from derivcheck.elaboration.steps import Patience
from derivcheck.meaning import expressions as x
from derivcheck.meaning.environment import Declared, Defined, Environment, Uses
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
    tr,
    usual,
    var,
    verdict,
)

X, Y, W, L = map(var, ("x", "y", "W", "L"))


def rank(name: str, environment: Environment, *beside: Expression) -> int:
    """The number of axes of a name in the usual reading of name = name (+ 0 times others)."""
    side = add(var(name), *beside) if beside else var(name)
    return len(usual(side, side, environment).claim.context.tensors[name].axes)


@pytest.mark.parametrize(
    ("name", "environment", "expected"),
    [
        ("x", scene(shapes={"x": ("n",)}), 1),
        ("x", scene(shapes={"x": ("m", "n")}), 2),
        ("x", scene(shapes={"x": ()}), 0),
        ("x", scene(properties={"x": "vector"}), 1),
        ("x", scene(properties={"x": "matrix"}), 2),
        ("x", scene(properties={"x": "scalar"}), 0),
        ("x", scene(uses={"x": Uses(bold=True)}), 1),
        ("x", scene(uses={"x": Uses(transposed=True)}), 1),
        ("x", scene(uses={"x": Uses(softmaxed=True)}), 1),
        ("x", scene(uses={"x": Uses(slots=1)}), 1),
        ("x", scene(uses={"x": Uses(slots=2)}), 2),
        ("x", scene(), 0),
        ("W", scene(), 2),
        ("lambda", scene(uses={"W": Uses(bold=True, upper=True)}), 0),
    ],
)
def test_the_number_of_axes(name: str, environment: Environment, expected: int) -> None:
    assert rank(name, environment) == expected


def test_beside_arrays_a_small_letter_is_a_vector() -> None:
    reading = usual(mul(W, X), mul(W, X))
    tensors = reading.claim.context.tensors
    assert (len(tensors["W"].axes), len(tensors["x"].axes)) == (2, 1)


def test_the_last_property_counts() -> None:
    environment = scene(properties={"x": "vector"})
    (held,) = environment.properties
    later = replace(environment, properties=(held, replace(held, kind="matrix")))
    assert (rank("x", environment), rank("x", later)) == (1, 2)


def test_subscripts_leave_the_axes_behind_them() -> None:
    reading = usual(at("x", "i"), at("x", "i"), scene(shapes={"x": ("N", "d")}))
    assert said(reading) == "x[i, j] = x[i, j]  for all i in 1..N, j in 1..d"
    entry = at("x", "i", "j")
    assert said(usual(entry, entry)) == "x[i, j] = x[i, j]  for all i in 1..n, j in 1..m"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("J_neg", 0), ("L_cal_CE", 0), ("E_t", 0), ("C_total", 0), ("C_t", 2), ("A_1", 2), ("W_out", 2)],
)
def test_a_loss_with_a_label_that_is_differentiated_is_a_number(name: str, expected: int) -> None:
    reading = usual(d(var(name), at("u", "o")), d(var(name), at("u", "o")))
    assert len(reading.claim.context.tensors[name].axes) == expected


@pytest.mark.parametrize("vectors", ["", "column", "row"])
def test_vectors_are_columns_where_nothing_else_is_said(vectors: str) -> None:
    environment = scene(shapes={"x": ("n",), "W": ("m", "n")}, vectors=vectors)
    step = mul(X, tr(W)) if vectors == "row" else mul(W, X)
    other = mul(W, X) if vectors == "row" else mul(X, tr(W))
    usually = usual(step, step, environment)
    assert (usually.cost, verdict(usually)) == (0, PROVED)
    assert usual(other, other, environment).cost > 0
    assert ("vectors are rows" in usually.notes) == (vectors == "row")


@pytest.mark.parametrize("form", ["row", "column"])
def test_a_declared_form_counts_for_itself(form: str) -> None:
    shapes = {"x": Declared(("n",), form), "A": Declared(("n", "m"))}  # type: ignore[arg-type]
    environment = Environment(shapes=shapes)
    product = mul(X, var("A")) if form == "row" else mul(tr(X), var("A"))
    assert usual(product, product, environment).cost == 0


def test_conventions_come_in_the_order_of_their_cost() -> None:
    for vectors in ("", "column", "row"):
        found = list(conventions(vectors))
        assert [each.cost for each in found] == sorted(each.cost for each in found)
        assert found[0].vectors == (vectors or "column")
    preferred = ("row", "transposed", "numerator")
    assert ("row", "transposed", "numerator", 0) in [
        (each.vectors, each.gradient, each.jacobian, each.cost) for each in conventions("", preferred)
    ]


def test_assignments_come_in_the_order_of_their_cost() -> None:
    options = {"a": ((0, 0), (1, 2)), "b": ((1, 0), (0, 1), (2, 6))}
    found = list(assignments(options))
    assert [cost for cost, _ in found] == [0, 1, 2, 3, 6]
    assert found[0][1] == {"a": 0, "b": 1}
    assert all_tried(options)
    assert not all_tried(dict.fromkeys("abcdef", ((0, 0), (1, 0))))


SQUARE = scene(shapes={"x": ("n",), "W": ("n", "n")})
TRANSPOSED = d(mul(tr(X), W, X), X), mul(tr(X), add(W, tr(W)))


def test_a_proof_makes_its_convention_the_usual_one() -> None:
    habits = Habits()
    first = usual(*TRANSPOSED, SQUARE, habits)
    assert (verdict(first), first.cost) == (PROVED, 2)
    habits.confirm(first)
    assert usual(*TRANSPOSED, SQUARE, habits).cost == 0
    assert habits.preferred == ("column", "transposed", "numerator")


def test_a_proof_makes_its_number_of_axes_the_usual_one() -> None:
    habits = Habits()
    assert rank("x", scene()) == 0
    habits.confirm(usual(X, X, scene(shapes={"x": ("n",)})))
    assert habits.knows("x")
    assert not habits.knows("y")
    assert len(usual(X, X, scene(), habits).claim.context.tensors["x"].axes) == 1


def test_a_gradient_by_a_matrix_against_the_habit_means_nothing_of_it() -> None:
    environment = scene(shapes={"x": ("n",), "y": ("m",), "W": ("m", "n")})
    plain = d(mul(tr(Y), W, X), W), mul(Y, tr(X))
    other = d(mul(tr(Y), W, X), W), mul(X, tr(Y))
    habits = Habits()
    assert not usual(*other, environment, habits).only
    habits.confirm(usual(*plain, environment, habits))
    assert "transposed against the steps before" in usual(*other, environment, habits).only
    assert not usual(*plain, environment, habits).only


def test_readings_say_what_later_ones_cost_at_least() -> None:
    diagonal = d(of("exp", X), X), of("exp", X)
    for lhs, rhs in (TRANSPOSED, (X, X), (d(mul(tr(X), X), X), mul(num(2), X)), diagonal):
        found = every(lhs, rhs, SQUARE)
        assert [each.cost for each in found] == sorted(each.cost for each in found)
        for earlier, later in pairwise(found):
            assert earlier.cost <= earlier.then <= later.cost


def test_a_definition_that_goes_in_a_circle_has_no_meaning() -> None:
    environment = scene(Defined("x", add(Y, num(1))), Defined("y", add(X, num(1))))
    assert refusal(X, add(Y, num(1)), environment).what


NAMES = ("x", "b", "W", "z", "h", "L")
RENAMED = ("q", "g", "V", "a", "s", "E")
BASE = {"x": ("n",), "b": ("m",), "W": ("m", "n"), "y": ("m",)}


def network(names: dict[str, str], order: list[int]) -> Environment:
    """A layer and its loss under other names, with the definitions in any order."""
    n = {name: var(names[name]) for name in NAMES}
    definitions = [
        Defined(names["z"], add(mul(n["W"], n["x"]), n["b"])),
        Defined(names["h"], of("tanh", n["z"])),
        Defined(names["L"], power(x.Norm(sub(n["h"], Y)), 2)),
    ]
    shapes = {names.get(name, name): sizes for name, sizes in BASE.items()}
    return scene(*(definitions[place] for place in order), shapes=shapes)


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(RENAMED),
    st.permutations(range(3)),
    st.sampled_from(("W", "b", "x", "z", "h")),
    st.booleans(),
)
def test_neither_names_nor_the_order_of_definitions_change_a_verdict(
    letters: list[str], order: list[int], wrt: str, right: bool
) -> None:
    names = dict(zip(NAMES, letters, strict=True))
    n = {name: var(names[name]) for name in NAMES}
    slope = mul(num(2), mul(sub(n["h"], Y), of("tanh", n["z"], primes=1), by="odot"))
    gradients = {
        "W": mul(slope, tr(n["x"])), "b": slope, "z": slope, "x": mul(tr(n["W"]), slope),
        "h": mul(num(2), sub(n["h"], Y)),
    }  # fmt: skip
    gradient = gradients[wrt] if right else neg(gradients[wrt])
    reading = usual(d(n["L"], n[wrt]), gradient, network(names, order))
    assert verdict(reading) is (PROVED if right else REFUTED)
    assert not reading.faults
    assert not reading.only


def test_choices_are_tried_for_as_long_as_there_is_patience() -> None:
    def found(lhs: Expression, rhs: Expression, left: int) -> int:
        return len(list(readings(lhs, rhs, scene(), None, Patience(left))))

    product = mul(W, X)
    assert len(every(product, product)) == found(product, product, 10) == 1
    assert found(product, product, 0) == 0
    assert not Patience(1).spent()
    assert Patience(0).spent()


def test_with_patience_given_nothing_is_repaired() -> None:
    environment = scene(shapes={"x": ("n",), "y": ("n",)})
    unfit, right = add(X, tr(Y)), add(X, Y)
    assert usual(unfit, right, environment).faults
    assert not list(readings(unfit, right, environment, None, Patience(100)))
    assert list(readings(right, right, environment, None, Patience(100)))
