"""Primes that transpose, and primes that do not."""

from __future__ import annotations

import pytest

from derivcheck.meaning.expressions import Transpose, Variable, walk
from derivcheck.meaning.resolution import resolve
from derivcheck.meaning.vocabulary import vocabulary
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Node

ECONOMETRICS = "$e = y - X b$ and $J = \\frac12 \\text{tr}(e'e)$ and $A = (X'X)^{-1} X'$"


def transposed(formula: str, document: str) -> set[str]:
    read = read_text(f"{document}\n\n$${formula}$$")
    tree = read.formulas[-1].statements[-1].sides[0].tree
    assert isinstance(tree, Node)
    found = walk(resolve(tree, vocabulary(read)))
    return {
        each.base.name for each in found if isinstance(each, Transpose) and isinstance(each.base, Variable)
    }


@pytest.mark.parametrize(
    ("formula", "document", "names"),
    [
        ("b'X'y + e'e", ECONOMETRICS, {"b", "X", "e"}),
        ("b'X'y + e'e", ECONOMETRICS + " and $y^T y$", set[str]()),
        (
            "V(s') + r",
            "The next state is $s'$, in the set $S'$ of states; $s$ is the state before.",
            set[str](),
        ),
        ("z' + b'", "$z' = 2$, it's the next", set[str]()),
        ("X'X", "A sum of squares", {"X"}),
    ],
)
def test_what_a_prime_does(formula: str, document: str, names: set[str]) -> None:
    assert transposed(formula, document) == names
