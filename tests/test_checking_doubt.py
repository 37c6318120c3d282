"""Verdicts that a document makes doubtful: a page that was misread, a name defined in two ways."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

SHAPES = r"Let $A \in \mathbb{R}^{m \times n}$, $x, c \in \mathbb{R}^m$ and $y \in \mathbb{R}^n$."
MISFITS = "".join(f"\n\n$$A x + {k} c = {k} c + A x$$" for k in range(2, 5))
FITS = "".join(f"\n\n$$A y + {k} c = {k} c + A y$$" for k in range(2, 6))


def verdicts(text: str) -> list[str]:
    return [step.verdict for step in check_text(text).steps if step.verdict != "definition"]


def test_a_page_on_which_nothing_fits_was_misread() -> None:
    assert verdicts(SHAPES + MISFITS) == ["unknown"] * 3
    reason = check_text(SHAPES + MISFITS).steps[0].reason
    assert reason.endswith("so read, most formulas of the document do not fit")


def test_among_formulas_that_fit_those_that_do_not_are_the_author_s() -> None:
    assert verdicts(SHAPES + MISFITS + FITS) == ["malformed"] * 3 + ["proved"] * 4


def test_two_slips_of_shapes_stand_for_themselves() -> None:
    assert verdicts(SHAPES + MISFITS.rsplit("\n\n", 1)[0]) == ["malformed"] * 2


def test_a_formula_left_open_for_the_same_sizes_counts() -> None:
    text = r"Let $A \in \mathbb{R}^{n \times m}$ and $B \in \mathbb{R}^{k \times n}$. "
    misfit = r"$$\nabla_A \operatorname{tr}(A B) = B^T$$ "
    between = r"$$\frac{\partial \operatorname{tr}(A B)}{\partial a_{ij}} = b_{ji}$$ "
    assert verdicts(text + misfit + between + misfit) == ["unknown"] * 3
    assert verdicts(text + misfit + misfit) == ["malformed"] * 2


ALTERNATIVES = """- For MSE: $L = (y - t)^2$, so $dL/dy = 2 (y - t)$.
- For CE: $L = -t \\log y$, so $dL/dy = %s$.
"""


@pytest.mark.parametrize("slope", ["2 (y - t)", "-t / y", "t"])
def test_an_alternative_is_no_slip_against_the_first_definition(slope: str) -> None:
    assert verdicts(ALTERNATIVES % slope)[-1] == "unknown"


def test_what_is_stated_again_and_proved_contradicts_nothing() -> None:
    text = "Let $z = w x$ and $L = (z - y)^2$.\n\n$$L = (w x - y)^2$$\n\n$$dL/dw = 2 (w x - y) x$$\n"
    assert verdicts(text) == ["proved", "proved"]


def test_a_slip_of_a_sign_against_a_definition_leaves_it_in_force() -> None:
    text = "Let $z = w x$ and $L = (z - y)^2$.\n\n$$L = (w x + y)^2$$\n\n$$dL/dw = 2 (w x - y) x$$\n"
    assert verdicts(text) == ["refuted", "proved"]


NEARLY = [
    (
        r"$$\frac{d (L + R)}{d w} = \frac{d L}{d w} + \frac{d R}{d w}$$",
        r"$$\frac{d (L + R)}{d w} = \frac{d L}{d w}$$",
    ),
    (r"$$x^{(i)} - x^{(i)} = 0$$", r"$$x - x^{(i)} = 0$$"),
    (r"$L_{all} = a w^2$. $$dL/dw = 2 a w$$", r"$L_{reg} = a w^2$. $$dL/dw = 2 a w$$"),
    (r"$$\sum_i h_i(x) = \sum_k h_k(x)$$", r"$$\sum_i h_i(x) = x \sum_k h_k$$"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "doubtful"), NEARLY)
def test_what_holds_for_a_part_or_for_a_constant_alone_is_not_proved(right: str, doubtful: str) -> None:
    assert (verdicts(right)[-1], verdicts(doubtful)[-1]) == ("proved", "unknown")


@pytest.mark.parametrize(("sign", "verdict"), [("+", "proved"), ("-", "refuted")])
def test_a_bar_among_arguments_leaves_nothing_open(sign: str, verdict: str) -> None:
    assert verdicts(f"$$a + p(y = 1|x, w) = p(y = 1|x, w) {sign} a$$") == [verdict]


def test_a_gradient_beside_components_of_what_it_holds_is_read_at_that_component() -> None:
    text = "$$\\frac{d}{d z} 2 \\sum_k y_k z_k = %s y_k + \\frac{d}{d z} \\sum_k y_k z_k$$"
    assert [verdicts(text % factor) for factor in ("", "2")] == [["proved"], ["refuted"]]


TWICE = (
    "Let $y_k = \\frac{e^{z_k}}{\\sum_{j=1}^K e^{z_j}}$.\n\n"
    "$$y_k = \\frac{e^{z_k}}{\\sum_{j=1}^J e^{z_j}}$$\n\n"
    "$$\\frac{\\partial y_k}{\\partial z_i} = y_k (\\delta_{ki} - y_i)$$\n"
)


def test_what_is_stated_again_with_another_letter_for_a_size_contradicts_nothing() -> None:
    assert verdicts(TWICE)[-1] == "proved"
    assert check_text(TWICE).steps[1].reason.startswith("shown only where")
