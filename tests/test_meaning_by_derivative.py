r"""A name of which a document says only by a derivative what it is; the letter \ell for layers; labels that a
derivative leaves out.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

LINEAR = r"""The cost is $C$ and the activations are $a$.

$$ \frac{\partial C}{\partial w_{jk}} = \frac{\partial C}{\partial z_j} \frac{\partial z_j}{\partial w_{jk}}
 = \frac{\partial C}{\partial z_j} \left[ \frac{\partial}{\partial w_{jk}} \sum_i w_{ji} a_i + b_j \right] $$

"""
LOSS = r"""$$ \frac{\partial L}{\partial w} = \frac{\partial}{\partial w} \frac12 (w x + b - y)^2 $$

"""
ESTIMATE = r"""$$ \frac{\partial \hat y}{\partial h} = \frac{\partial \sigma(h)}{\partial h} $$

"""
MIXED = r"""Let $z^{(L)}_k = \sigma(s^{(L)}_k)$.

"""


def verdicts(document: str, step: str) -> list[str]:
    return [each.verdict for each in check_text(f"{document}$$ {step} $$\n").steps]


@pytest.mark.parametrize(
    ("document", "step"),
    [
        (LINEAR, r"\frac{\partial C}{\partial b_j} = \frac{\partial C}{\partial z_j}"),
        (LINEAR, r"\frac{\partial C}{\partial w_{jk}} = \frac{\partial C}{\partial z_j} a_k"),
        (LOSS, r"\frac{\partial L}{\partial b} = w x + b - y"),
        (LOSS, r"\frac{\partial L}{\partial w} = (w x + b - y) x"),
        (ESTIMATE, r"\frac{\partial \hat y}{\partial h} = \hat y (1 - \hat y)"),
        (ESTIMATE, r"\sigma(h) (1 - \sigma(h)) = \hat y (1 - \hat y)"),
        (MIXED, r"\frac{\partial}{\partial s_k} \sigma(s^{(L)}_k) = \sigma(s_k) (1 - \sigma(s_k))"),
    ],
)
def test_what_a_derivative_says_of_a_name(document: str, step: str) -> None:
    assert verdicts(document, step)[-1] == "proved"


@pytest.mark.parametrize(
    ("document", "step"),
    [
        (LINEAR, r"\frac{\partial C}{\partial b_j} = \frac{\partial C}{\partial z_j} a_j"),
        (LINEAR, r"\frac{\partial C}{\partial w_{jk}} = \frac{\partial C}{\partial z_k} a_j"),
        (LINEAR, r"\frac{\partial C}{\partial a_k} = \frac{\partial C}{\partial z_j} w_{jk}"),
        (LOSS, r"\frac{\partial L}{\partial b} = w x - b - y"),
        (LOSS, r"\frac{\partial L}{\partial w} = w x + b - y"),
        (LOSS, r"\frac{\partial L}{\partial \lambda} = 0"),
        (ESTIMATE, r"\frac{\partial \hat y}{\partial h} = \hat y (1 + \hat y)"),
        (ESTIMATE, r"\sigma(h) (1 - \sigma(h)) = \hat y (1 + \hat y)"),
        (MIXED, r"\frac{\partial z^{(L)}_k}{\partial s_k} = z^{(L)}_k (1 + z^{(L)}_k)"),
        (MIXED, r"\frac{\partial}{\partial s_k} \sigma(s^{(L)}_k) = \sigma(s_k) (1 + \sigma(s_k))"),
    ],
)
def test_what_is_wrong_beside_it_is_not_proved(document: str, step: str) -> None:
    assert verdicts(document, step)[-1] != "proved"


def test_the_equation_that_says_it_is_a_definition_and_no_proof_of_itself() -> None:
    assert verdicts(LOSS, "x = x")[0] == "definition"
    wrong = LOSS.replace(r"\frac12 (w x + b - y)^2", r"\frac12 (w x + b - y)")
    assert verdicts(wrong, "x = x")[0] == "definition"


def test_what_it_may_leave_out_is_not_held_against_a_step() -> None:
    assert verdicts(LOSS, r"\frac{\partial L}{\partial b} = w x + b - y + \lambda b")[-1] == "unknown"


def test_what_an_equation_before_says_of_the_name_is_not_contradicted() -> None:
    said = r"Let $L = -\sum_j y_j \log p_j = -\sum_j \ell_j$." + "\n\n"
    wrong = r"\frac{\partial \ell_j}{\partial p_j} = \frac{\partial}{\partial p_j} (-y_j \log p_j)"
    step = r"\frac{\partial L}{\partial p_i} = \sum_j \frac{\partial \ell_j}{\partial p_i}"
    assert verdicts(f"{said}$$ {wrong} $$\n\n", step)[-1] != "proved"


def test_an_equation_elsewhere_is_the_definition() -> None:
    document = LOSS + "$$ L = (w x + b - y)^2 $$\n\n"
    assert verdicts(document, r"\frac{\partial L}{\partial b} = w x + b - y")[-1] != "proved"
    assert verdicts(document, r"\frac{\partial L}{\partial b} = 2 (w x + b - y)")[-1] == "proved"


def test_what_is_of_the_layer_below_is_not_held_against_a_step() -> None:
    below = r"Let $z^L = w^L a^{L-1} + b^L$ and $a^L = \sigma(z^L)$." + "\n\n"
    assert verdicts(below, r"\frac{\partial z^L}{\partial a} = w^L")[-1] != "refuted"


def test_a_name_that_is_defined_for_another_layer_is_defined() -> None:
    layers = r"Let $u^l_j = \sum_k h^{l-1}_k W^l_{kj}$." + "\n\n"
    by = r"{\partial W^L_{ij}}"
    step = rf"\frac{{\partial u^L_j}}{by} = \frac{{\partial}}{by} \sum_k h^{{L-1}}_k W^L_{{kj}}"
    assert verdicts(layers, step)[-1] == "proved"
    assert verdicts(layers, step.replace("W^L_{kj}", "W^L_{jk}"))[-1] != "proved"


ELL = r"""Let $z^\ell = w^\ell a^{\ell-1} + b^\ell$ and $a^\ell = \sigma(z^\ell)$, with the cost $C$ and
the errors $\delta^\ell_j = \frac{\partial C}{\partial z^\ell_j}$.

"""


@pytest.mark.parametrize(
    ("step", "right"),
    [
        (r"\delta^\ell = ((w^{\ell+1})^T \delta^{\ell+1}) \odot \sigma'(z^\ell)", True),
        (r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)", True),
        (r"\frac{\partial C}{\partial w^\ell_{jk}} = a^{\ell-1}_k \delta^\ell_j", True),
        (r"\delta^\ell = ((w^{\ell+1})^T \delta^{\ell+1}) \odot \sigma'(z^{\ell+1})", False),
        (r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma(z^L_j)", False),
        (r"\frac{\partial C}{\partial w^\ell_{jk}} = a^\ell_k \delta^\ell_j", False),
    ],
)
def test_layers_with_the_letter_ell(step: str, *, right: bool) -> None:
    assert (verdicts(ELL, step)[-1] == "proved") is right
