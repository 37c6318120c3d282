"""Functions that a product hides, and a name that is used in another sense from here on."""

from __future__ import annotations

import pytest

from derivcheck.meaning.facts import UnderstoodStep, understand
from derivcheck.meaning.resolution import ResolutionError, resolve
from derivcheck.meaning.vocabulary import vocabulary
from derivcheck.reader.documents import read_text
from derivcheck.reader.syntax import Node

SAID = r"$$s = \frac{e^h - 1}{e^h + 1}$$ and $s(h) > 0$, $f(x) = x^3$, $g = x^2$"


def meaning(formula: str) -> str:
    read = read_text(f"{SAID}\n\n$${formula}$$")
    tree = read.formulas[-1].statements[-1].sides[0].tree
    assert isinstance(tree, Node)
    return repr(resolve(tree, vocabulary(read)))


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        (r"s^2(h)", r"s(h)^2", True),
        (r"1 - s^2(h)", r"1 - s^2", True),
        (r"f^2(x) + f(1)", r"f(x)^2 + f(1)", True),
        (r"f^2(x + 1) + f(1)", r"f(x + 1)^2 + f(1)", True),
        (r"s \circ h", r"s(h)", True),
        (r"g^2(x + 1)", r"g^2 \cdot (x + 1)", False),
        (r"g^2(x + 1)", r"g(x + 1)^2", False),
        (r"s^2(h + 1)", r"s(h + 1)^2", False),
        (r"g \circ h", r"g(h)", False),
    ],
)
def test_functions_in_products(short: str, long: str, same: bool) -> None:
    assert (meaning(short) == meaning(long)) is same


def test_a_power_at_other_arguments_than_usual_is_refused() -> None:
    with pytest.raises(ResolutionError, match="other arguments"):
        meaning(r"f^2(x + 1)")


def last(text: str) -> UnderstoodStep:
    return understand(read_text(text)).derivations[-1].steps[-1]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We now use a slightly different function:", "definition"),
        ("It is centered at $x = 1$ instead of at $x = 0$", "definition"),
        ("Therefore we have", "claim"),
        ("It is different.", "claim"),
    ],
)
def test_another_sense_of_a_name(words: str, kind: str) -> None:
    assert last(f"$$s(h) = h + 1$$\n\n{words}\n\n$$s(h) = 2 h$$").kind == kind
