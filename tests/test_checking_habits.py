r"""The target of a cross-entropy sums to 1, and a covariance is symmetric, by the habit of the field: said
wherever it is used, and taken only where nothing in the document gives the name another meaning.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.habits import HABITS
from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session

DOCUMENT = r"""Let $z \in \mathbb{R}^K$ and $p = \mathrm{softmax}(z)$. %s

$$ %s $$

$$ %s $$
"""
LOSS = r"L = -\sum_k y_k \log p_k"
SLOPE = r"\frac{\partial L}{\partial z_i} = p_i - y_i"


def last(words: str = "", loss: str = LOSS, step: str = SLOPE, document: str = DOCUMENT) -> CheckedStep:
    return Session().check_stdin((document % (words, loss, step)).encode()).steps[-1]


def is_by_habit(step: CheckedStep) -> bool:
    return step.verdict == "proved" and any(each in note for note in step.notes for each in HABITS.values())


LOSSES = [
    LOSS,
    r"L = \sum_{k=1}^K - y_k \ln p_k",
    r"L = -y^\top \log p",
    r"L = -\langle y, \log p \rangle",
    r"L = -\sum_k y_k \log \frac{e^{z_k}}{\sum_j e^{z_j}}",
    r"L = -\sum_k y_k \log \mathrm{softmax}(z)_k",
]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_target_sums_to_one(loss: str) -> None:
    assert is_by_habit(last(loss=loss))


def test_a_softmax_by_another_name() -> None:
    document = r"""$$S(z_k) = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}$$ %s
$$ %s $$
$$ %s $$"""
    loss = r"L = -\sum_{k=1}^K t_k \log S(z_k)"
    step = r"-\left[t_i - S(z_i) \sum_{k=1}^K t_k\right] = S(z_i) - t_i"
    assert is_by_habit(last(loss=loss, step=step, document=document))


def test_nothing_is_said_of_a_habit_that_is_not_needed() -> None:
    step = r"\frac{\partial L}{\partial z_i} = p_i \sum_k y_k - y_i"
    assert (last(step=step).verdict, is_by_habit(last(step=step))) == ("proved", False)
    said = last(r"The label $y$ is one-hot.")
    assert (said.verdict, is_by_habit(said)) == ("proved", False)


OTHERWISE = [
    "This is multi-label classification.",
    "The targets need not sum to one.",
    "The labels are not one-hot.",
    "Here $y_k$ is the number of times that class $k$ was seen.",
    "Let $y_k$ be the weight of class $k$.",
    "Class $k$ has the weight $y_k$, with weights $y$ as in the last section.",
    "Every $y_k$ is any real number.",
    "Here $y_k$ counts the words of class $k$.",
    "Here $y$, a real-valued vector, is measured.",
    "Here $n = \\sum_k y_k$ is the size of the sample.",
    "We have $\\sum_k y_k = 2$.",
    "We have $y^\\top \\mathbf{1} = n$.",
    "Here $\\sum_k y_k \\le 3$.",
    "Here $\\sum_k y_k \\ne 1$.",
    "The other loss is $-\\sum_k (y_k \\log p_k + (1 - y_k) \\log(1 - p_k))$.",
    "Compare $\\frac{1}{2} \\|p - y\\|^2$ with $E = \\frac{1}{2} \\sum_k (y_k - p_k)^2$.",
    "Let $y = W x$.",
    "Then $\\frac{\\partial L}{\\partial y_k} = -\\log p_k$.",
]


@pytest.mark.parametrize("words", OTHERWISE)
def test_what_the_document_says_of_its_target_overrides_the_habit(words: str) -> None:
    assert last(words).verdict != "proved"


LETTERS = [
    (r"L = -\sum_k w_k \log p_k", r"\frac{\partial L}{\partial z_i} = p_i - w_i"),
    (r"L = -\sum_k R_k \log p_k", r"\frac{\partial L}{\partial z_i} = p_i - R_i"),
    (r"L = -\sum_k y_k w_k \log p_k", r"\frac{\partial L}{\partial z_i} = p_i - y_i w_i"),
    (r"L = -\sum_k y_k \log \sigma(z_k)", r"\frac{\partial L}{\partial z_i} = \sigma(z_i) - y_i"),
    (LOSS, r"\frac{\partial L}{\partial z_i} = p_i - t_i \sum_k t_k"),
    (LOSS, r"\frac{\partial L}{\partial z_i} = y_i - p_i"),
    (LOSS, r"\frac{\partial L}{\partial z_i} = p_i - y_i^2"),
    (LOSS, r"\sum_k \frac{\partial L}{\partial z_k} = 1"),
    (LOSS, r"\sum_k y_k^2 = 1"),
    (LOSS, r"\sum_k y_k p_k = 1"),
]


@pytest.mark.parametrize(("loss", "step"), LETTERS)
def test_other_names_and_wrong_steps_have_nothing_of_it(loss: str, step: str) -> None:
    assert last(loss=loss, step=step).verdict != "proved"


def test_the_sum_itself_is_not_proved_by_the_habit() -> None:
    assert last(step=r"\sum_k y_k = 1").verdict == "unknown"


GAUSSIAN = r"""%s

$$ L = \frac{1}{2} (x - \mu)^\top %s (x - \mu) $$

$$ %s $$
"""
MEAN = r"\frac{\partial L}{\partial \mu} = -\Sigma^{-1} (x - \mu)"
COVARIANCES = [
    ("", r"\Sigma^{-1}", MEAN, True),
    ("", r"\Sigma^{-1}", r"x^\top \Sigma^{-1} \mu + \mu^\top \Sigma^{-1} x = 2 \mu^\top \Sigma^{-1} x", True),
    ("Here the matrix is not symmetric.", r"\Sigma^{-1}", MEAN, False),
    ("", r"A^{-1}", MEAN.replace(r"\Sigma", "A"), False),
    ("", r"\Sigma^{-1}", MEAN.replace("-", "", 1), False),
    ("", r"\Sigma^{-1}", r"\Sigma^\top = \Sigma", False),
    ("", r"\Sigma^{-1}", r"x^\top \Sigma^{-1} \mu = x^\top \Sigma \mu", False),
    ("", r"\Sigma^{-1}", r"\Sigma B = B \Sigma", False),
]


@pytest.mark.parametrize(("words", "matrix", "step", "expected"), COVARIANCES)
def test_a_covariance_is_symmetric(words: str, matrix: str, step: str, *, expected: bool) -> None:
    assert is_by_habit(last(words, matrix, step, GAUSSIAN)) == expected


def test_a_covariance_of_which_the_document_says_it() -> None:
    found = last(r"Let $\Sigma$ be symmetric.", r"\Sigma^{-1}", MEAN, GAUSSIAN)
    assert (found.verdict, is_by_habit(found)) == ("proved", False)


@pytest.mark.parametrize(
    ("words", "expected"), [("With the covariance $\\Sigma$,", True), ("With $\\Sigma$,", False)]
)
def test_a_quadratic_form_alone_is_not_one_of_a_covariance(words: str, *, expected: bool) -> None:
    found = last(
        words,
        r"L = \frac{1}{2} w^\top \Sigma w",
        r"\frac{\partial L}{\partial w} = \Sigma w",
        "%s\n\n$$%s$$\n\n$$%s$$",
    )
    assert is_by_habit(found) == expected
