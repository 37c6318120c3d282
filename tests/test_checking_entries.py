"""Entries of arrays, written in ways that were once misread: a right step is proved, its neighbour not."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_SOFTMAX = r"$$s_i = \frac{e^{z_i}}{\sum_n e^z_n}$$" + "\n\n"
_LAYER = (
    r"$$z_i = \sum_l w_{il} x_l + b_i$$ $$a_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$ $$L = -\sum_i y_i \ln a_i$$"
    "\n\nNote that $y$ and $a$ are vectors, %s\n\n$y = [0, 1, 0], \\quad a = [0.1, 0.6, 0.3]$\n\n"
)
_BY_CLASS = (
    r"$$\frac{\partial L}{\partial z_i} ="
    r" \frac{\partial L}{\partial %s} \frac{\partial %s}{\partial z_i}$$"
)
_CHAIN = r"$$\frac{\partial L}{\partial w_{il}} = \frac{\partial L}{\partial z_i} \cdot x_l$$"

RIGHT = {
    "an entry of a power of e": _SOFTMAX
    + r"$$\frac{\partial s_i}{\partial z_k} = \frac{e^{z_i} \delta_{ik}}{\sum_n e^z_n} -"
    r" \frac{e^{z_i} e^z_k}{(\sum_n e^z_n)^2}$$",
    "a constant added to every entry": _SOFTMAX
    + r"$$\text{softmax}(z + C)_j = \frac{e^{z_j + C}}{\sum_i e^{z_i + C}} ="
    r" \frac{e^C e^{z_j}}{\sum_i e^C e^{z_i}} = s_j$$",
    "values of an example": _LAYER % "e.g.," + _CHAIN,
    "values for instance": _LAYER % "for instance:" + _CHAIN,
    "braces that do not show": _SOFTMAX
    + r"$$s_i (1 - s_i) = \frac{e^{z_i} \cdot \sum_k {e^{z_k} - (e^{z_i})^2}}{(\sum_k {e^{z_k}})^2}$$",
    "braces around what is summed": r"$$\sum_{i=1}^n {x_i - x_i^2} = \sum_{i=1}^n x_i (1 - x_i)$$",
}
WRONG = {
    "an entry of a power of e": ("- \\frac{e^{z_i} e^z_k}", "+ \\frac{e^{z_i} e^z_k}"),
    "a constant added to every entry": (r"\frac{e^C e^{z_j}}", r"\frac{e^{-C} e^{z_j}}"),
    "values of an example": (r"\cdot x_l$$", r"\cdot x_l^2$$"),
    "values for instance": (r"\cdot x_l$$", r"\cdot x_l^2$$"),
    "braces that do not show": (r"s_i (1 - s_i)", r"s_i (1 + s_i)"),
    "braces around what is summed": ("x_i (1 - x_i)", "x_i (1 + x_i)"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_steps_are_proved(name: str) -> None:
    assert set(verdicts(RIGHT[name])) == {"proved"}


@pytest.mark.parametrize("name", WRONG)
def test_slips_are_found(name: str) -> None:
    right, wrong = WRONG[name]
    assert right in RIGHT[name]
    assert "refuted" in verdicts(RIGHT[name].replace(right, wrong))


def test_without_the_word_the_values_define() -> None:
    assert "proved" not in verdicts(_LAYER % "and now" + _CHAIN.replace("x_l", "x_l^2"))


def test_braces_that_do_not_show_are_no_excuse() -> None:
    """Neither as printed nor as braced is it true."""
    assert verdicts(r"$$\sum_{i=1}^n {x_i - c} = \sum_{i=1}^n x_i - 2 n c$$") == ["refuted"]


def test_e_with_a_subscript_alone_is_an_array() -> None:
    """e_i^k is then no power of Euler's number, whatever k is."""
    text = r"$$e_i = y_i - t_i$$ $$\frac{\partial e_i}{\partial y_i} = 1$$ $$e_i^2 = e_i e_i$$"
    assert verdicts(text) == ["proved", "proved"]


def test_a_lost_sum_over_a_class_is_not_excused() -> None:
    """With y one-hot, L is -log a_j for its class j: but here j is what a sum was lost over."""
    text = _LAYER % "e.g.," + r"Here $y$ is one-hot." + "\n\n" + _BY_CLASS % ("a_j", "a_j")
    assert "proved" not in verdicts(text)


def test_a_class_over_which_nothing_is_summed_is_one() -> None:
    text = r"Only the k-th entry of $y$ is 1, and $q = \text{softmax}(z)$. $$L = -\sum_i y_i \log q_i$$"
    assert verdicts(text + _BY_CLASS % ("q_k", "q_k")) == ["proved"]


_CASES = (
    r"The target $y$ is one-hot, $q = \text{softmax}(z)$ and $L = -\log q_k$."
    "\n\n$$\\begin{split} %s \\\\ \\frac{\\partial L}{\\partial z_i} &= %s \\\\"
    " %s \\\\ \\frac{\\partial L}{\\partial z_i} &= %s \\end{split}$$"
)


@pytest.mark.parametrize(
    "rows",
    [
        ("(i = k)", r"(i \neq k)"),
        (r"\text{Case when $i = k$}", r"\text{Case $i \neq k$}"),
        ("i = k时，", r"i \neq k时，"),
    ],
)
def test_rows_that_state_a_case(rows: tuple[str, str]) -> None:
    same, other = rows
    assert verdicts(_CASES % (same, "q_i - 1", other, "q_i"))[-1] == "proved"
    assert "proved" not in verdicts(_CASES % (other, "q_i - 1", same, "q_i"))[-1:]


def test_log_p_without_a_blank() -> None:
    text = (
        r"$$L = -logP(x)$$"
        r"$$\frac{\partial L}{\partial x} = %s \frac{1}{P(x)} \frac{\partial P(x)}{\partial x}$$"
    )
    assert verdicts(text % "-") == ["proved"]
    assert "proved" not in verdicts(text % "+")


def test_braces_around_an_argument_do_not_show() -> None:
    text = r"$$\sigma'(x) = \sigma{(x)} (1 - \sigma{(x)})$$"
    assert verdicts(text) == ["proved"]
    assert "proved" not in verdicts(text.replace("1 -", "1 +"))


def test_an_inline_claim_about_a_known_function_is_one() -> None:
    assert verdicts(r"Here $\sigma(-x) + \sigma(x) = 1$.") == ["proved"]
    assert verdicts(r"Here $\sigma(-x) + 2 \sigma(x) = 1$.") != ["proved"]
    assert verdicts(r"Here $\sum_i p_i = 1$.") == []


def test_a_loss_of_undefined_parts() -> None:
    text = r"$$J = \sum_{j=1}^m C_j$$ $$\frac{\partial J}{\partial U} = %s \frac{\partial C_j}{\partial U}$$"
    assert verdicts(text % r"\sum_{j=1}^m") == ["proved"]
    assert "proved" not in verdicts(text % "")
    assert "proved" not in verdicts((text % r"\sum_{j=1}^m").replace("C_j$$", "C_j + R$$", 1))


def test_a_word_in_letters_begins_a_row() -> None:
    text = r"$$f(x) = x^2$$ $$Then \space \space f'(x) = 2 x$$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("2 x", "3 x")) == ["refuted"]
