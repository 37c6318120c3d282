"""Right steps in writing that can be misread: they are never accused, and a real slip beside them is."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

_ACCUSED = {"refuted", "malformed"}


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_SHAPED = r"Here $x \in \mathbb{R}^d$ and $\theta \in \mathbb{R}^d$." + "\n\n"
_SLOPE = r"""
$$\frac{\partial}{\partial \theta} \frac{1}{1+e^{-\theta x}}
= \frac{x \cdot e^{-\theta x}}{(1+e^{-\theta x})^2}$$
"""
_VECTORS = "Each $x^{(i)}$ gives a score $\\theta^T x^{(i)}$; the features $x$ are a vector.\n"
_TANH = (
    "The scores of the examples $x^{(i)}_j$ are $\\theta^T x$.\n\n"
    r"$$1 - \frac{(e^x - e^{-x})^2}{(e^x + e^{-x})^2} = 1 - \tanh^2(x)$$" + "\n"
)


def test_what_is_true_of_numbers_is_not_refuted_for_shapes_that_nobody_stated() -> None:
    assert not _ACCUSED & set(verdicts(_VECTORS + _SLOPE))
    assert not _ACCUSED & set(verdicts(_TANH))


def test_what_is_wrong_of_numbers_is_still_refuted() -> None:
    assert verdicts(_TANH.replace(r"1 - \tanh^2(x)", r"1 - 2\tanh(x)")) == ["refuted"]
    assert verdicts(_VECTORS + _SLOPE.replace(r"\frac{x \cdot", r"\frac{-x \cdot"))[0] in _ACCUSED


def test_stated_shapes_hold_against_a_step_that_is_true_of_numbers() -> None:
    assert verdicts(_SHAPED + r"$$\frac{\partial \theta^T x}{\partial \theta} = x$$") == ["proved"]
    wrong = r"""
Here $W \in \mathbb{R}^{m \times n}$, $V \in \mathbb{R}^{n \times m}$, $x \in \mathbb{R}^n$.

$$(W x)^T (W x) = x^T V^T W x$$
"""
    assert verdicts(wrong)[0] in _ACCUSED


CONGRUENT = [
    (r"f(x + y) = f(y + x)", "proved"),
    (r"f(a b + a c) = f(a (b + c))", "proved"),
    (r"f'(x + y) = f'(x - y)", "refuted"),
    (r"1 + 2 f'(x + y) = 1 + 2 f'(y + x)", "proved"),
    (r"1 + 2 f'(x + y) = 2 + 2 f'(y + x)", "refuted"),
]


@pytest.mark.parametrize(("step", "verdict"), CONGRUENT)
def test_a_function_of_which_nothing_is_known_has_one_value_where_its_arguments_are_equal(
    step: str, verdict: str
) -> None:
    text = f"Let $f$ be any function, written $f(z)$ and $f'(z)$, of numbers.\n\n$${step}$$\n"
    assert verdicts(text)[-1] == verdict


def test_a_definition_behind_the_comma_says_what_the_argument_is() -> None:
    text = r"""
Here $h \in \mathbb{R}^{1 \times H}$, $W \in \mathbb{R}^{H \times D}$ and $b \in \mathbb{R}^{1 \times D}$.

$$\hat{y} = s(hW + b) = s(z), \quad z = hW + b$$
"""
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace(r"\quad z = hW + b", r"\quad z = hW - b")) == ["refuted"]


def test_a_condition_for_a_name_that_has_a_value_is_no_claim() -> None:
    text = "Assume $M = n$ holds. For $M = n + 1$, we find\n\n$$a + a = 2a$$\n"
    assert verdicts(text) == ["proved"]


def test_let_us_see_defines_nothing() -> None:
    text = (
        "Let's see what comes out with $y = 0$ and $y = 1$.\n\n"
        r"$$\sum_{i=1}^m (y^{(i)} + a^{(i)}) = \sum_{i=1}^m (a^{(i)} + y^{(i)})$$" + "\n"
    )
    assert verdicts(text)[-1] == "proved"


def test_what_a_computed_name_changes_by_is_what_its_definition_changes_by() -> None:
    text = r"""
Let $a = W x$ with $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$,
$y \in \mathbb{R}^m$, $l \in \mathbb{R}$.

$$l = y^T a$$

$$\mathrm{d} l = \mathrm{d}(y^T a) = y^T \mathrm{d} a$$

$$\mathrm{d} a = \mathrm{d}(W x)$$
"""
    assert verdicts(text) == ["proved"] * 3
    wrong = text.replace(r"= y^T \mathrm{d} a", r"= 2 y^T \mathrm{d} a")
    assert verdicts(wrong) == ["proved", "refuted", "proved"]


def test_a_letter_among_arguments_is_not_lost() -> None:
    text = r"""
$$p(o|c) = \frac{\exp(u_o^T v_c)}{\sum_{w=1}^W \exp(u_w^T v_c)}$$

$$\sum_{c=1}^W \sum_{o=1}^W u_o^T v_c = \sum_{o=1}^W \sum_{c=1}^W u_o^T v_c$$

$$\frac{\partial}{\partial v_c} \log p(o|c) = u_o - \sum_{w=1}^W p(w|c) u_w$$
"""
    assert not _ACCUSED & set(verdicts(text))


def test_a_functions_unknown_shape_accuses_nobody() -> None:
    text = r"""
Here $z \in \mathbb{R}^n$. With the components $g_i(z)$ of a function, and $N(z) = \sum_k e^{z_k}$,

$$g_i(z) = \frac{e^{z_i}}{N(z)}$$

$$\frac{e^{z_i}}{N(z)} \left(\delta_{ij} - \frac{e^{z_j}}{N(z)}\right) = g_i(z) (\delta_{ij} - g_j(z))$$
"""
    assert not _ACCUSED & set(verdicts(text))
