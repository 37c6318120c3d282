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


def test_a_function_known_by_name_may_be_made_another_one_in_a_section() -> None:
    text = r"""
# One

The logistic function is $\sigma(x) = \frac{1}{1 + e^{-x}}$.

Let $z = e^x$ and $\sigma(z) = \frac{z}{z + 1}$. Then

$$\frac{\partial \sigma}{\partial x} = \frac{\partial \sigma}{\partial z} \frac{\partial z}{\partial x}$$

# Two

$$\sigma'(x) = \sigma(x) (1 + \sigma(x))$$
"""
    assert verdicts(text)[-2:] == ["unknown", "refuted"]


_HYPOTHESIS = r"""
Here $g(t) = \frac{1}{1 + e^{-t}}$ and $h_\theta(x) = g(\theta^T x)$ with $\theta, x \in \mathbb{R}^d$.

"""


def test_a_function_of_one_example_is_not_held_against_its_use_for_others() -> None:
    assert not _ACCUSED & set(verdicts(_HYPOTHESIS + "$$h_\\theta'(z) = h_\\theta(z) (1 - h_\\theta(z))$$\n"))
    wrong = _HYPOTHESIS + "$$h_\\theta(x) (1 - h_\\theta(x)) = h_\\theta(x) + h_\\theta(x)^2$$\n"
    assert verdicts(wrong)[0] == "refuted"


_WEIGHTS = r"""
Samples $i \in \{1, \dots, n\}$, features $k \in \{1, \dots, d\}$, classes $j \in \{1, \dots, m\}$;
$X \in \mathbb{R}^{n \times d}$ and $W \in \mathbb{R}^{d \times m}$, and $\Theta := X W$.

"""


def test_the_range_of_a_letter_says_which_axis_it_goes_along() -> None:
    right = r"$$\langle W_j, X_i \rangle^2 = \Theta_{i,j}^2$$"
    assert verdicts(_WEIGHTS + right) == ["proved"]
    assert verdicts(_WEIGHTS + right.replace(r"= \Theta", r"= -\Theta")) == ["refuted"]


def test_one_row_of_a_matrix_may_stand_as_a_row_or_as_a_column() -> None:
    text = _WEIGHTS + r"With $V \in \mathbb{R}^{n \times m}$, $$\|X_i^\top V_i\|^2 = \|V_i^\top X_i\|^2$$"
    assert not _ACCUSED & set(verdicts(text))


def test_a_function_with_other_brackets_is_a_function_of_which_nothing_is_known() -> None:
    text = "Here $f(x) = x^2$ with a number $x$.\n\n$$M = E[f(x) + a] = E[a + f(x)]$$\n"
    assert verdicts(text)[-1] == "proved"


def test_an_unmarked_product_accuses_nobody_where_no_product_is_marked() -> None:
    text = r"""
The slope by $x$, where $x$ is a vector. Let $z = e^x$.

$$\frac{1}{z + 1} e^x = \frac{e^x}{e^x + 1}$$
"""
    assert not _ACCUSED & set(verdicts(text))


_LAYER = r"""Input $x \in \mathbb{R}^{d}$ (input vector of dimension $d$), hidden $h \in \mathbb{R}^{m}$.
The weights are $V \in \mathbb{R}^{m \times d}$, $a, c \in \mathbb{R}^{m}$.

$$u = V x + c$$
$$h = \sigma(u)$$
$$q = a^T h$$

The gradients:

$$\frac{\partial q}{\partial h} = a$$
$$\frac{\partial q}{\partial V} = (a \odot \sigma'(u)) x^T$$

## Which function

$$\sigma(x) = \frac{1}{1 + e^{-x}}$$
$$\sigma'(x) = \sigma(x)(1 - \sigma(x))$$
"""


def test_the_parameter_of_a_function_is_not_the_vector_of_that_name() -> None:
    assert verdicts(_LAYER) == ["proved"] * 4
    other = _LAYER.replace(r"\sigma(x) = \frac{1}{1 + e^{-x}}", r"\sigma(x) = \tanh(x)")
    assert verdicts(other) == ["proved", "proved", "refuted"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\sigma'(u)) x^T", r"\sigma(u)) x^T"),
        (r"\sigma'(u)) x^T", r"\sigma'(h)) x^T"),
        (r"(1 - \sigma(x))", r"(1 + \sigma(x))"),
        (r"(a \odot", r"(c \odot"),
    ],
)
def test_slips_beside_a_function_that_is_defined_later(right: str, wrong: str) -> None:
    assert right in _LAYER
    assert sorted(verdicts(_LAYER.replace(right, wrong))).count("proved") == 3


_EXAMPLES = r"""Let $x \in \mathbb{R}^p$, $v \in \mathbb{R}^p$, $c \in \mathbb{R}$ and $t \in \mathbb{R}$.

$$F(v, c) = \frac{1}{n} \sum_{i=1}^{n} \frac{1}{2}(t_i - (v^T x_i + c))^2$$

$$\nabla_v F(v, c) = -\frac{1}{n} \sum_{i=1}^{n} (t_i - (v^T x_i + c)) x_i$$
$$\nabla_v^2 F(v, c) = \frac{1}{n} \sum_{i=1}^{n} x_i x_i^T$$
"""


def test_a_declared_example_is_one_of_those_with_a_number() -> None:
    assert verdicts(_EXAMPLES) == ["proved"] * 2


@pytest.mark.parametrize(("right", "wrong"), [("= -", "= "), ("x_i x_i^T", "x_i x_i"), ("c)) x_i", "c))")])
def test_slips_in_sums_over_declared_examples(right: str, wrong: str) -> None:
    assert right in _EXAMPLES
    assert verdicts(_EXAMPLES.replace(right, wrong)).count("proved") == 1
