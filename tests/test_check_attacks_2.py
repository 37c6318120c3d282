r"""More wrong mathematics that was once proved: no step that is false as written may be, its neighbour is."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import last, verdicts

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
    "a case that is excepted is not the case of a step": (
        "Let $p = \\mathrm{softmax}(z)$. %s $i = j$:\n\n"
        "$$ \\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_i) $$",
        "Not only for",
        "Now for",
    ),
    "a case that is excepted in words": (
        "Let $p = \\mathrm{softmax}(z)$. %s i = j:\n\n"
        "$$ \\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_i) $$",
        "Unless for",
        "In the case",
    ),
    "a case that is excepted beside a step": (
        r"Let $p = \mathrm{softmax}(z)$. "
        r"$$ \frac{\partial p_i}{\partial z_j} = p_i (1 - p_i) \quad \text{%s } i = j $$",
        "unless",
        "if",
    ),
    "two cases that exclude one another are no case": (
        "Let $p = \\mathrm{softmax}(z)$. For $i = j$%s:\n\n"
        "$$ \\frac{\\partial p_i}{\\partial z_j} = p_i (1 - p_j) $$",
        r" and $i \ne j$",
        " and only there",
    ),
    "of one entry whose logarithm is taken the others are not positive": (
        r"$$ \log x_i + \sqrt{x_%s^2} = x_%s + \log x_i $$",
        "j",
        "i",
    ),
    "a logarithm makes no negative number positive": (
        r"%s $$ \log x^2 = 2 \log x $$",
        "Let $x < 0$.",
        "Let $x > 0$.",
    ),
    "a logarithm makes no real number positive": (
        r"$$ \log x^2 = 2 \log x %s $$",
        r"\quad (x \neq 0)",
        r"\quad (x > 0)",
    ),
    "a word that is said of a part is not said of the whole": (
        r"$A$ is %s. $$ A^T x = A x $$",
        "the product of symmetric matrices",
        "a symmetric matrix",
    ),
    "a word that is said in a case is not said in general": (
        r"$A$ is symmetric %s. $$ A^T x = A x $$",
        "if $B = 0$",
        "as before",
    ),
    "a word that nobody says": (
        r"%s that $A$ is symmetric. $$ A^T x = A x $$",
        "Nobody said",
        "We see",
    ),
    "a word that is mixed with another": (
        r"$x$ is positive%s. $$ \sqrt{x^2} = x $$",
        " or negative",
        " and real",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_is_not_proved_and_what_is_true_is(name: str) -> None:
    wrong, right = verdicts(CASES[name])
    assert wrong != "proved"
    assert right == "proved"


def test_a_number_that_is_supposed_to_be_negative_is() -> None:
    assert last(r"Let $x < 0$. $$ \sqrt{x^2} = -x $$") == "proved"
    assert last(r"Let $x < 0$. $$ \sqrt{x^2} = x $$") == "refuted"


def test_a_lower_bound_that_is_supposed_holds() -> None:
    assert last(r"Let $x > 2$. $$ \sqrt{(x - 2)^2} = x - 2 $$") != "refuted"
    assert last(r"Let $x > 2$. $$ \sqrt{(x - 3)^2} = x - 3 $$") == "refuted"


def test_a_kernel_may_be_symmetric() -> None:
    assert last(r"$$ \sum_i a_i K(x_i, x) = \sum_i a_i K(x, x_i) $$") == "unknown"
