"""Superscripts without brackets: indices above, numbers of layers, and powers, which they stay otherwise."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_ABOVE = (
    r"$$S^{ij} = \frac{1}{\sqrt{d_k}} Q^{ia} K^{ja}$$ $$A^{ij} = \text{softmax}_j(S^{ij})$$"
    r" $$O^{ib} = A^{ij} V^{jb}$$" + "\n\n"
)
_LISTED = r"$$z^k_i = \sum_j w^{k,l}_{i,j} y^l_j + b^k_i$$" + "\n\n"
_LAYERS = r"$$a_j^k = \sum_{i} \omega_{ji}^k z_i^{k-1} + b_j^k$$ $$z_j^k = h(a_j^k)$$" + "\n\n"
_SCORES = r"$$p_i = \frac{e^{s_i}}{\sum_k e^{s_k}} = \frac{e^{s_i}}{Z}$$" + "\n\n"

RIGHT = {
    "a derivative by an entry with two indices above": _ABOVE
    + r"$$\frac{\partial O^{ib}}{\partial V^{mn}} = A^{ij} \delta^j_m \delta^b_n = A^{im} \delta^b_n$$",
    "the loss through a product": _ABOVE
    + r"$$\frac{\partial L}{\partial V^{mn}} = \frac{\partial L}{\partial O^{ib}} A^{im} \delta^b_n ="
    r" A^{im} \frac{\partial L}{\partial O^{in}}$$",
    "the same as matrices": _ABOVE
    + r"Since $\frac{\partial O^{ib}}{\partial V^{mn}} = A^{im} \delta^b_n$ it is"
    r" $\frac{\partial L}{\partial V} = A^T \frac{\partial L}{\partial O}$",
    "softmax along an index": _ABOVE
    + r"$$\frac{\partial A^{ij}}{\partial S^{mn}} = \delta^i_m A^{ij} (\delta^j_n - A^{in})$$",
    "the root of a size with a label": _ABOVE
    + r"$$\frac{\partial S^{ij}}{\partial Q^{kl}} = \frac{1}{\sqrt{d_k}} \delta^i_k K^{jl}$$",
    "a list of layers": _LISTED + r"$$\frac{\partial z^k_i}{\partial w^{k,l}_{p,q}} = \delta_{i,p} y^l_q$$",
    "layers above": _LAYERS + r"$$\frac{\partial L}{\partial \omega^k_{ji}} ="
    r" \frac{\partial L}{\partial a_j^k} \frac{\partial a_j^k}{\partial \omega^k_{ji}} ="
    r" \frac{\partial L}{\partial a_j^k} z_i^{k-1}$$",
    "a name for a part of the line before": _SCORES
    + r"$$\frac{\partial p_i}{\partial s_i} = \frac{e^{s_i} Z - e^{s_i} e^{s_i}}{Z^2} = p_i - p_i^2$$",
}
WRONG = {
    "a derivative by an entry with two indices above": (
        r"\delta^j_m \delta^b_n =",
        r"\delta^j_n \delta^b_m =",
    ),
    "the loss through a product": (r"A^{im} \frac", r"A^{mi} \frac"),
    "the same as matrices": (r"A^T", r"A"),
    "softmax along an index": ("- A^{in})", "+ A^{in})"),
    "the root of a size with a label": ("K^{jl}$$", "K^{lj}$$"),
    "a list of layers": ("y^l_q$$", "y^l_p$$"),
    "layers above": ("z_i^{k-1}$$", "z_j^{k-1}$$"),
    "a name for a part of the line before": ("{Z^2} =", "{Z} ="),
}
POWERS = (
    r"$$x^k x = x^{k+1}$$",
    r"Let $a > 0$, $b > 0$. $$(a b)^{mn} = a^{mn} b^{mn}$$",
    r"Let $a > 0$. $$\frac{\partial}{\partial x} a^{mn} x^2 = 2 a^{mn} x$$",
    r"$$\frac{d}{dx} (x^n + 1) = n x^{n-1}$$",
)


@pytest.mark.parametrize("name", RIGHT)
def test_what_stands_above_is_read(name: str) -> None:
    assert set(verdicts(RIGHT[name])) == {"proved"}


@pytest.mark.parametrize("name", WRONG)
def test_the_same_with_a_slip_is_not_proved(name: str) -> None:
    right, wrong = WRONG[name]
    assert RIGHT[name].count(right) >= 1
    assert verdicts(RIGHT[name].replace(right, wrong)) != verdicts(RIGHT[name])
    assert "proved" not in verdicts(RIGHT[name].replace(right, wrong))[-1:]


@pytest.mark.parametrize("text", POWERS)
def test_a_power_stays_a_power(text: str) -> None:
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("=", "= 2 +", 1)) != ["proved"]


def test_an_entry_of_the_diagonal_is_not_summed() -> None:
    text = (
        _ABOVE
        + r"$$\frac{\partial L}{\partial V^{mn}} = A^{im} \frac{\partial L}{\partial O^{in}}$$"
        + r"$$p_i = \frac{e^{s_i}}{\sum_k e^{s_k}}$$"
    )
    step = r"$$\frac{\partial p_i}{\partial s_i} = p_i (1 - p_i)$$"
    assert verdicts(text + step) == ["proved", "proved"]
    assert verdicts(text + step.replace("1 - p_i", "1 - p_i^2"))[-1] == "refuted"


_NET = (
    r"$$z^{(O)} = W^{(O)} a^{(H)} + b^{(O)}$$ $$a^{(H)} = g(W^{(H)} x + b^{(H)})$$" + "\n\n"
    r"Here $g$ acts entry by entry, on $z^{(H)}$. We use $$a^{(H)} = g(z^{H})$$" + "\n\n"
)


def test_a_superscript_goes_with_and_without_brackets() -> None:
    step = r"$$\frac{\partial z^{(O)}_k}{\partial b^{(H)}_i} = W^{(O)}_{ki} g'(z^{H}_i)$$"
    assert verdicts(_NET + step) == ["proved"]
    assert verdicts(_NET + step.replace("_{ki}", "_{ik}")) != ["proved"]
    assert verdicts(_NET.replace("z^{(H)}", "u") + step) != ["proved"]


def test_the_same_function_of_a_name_says_what_the_name_is() -> None:
    text = "Let $h = f(W x + b)$ with any $f$.\n\n$$h = f(u)$$\n\n"
    assert verdicts(text + r"$$2 u = 2 W x + 2 b$$") == ["proved"]
    assert verdicts(text + r"$$2 u = 2 W x + b$$") == ["refuted"]
    assert "proved" not in verdicts(text + "Let $u = W x$.\n\n" + r"$$2 u = 2 W x + 2 b$$")
