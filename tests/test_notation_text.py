"""Printed terms: what they look like, and that they can be read in one way only."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import assume, given

from derivcheck.calculus.arithmetic import UndefinedError
from derivcheck.calculus.evaluation import evaluate
from derivcheck.core.contexts import entries
from derivcheck.core.functions import FUNCTIONS, exp, log, sqrt
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Partial,
    Power,
    Term,
    Total,
    children,
    fresh_index,
    subscripts,
    substitute,
    term,
)
from derivcheck.methods.sampling import instances
from derivcheck.notation.text import text
from tests.strategies import CONTEXT, FREE, terms

i, j = Index("i", "K"), Index("j", "K")
x_i, x_j, a = Entry("x", (i,)), Entry("x", (j,)), Entry("a", ())
K = Dimension("K")


def total(body: Term, index: Index = j) -> Term:
    return Total(index, body)


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (-x_i + a, "a - x[i]"),
        (-x_i - a, "-x[i] - a"),
        (x_i - (a + x_j), "x[i] - (a + x[j])"),
        (2 * (a + x_i), "2*(a + x[i])"),
        (total(x_j) * a, "(sum_j x[j])*a"),
        (a * total(x_j), "a*sum_j x[j]"),
        (total(x_j) + a, "sum_j x[j] + a"),
        (total(x_j + a), "sum_j (x[j] + a)"),
        (total(-x_j), "sum_j (-x[j])"),
        (total(x_j) ** 2, "(sum_j x[j])^2"),
        (1 / K * total(x_j), "1/K*sum_j x[j]"),
        (exp(x_i) / total(exp(x_j)), "exp(x[i])/(sum_j exp(x[j]))"),
        (x_i / (a * K * x_j), "x[i]/(a*K*x[j])"),
        (-a / 2 * x_i**2, "-a/2*x[i]^2"),
        ((-x_i) ** 2, "(-x[i])^2"),
        (x_i**-1, "1/x[i]"),
        (sqrt(x_i + 1), "sqrt(x[i] + 1)"),
        (Power(x_i, Fraction(2, 3)), "x[i]^(2/3)"),
        (term(Fraction(-3, 4)), "-3/4"),
        (term(0) * a, "0*a"),
        (Delta(i, 2) * Entry("A", (1, i)), "delta(i, 2)*A[1, i]"),
        (Partial(log(x_i), x_j), "partial(log(x[i]), x[j])"),
    ],
)
def test_text(node: Term, shown: str) -> None:
    assert text(node) == shown


def test_a_bound_letter_collides_with_nothing_free_and_no_name() -> None:
    one, other = fresh_index("K", "i"), fresh_index("K", "i")
    inside = Total(one, Entry("A", (i, one)) * Total(other, Entry("A", (one, other)) * Entry("k", ())))
    assert text(inside) == "sum_j A[i, j]*sum_l A[j, l]*k"
    assert text(Total(one, Entry("x", (one,)))) == "sum_i x[i]"
    assert text(Total(one, Entry("x", (one,))), [i, j]) == "sum_k x[k]"


def test_machine_made_names_do_not_show_and_do_not_matter() -> None:
    shown = set()
    for _ in range(12):
        free, bound = fresh_index("K", "k"), fresh_index("K", "k")
        shown.add(text(Total(bound, Entry("A", (free, bound))) + Entry("x", (free,))))
    assert shown == {"sum_l A[k, l] + x[k]"}


def test_an_index_bound_twice_is_printed_by_scope() -> None:
    inner = Total(j, x_j)
    assert text(Total(j, x_j * inner * Entry("x", (j,)))) == "sum_j x[j]*(sum_k x[k])*x[j]"


@given(terms())
def test_text_has_one_reading(node: Term) -> None:
    """The text, read by a grammar of a few lines, has the value of the term."""
    again = _Reader(text(node)).read()
    assert not any(index.size == "?" for index in _bound(again)) or assume(False)
    for instance in islice(instances(CONTEXT, (node, _all_free()), 1), 2):
        try:
            value = evaluate(node, CONTEXT, instance)
        except UndefinedError:
            continue
        assert evaluate(again, CONTEXT, instance).overlaps(value)


def test_the_reader_of_this_file_can_say_no() -> None:
    instance = next(instances(CONTEXT, (_all_free(),), 1))
    wrong = _Reader("sum_j (x[j] + a)").read()
    assert not evaluate(wrong, CONTEXT, instance).overlaps(evaluate(total(x_j) + a, CONTEXT, instance))


def _all_free() -> Term:
    return Entry("x", (FREE[0],)) * Entry("x", (FREE[1],)) * Entry("w", (FREE[2],))


def _bound(node: Term) -> list[Index]:
    own = [node.index] if isinstance(node, Total) else []
    return own + [index for child in children(node) for index in _bound(child)]


class _Reader:
    """Reads the text of a term over CONTEXT; an index has the size of an axis where it stands."""

    def __init__(self, source: str) -> None:
        self.tokens = re.findall(r"sum_\w+|\w+|[-+*/^(),\[\]]", source)
        self.scope = {index.name: index for index in FREE}

    def read(self) -> Term:
        found = self.sum()
        assert not self.tokens, self.tokens
        return found

    def next(self, *wanted: str) -> str | None:
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def sum(self) -> Term:
        found = -self.product() if self.next("-") else self.product()
        while sign := self.next("+", "-"):
            found = found + self.product() if sign == "+" else found - self.product()
        return found

    def product(self) -> Term:
        found = self.power()
        while sign := self.next("*", "/"):
            found = found * self.power() if sign == "*" else found / self.power()
        return found

    def power(self) -> Term:
        base = self.atom()
        if not self.next("^"):
            return base
        exponent = self.next("(") and self.tokens.index(")")
        text = "".join(self.tokens[: exponent or 1])
        del self.tokens[: exponent + 1 if exponent else 1]
        return base ** Fraction(text)

    def atom(self) -> Term:
        token = self.tokens.pop(0)
        if token == "(":
            found = self.sum()
            assert self.next(")")
            return found
        if token.isdigit():
            return term(int(token))
        if token.startswith("sum_"):
            return self.total(token.removeprefix("sum_"))
        if self.next("["):
            return Entry(token, self.listed("]"))
        if self.next("("):
            return self.call(token)
        return Dimension(token) if token in CONTEXT.sizes() else Entry(token, ())

    def call(self, name: str) -> Term:
        if name == "delta":
            return Delta(*self.listed(")"))
        argument = self.sum()
        assert self.next(")")
        return sqrt(argument) if name == "sqrt" else Apply(name, argument)

    def total(self, letter: str) -> Term:
        outer, unknown = self.scope.get(letter), Index(letter, "?")
        self.scope[letter] = unknown
        body = self.product()
        self.scope.pop(letter)
        if outer is not None:
            self.scope[letter] = outer
        known = fresh_index(_size(body, unknown))
        return Total(known, substitute(body, {unknown: known}))

    def listed(self, end: str) -> tuple[Index, ...]:
        found = [self.scope[self.tokens.pop(0)]]
        while self.next(","):
            found.append(self.scope[self.tokens.pop(0)])
        assert self.next(end)
        return tuple(found)


def _size(node: Term, index: Index) -> str:
    for entry in entries(node):
        for size, subscript in zip(CONTEXT.axes(entry.tensor) or (), entry.subscripts, strict=True):
            if subscript == index:
                return str(size)
    return "K" if _compared(node, index) else "?"


def _compared(node: Term, index: Index) -> bool:
    own = isinstance(node, Delta) and index in subscripts(node)
    return own or any(_compared(child, index) for child in children(node))


def test_every_function_is_printed() -> None:
    assert {text(Apply(name, a)) for name in FUNCTIONS} == {f"{name}(a)" for name in FUNCTIONS}
