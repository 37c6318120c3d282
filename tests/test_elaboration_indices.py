"""Indices: what sums bind, what is free on one side, cases, one-hot vectors, arrays written out, means."""

from __future__ import annotations

import pytest

from derivcheck.core.verdicts import Verdict
from derivcheck.elaboration.elaborate import ONE_SIZE
from derivcheck.meaning import expressions as x
from derivcheck.meaning.environment import Defined, Environment
from derivcheck.meaning.expressions import Condition, Expression
from tests.elaboration_steps import (
    PROVED,
    REFUTED,
    UNKNOWN,
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
    usual,
    var,
    verdict,
)

SHAPES = {"x": ("n",), "y": ("n",), "b": ("m",), "c": (), "A": ("m", "n"), "M": (2, 2)}
DECLARED = scene(shapes=SHAPES)
A, M, X, Y, c = map(var, ("A", "M", "x", "y", "c"))
SAME, APART = Condition("i", "=", "j"), Condition("i", "!=", "j")
SUM = total("j", at("x", "j"))

SUMS: dict[str, tuple[Expression, Expression, Expression]] = {
    "but one": (total("j", at("x", "j"), None, APART), sub(SUM, at("x", "i")), SUM),
    "one alone": (total("j", at("x", "j"), None, SAME), at("x", "i"), SUM),
    "delta": (total("j", mul(x.Delta("i", "j"), at("x", "j"))), at("x", "i"), SUM),
    "size": (total("i", num(1), "n"), var("n"), power(var("n"), 2)),
    "factor": (total("i", mul(c, at("x", "i"))), mul(c, SUM), SUM),
    "product": (
        of("log", x.Reduce("prod", "i", "n", of("exp", at("x", "i")))), SUM, neg(SUM)),
    "product but one": (
        mul(at("x", "j"), x.Reduce("prod", "i", "n", at("x", "i"), (APART,))),
        mul(x.Reduce("prod", "i", "n", at("x", "i"), (APART,)), at("x", "j")),
        x.Reduce("prod", "i", "n", at("x", "i"), (APART,))),
    "otherwise": (
        d(at("x", "i"), at("x", "j")), x.Cases((num(1), num(0)), ((SAME,), None)),
        x.Cases((num(0), num(1)), ((SAME,), None))),
    "of vectors": (
        x.Component(add(X, Y), ("i",)), add(at("x", "i"), at("y", "i")), sub(at("x", "i"), at("y", "i"))),
}  # fmt: skip


@pytest.mark.parametrize("name", SUMS)
def test_sums_products_and_cases(name: str) -> None:
    lhs, right, wrong = SUMS[name]
    assert verdict(usual(lhs, right, DECLARED)) is PROVED
    assert verdict(usual(lhs, wrong, DECLARED)) is REFUTED


@pytest.mark.parametrize(
    ("conditions", "one", "zero"),
    [((SAME,), PROVED, REFUTED), ((APART,), REFUTED, PROVED), ((), REFUTED, REFUTED)],
)
def test_a_condition_holds_for_the_step(
    conditions: tuple[Condition, ...], one: Verdict, zero: Verdict
) -> None:
    environment = scene(shapes=SHAPES, conditions=conditions)
    derivative = d(at("x", "i"), at("x", "j"))
    assert verdict(usual(derivative, num(1), environment)) is one
    assert verdict(usual(derivative, num(0), environment)) is zero


def test_a_sum_without_index_takes_the_one_that_is_left() -> None:
    reading = usual(mul(tr(X), Y), total("", mul(at("x", "i"), at("y", "i"))), DECLARED)
    assert said(reading) == "sum_i x[i]*y[i] = sum_i x[i]*y[i]"


def test_a_sum_without_index_and_nothing_left_is_not_understood() -> None:
    error = refusal(at("x", "i"), total("", at("x", "i")), DECLARED)
    assert (error.what, error.ill_formed) == ("the sum does not say over which index", False)


@pytest.mark.parametrize(("einstein", "expected"), [(True, PROVED), (False, REFUTED)])
def test_repeated_indices_are_summed_where_the_document_says_so(einstein: bool, expected: Verdict) -> None:
    environment = scene(shapes=SHAPES, einstein=einstein)
    reading = usual(at(mul(A, X), "i"), mul(at("A", "i", "j"), at("x", "j")), environment)
    assert verdict(reading) is expected
    assert reading.loose == (() if einstein else ("j",))


def test_repeated_indices_are_summed_in_definitions_too() -> None:
    definition = Defined("z", mul(at("A", "i", "j"), at("x", "j")), ("i",))
    reading = usual(at("z", "i"), at(mul(A, X), "i"), scene(definition, shapes=SHAPES, einstein=True))
    assert verdict(reading) is PROVED


def test_an_index_on_one_side_only_is_loose() -> None:
    assert usual(at("x", "i"), at("y", "j"), DECLARED).loose == ("i", "j")
    assert usual(at("x", "i"), at("y", "i"), DECLARED).loose == ()
    assert usual(at("x", "i"), num(1), DECLARED).loose == ()


def test_the_whole_may_stand_beside_its_component() -> None:
    reading = usual(d(mul(tr(X), X), X), mul(num(2), at("x", "i")), DECLARED)
    assert "the whole on one side, its component i on the other" in reading.notes
    assert verdict(reading) is PROVED
    assert verdict(usual(d(mul(tr(X), X), X), at("x", "i"), DECLARED)) is REFUTED


def test_an_entry_added_to_an_array_is_noted() -> None:
    noted = "an entry is added to every entry of another array"
    assert noted in usual(A, add(A, at("x", "i")), DECLARED).notes
    assert noted not in usual(A, add(A, A), DECLARED).notes


HOT = scene(shapes={"y": ("K",), "p": ("K",)}, properties={"y": "one-hot"})


def test_a_one_hot_vector_is_its_own_square() -> None:
    step = power(at("y", "k"), 2), at("y", "k")
    assert verdict(usual(*step, HOT)) is PROVED
    assert verdict(usual(*step, scene(shapes={"y": ("K",)}))) is REFUTED


def test_a_free_letter_may_be_the_class_of_a_one_hot_vector() -> None:
    usually, by_class = every(total("k", mul(at("y", "k"), at("p", "k"))), at("p", "o"), HOT)
    assert (verdict(usually), usually.loose) == (REFUTED, ("o",))
    assert (verdict(by_class), by_class.cost) == (PROVED, usually.cost + 1)
    assert by_class.notes == ("y is the one-hot vector of class o",)


def test_no_letter_is_the_class_of_any_other_vector() -> None:
    environment = scene(shapes={"y": ("K",), "p": ("K",)})
    found = every(total("k", mul(at("y", "k"), at("p", "k"))), at("p", "o"), environment)
    assert {verdict(reading) for reading in found} == {REFUTED}


@pytest.mark.parametrize("held", ["simplex", "sums-to-one", "one-hot", "positive"])
def test_what_a_vector_sums_to(held: str) -> None:
    reading = usual(total("k", at("p", "k")), num(1), scene(shapes={"p": ("K",)}, properties={"p": held}))
    assert verdict(reading) is (REFUTED if held == "positive" else PROVED)


@pytest.mark.parametrize(
    ("held", "expected"), [("positive", PROVED), ("nonnegative", UNKNOWN), ("", REFUTED)]
)
def test_the_sign_of_a_name(held: str, expected: Verdict) -> None:
    environment = scene(shapes={"t": ()}, properties={"t": held} if held else {})
    assert verdict(usual(of("abs", var("t")), var("t"), environment)) is expected


def entries(first: Expression, second: Expression) -> Expression:
    return x.WrittenOut(((at("M", 1, 1), first), (second, at("M", 2, 2))))


def test_a_matrix_is_written_out() -> None:
    assert verdict(usual(M, entries(at("M", 1, 2), at("M", 2, 1)), DECLARED)) is PROVED
    assert verdict(usual(M, entries(at("M", 2, 1), at("M", 1, 2)), DECLARED)) is REFUTED


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (X, x.Listed("i", "n", at("x", "i"), "rows")),
        (tr(X), x.Listed("i", "n", at("x", "i"), "columns")),
        (A, x.Listed("j", "n", x.Component(A, (None, "j")), "columns")),
    ],
)
def test_arrays_by_pattern(lhs: Expression, rhs: Expression) -> None:
    assert verdict(usual(lhs, rhs, DECLARED)) is PROVED
    assert verdict(usual(lhs, neg(rhs), DECLARED)) is REFUTED


def test_rows_of_different_lengths_are_ill_formed() -> None:
    error = refusal(M, x.WrittenOut(((c, c), (c,))), DECLARED)
    assert (error.what, error.ill_formed) == ("rows of different lengths", True)


def test_a_component_beyond_the_size_has_no_meaning() -> None:
    assert refusal(at("M", 3, 1), c, DECLARED).what == "component 3 of an axis of size 2"
    assert not usual(at("M", 2, 1), c, DECLARED).open


def test_a_component_of_a_symbolic_size_stands_for_any() -> None:
    reading = usual(mul(at("x", 1), X), mul(X, at("x", 1)), DECLARED)
    assert reading.open == ("component 1 is taken for any component",)
    alone = usual(at("x", 1), at("x", 2), DECLARED)
    assert (alone.open, verdict(alone)) == ((), REFUTED)


def undeclared(*definitions: Defined) -> Environment:
    return scene(*definitions, shapes={"u": ("n",), "v": ("m",), "w": ()})


@pytest.mark.parametrize("square", [True, False])
def test_an_index_on_two_axes_of_a_matrix_makes_it_square(square: bool) -> None:
    """That the axes are of one size is said nowhere, so that a proof is none of the step."""
    definition = Defined("Z", mul(var("u"), tr(var("v"))))
    environment = scene(definition, properties={"u": "vector", "v": "vector"})
    rows = mul(at("u", "i"), at("v", "i" if square else "j"))
    reading = usual(at("Z", "i", "i" if square else "j"), rows, environment)
    assert verdict(reading) is PROVED
    assert reading.only == (ONE_SIZE if square else "")


def test_sizes_that_are_firm_are_not_taken_for_one_another() -> None:
    error = refusal(mul(A, X), c, scene(shapes={"A": ("m", "n"), "x": ("k",)}))
    assert (error.what, error.ill_formed) == ("an axis of size n meets one of size k", True)


def test_sizes_of_sums_may_be_taken_for_one_another() -> None:
    lhs, rhs = total("i", at("x", "i"), "N"), total("i", at("x", "i"), "n")
    reading = usual(lhs, rhs, DECLARED)
    assert verdict(reading) is PROVED
    assert "N and n are taken for the same size" in reading.notes


def test_what_the_document_does_not_define_is_open() -> None:
    assert usual(at("x", "i"), at("w", "i"), DECLARED).open == ("w is not defined",)
    assert usual(at("x", "i"), at("y", "i"), DECLARED).open == ()
    unsettled = scene(shapes=SHAPES, unsettled=frozenset({"x"}))
    assert usual(at("x", "i"), at("y", "i"), unsettled).open == ("x is not defined",)


F, S = map(var, ("f", "s"))


def test_expectations_are_linear_and_no_more() -> None:
    environment = scene(properties={"s": "scalar", "c": "scalar"})
    linear = usual(x.Expectation(add(mul(S, F), c)), add(mul(S, x.Expectation(F)), c), environment)
    assert verdict(linear) is PROVED
    assert "the expectation is over finitely many outcomes" in linear.notes
    assert verdict(usual(x.Expectation(power(F, 2)), power(x.Expectation(F), 2))) is REFUTED


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (add(x.Expectation(F, "p"), x.Expectation(F, "q")), "expectations over different distributions"),
    ],
)
def test_expectations_that_are_not_understood(body: Expression, what: str) -> None:
    assert refusal(body, c).what == what
