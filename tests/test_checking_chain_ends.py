"""A new name at the end of a chain that defines: q = f(z) = p defines p besides."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

OUTPUT = r"Let $q_i = \frac{e^{z_i}}{\sum_c e^{z_c}} = p_i$ be the output."


def steps(text: str) -> list[CheckedStep]:
    return [step for derivation in check_text(text).derivations for step in derivation.steps]


SLOPES = [
    (r"\frac{\partial q_i}{\partial z_i} = p_i (1 - p_i)", "proved"),
    (r"\frac{\partial q_i}{\partial z_i} = p_i (1 + p_i)", "refuted"),
    (r"\frac{\partial p_i}{\partial z_i} = q_i (1 - p_i)", "proved"),
    (r"\frac{\partial p_i}{\partial z_i} = q_i p_i", "refuted"),
]


@pytest.mark.parametrize(("formula", "verdict"), SLOPES)
def test_the_last_name_of_a_chain_that_defines_is_defined(formula: str, verdict: str) -> None:
    assert [step.verdict for step in steps(f"{OUTPUT}\n\n$${formula}$$")] == ["definition"] * 2 + [verdict]


def test_it_is_no_definition_where_the_name_was_written_before() -> None:
    found = steps("The target is $t$. Let $z = w x + b = t$.\n\n$$t - b = w x$$")
    assert found[-1].verdict == "unknown"


def test_it_is_no_definition_where_the_chain_defines_nothing() -> None:
    found = steps("Let $u = w x$.\n\n$$2 u = 2 w x = v$$\n\n$$v = 2 w x$$")
    assert found[2].verdict != "definition"


def test_a_name_that_is_not_written_again_stays_open() -> None:
    assert steps("Let $z = w x + b = t$.")[1].verdict == "unknown"


def test_the_middle_of_a_chain_is_judged() -> None:
    found = steps("Let $z = w x + b = b + x w = t$.\n\n$$t = w x + 2 b$$")
    assert [step.verdict for step in found] == ["definition", "proved", "definition", "refuted"]
