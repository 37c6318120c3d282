"""What is too much of our own to accuse a step: readings that cost more, shapes that we chose, kin unlike."""

from __future__ import annotations

import pytest

from derivcheck.checking.ones import differs_at_ones
from derivcheck.checking.session import check_text
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.indices import Index
from derivcheck.core.terms import Apply, Delta, Entry, Total

_I, _J = Index("i", "n"), Index("j", "n")
_X = Entry("x", (_I,))
_CONTEXT = Context({name: Tensor(name, axes) for name, axes in (("x", ("n",)), ("m", ()))})
_M = Entry("m", ())


def last(text: str) -> str:
    return check_text(text).steps[-1].verdict


AT_ONES = [
    (_X, _X + 1, True),
    (Total(_I, _X) * Total(_I, _X), Total(_I, _X * _X), False),
    (Total(_I, _X) * _M, Total(_I, _X), False),  # m may count what is summed
    (_X * Delta(_I, _J), _X, True),  # one entry says nothing of deltas
    (Apply("exp", _X) / Total(_I, Apply("exp", _X)), Total(_I, _X) / Total(_I, _X), True),
    (_M + 1, _M, True),  # no sizes, nothing that we chose
]


@pytest.mark.parametrize(("lhs", "rhs", "differs"), AT_ONES)
def test_sides_differ_where_every_array_has_one_entry(lhs: Entry, rhs: Entry, differs: bool) -> None:
    assert differs_at_ones(Claim(_CONTEXT, lhs, rhs)) is differs


TWICE = r"$$a^T b + a^T b = \sum_i a_i \sum_j b_j + \sum_i b_i \sum_j a_j$$"
CHOSEN = [
    ("$$a^T b + c^T b = a^T b c^T b$$", "refuted"),
    (TWICE, "unknown"),
    (r"Let $a, b \in \mathbb{R}^n$. " + TWICE, "refuted"),
    (r"$$\sum_i a_i^2 = \left(\sum_i a_i\right)^2$$", "refuted"),
]


@pytest.mark.parametrize(("text", "verdict"), CHOSEN)
def test_what_differs_for_shapes_that_nobody_stated_is_open(text: str, verdict: str) -> None:
    assert last(text) == verdict


def test_a_matrix_that_only_has_to_be_symmetric_is_not_said_not_to_be() -> None:
    assert last(r"$$\nabla_x (x^T A x) = 2 A x$$") == "unknown"
    assert last(r"$$\nabla_x (x^T A x) = A x$$") == "refuted"


def test_names_with_one_letter_are_of_one_kind() -> None:
    text = r"$$\mathrm{tr}(B_2^{-1} B_1 + B_2^{-1} (u - v)^T (u - v)) = \mathrm{tr}(B_2^{-1} B_1) + 1$$"
    assert last(text) not in ("refuted", "malformed")
    assert last(r"$$\mathrm{tr}(B_2^{-1} B_1) = 2 \mathrm{tr}(B_2^{-1} B_1)$$") == "refuted"


@pytest.mark.parametrize(("page", "verdict"), [("", "refuted"), ("$$(A b)^T c = c^T A b$$\n\n", "unknown")])
def test_a_name_is_what_it_is_in_what_is_proved(page: str, verdict: str) -> None:
    assert last(page + "$$b^T A b + b^T A b = (b^T A b)^2$$") == verdict


@pytest.mark.parametrize("operator", [r"\frac{-\partial x^3}{\partial x}", r"\frac{-d}{d x} x^3"])
def test_a_minus_may_stand_in_the_numerator_of_a_derivative(operator: str) -> None:
    assert last(f"$${operator} = -3 x^2$$") == "proved"
    assert last(f"$${operator} = 3 x^2$$") == "refuted"


LEAKY = r"Let $f(x) = \max(a x, x)$."


def test_what_is_said_twice_of_one_thing_is_said_of_two_cases() -> None:
    one, other = (rf" Here $$\frac{{\partial f(x)}}{{\partial x}} = {value}$$" for value in ("1", "a"))
    both = [step.verdict for step in check_text(LEAKY + one + other).steps if step.verdict != "definition"]
    assert "refuted" not in both
    assert "proved" not in both


def test_a_dot_that_may_go_entry_by_entry_is_not_held_against_its_author() -> None:
    page = r"$$\sigma'(X w) = \frac{e^{-X w}}{(1 + e^{-X w}) \cdot (1 + e^{-X w})}$$"
    assert last(page) == "unknown"
    assert last(page.replace("= ", "= - ")) != "proved"
