"""sin, cos and the like: their derivatives are known, and no other law of theirs."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

RIGHT = [
    r"\frac{d}{dx} \sin x = \cos x",
    r"\frac{d}{dx} \cos x = -\sin x",
    r"\frac{d}{dx} \sin(x^2) = 2 x \cos(x^2)",
    r"\frac{d}{dx} e^{\cos x} = -\sin(x) e^{\cos x}",
    r"\frac{\partial}{\partial w} \sin(w^T x) = \cos(w^T x) x",
    r"\frac{d}{dx} \tan x = 1 + \tan^2 x",
    r"\frac{d}{dx} \arctan x = \frac{1}{1 + x^2}",
    r"\frac{d}{dx} \cosh x = \sinh x",
    r"\sin'(x) = \cos(x)",
]
NOT_PROVED = [
    r"\frac{d}{dx} \sin x = -\cos x",
    r"\frac{d}{dx} \cos x = \sin x",
    r"\frac{d}{dx} \sin(x^2) = x \cos(x^2)",
    r"\frac{\partial}{\partial w} \sin(w^T x) = \cos(w^T x) w",
    r"\sin(x) = \cos(x)",
    r"\frac{d}{dx} \tan x = \tan^2 x",
    r"\sin(0) = 1",
]
NOT_ACCUSED = [
    r"\sin(x)^2 + \cos(x)^2 = 1",
    r"\sin(2x) = 2 \sin x \cos x",
    r"\cos(-x) = \cos(x)",
    r"\cos(x + 2 \pi) = \cos(x)",
    r"\frac{d}{dx} \tan x = \frac{1}{\cos^2 x}",
    r"\sin(0) = 0",
]


@pytest.mark.parametrize("step", RIGHT)
def test_a_right_step_is_proved(step: str) -> None:
    assert check_text(f"$${step}$$").steps[-1].verdict == "proved"


@pytest.mark.parametrize("step", NOT_PROVED)
def test_a_wrong_neighbour_is_not(step: str) -> None:
    assert not {each.verdict for each in check_text(f"$${step}$$").steps} & {"proved", "definition"}


@pytest.mark.parametrize("step", NOT_ACCUSED)
def test_what_rests_on_another_law_is_left_open(step: str) -> None:
    found = {each.verdict for each in check_text(f"$${step}$$").steps}
    assert not found & {"refuted", "malformed", "definition"}
