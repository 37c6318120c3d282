r"""Shapes that the prose says of names, in words and in signs, and what is none."""

from __future__ import annotations

import pytest

from derivcheck.checking.documents import environments_of
from derivcheck.checking.inputs import document_in
from derivcheck.meaning.environment import Declared
from derivcheck.meaning.facts import understand

STEP = "\n\n$$ y = W x + X w + b + W_1 $$\n"


def shapes(words: str) -> dict[str, Declared]:
    environments = list(environments_of(understand(document_in((words + STEP).encode()))))
    return dict(environments[-1].shapes)


MATRICES = [
    ("$X$ is (N, D).", "X", ("N", "D")),
    ("Here $X$ is $(N, D)$ and", "X", ("N", "D")),
    ("$X$ is N by D.", "X", ("N", "D")),
    ("X is an N by D matrix.", "X", ("N", "D")),
    ("We have an N x D matrix $X$.", "X", ("N", "D")),
    ("$X$ is a $N$ x $D$ matrix.", "X", ("N", "D")),
    ("$X$ has shape (N, D) and W has shape (D, M).", "W", ("D", "M")),
    (r"- $W$: $H \times D$", "W", ("H", "D")),
    ("- $W$: $(H, D)$", "W", ("H", "D")),
    (r"the weights $W$ of dimension $H \times D$", "W", ("H", "D")),
    ("the shape of $W$ is $(H, D)$", "W", ("H", "D")),
    (r"$W$ ($H \times D$)", "W", ("H", "D")),
    ("| name | shape |\n|---|---|\n" + r"| $W$ | $H \times D$ |", "W", ("H", "D")),
    ("$W$ is a matrix of $H$ rows and $D$ columns.", "W", ("H", "D")),
    (r"where $W_1$ should be $D \times H$", "W_1", ("D", "H")),
    (r"$X$ and $W$ are $n \times n$.", "X", ("n", "n")),
]
VECTORS = [
    ("$x$ has shape $(D,)$.", "x", ("D",), ""),
    ("$x$ is a vector of size $D$.", "x", ("D",), ""),
    ("$x$, a vector of length $D$, is given.", "x", ("D",), ""),
    ("$x$ and $b$ are both vectors of dimension $D$.", "b", ("D",), ""),
    ("Let $x$ be a vector of $D$ elements.", "x", ("D",), ""),
    ("$x$ is $D$-dimensional.", "x", ("D",), ""),
    (r"$x$ is $D \times 1$.", "x", ("D",), "column"),
    (r"$x$ is $1 \times D$.", "x", ("D",), "row"),
]
NONE = [
    "The point $x$ is $(3, 4)$.",
    "The pair $x$ is $(a, b)$.",
    "$X$ is a sample of size $N$.",
    r"If $X$ is $N \times D$, then all is well.",
    r"$X$ is not $N \times D$.",
    r"$X$ has $N \times D$ entries.",
    "We divide $x$ by $b$.",
    r"The derivative by $X$ is a product of a vector and an $N \times D$ one.",
    "$X$ of $N$ is meant.",
    "$x$ is $D$.",
]


@pytest.mark.parametrize(("words", "name", "sizes"), MATRICES)
def test_matrices(words: str, name: str, sizes: tuple[str, ...]) -> None:
    assert shapes(words)[name].sizes == sizes


@pytest.mark.parametrize(("words", "name", "sizes", "form"), VECTORS)
def test_vectors(words: str, name: str, sizes: tuple[str, ...], form: str) -> None:
    assert (shapes(words)[name].sizes, shapes(words)[name].form) == (sizes, form)


@pytest.mark.parametrize("words", NONE)
def test_what_says_no_shape(words: str) -> None:
    assert shapes(words) == {}
