"""Objectives to derive, each well formed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import pytest

from derivcheck.core.claims import check_term
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.functions import exp, log, sigmoid, tanh
from derivcheck.core.indices import Size
from derivcheck.core.terms import (
    Apply,
    Constant,
    Determinant,
    Dimension,
    Entry,
    Index,
    Inverse,
    Number,
    Product,
    Term,
    Total,
    term,
)
from derivcheck.derivation.products import tidy

LATEX = {"phi": r"\phi", "theta": r"\theta", "yhat": r"\hat{y}", "lambda": r"\lambda"}


def entry(name: str, *subscripts: Index) -> Term:
    return Entry(name, subscripts)


def total(index: Index, body: Term) -> Term:
    return Total(index, body)


@dataclass(frozen=True)
class Objective:
    """A scalar J, what to differentiate it by, and which tensors its assumptions bind."""

    context: Context
    wrts: tuple[str, ...]
    sums_to_one: tuple[str, ...] = ()
    symmetric: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()


def context(
    tensors: dict[str, tuple[Size, ...]],
    definitions: Iterable[Definition],
    assumptions: Iterable[Assumption] = (),
    row: bool = False,
) -> Context:
    return Context(
        {name: Tensor(name, axes, LATEX.get(name, "")) for name, axes in tensors.items()},
        {found.name: found for found in definitions},
        tuple(assumptions),
        "row" if row else "column",
    )


def named(name: str, indices: tuple[Index, ...], body: Term) -> Definition:
    return Definition(name, indices, body, LATEX.get(name, ""))


def softmax_cross_entropy(assumed: bool = True, intermediate: bool = True) -> Objective:
    i, k, m = (Index(name, "K") for name in "ikm")
    yhat = named("yhat", (i,), exp(entry("z", i)) / total(m, exp(entry("z", m))))
    inside = entry("yhat", k) if intermediate else yhat.at(Entry("yhat", (k,)))
    j = named("J", (), -total(k, entry("y", k) * log(inside)))
    one = [Assumption("=", total(k, entry("y", k)), term(1))] if assumed else []
    sums = ("y",) if assumed else ()
    found = context({"z": ("K",), "y": ("K",)}, [yhat, j] if intermediate else [j], one)
    return Objective(found, ("z",), sums)


def log_sum_exp_cross_entropy() -> Objective:
    j, k = (Index(name, "K") for name in "jk")
    body = total(k, entry("y", k) * (log(total(j, exp(entry("z", j)))) - entry("z", k)))
    one = Assumption("=", total(k, entry("y", k)), term(1))
    found = context({"z": ("K",), "y": ("K",)}, [named("J", (), body)], [one])
    return Objective(found, ("z",), ("y",))


def log_softmax_sum(intermediate: bool) -> Objective:
    i, a, d = Index("i", "K"), Index("a", "K"), Index("d", "D")

    def affine(row: Index) -> Term:
        return total(d, entry("W", row, d) * entry("x", d)) + entry("c", row)

    def score(row: Index) -> Term:
        return entry("z", row) if intermediate else affine(row)

    body = total(i, log(exp(score(i)) / total(a, exp(score(a)))))
    z = [named("z", (i,), affine(i))] if intermediate else []
    tensors: dict[str, tuple[Size, ...]] = {"W": ("K", "D"), "x": ("D",), "c": ("K",)}
    return Objective(context(tensors, [*z, named("J", (), body)]), ("W", "c", "x"))


def logistic_regression(intermediate: bool) -> Objective:
    i, j = Index("i", "n"), Index("j", "D")
    u = total(j, entry("X", i, j) * entry("theta", j))
    p = entry("p", i) if intermediate else sigmoid(u)
    likelihood = total(i, entry("y", i) * log(p) + (1 - entry("y", i)) * log(1 - p))
    penalty = entry("lambda") * Fraction(1, 2) * total(j, entry("theta", j) ** 2)
    body = -1 / Dimension("n") * likelihood + penalty
    names = [named("p", (i,), sigmoid(u))] if intermediate else []
    tensors: dict[str, tuple[Size, ...]] = {"X": ("n", "D"), "theta": ("D",), "y": ("n",), "lambda": ()}
    return Objective(context(tensors, [*names, named("J", (), body)]), ("theta",))


def two_layer_network(batch: bool, penalty: bool = False) -> Objective:
    i, d = Index("i", "n"), Index("d", "Dx")
    g, h, k, m = Index("g", "H"), Index("h", "H"), Index("k", "Dy"), Index("m", "Dy")
    row, rows = ((i,), ("n",)) if batch else ((), ())
    phi = total(d, entry("x", *row, d) * entry("W1", d, h)) + entry("b1", h)
    theta = total(g, entry("h", *row, g) * entry("W2", g, k)) + entry("b2", k)
    softmax = exp(entry("theta", *row, k)) / total(m, exp(entry("theta", *row, m)))
    loss = -total(k, entry("y", *row, k) * log(entry("yhat", *row, k)))
    body = total(i, loss) / Dimension("n") if batch else loss
    if penalty:
        body = body + entry("lambda") / 2 * total(d, total(h, entry("W1", d, h) ** 2))
    definitions = (
        named("phi", (*row, h), phi),
        named("h", (*row, h), sigmoid(entry("phi", *row, h))),
        named("theta", (*row, k), theta),
        named("yhat", (*row, k), softmax),
        named("J", (), body),
    )
    tensors: dict[str, tuple[Size, ...]] = {
        "x": (*rows, "Dx"),
        "y": (*rows, "Dy"),
        "W1": ("Dx", "H"),
        "b1": ("H",),
        "W2": ("H", "Dy"),
        "b2": ("Dy",),
        **({"lambda": ()} if penalty else {}),
    }
    one = Assumption("=", total(k, entry("y", *row, k)), term(1))
    wrts = ("x", "W1", "b1", "W2", "b2", "theta", "h", "phi", "yhat")
    return Objective(context(tensors, definitions, [one], row=True), wrts, ("y",))


def quadratic_form(symmetric: bool) -> Objective:
    i, j = Index("i", "n"), Index("j", "n")
    body = total(i, total(j, entry("x", i) * entry("A", i, j) * entry("x", j)))
    turned = Assumption("=", entry("A", i, j), entry("A", j, i))
    found = context({"x": ("n",), "A": ("n", "n")}, [named("J", (), body)], [turned] if symmetric else [])
    return Objective(found, ("x", "A") if not symmetric else ("x",), (), ("A",) if symmetric else ())


def linear_regression() -> Objective:
    i, j = Index("i", "n"), Index("j", "D")
    r = total(j, entry("X", i, j) * entry("w", j)) - entry("t", i)
    body = total(i, entry("r", i) ** 2) / (2 * Dimension("n"))
    found = context({"X": ("n", "D"), "w": ("D",), "t": ("n",)}, [named("r", (i,), r), named("J", (), body)])
    return Objective(found, ("w", "X", "t", "r"))


def residual_network() -> Objective:
    """b depends on a directly and through s, so that paths must not be counted twice."""
    i, j, k = (Index(name, "K") for name in "ijk")
    a = total(k, entry("W", i, k) * entry("x", k))
    b = entry("a", i) + tanh(entry("s", i)) * entry("a", i)
    s = total(j, entry("V", i, j) * entry("a", j) ** 2)
    body = total(i, Apply("softplus", entry("b", i)) * entry("a", i)) + total(i, entry("s", i) ** 3)
    definitions = [named("a", (i,), a), named("s", (i,), s), named("b", (i,), b), named("J", (), body)]
    found = context({"W": ("K", "K"), "V": ("K", "K"), "x": ("K",)}, definitions)
    return Objective(found, ("W", "V", "x", "a", "s", "b"))


def sum_of_parts() -> Objective:
    """A scalar of named scalars, one of them a sum of fourth powers, over a normalised vector."""
    i, k = Index("i", "K"), Index("k", "K")
    norm = total(k, entry("x", k) ** 2)
    unit = entry("x", i) * norm ** Fraction(-1, 2)
    left = total(i, entry("u", i) * entry("t", i))
    right = total(i, entry("x", i) ** 4)
    definitions = [
        named("u", (i,), unit),
        named("L", (), left),
        named("R", (), right),
        named("J", (), entry("L") ** 2 + entry("R") * entry("c")),
    ]
    return Objective(context({"x": ("K",), "t": ("K",), "c": ()}, definitions), ("x", "t", "c", "L"))


def gaussian_likelihood() -> Objective:
    """The log-likelihood of n independent normal variables."""
    i = Index("i", "n")
    s = entry("s")
    density = (2 * Constant("pi") * s**2) ** Fraction(-1, 2) * exp(
        -((entry("x", i) - entry("mu")) ** 2) / (2 * s**2)
    )
    positive = Assumption(">", s, Number(Fraction(0)))
    body = log(Product(i, density))
    found = context({"x": ("n",), "mu": (), "s": ()}, [named("J", (), body)], [positive])
    return Objective(found, ("mu", "s", "x"), positive=("s",))


def inverse_and_determinant() -> Objective:
    i, j = Index("i", "n"), Index("j", "n")
    form = total(i, total(j, entry("v", i) * Inverse("A", i, j) * entry("v", j)))
    body = form + log(Determinant("A"))
    found = context({"A": ("n", "n"), "v": ("n",)}, [named("J", (), body)])
    return Objective(found, ("A", "v"), positive=("A",))


def through_an_inverse() -> Objective:
    """The matrix that is inverted is an intermediate."""
    i, j, k = (Index(name, "n") for name in "ijk")
    b = entry("A", i, j) + entry("v", i) * entry("v", j)
    body = total(i, total(k, entry("A", i, k) * Inverse("B", k, i)))
    found = context({"A": ("n", "n"), "v": ("n",)}, [named("B", (i, j), b), named("J", (), body)])
    return Objective(found, ("v", "A"), positive=("A",))


def product_of_activations() -> Objective:
    k = Index("k", "K")
    u = entry("x", k) * entry("w", k)
    names = ("gelu", "silu", "relu", "abs", "erf")
    body = total(k, sum((Apply(name, u) for name in names[1:]), start=Apply("gelu", u)))
    body = body + Product(k, 2 + entry("x", k) ** 2) * entry("a")
    return Objective(context({"x": ("K",), "w": ("K",), "a": ()}, [named("J", (), body)]), ("x", "w", "a"))


OBJECTIVES = {
    "softmax cross-entropy": softmax_cross_entropy(),
    "the same without its assumption": softmax_cross_entropy(assumed=False),
    "the same without a name for softmax": softmax_cross_entropy(intermediate=False),
    "log-sum-exp cross-entropy": log_sum_exp_cross_entropy(),
    "sum of log softmax": log_softmax_sum(intermediate=False),
    "the same with named scores": log_softmax_sum(intermediate=True),
    "logistic regression": logistic_regression(intermediate=False),
    "the same with named probabilities": logistic_regression(intermediate=True),
    "two-layer network": two_layer_network(batch=False),
    "two-layer network on a batch": two_layer_network(batch=True),
    "the same with a penalty": two_layer_network(batch=True, penalty=True),
    "quadratic form": quadratic_form(symmetric=False),
    "symmetric quadratic form": quadratic_form(symmetric=True),
    "linear regression": linear_regression(),
    "residual network": residual_network(),
    "sum of parts": sum_of_parts(),
    "gaussian likelihood": gaussian_likelihood(),
    "inverse and determinant": inverse_and_determinant(),
    "through an inverse": through_an_inverse(),
    "product of activations": product_of_activations(),
}


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
def test_every_definition_fits_its_context(objective: Objective) -> None:
    for found in objective.context.definitions.values():
        check_term(tidy(found.body), objective.context)
