"""What a document says of its names before any formula is resolved."""

from __future__ import annotations

import pytest

from derivcheck.meaning.names import base_name, digits, label, letter, run, shifted_letter
from derivcheck.meaning.vocabulary import Vocabulary, vocabulary
from derivcheck.meaning.vocabulary_places import Place
from derivcheck.meaning.vocabulary_sizes import size_of, span_of
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Group, Name, Node, Number, Product, Scripted, Sum


def of(text: str) -> Vocabulary:
    return vocabulary(read_text(text))


def minus_one(node: Node) -> Sum:
    return Sum((node, Number("1")), ("", "-"))


def test_names_keep_apart_what_is_written_differently() -> None:
    written = [
        Name("y"),
        Name("Y"),
        Name("y", ("hat",)),
        Name("y", ("tilde",)),
        Name("L"),
        Name("L", (), "cal"),
    ]
    assert len({base_name(each) for each in written}) == len(written)
    assert base_name(Name("x", font="bold")) == base_name(Name("x"))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (minus_one(Name("t")), "t-1"),
        (Group("()", (Name("i"),)), "i"),
        (Product((Name("h"), Name("y")), ("",)), "hy"),
        (Product((Name("h"), Name("y")), ("x",)), ""),
    ],
)
def test_labels(node: Node, expected: str) -> None:
    assert label(node) == expected


def test_letters_of_indices() -> None:
    assert letter(Name("i")) == "i"
    assert letter(Scripted(Name("i"), (), (), 1)) == "i'"
    assert letter(Name("out")) == ""
    assert letter(Name("i", ("hat",))) == ""
    assert shifted_letter(minus_one(Name("t"))) == "t"
    assert shifted_letter(Name("t")) == ""
    assert shifted_letter(Sum((Name("t"), Name("j")), ("", "+"))) == ""
    assert digits(Number("12")) == 12
    assert digits(Number("0.5")) is None
    assert run(Product((Name("i"), Name("j")), ("",))) == (Name("i"), Name("j"))


def test_sizes() -> None:
    assert size_of(Name("K")) == "K"
    assert size_of(Group("||", (Name("V"),))) == "V"
    assert size_of(Sum((Name("K"), Number("1")), ("", "+"))) is None
    assert span_of(Number("1"), Name("n")) == "n"
    assert span_of(Number("0"), minus_one(Name("n"))) == "n"
    assert span_of(Number("0"), Name("n")) == "n+1"
    assert span_of(Number("2"), Name("n")) is None
    assert span_of(Number("0"), Number("4")) == 5


def test_ranges_come_from_sums_and_from_words() -> None:
    assert of(r"$$\sum_{i=1}^n x_i$$ for $k = 1, \dots, K$ and $j \in \{1, \dots, m\}$").ranges == {
        "i": "n",
        "k": "K",
        "j": "m",
    }
    assert of(r"$$\sum_{i=1}^n x_i + \sum_{i=1}^m x_i$$").ranges == {}
    assert of(r"$$\sum_{w \in V} u_w$$").ranges == {"w": "V"}


def test_sizes_come_from_sums_spaces_and_lists() -> None:
    found = of(r"$W \in \mathbb{R}^{n \times d}$, $z = (z_1, \dots, z_K)$ and $\sum_{i=1}^m x_i$")
    assert found.sizes == {"n", "d", "K", "m"}


def test_shapes_in_subscripts_are_declared() -> None:
    found = of(r"$$\mathbf{h}_{1\times H} W_{H \times D_y} + x_{12}$$")
    assert found.shapes == {"h": (1, "H"), "W": ("H", "D_y")}


def test_uses_are_hints_for_axes() -> None:
    found = of(r"$$W_{ij} x_j + \mathbf{A}^{-1} b^\top + \text{softmax}(z) + c$$")
    assert found.uses["W"].slots == 2
    assert found.uses["x"].slots == 1
    assert {name for name, uses in found.uses.items() if uses.inverted} == {"A"}
    assert {name for name, uses in found.uses.items() if uses.transposed} == {"b"}
    assert {name for name, uses in found.uses.items() if uses.softmaxed} == {"z"}
    assert {name for name, uses in found.uses.items() if uses.bold} == {"A"}
    assert {name for name, uses in found.uses.items() if uses.upper} == {"W", "A"}


def test_latex_of_names() -> None:
    found = of(r"$$\hat{y}_{t-1} + W_{hy} + a^{(l-1)} + \mathcal{L}$$")
    assert found.latex("y_hat_t-1") == r"\hat{y}_{t - 1}"
    assert found.latex("L_cal") == r"\mathcal{L}"
    assert found.latex("not written") == "not written"
    assert set(found.uses) >= {"y_hat_t-1", "W_hy", "a^l-1", "L_cal"}


def test_letters_that_count_steps_are_serial() -> None:
    roles = of(r"$$h_t = f(h_{t-1}) + \sum_i x_i$$").roles
    place = Place("h", "lower", 1)
    assert not roles.counts(place, "t")
    assert roles.within(frozenset("t")).counts(place, "t")
    assert roles.counts(Place("x", "lower", 1), "i")


def test_letters_beside_an_index_are_indices() -> None:
    roles = of(r"$$-\log \hat{y}_o = -u_o^\top v_c + \log \sum_w \exp(u_w^\top v_c)$$").roles
    assert roles.counts(Place("u", "lower", 1), "o")
    assert not roles.counts(Place("v", "lower", 1), "c")


def test_derivatives_and_differentials_are_noticed() -> None:
    assert of(r"$$dJ = \text{tr}(A^\top dX)$$").differentials.before_names
    assert not of(r"$$J = d x + d$$").differentials.before_names
    assert of(r"$$\frac{dL}{dx} = 1$$").derived
    assert of(r"$$\frac{\delta L}{\delta x} = 1$$").deltas
    assert not of(r"$$\frac{\partial L}{\partial x} = 1$$").derived
