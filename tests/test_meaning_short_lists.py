"""Argument lists: parameters behind a semicolon, and lists that leave out what a definition has."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_LOSS = r"Let $x, \theta \in \mathbb{R}^n$. $$L(\theta; x, y) = (y - \theta^\top x)^2$$ "
_SLOPE = r"-2 (y - \theta^\top x) x"


@pytest.mark.parametrize(
    "left",
    [
        r"\frac{\partial L}{\partial \theta}",
        r"\nabla_\theta L(\theta)",
        r"\nabla_\theta L(x, y)",
        r"\nabla_\theta L(\theta; x, y)",
        r"\nabla_\theta L(\mathbf{\theta; x}, y)",
    ],
)
def test_what_is_left_out_is_known(left: str) -> None:
    assert verdicts(f"{_LOSS} $${left} = {_SLOPE}$$") == ["proved"]
    assert verdicts(f"{_LOSS} $${left} = -{_SLOPE}$$") == ["refuted"]


def test_a_list_with_another_name_is_another_value() -> None:
    assert verdicts(rf"{_LOSS} $$\nabla_\theta L(\phi) = {_SLOPE}$$") != ["proved"]


def test_two_definitions_with_two_lists_are_two_functions() -> None:
    text = r"Let $f(x) = x^2$ and $f(x, y) = x y$. $$f(x, y) = f(x)$$"
    assert "proved" not in verdicts(text)


def test_a_density_keeps_its_parameters() -> None:
    text = r"Let $p(x; \mu) = e^{-(x - \mu)^2}$. $$p(x) = p(x; \mu)$$"
    assert "proved" not in verdicts(text)


def test_bold_over_several_names() -> None:
    text = r"Let $x, w_i \in \mathbb{R}^n$. "
    text += r"$$\sum_i \mathbf{x \cdot w}_i = \mathbf{x} \cdot \sum_i \mathbf{w}_i$$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace(r"\sum_i \mathbf{w}_i", r"\sum_i 2 \mathbf{w}_i")) != ["proved"]


def test_e_beside_basis_vectors() -> None:
    text = r"Let $y \in \{e_1, \dots, e_K\}$. "
    text += r"$$\frac{d}{dz} e^{-z} = -e^{-z}$$ $$\frac{e^z}{1 + e^z} = \sigma(z)$$"
    assert verdicts(text) == ["proved", "proved"]
    assert "proved" not in verdicts(text.replace("= -e^{-z}", "= e^{-z}"))[:1]


def test_a_loss_for_other_values_is_another_loss() -> None:
    text = (
        r"The loss ($y \in \{-1, +1\}$): $l(x, y) = -\log \sigma(y x)$" + "\n\n"
        r"The loss ($y \in \{0, 1\}$): $l(x, y) = -y \log \sigma(x) - (1 - y) \log(1 - \sigma(x))$"
    )
    assert verdicts(text) == []
    assert verdicts(text.replace(r"\{0, 1\}", r"\mathbb{R}")) != []


def test_an_argument_twice_leaves_none_out() -> None:
    text = r"Let $a, b > 0$. $$f(a, b) = a \log b$$ $$f(a, a) = f(a, b)$$"
    assert "proved" not in verdicts(text)
