r"""Readings that once proved wrong steps, and their right neighbours."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import verdicts

CASES = {
    "what makes a density sum to one rests on its parameters": (
        r"The model is $\log p_\theta(x) = -\theta x - \log Z$. "
        r"$$ \frac{\partial \log p_\theta(x)}{\partial \theta} = -x%s $$",
        "",
        r" - \frac{\partial \log Z}{\partial \theta}",
    ),
    "and not on what the density is of": (
        r"Let $p(x) = \frac{1}{Z} e^{-\theta x}$. $$ \frac{\partial p(x)}{\partial %s p(x) $$",
        r"\theta} = -x",
        r"x} = -\theta",
    ),
    "an equation that is supposed does not prove itself": (
        r"For %s symmetric $A$ we get $$ A^T = A $$",
        "non-",
        "",
    ),
    "a matrix that is said to be general": (
        r"Assume that $A$ is symmetric. For %s $A$ we get $$ A^T = A $$",
        "nonsymmetric",
        "this",
    ),
    "a number that is said to be real": (
        r"$x$ is positive. Let $x$ be %s. $$ |x| = x $$",
        "real",
        "small",
    ),
    "a part of what is summed": (
        r"$$ \sum_{i \in S} a x_i = a \sum_{i%s} x_i $$",
        "",
        r" \in S",
    ),
    "a number added to a matrix within a trace": (
        r"$$ \mathrm{tr}(S^{-1} P + S^{-1} \mathbf{b} \mathbf{a}^T) = \mathrm{tr}(S^{-1} P + %s) $$",
        r"\mathbf{a}^T S^{-1} \mathbf{b}",
        r"S^{-1} \mathbf{b} \mathbf{a}^T",
    ),
    "a matrix that is inverted is no number": (
        r"$$ \mathrm{tr}(S^{-1} P + S^{-1} \mathbf{a} \mathbf{b}^T) = \mathrm{tr}(S^{-1} P) + %s $$",
        r"S^{-1} \mathbf{b}^T \mathbf{a}",
        r"\mathbf{b}^T S^{-1} \mathbf{a}",
    ),
    "a function that is named in the words, too": (
        r"Let $h = f(%s)$, where $f$ is smooth. $$ \frac{\partial}{\partial w} (h w) = h $$",
        "w",
        "x",
    ),
    "a recurrence under another heading": (
        "# One\n\n$h_t = \\tanh(w h_{t-1} + u x_t)$\n\n# Two\n\nLet $z_t = %s h_{t-1}$.\n\n"
        r"$$ \frac{\partial z_t}{\partial %s} = h_{t-1} $$",
        "w",
        "v",
    ),
    "a function under another heading": (
        "# One\n\n$h = f(%s)$ where $f$ is some function.\n\n# Two\n\n"
        r"$$ \frac{\partial}{\partial w} (h w) = h $$",
        "w",
        "x",
    ),
    "weights are no numbers": (
        r"Let $z^l = w^l a^{l-1} + b^l$ and $\delta^l_j = \frac{\partial C}{\partial z^l_j}$. "
        r"$$ \nabla_{w^l} C = %s $$",
        r"(a^{l-1})^T \delta^l",
        r"\delta^l (a^{l-1})^T",
    ),
    "nor is what they weigh": (
        r"Let $z^l = w^l a^{l-1} + b^l$ and $\delta^l_j = \frac{\partial C}{\partial z^l_j}$. "
        r"$$ \frac{\partial C}{\partial a^{l-1}} = %s \delta^l $$",
        "w^l",
        "(w^l)^T",
    ),
    "weights of layers in brackets": (
        r"Let $z^{[l]} = w^{[l]} a^{[l-1]} + b^{[l]}$, $\delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$, "
        r"$a^{[l]} = \sigma(z^{[l]})$, $D = x \odot y$. $$ \frac{\partial C}{\partial w^{[l]}} = %s $$",
        r"(a^{[l-1]})^T \delta^{[l]}",
        r"\delta^{[l]} (a^{[l-1]})^T",
    ),
    "what is an error by its first definition": (
        r"Let $z^l = W^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$, $\delta^l = \frac{\partial C}{\partial z^l}$ "
        r"and $\delta^l = \frac{\partial C}{\partial a^l} \odot \sigma'(z^l)$. "
        r"$$ \frac{\partial C}{\partial W^l} = %s $$",
        r"a^{l-1} \delta^l",
        r"\delta^l (a^{l-1})^T",
    ),
    "a gradient has the shape of its matrix": (
        r"Let $z = W x + b$ and $\delta = \nabla_z C$. $$ \nabla_W C = %s $$",
        r"x \delta",
        r"\delta x^T",
    ),
    "weights of layers below": (
        r"Let $z_l = w_l h_{l-1} + b_l$ and $\delta_l = \frac{\partial C}{\partial z_l}$, where "
        r"$z_l \in \mathbb{R}^n$. $$ \frac{\partial C}{\partial h_{l-1}} = %s $$",
        r"\delta_l w_l^T",
        r"w_l^T \delta_l",
    ),
    "a weight beside an entry": (
        r"Let $z = w a + b$ and $\delta_j = \frac{\partial C}{\partial z_j}$. "
        r"$$ \frac{\partial C}{\partial %s = \delta $$",
        r"w} = a",
        r"b}",
    ),
    "a chain of numbers stays one": (
        r"Let $z^l = w^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$ and $C = (a^L - y)^2$. "
        r"$$ \frac{\partial C}{\partial w^L} = 2 (a^L - y) \sigma'(z^L) %s $$",
        "a^L",
        "a^{L-1}",
    ),
    "a sum that goes unsaid": (
        r"Let $s = a_i b%s$. $$ s^2 = a_i^2 b%s^2 $$",
        "_i",
        "",
    ),
}


OTHERWISE = {
    "a matrix that is inverted is no number": "malformed",
    "a chain of numbers stays one": "refuted",
    "weights of layers below": "malformed",
    "an equation that is supposed does not prove itself": "refuted",
}
"""Verdicts of the wrong step; those that are not here are unknown."""


@pytest.mark.parametrize("name", CASES)
def test_only_the_right_step_is_proved(name: str) -> None:
    assert verdicts(CASES[name]) == (OTHERWISE.get(name, "unknown"), "proved")
