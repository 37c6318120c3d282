"""How far sums run, and members around a fixed one."""

from __future__ import annotations

import pytest

from derivcheck.meaning.expressions import Component, IndexNumber, Opaque, Reduce, Variable, walk
from derivcheck.meaning.resolution import ResolutionError, resolve
from derivcheck.meaning.vocabulary import vocabulary
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Node


def meaning(formula: str) -> object:
    read = read_text(f"$${formula}$$\n")
    tree = read.formulas[-1].statements[-1].sides[0].tree
    assert isinstance(tree, Node)
    return resolve(tree, vocabulary(read))


RANGES = [
    (r"\sum_{i=1}^{n} x_i", "n"),
    (r"\sum_{i=0}^{n} x_i", "n+1"),
    (r"\sum_{i=0}^{n-1} x_i", "n"),
    (r"\sum_i^{n} x_i", "n"),
    (r"\sum_{-m \le j \le m} x_j", "-m..m"),
    (r"\sum_{-m \le j \le m, j \ne 0} x_j", "-m..m without 0"),
    (r"\sum_{\substack{-m \leq j \leq m \\ j \neq 0}} x_j", "-m..m without 0"),
]


@pytest.mark.parametrize(("formula", "size"), RANGES)
def test_how_many_terms_a_sum_has(formula: str, size: str) -> None:
    value = meaning(formula)
    assert isinstance(value, Reduce)
    assert (value.size, value.conditions) == (size, ())


@pytest.mark.parametrize(
    "formula",
    [r"\sum_{i=3}^{2 n} x_i", r"\sum_{i < j} x_i", r"\sum_{-m < j < m} x_j"],
)
def test_other_limits_are_refused(formula: str) -> None:
    with pytest.raises(ResolutionError):
        meaning(formula)


def test_between_two_bounds_stand_some_members() -> None:
    one, other = (meaning(rf"\sum_{{-m \le j \le {end}}} x_j") for end in "kl")
    assert one != other
    assert isinstance(one, Reduce)
    assert one.size is None


def test_a_function_of_members_around_a_fixed_one_is_another_for_each() -> None:
    value = meaning(r"\sum_{-m \le j \le m, j \ne 0} J(v, w_{t+j}, U)")
    (called,) = (each for each in walk(value) if isinstance(each, Opaque))  # pyright: ignore[reportArgumentType]
    assert called.function == "J[w_t+.]"
    assert called.arguments == (Variable("v"), IndexNumber("j"), Variable("U"))


def test_a_member_around_a_fixed_one_is_a_component() -> None:
    value = meaning(r"\sum_{-m \le j \le m} w_{t+j}")
    assert isinstance(value, Reduce)
    assert value.body == Component(Variable("w_t+"), ("j",))
    with pytest.raises(ResolutionError):
        meaning(r"\sum_{-m \le j \le m} w_{j+t+j}")
    with pytest.raises(ResolutionError, match="member of a window"):
        meaning(r"\sum_{-m \le j \le m} \frac{\partial J(v, w_{t+j})}{\partial w_{t+j}}")


def test_a_function_of_members_of_two_names_is_refused() -> None:
    with pytest.raises(ResolutionError, match="several names"):
        meaning(r"\sum_{k=1}^K v_k \sum_{-m \le j \le m} J(v_k, w_{t+j}, U)")
