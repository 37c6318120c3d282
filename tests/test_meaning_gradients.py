"""Gradients and derivatives of functions that the document defines, by the argument that it lists."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

CUBE = r"Let $f(x) = x^3$."
SCALED = r"Let $f(x) = a x^2$."
QUADRATIC = (
    r"Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$ and $b \in \mathbb{R}^n$."
    "\n\n" r"$$f(x) = \frac12 x^T A x - b^T x$$"
)  # fmt: skip
SQUARES = (
    r"Let $w \in \mathbb{R}^d$, $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$."
    "\n\n" r"$$L(w) = \|Xw - y\|^2$$"
)  # fmt: skip
NORM = r"Let $f(x) = \|x\|^2$ with $x \in \mathbb{R}^n$."

CASES = [
    (CUBE, r"\nabla f(x)", r"3 x^2", r"2 x^2"),
    (CUBE, r"\nabla f(2z)", r"12 z^2", r"24 z^2"),
    (CUBE, r"f''(x)", r"6 x", r"5 x"),
    (CUBE, r"f''(2x)", r"12 x", r"24 x"),
    (CUBE, r"f'''(x)", r"6", r"3"),
    (SCALED, r"f'(a)", r"2 a^2", r"3 a^2"),
    (SCALED, r"f''(a)", r"2 a", r"6 a"),
    (SCALED, r"\nabla f(a)", r"2 a^2", r"3 a^2"),
    (r"Let $f(x) = a x^2$ and $a = c^2$.", r"f'(c)", r"2 c^3", r"4 c^3"),
    (QUADRATIC, r"\nabla f(x)", r"\frac12 (A + A^T) x - b", r"2 A x - b"),
    (QUADRATIC, r"\nabla f", r"\frac12 (A + A^T) x - b", r"2 A x - b"),
    (QUADRATIC, r"\nabla^2 f(x)", r"\frac12 (A + A^T)", r"2 A"),
    (SQUARES, r"\nabla L(w)", r"2 X^T (X w - y)", r"X^T (X w - y)"),
    (SQUARES, r"\nabla L", r"2 X^T (X w - y)", r"2 X^T (X w + y)"),
    (SQUARES, r"\nabla^2 L", r"2 X^T X", r"X^T X"),
    (NORM, r"\nabla f(a)", r"2 a", r"a"),
    (NORM, r"\nabla f(u + v)", r"2 (u + v)", r"u + v"),
    (NORM, r"\nabla f(x_t)", r"2 x_t", r"x_t"),
]


def verdict(defined: str, formula: str) -> str:
    return check_text(f"{defined}\n\n$${formula}$$\n").steps[-1].verdict


@pytest.mark.parametrize(("defined", "derived", "right", "wrong"), CASES)
def test_the_derivative_is_by_the_argument(defined: str, derived: str, right: str, wrong: str) -> None:
    assert verdict(defined, f"{derived} = {right}") == "proved"
    assert verdict(defined, f"{derived} = {wrong}") == "refuted"


@pytest.mark.parametrize(
    ("defined", "formula"),
    [
        (r"Let $f(x, y) = x^2 y$.", r"\nabla f(x, y) = 2 x y"),
        (r"Let $L = x^2$.", r"\nabla L = 2 x"),
    ],
)
def test_without_one_argument_nothing_says_by_what(defined: str, formula: str) -> None:
    assert verdict(defined, formula) == "not-understood"


@pytest.mark.parametrize("right", ["2 x", "2 z"])
def test_a_gradient_of_what_was_defined_anew_is_not_that_of_the_first(right: str) -> None:
    assert verdict("Let $f(x) = x^2$.\n\n# Then\n\nLet $f(z) = z^3$.", rf"\nabla f = {right}") == "unknown"
