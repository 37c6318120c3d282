"""A small evaluator of terms in floating point, derivatives by dual numbers, and its own tests.

It shares no code with the package but the classes of terms, so that it can judge steps.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pytest

from derivcheck.core.contexts import Context, Definition, Tensor
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Partial,
    Plus,
    Power,
    Product,
    Term,
    Times,
    Total,
)


class Dual(NamedTuple):
    value: float
    slope: float = 0.0


Place = tuple[str, tuple[int, ...]]


@dataclass
class Values:
    """Concrete sizes and a value for every entry of every declared tensor."""

    context: Context
    sizes: Mapping[str, int]
    entries: Mapping[Place, float]
    memory: dict[tuple[Place, Place | None], Dual] = field(default_factory=dict)

    def size(self, size: Size) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    def at(self, node: Term, indices: Mapping[str, int]) -> float:
        return self.dual(node, indices, None).value

    def dual(self, node: Term, at: Mapping[str, int], seed: Place | None) -> Dual:
        match node:
            case Number(value):
                return Dual(float(value))
            case Dimension(size):
                return Dual(float(self.sizes[size]))
            case Entry(tensor, subscripts):
                return self.entry((tensor, tuple(_component(s, at) for s in subscripts)), seed)
            case Delta(left, right):
                return Dual(float(_component(left, at) == _component(right, at)))
            case Plus(terms):
                parts = [self.dual(part, at, seed) for part in terms]
                return Dual(sum(p.value for p in parts), sum(p.slope for p in parts))
            case Times(factors):
                return _product([self.dual(part, at, seed) for part in factors])
            case Power(base, exponent):
                value, slope = self.dual(base, at, seed)
                power = float(exponent)
                return Dual(value**power, power * value ** (power - 1) * slope if slope else 0.0)
            case Apply(function, argument):
                return _applied(function, self.dual(argument, at, seed))
            case Total(index, body):
                run = range(1, self.size(index.size) + 1)
                parts = [self.dual(body, {**at, index.name: k}, seed) for k in run]
                return Dual(math.fsum(p.value for p in parts), math.fsum(p.slope for p in parts))
            case Product(index, body):
                run = range(1, self.size(index.size) + 1)
                return _product([self.dual(body, {**at, index.name: k}, seed) for k in run])
            case Constant("pi"):
                return Dual(math.pi)
            case Inverse(tensor, left, right):
                values, slopes = self.matrix(tensor, seed)
                inverse = np.linalg.inv(values)
                place = _component(left, at) - 1, _component(right, at) - 1
                return Dual(inverse[place], -(inverse @ slopes @ inverse)[place])
            case Determinant(tensor):
                values, slopes = self.matrix(tensor, seed)
                found = float(np.linalg.det(values))
                return Dual(found, found * float(np.trace(np.linalg.inv(values) @ slopes)))
            case Partial(body, variable):
                assert seed is None, "no derivative of a derivative"
                place = (variable.tensor, tuple(_component(s, at) for s in variable.subscripts))
                return Dual(self.dual(body, at, place).slope)
        raise AssertionError(node)

    def matrix(self, name: str, seed: Place | None) -> tuple[np.ndarray, np.ndarray]:
        """Values and slopes of a named square matrix."""
        size = self.size((self.context.axes(name) or (1,))[0])
        run = range(1, size + 1)
        duals = [[self.entry((name, (i, j)), seed) for j in run] for i in run]
        return np.array([[d.value for d in row] for row in duals]), np.array(
            [[d.slope for d in row] for row in duals]
        )

    def entry(self, place: Place, seed: Place | None) -> Dual:
        found = self.memory.get((place, seed))
        if found is None:
            found = self.memory[place, seed] = self._entry(place, seed)
        return found

    def _entry(self, place: Place, seed: Place | None) -> Dual:
        name, subscripts = place
        independent = seed is not None and seed[0] == name
        if name in self.context.definitions:
            definition = self.context.definitions[name]
            at = {i.name: k for i, k in zip(definition.indices, subscripts, strict=True)}
            found = self.dual(definition.body, at, None if independent else seed)
        else:
            found = Dual(self.entries[place])
        return Dual(found.value, float(seed == place)) if independent else found


def _component(subscript: Index | int, at: Mapping[str, int]) -> int:
    return at[subscript.name] if isinstance(subscript, Index) else subscript


def _product(parts: list[Dual]) -> Dual:
    slopes = (
        part.slope * math.prod(other.value for j, other in enumerate(parts) if j != i)
        for i, part in enumerate(parts)
        if part.slope
    )
    return Dual(math.prod(part.value for part in parts), sum(slopes))


def _logistic(u: float) -> float:
    return 1 / (1 + math.exp(-u))


def _normal(u: float) -> float:
    """Probability that a standard normal variable is at most u."""
    return (1 + math.erf(u / math.sqrt(2))) / 2


def _applied(function: str, argument: Dual) -> Dual:
    u, slope = argument
    value, derivative = {
        "exp": lambda: (math.exp(u), math.exp(u)),
        "log": lambda: (math.log(u), 1 / u),
        "sigmoid": lambda: (1 / (1 + math.exp(-u)), 1 / (2 + math.exp(u) + math.exp(-u))),
        "tanh": lambda: (math.tanh(u), 1 / math.cosh(u) ** 2),
        "softplus": lambda: (math.log1p(math.exp(u)), 1 / (1 + math.exp(-u))),
        "relu": lambda: (max(u, 0.0), float(u > 0)),
        "abs": lambda: (abs(u), math.copysign(1.0, u)),
        "step": lambda: (float(u > 0), 0.0),
        "sign": lambda: (math.copysign(1.0, u), 0.0),
        "erf": lambda: (math.erf(u), 2 / math.sqrt(math.pi) * math.exp(-u * u)),
        "silu": lambda: (u * _logistic(u), _logistic(u) * (1 + u * (1 - _logistic(u)))),
        "gelu": lambda: (u * _normal(u), _normal(u) + u * math.exp(-u * u / 2) / math.sqrt(2 * math.pi)),
    }[function]()
    return Dual(value, derivative * slope)


def values(
    context: Context,
    sizes: Mapping[str, int],
    seed: int = 0,
    sums_to_one: tuple[str, ...] = (),
    symmetric: tuple[str, ...] = (),
    positive: tuple[str, ...] = (),
) -> Values:
    """Random values; the tensors of `sums_to_one` are positive and sum to 1 along their last axis.

    Those of `positive` are positive; a matrix among them is dominated by its diagonal.
    """
    chance = random.Random(seed)
    found: dict[Place, float] = {}
    for name, tensor in context.tensors.items():
        runs = [range(1, (s if isinstance(s, int) else sizes[s]) + 1) for s in tensor.axes]
        for subscripts in itertools.product(*runs):
            found[name, subscripts] = chance.uniform(0.2, 1.7) * chance.choice((1, -1))
        if name in sums_to_one:
            for row in itertools.product(*runs[:-1]):
                weights = {(*row, k): chance.uniform(0.1, 1) for k in runs[-1]}
                found |= {(name, at): w / sum(weights.values()) for at, w in weights.items()}
        if name in positive:
            own = [place for place in found if place[0] == name]
            diagonal = {p for p in own if len(p[1]) == 2 and p[1][0] == p[1][1]}
            found |= {p: abs(found[p]) + 9 * (p in diagonal) for p in own}
        if name in symmetric:
            found |= {(name, (j, i)): found[name, (i, j)] for i, j in itertools.combinations(runs[0], 2)}
    return Values(context, sizes, found)


def gap(left: Term, right: Term, free: tuple[Index, ...], given: Values) -> float:
    """Largest difference of two terms over all values of the free indices, relative where they are large."""
    worst = 0.0
    for at in itertools.product(*(range(1, given.size(i.size) + 1) for i in free)):
        point = {index.name: k for index, k in zip(free, at, strict=True)}
        a, b = given.at(left, point), given.at(right, point)
        worst = max(worst, abs(a - b) / max(1.0, abs(a), abs(b)))
    return worst


I_, J_ = Index("i", "K"), Index("j", "K")
CONTEXT = Context(
    {"x": Tensor("x", ("K",))}, {"q": Definition("q", (I_,), Apply("exp", Entry("x", (I_,))) ** 2)}
)


def test_the_derivative_of_a_sum_of_squares_has_twice_the_entry() -> None:
    given = values(CONTEXT, {"K": 3})
    left = Partial(Total(I_, Entry("x", (I_,)) ** 2), Entry("x", (J_,)))
    assert gap(left, 2 * Entry("x", (J_,)), (J_,), given) < 1e-12
    assert gap(left, 3 * Entry("x", (J_,)), (J_,), given) > 1e-2


def test_a_derivative_goes_through_an_intermediate_and_stops_at_it_where_it_is_the_variable() -> None:
    given = values(CONTEXT, {"K": 2})
    q = Total(I_, Entry("q", (I_,)) ** 2)
    assert gap(Partial(q, Entry("x", (J_,))), 4 * Entry("q", (J_,)) ** 2, (J_,), given) < 1e-12
    assert gap(Partial(q, Entry("q", (J_,))), 2 * Entry("q", (J_,)), (J_,), given) < 1e-12


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_slope_of_its_secant(name: str) -> None:
    u, h = 0.7, 1e-6
    secant = (_applied(name, Dual(u + h)).value - _applied(name, Dual(u - h)).value) / (2 * h)
    assert _applied(name, Dual(u, 1.0)).slope == pytest.approx(secant, abs=1e-8)


def test_weights_that_sum_to_one_and_symmetric_matrices_are_what_they_say() -> None:
    context = Context({"y": Tensor("y", ("K",)), "A": Tensor("A", ("K", "K"))})
    given = values(context, {"K": 3}, sums_to_one=("y",), symmetric=("A",))
    assert sum(given.entries["y", (k,)] for k in (1, 2, 3)) == pytest.approx(1)
    assert given.entries["A", (1, 3)] == given.entries["A", (3, 1)]


def test_inverse_determinant_and_product_have_their_values_and_slopes() -> None:
    context = Context({"A": Tensor("A", (2, 2)), "x": Tensor("x", (2,))})
    given = Values(
        context, {}, {("A", (1, 1)): 2.0, ("A", (1, 2)): 1.0, ("A", (2, 1)): 0.0, ("A", (2, 2)): 4.0}
    )
    a11 = Entry("A", (1, 1))
    assert given.at(Determinant("A"), {}) == pytest.approx(8)
    assert given.at(Partial(Determinant("A"), a11), {}) == pytest.approx(4)
    assert given.at(Inverse("A", 1, 2), {}) == pytest.approx(-1 / 8)
    assert given.at(Partial(Inverse("A", 1, 1), a11), {}) == pytest.approx(-1 / 4)
    k = Index("k", 2)
    assert given.at(Product(k, Entry("A", (k, 2))), {}) == pytest.approx(4)
