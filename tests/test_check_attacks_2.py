r"""More wrong mathematics that was once proved: no step that is false as written may be, its neighbour is."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

CASES = {
    "the point of a function is none of the examples": (
        r"$$ \sum_i K(x, x_i) = \sum_j K(%s) $$",
        "x_j, x_j",
        "x, x_j",
    ),
    "an unknown function of the whole is none of one example": (
        r"$$ f(x_i) = f(%s) $$",
        "x",
        "x_i + 0",
    ),
    "which argument of an unknown function is one of many makes a difference": (
        r"$$ \sum_i a_i K(x_i, x) = \sum_j a_j K(%s) $$",
        "x, x_j",
        "x_j, x",
    ),
    "a function that is written without its argument is no constant": (
        r"$$ \frac{d}{dx} [u(x) v(x)] = v \frac{du}{dx} %s $$",
        "",
        r"+ u \frac{dv}{dx}",
    ),
    "of two functions that go together neither is a constant": (
        r"$$ \frac{d}{dx} (u v) = v \frac{du}{dx} %s $$",
        "",
        r"+ u \frac{dv}{dx}",
    ),
    "a function of something else is no variable": (
        r"%s $$ (a^2)' = 2a $$",
        r"Let $a = a(x)$.",
        r"For any $a$:",
    ),
}


def last(document: str) -> str:
    """The verdict of the last step."""
    return [step.verdict for derivation in check_text(document).derivations for step in derivation.steps][-1]


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_is_not_proved_and_what_is_true_is(name: str) -> None:
    document, wrong, right = CASES[name]
    assert last(document.replace("%s", wrong)) != "proved"
    assert last(document.replace("%s", right)) == "proved"


def test_a_kernel_may_be_symmetric() -> None:
    assert last(r"$$ \sum_i a_i K(x_i, x) = \sum_i a_i K(x, x_i) $$") == "unknown"
