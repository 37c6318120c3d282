r"""Functions that go without saying: h_\theta of logistic regression, and the sigmoid."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

RIGHT = r"$$\nabla_\theta h_\theta(x) = h_\theta(x) (1 - h_\theta(x)) x$$"
WRONG = r"$$\nabla_\theta h_\theta(x) = -h_\theta(x) (1 - h_\theta(x)) x$$"
SLOPE = r"$$\frac{\partial \sigma}{\partial z} = \sigma (1 - \sigma)$$"


def last(text: str) -> str:
    return check_text(text).steps[-1].verdict


LOSS = r"$$\ell = y \log h_\theta(x) + (1 - y) \log (1 - h_\theta(x))$$"


@pytest.mark.parametrize(
    "words", ["This is about logistic regression. ", "逻辑回归 ", f"We maximize {LOSS} "]
)
def test_the_hypothesis_of_logistic_regression_goes_without_saying(words: str) -> None:
    assert (last(words + RIGHT), last(words + WRONG)) == ("proved", "refuted")


def test_what_is_taken_as_usual_is_said() -> None:
    (step,) = check_text("This is about logistic regression. " + RIGHT).steps
    assert any("as usual in logistic regression (not in the document)" in each for each in step.notes)


@pytest.mark.parametrize(
    "words",
    [
        "This is about regression. ",
        "Logistic regression is like linear regression. ",
        "Logistic regression is a small neural network. ",
        "In logistic regression with labels $\\{-1, 1\\}$, ",
        "In logistic regression with an intercept, ",
        r"In logistic regression, let $h_\theta(x) = e^{\theta^T x}$. ",
        r"In logistic regression, let $h(x) = e^{\theta^T x}$. ",
    ],
)
def test_it_gives_way_to_what_the_page_says(words: str) -> None:
    assert last(words + RIGHT) != "proved"
    assert last(words + WRONG) != "proved"


def test_the_sigmoid_goes_without_saying() -> None:
    assert last("The derivative of the sigmoid: " + SLOPE) == "proved"
    assert last("The derivative of the sigmoid: " + SLOPE.replace("1 -", "1 +")) != "proved"


@pytest.mark.parametrize(
    "words",
    [
        "The derivative: ",
        "The sigmoid and a standard deviation: ",
        r"No sigmoid, $\sigma = e^z$: ",
        r"The sigmoid. $$\frac{\partial \sigma}{\partial x} = \sigma$$ ",
    ],
)
def test_another_sigma_is_not_the_sigmoid(words: str) -> None:
    assert last(words + SLOPE) != "proved"
