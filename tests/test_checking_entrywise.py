r"""A chain of derivatives without a sum says of names that nothing defines that entries depend on entries; a
prediction does not depend on its target; a constant that is added to every entry is a number.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text

OUTPUTS = "The outputs add up to $s = \\sum_j y_j$, with $z_j$ for every $j$.\n\n"
INPUTS = "The inputs $z_j$ add up to $s = \\sum_j z_j$, and others to $r_j = \\sum_k v_{jk}$.\n\n"
CHAIN = r"\frac{\partial E}{\partial z_m} = \frac{\partial E}{\partial y_m} \frac{\partial y_m}{\partial z_m}"
ROWS = (
    r"\frac{\partial C}{\partial w_{jk}} = \frac{\partial C}{\partial z_j}"
    r" \frac{\partial z_j}{\partial w_{jk}}"
)


def last(document: str, step: str) -> CheckedStep:
    return check_text(f"{document}$$ {step} $$\n").steps[-1]


def test_a_chain_without_a_sum_goes_entry_by_entry() -> None:
    found = last(OUTPUTS, CHAIN)
    assert found.verdict == "proved"
    assert "every entry of y is taken to depend on the same entry of z alone" in found.notes
    found = last(INPUTS, ROWS)
    assert found.verdict == "proved"
    assert "every entry of z is taken to depend on the same row of w alone" in found.notes


@pytest.mark.parametrize(
    ("document", "step"),
    [
        (OUTPUTS, CHAIN + " + 1"),
        (OUTPUTS, CHAIN.replace("= ", "= 2 ")),
        (OUTPUTS, CHAIN.replace("= ", "= -")),
        (OUTPUTS, r"\frac{\partial E}{\partial z_m} = \frac{\partial E}{\partial y_m}"),
        (OUTPUTS, r"\frac{\partial E}{\partial z_m} = \frac{\partial y_m}{\partial z_m}"),
        (OUTPUTS, CHAIN.replace("z_m} =", "z_k} =")),
        (INPUTS, ROWS + " w_{jk}"),
        (INPUTS, ROWS.replace("w_{jk}} =", "w_{kj}} =")),
        (INPUTS, ROWS.replace("z_j", "z_k")),
        ("A softmax: " + OUTPUTS, CHAIN),
        ("A recurrent network. " + OUTPUTS, CHAIN),
        (OUTPUTS.replace("_j", "_t"), CHAIN.replace("_m", "_t")),
        ("The scores are normalized. " + OUTPUTS, CHAIN),
        (OUTPUTS + r"$$ \frac{\partial y_i}{\partial z_j} = A_{ij} $$" + "\n\n", CHAIN),
        (OUTPUTS + r"Let $y_i = \sum_j A_{ij} z_j$." + "\n\n", CHAIN),
        (OUTPUTS + r"$$ y = \text{the mix of all inputs} $$" + "\n\n", CHAIN),
    ],
)
def test_what_is_wrong_or_may_be_is_not_proved(document: str, step: str) -> None:
    assert last(document, step).verdict != "proved"


SQUARES = r"\frac{\partial}{\partial y_m} \frac12 \sum_j (\hat y_j - y_j)^2 = "


def test_a_prediction_does_not_depend_on_its_target() -> None:
    assert last("", SQUARES + r"-(\hat y_m - y_m)").verdict == "proved"
    assert last("", SQUARES + r"\hat y_m - y_m").verdict != "proved"
    assert last("", r"\frac{\partial}{\partial w} \frac12 (\hat y - y)^2 = 0").verdict != "proved"


def test_inputs_with_a_tilde_do_not_depend_on_their_weights() -> None:
    assert last("", r"\frac{\partial}{\partial w_{hm}} w_{hm} \tilde o_h = \tilde o_h").verdict == "proved"
    assert last("", r"\frac{\partial}{\partial w_{hm}} w_{hm} \tilde o_h = \tilde o_m").verdict != "proved"


CONSTANT = r"$\mathrm{softmax}(x + c)_i = e^{x_i + c} / \sum_j e^{x_j + c}$" + "\n\n"


def test_what_is_added_to_entries_is_a_number() -> None:
    assert last(CONSTANT, r"\mathrm{softmax}(x) = \mathrm{softmax}(x + c)").verdict == "proved"
    assert last(CONSTANT, r"\mathrm{softmax}(x) = \mathrm{softmax}(c x)").verdict != "proved"
    assert last("", r"\mathrm{softmax}(x) = \mathrm{softmax}(x + c)").verdict != "proved"
