"""Brackets without partners, and operands without which nothing can be meant: whose slip it is."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session
from derivcheck.reader.documents import read_text

SIGMOID = "Let $y = \\sigma(z)$.\n\n$$%s$$\n"


def steps(text: str) -> tuple[CheckedStep, ...]:
    return Session().check_stdin(text.encode()).steps


def slips(text: str) -> list[str]:
    found = [
        slip.reason
        for formula in read_text(text).formulas
        for statement in formula.statements
        for side in statement.sides
        for slip in side.slips
    ]
    return sorted(found)


NOT_CLOSED = "this bracket is not closed"
NOT_OPENED = "a bracket is closed that was not opened"
CLOSED = f"{NOT_CLOSED}; closed where its operand ends, the step is proved"

UNBALANCED = [
    (r"\frac{dy}{dz} = y (1 - y))", f"{NOT_OPENED}; without it the step is proved", 28, "delete )"),
    (r"\frac{dy}{dz} = \sigma(z) (1 - \sigma(z)", CLOSED, 29, "add )"),
    (r"\frac{dy}{dz} = [y (1 - y)", CLOSED, 19, "add ]"),
    (r"\frac{dy}{dz} = \left(1 - \sigma(z\right) y", CLOSED, 35, "add )"),
    (r"\frac{dy}{dz} = \frac{y (1 - y}{1}", CLOSED, 27, "add )"),
    (r"\frac{dy}{dz} = [y (1 - y]", CLOSED, 22, "add )"),
    (r"\frac{dy}{dz} = y (1 - y.", CLOSED, 21, "add )"),
    (
        r"\log y^2 = \log y) 2",
        f"{NOT_OPENED}; opened where its operand begins, the step is proved",
        20,
        "add (",
    ),
    (
        r"\frac{dy}{dz} = y (1 + y))",
        f"{NOT_OPENED}; and even without it the two sides differ",
        28,
        "delete )",
    ),
]


@pytest.mark.parametrize(("formula", "reason", "column", "remedy"), UNBALANCED)
def test_a_bracket_without_a_partner(formula: str, reason: str, column: int, remedy: str) -> None:
    found = steps(SIGMOID % formula)[-1]
    assert (found.verdict, found.reason) == ("malformed", reason)
    assert (found.mark.line, found.mark.column) == (3, column)
    assert found.suggestion.split(";")[0] == remedy


def test_the_next_line_is_not_blamed_and_nothing_is_proved_of_it() -> None:
    first, second, third = steps(SIGMOID % r"\log y^2 = 2 \log (y = 2 \log y = \log y^2")[1:]
    assert [each.verdict for each in (first, second, third)] == ["malformed", "unknown", "proved"]
    assert second.reason.startswith(f"on the left (line 3), {NOT_CLOSED}")


def test_a_definition_with_a_lost_bracket_is_malformed_and_still_defines() -> None:
    found = steps("$$u = 2 (a + b$$\n\n$$u = 2 a + 2 b$$\n")
    assert [each.verdict for each in found] == ["malformed", "proved"]


PAIRED = [
    r"$x \in ]0, 1]$ and $y \in [0, 1)$",
    r"$$x = \left( a \right. \\ \left. + b \right)$$",
    r"$$x = ( a \\ + b)$$",
    "$$x = ( a$$\n$$+ b )$$",
    r"(here $x = a$ and $y = b)$.",
    r"$$1) x = y$$",
    r"$$f(x) = \begin{cases} (a & x = 1 \\ b) & x = 2 \end{cases}$$",
    r"$$x = \left. a \right|_{b = 0}$$",
    r"$$p = \exp{(u^\top v})$$",
    r"$$f(x) = \left\{ \begin{array}{l} a \\ b \end{array} \right.$$",
    r"$$x = a \quad (\text{if } b > 0)$$",
    r"$$x = a \text{ (} b = 0 )$$",
]


@pytest.mark.parametrize("text", PAIRED)
def test_a_bracket_that_only_seems_to_lack_its_partner(text: str) -> None:
    assert slips(text) == []


CERTAIN = [
    (r"\frac{\partial y}{\partial} = y", "nothing stands behind the sign of differentiation", 21),
    (r"\frac{\partial y}{} = y", "nothing stands between these braces", 20),
    (r"y = \sum_i", "nothing stands behind the sum", 7),
    (r"y = \sum_i = 3", "nothing stands behind the sum", 7),
    (r"y = (a + ) b", "an operand is missing before )", 12),
    (r"y = a \cdot / b", "an operand is missing before /", 15),
    (r"y = a + \cdot b", "an operand is missing before \\cdot", 11),
    (r"y = a + _i", "_ stands on nothing", 11),
    (r"y = a \cdot + b", "an operand is missing before +", 15),
    (r"y = x_i_j", "a second subscript", 10),
    (r"y = \frac{1}", "an argument is missing", 15),
    (r"y = - a \log + b", "the argument of log is missing", 11),
    (r"y = - a \log", "the argument of log is missing", 11),
]


@pytest.mark.parametrize(("formula", "reason", "column"), CERTAIN)
def test_what_nobody_can_mean_is_malformed(formula: str, reason: str, column: int) -> None:
    found = next(each for each in steps(f"$${formula}$$") if each.verdict != "unknown")
    assert (found.verdict, found.reason, found.mark.column) == ("malformed", reason, column)


UNREAD = [
    r"y = \sum_i \text{ of the losses}",
    r"y = \sum_i \\ x_i",
    r"y = A_{\cdot j}",
    r"y = x ** 2",
    r"y = x \cdot +1 - x \cdot -1",
    r"y = a + \\ + b",
    r"y = a - \cdot\cdot\cdot - z",
    r"y = f \circ \log",
    r"y = \log",
    r"y = f(\log)",
]


@pytest.mark.parametrize("formula", UNREAD)
def test_what_the_program_does_not_read_is_no_slip(formula: str) -> None:
    assert all(each.verdict != "malformed" for each in steps(f"$${formula}$$"))


def test_a_script_may_stand_before_what_carries_it() -> None:
    assert steps("Let $^p E = 2 a$ and $E^p = b$.\n\n$$^p E + 1 = 1 + E^p$$")[-1].verdict == "proved"
