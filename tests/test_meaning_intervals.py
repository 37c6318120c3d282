"""Ranges of variables that a document states, and what the steps behind them are worth."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest

from derivcheck.checking.session import check_text
from derivcheck.meaning.environment import Origin, Property
from derivcheck.meaning.facts import understand
from derivcheck.meaning.intervals import last_ranges
from derivcheck.reader.documents import read_text

POSITIVE = [("positive", 0)]
UNIT = [("positive", 0), ("below", 1)]
WITH_ZERO = [("nonnegative", 0)]


def document(said: str, formula: str) -> str:
    return f"Let ${said}$.\n\n$${formula}$$\n"


def held(said: str, name: str = "p") -> list[tuple[str, Fraction]]:
    derivation = understand(read_text(document(said, r"\log(p^2) = 2 \log p"))).derivations[-1]
    properties = derivation.steps[-1].environment.properties
    return [(each.kind, each.bound) for each in properties if each.name == name]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (r"p \in (0,1)", UNIT), (r"0 < p < 1", UNIT), (r"1 > p > 0", UNIT), (r"p, q \in (0, 1)", UNIT),
        (r"p \in [0,1]", [("nonnegative", 0), ("at-most", 1)]), (r"p \in (0,1)^K", UNIT),
        (r"p \in [0,1)", [("nonnegative", 0), ("below", 1)]), (r"p_k \in (0,1)", UNIT),
        (r"0 < p \le 1", [("positive", 0), ("at-most", 1)]), (r"p \in (0, \infty)", POSITIVE),
        (r"p \in (-1, 2)", [("above", -1), ("below", 2)]),
        (r"p \in [1, 2]", [("at-least", 1), ("at-most", 2)]),
        (r"p \in \mathbb{R}_{>0}", POSITIVE), (r"p \in \mathbb{R}^+", POSITIVE),
        (r"p \in \mathbb{R}_{++}", POSITIVE), (r"p \in \R_{> 0}", POSITIVE),
        (r"p \in \mathbb{R}_+", WITH_ZERO), (r"p \in \mathbb{R}_{\ge 0}", WITH_ZERO),
        (r"p \in \mathbb{R}_{>0}^n", POSITIVE), (r"p \in \mathbb{R}^n_{>0}", POSITIVE),
        (r"p > 0", POSITIVE), (r"p, q > 0", POSITIVE), (r"p_k > 0 \;\forall k", POSITIVE),
        (r"p_k > 0 \text{ for all } k", POSITIVE), (r"q > p > 0", POSITIVE),
    ],
)  # fmt: skip
def test_a_range_is_a_property_of_every_entry(said: str, expected: Iterable[tuple[str, int]]) -> None:
    assert held(said) == list(expected)


@pytest.mark.parametrize(
    "said",
    [r"p \in \mathbb{R}", r"p \in \{0, 1\}", r"p < 1", r"p \neq 0", r"0 < q < 1", r"p_1 > 0", r"p \in (a, b)",
     r"p \in \mathbb{R}_{<0}", r"0 < p > 1"],
)  # fmt: skip
def test_other_statements_are_no_ranges(said: str) -> None:
    assert [kind for kind, _ in held(said) if kind not in {"binary"}] == []


def test_a_range_in_one_case_is_none() -> None:
    text = document(r"p \in \mathbb{R}", r"\log(p^2) = 2 \log p").replace("Let", "If $p \\in (0, 1)$, see")
    derivation = understand(read_text(text)).derivations[-1]
    assert derivation.steps[-1].environment.properties == ()


def test_two_ranges_do_not_hold_at_once() -> None:
    def ranged(line: int, *bounds: tuple[str, int]) -> list[Property]:
        return [Property("p", kind, Origin(line), Fraction(bound)) for kind, bound in bounds]

    unit, above = ranged(1, ("positive", 0), ("below", 1)), ranged(2, ("above", 1))
    assert last_ranges([*unit, *above]) == tuple(above)
    negative = ranged(3, ("above", -1), ("below", 0))
    assert last_ranges([*ranged(1, ("positive", 0)), *negative]) == tuple(negative)
    assert last_ranges([*ranged(2, ("positive", 0)), *unit]) == (*ranged(2, ("positive", 0)), *unit)


def verdict(text: str) -> str:
    return check_text(text).steps[-1].verdict


LOG, ROOT = r"\log(p^2) = 2 \log p", r"\sqrt{p^2} = p"
SPLIT = r"\log \frac{p}{1-p} = \log p - \log(1-p)"
ENTRIES = r"\sum_k \log(p_k^2) = 2 \sum_k \log p_k"


@pytest.mark.parametrize(
    ("said", "formula", "expected"),
    [
        (r"p \in (0,1)", LOG, "proved"), (r"p \in \mathbb{R}", LOG, "unknown"),
        (r"p \in (0,1)", LOG.replace("2 ", "3 "), "refuted"), (r"0 < p < 1", ROOT, "proved"),
        (r"p \in \mathbb{R}_{>0}", ROOT, "proved"), (r"p \in \mathbb{R}", ROOT, "refuted"),
        (r"p, q > 0", ROOT, "proved"), (r"q, r > 0", ROOT, "refuted"),
        (r"p \in [0,1]", ROOT, "unknown"), (r"p \in [0,1]", ROOT + "^2", "refuted"),
        (r"p \in (0,1)", SPLIT, "proved"), (r"p > 0", SPLIT, "proved"),
        (r"p \in (0,1)", SPLIT.replace("p - ", "p + "), "refuted"),
        (r"p_k \in (0,1)", ENTRIES, "proved"), (r"p_k \in \mathbb{R}", ENTRIES, "unknown"),
        (r"p_k \in (0,1)", ENTRIES.replace("2 ", "3 "), "refuted"),
    ],
)  # fmt: skip
def test_steps_are_judged_within_the_range(said: str, formula: str, expected: str) -> None:
    assert verdict(document(said, formula)) == expected
