"""A page whose parts use their names for other things: each step by its own part, and nothing left out."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

REGRESSIONS = r"""
# Logistic regression

We observe $y_i \in \{0, 1\}$ and assume $p(x) = \phi(w^T x)$ with $\phi(z) = \frac{1}{1 + e^{-z}}$.

$$ \sum_{i=1}^n \left[ y_i (1 - \phi(w^T x_i)) - (1 - y_i) \phi(w^T x_i) \right] x_i
 = \sum_{i=1}^n \left[ y_i - \phi(w^T x_i) \right] x_i $$

# Softmax regression

Now $w$ is an $m \times K$ matrix, $x$ a vector of length $m$ and $y$ a vector of length $K$.

The softmax function is

$$ \phi(z) = \frac{e^z}{\sum_j e^{z_j}} $$

With $p = \phi(z)$ and $z = w^T x$ and any loss $\mathcal{L}$:

$$ \frac{\partial \mathcal{L}}{\partial w} = \frac{\partial \mathcal{L}}{\partial p}
 \frac{\partial p}{\partial z} \frac{\partial z}{\partial w} $$
"""


def last(text: str) -> str:
    return check_text(text).steps[-1].verdict


NUMBERS = r"""
# Numbers

$$ \frac{a + b}{c} = \frac{a}{c} + \frac{b}{c} $$

# Matrices

We have $c = u v^T + v u^T$ and so

$$ c^T a = c a $$
"""


def test_steps_of_two_parts_are_proved_each_with_its_own_names() -> None:
    first, _, second = check_text(NUMBERS).steps
    assert (first.verdict, second.verdict) == ("proved", "proved")
    assert "its names are those of the part of the document from line 2 on" in first.notes
    assert not any("the part of" in note for note in second.notes)


@pytest.mark.parametrize(
    ("right", "wrong"), [(r"\frac{b}{c} $$", "b $$"), ("c^T a = c a", "c^T a = 2 c a"), ("+ v u^T", "")]
)
def test_a_wrong_step_of_a_part_is_not_proved(right: str, wrong: str) -> None:
    assert NUMBERS.count(right) == 1
    found = check_text(NUMBERS.replace(right, wrong)).steps
    assert [step.verdict for step in found].count("proved") == 1


def test_shapes_that_only_a_later_part_states_accuse_nobody() -> None:
    found = check_text(REGRESSIONS).steps
    assert not any(step.verdict == "malformed" for step in found)
    assert any(step.verdict == "proved" for step in found)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\right] x_i $$", r"\right] x_i^2 $$"),
        (r"y_i (1 - \phi(w^T x_i)) - (1 - y_i)", r"y_i (1 - \phi(w^T x_i)) + (1 - y_i)"),
    ],
)
def test_a_wrong_neighbour_is_not_proved_in_its_part(right: str, wrong: str) -> None:
    assert REGRESSIONS.count(right) == 1
    found = check_text(REGRESSIONS.replace(right, wrong)).steps
    assert not any(step.verdict == "proved" for step in found if "y_i" in step.lhs)


def test_without_headings_nothing_is_known_of_parts() -> None:
    text = "\n".join(line for line in REGRESSIONS.splitlines() if not line.startswith("#"))
    assert not any("the part of" in note for step in check_text(text).steps for note in step.notes)


@pytest.mark.parametrize(
    "text",
    [
        # a function that is made another one elsewhere
        "# A\nLet $\\sigma(z) = z^2$.\n\n# B\n$$ \\sigma'(z) = \\sigma(z) (1 - \\sigma(z)) $$",
        # what depends on the variable elsewhere
        "# A\nLet $z = w x$.\n\n# B\nLet $L = z^2$.\n\n$$ \\frac{\\partial L}{\\partial w} = 0 $$",
        "# A\n$$ z = \\tanh(w x) $$\n\n# B\nLet $L = z^2$.\n\n$$ \\frac{\\partial L}{\\partial w} = 0 $$",
        # matrices that are said to be so before the part
        "# A\nLet $A, B \\in \\mathbb{R}^{n \\times n}$.\n\n# B\n$$ A B = B A $$",
        "# A\nThe matrices $A$ and $B$ are square.\n\n# B\n$$ (A + B)^2 = A^2 + 2 A B + B^2 $$",
        # or shown to be so
        "# A\n$$ C = A^T B A $$\n$$ v = B^T u $$\n\n# B\n$$ A B = B A $$",
        "# A\n$$ y = \\mathbf{X} \\mathbf{w} $$\n\n# B\n"
        "$$ \\mathbf{w} \\mathbf{X} = \\mathbf{X} \\mathbf{w} $$",
        # a loss of which another part says what it is
        "# A\nLet $a = \\sigma(w x)$ and $L = (a - y)^2$.\n\n# B\n"
        "$$ \\frac{\\partial L}{\\partial a} = y - a $$\n\n"
        "$$ \\frac{\\partial L}{\\partial w} = (y - a) \\frac{\\partial a}{\\partial w} $$",
    ],
)
def test_a_part_does_not_leave_out_what_the_document_says_elsewhere(text: str) -> None:
    assert last(text) != "proved"


def test_what_is_defined_elsewhere_may_stand_for_anything() -> None:
    text = "# A\nLet $z = [1][2]$ and $u = 3$.\n\n# B\n$$ (z + u)^2 = z^2 + 2 z u + u^2 $$"
    assert last(text) == "proved"
    assert last(text.replace("2 z u", "z u")) != "proved"


@pytest.mark.parametrize(
    "begins", ["---\n\nNow", "**Proposition 2**: Now", "(b) Now", r"\begin{lemma} Now", "Problem 2. Now"]
)
def test_what_begins_a_part_besides_headings(begins: str) -> None:
    text = NUMBERS.replace("# Numbers\n", "").replace("# Matrices\n\nWe have", f"{begins} we have")
    first, _, second = check_text(text).steps
    assert (first.verdict, second.verdict) == ("proved", "proved")
    wrong = text.replace(r"\frac{a + b}{c}", r"\frac{a - b}{c}")
    assert check_text(wrong).steps[0].verdict != "proved"
