r"""\delta h_t and \Delta W are one name; a delta that stands alone is a number."""

from __future__ import annotations

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

GATES = r"""$$c_t = f_t * c_{t-1} + i_t * u_t$$

$$h_t = o_t * \tanh(c_t)$$

"""


def last(text: str) -> CheckedStep:
    (derivation, *_) = check_text(text).derivations[::-1]
    return derivation.steps[-1]


def test_the_gradient_of_a_name_is_a_name() -> None:
    step = last(GATES + r"$$\delta c_t = \delta h_t * o_t$$" + "\n\n" + r"$$\delta i_t = \delta c_t * u_t$$")
    assert step.verdict == "definition"


def test_what_follows_from_two_such_definitions_is_proved() -> None:
    text = r"$$\delta c = 2 \delta h$$" + "\n\n" + r"$$\delta i = 3 \delta c$$" + "\n\n"
    assert last(text + r"$$\delta i + \delta c = 8 \delta h$$").verdict == "proved"
    assert last(text + r"$$\delta i + \delta c = 9 \delta h$$").verdict == "refuted"


def test_a_number_before_names_stays_a_number() -> None:
    text = r"Let $x$, $y$ and $\delta$ be numbers. $$\delta x = \delta y$$ $$\delta (x - y) = 0$$"
    assert last(text).verdict != "not-understood"
    step = last(r"Let $\delta$ be a number. $$a = \delta x$$ $$b = \delta y$$ $$a y = b x$$")
    assert step.verdict == "proved"


def test_a_product_that_no_equation_begins_with_stays_one() -> None:
    assert last(r"$$a = \delta x$$ $$b = \delta y$$ $$a y = b x$$").verdict == "proved"


def test_an_update_is_a_name() -> None:
    text = r"$$\Delta W = - r \frac{\partial L}{\partial W}$$" + "\n\n"
    assert last(text).verdict == "definition"
    assert last(text + r"$$W + \Delta W = W - r \frac{\partial L}{\partial W}$$").verdict == "proved"
