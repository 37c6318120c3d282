"""What speaks against a step has to be stated by the document; a sum over the wrong index always does."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from derivcheck.checking.caution import Knowledge, cautious
from derivcheck.checking.indices import crossed, misbound
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.session import check_text
from derivcheck.meaning.environment import Declared, Defined, Environment, Property
from derivcheck.meaning.expressions import Component, Expression, Multiply, Number, Reduce, Variable

X, Y, W = Variable("x"), Variable("y"), Variable("W")


def at(name: str, *slots: str) -> Component:
    return Component(Variable(name), slots)


def total(index: str, body: Expression) -> Reduce:
    return Reduce("sum", index, None, body)


def product(*factors: Expression) -> Expression:
    return Multiply(factors, ("",) * (len(factors) - 1))


SUMS = [
    ("the index is not in the summand", at("z", "k"), total("i", at("t", "j")), ("i", "j")),
    ("the same on the left", total("i", at("t", "j")), at("z", "k"), ("i", "j")),
    ("nothing else is in the summand", X, total("i", Number(Fraction(1))), None),
    ("the letter is free on the other side", at("z", "j"), total("i", at("t", "j")), None),
    ("the index is that of the left side", at("z", "j"), total("j", product(at("w", "j", "k"), at("a", "k"))),
     ("j", "k")),
    ("each has its own", at("z", "j"), total("k", product(at("w", "j", "k"), at("a", "k"))), None),
    ("the letter stands outside of the sum, too", at("u", "w"),
     product(total("w", product(at("u", "w"), at("v", "c"))), at("v", "c")), None),
    ("a prime went to the letter before it", at("u", "o"), total("w'", at("u'", "w")), None),
    ("bound twice, one in the other", X, total("i", total("j", at("W", "i", "j"))), None),
]  # fmt: skip


@pytest.mark.parametrize(("lhs", "rhs", "wrong"), [row[1:] for row in SUMS], ids=[row[0] for row in SUMS])
def test_sums_over_the_wrong_index(lhs: Expression, rhs: Expression, wrong: tuple[str, str] | None) -> None:
    found = misbound(lhs, rhs)
    assert (None if found is None else (found.index, found.letter)) == wrong


STATED = Environment(
    shapes={"x": Declared(("n",))},
    properties=(Property("y", "one-hot"), Property("w", "invertible")),
    definitions={
        "z": Defined("z", product(X, Y)),
        "u": Defined("u", product(X, Variable("v"))),
        "v": Defined("v", Variable("u")),
    },
    sizes=frozenset(("n",)),
)
NAMES = [("x", True), ("y", True), ("z", True), ("n", True), ("W", False), ("w", False), ("u", True)]


@pytest.mark.parametrize(("name", "shaped"), NAMES)
def test_what_has_a_stated_shape(name: str, shaped: bool) -> None:
    assert Knowledge(STATED).is_shaped(X, Variable(name)) is shaped


@dataclass(frozen=True)
class Meant:
    lhs: Expression
    rhs: Expression
    notes: tuple[str, ...] = ()
    cost: int = 0


ILL_FORMED = Judgement("malformed", "shapes do not fit")
CASES = [
    (ILL_FORMED, Meant(X, Y), "malformed"),
    (ILL_FORMED, Meant(X, W), "unknown"),
    (ILL_FORMED, None, "malformed"),
    (Judgement("proved"), Meant(X, total("i", at("t", "j"))), "proved"),
    (Judgement("unknown"), Meant(X, total("i", at("t", "j"))), "malformed"),
    (Judgement("definition"), Meant(X, total("i", at("t", "j"))), "malformed"),
    (Judgement("definition"), Meant(X, W), "definition"),
    (Judgement("not-understood"), Meant(X, W), "not-understood"),
]


@pytest.mark.parametrize(("found", "meant", "verdict"), CASES)
def test_a_cautious_verdict(found: Judgement, meant: Meant | None, verdict: str) -> None:
    assert cautious(found, meant, Knowledge(STATED, frozenset("ij"))).verdict == verdict


def test_a_letter_that_does_not_count_may_stand_in_any_sum() -> None:
    meant = Meant(X, total("i", at("t", "c")))
    assert cautious(Judgement("unknown"), meant, Knowledge(STATED, frozenset("ij"))).verdict == "unknown"


@pytest.mark.parametrize(("sizes", "verdict"), [("n \\times m", "malformed"), ("m \\times m", "proved")])
def test_stated_shapes_fit_or_do_not(sizes: str, verdict: str) -> None:
    declared = f"Let $A \\in \\mathbb{{R}}^{{{sizes}}}$ and $x \\in \\mathbb{{R}}^m$.\n\n"
    assert check_text(f"{declared}$$A x + x = x + A x$$").steps[0].verdict == verdict


def test_the_sum_is_underlined() -> None:
    step = check_text("$$z_k = \\frac{1}{n} \\sum_{i=1}^n x_j + y_k$$").steps[0]
    assert (step.verdict, step.mark.column, step.mark.length) == ("malformed", 21, 16)
    assert step.reason == "the sum over i has j in its summand, which nothing binds"


CROSSED = r"""
The layer is $z_j = \sum_k w_{jk} a_k + b_j$ and $C = \sum_j (z_j - t_j)^2$. Then
$$\frac{\partial C}{\partial b_j} = \frac{\partial C}{\partial z_LETTER}$$
"""


@pytest.mark.parametrize(("letter", "verdict"), [("j", "proved"), ("k", "malformed")])
def test_letters_that_count_stand_on_both_sides(letter: str, verdict: str) -> None:
    found = check_text(CROSSED.replace("LETTER", letter))
    assert found.derivations[-1].steps[-1].verdict == verdict


def test_a_letter_that_nothing_counts_with_may_stand_where_it_likes() -> None:
    assert crossed(at("v", "c"), at("u", "o"), frozenset("w")) is None
    assert crossed(at("v", "c"), at("u", "o"), frozenset("co")) == ("c", "o")
