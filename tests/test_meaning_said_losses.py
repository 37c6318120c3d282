r"""Losses that a document only names: the cross entropy of its softmax, said in words."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

NET = r"Let $z = W x + b$ and $\hat{y} = \mathrm{softmax}(z)$. "
RIGHT = (
    r"$$\frac{\partial J}{\partial z} = \hat{y} - y, \qquad "
    r"\frac{\partial J}{\partial W} = (\hat{y} - y) x^T$$"
)
WRONG = (
    r"$$\frac{\partial J}{\partial z} = \hat{y} + y$$",
    r"$$\frac{\partial J}{\partial z_i} = \hat{y}_i (1 - y_i)$$",
)


def verdicts(text: str) -> list[str]:
    return [step.verdict for step in check_text(text).steps if step.verdict != "definition"]


@pytest.mark.parametrize(
    "words",
    [
        "We use the cross-entropy loss. ",
        "The cost $J$ is the cross entropy of the label. ",
        r"Cost: $J = CE(y, \hat{y})$. ",
        r"$J = \mathrm{CE}(y, \hat y)$ ",
        "损失函数为交叉熵。 ",
        "The negative log-likelihood $J$. ",
        "Softmax-with-loss. ",
    ],
)
def test_the_loss_that_is_named_is_taken_for_what_the_field_means(words: str) -> None:
    assert verdicts(NET + words + RIGHT) == ["proved", "proved"]
    for wrong in WRONG:
        assert verdicts(NET + words + wrong) == ["refuted"]


def test_what_is_taken_is_said() -> None:
    *_, last = check_text(NET + "We use the cross-entropy loss. " + RIGHT).steps
    assert r"J is the cross entropy of y and \hat{y}, as the document says in words" in last.notes


@pytest.mark.parametrize(
    "words",
    [
        "",
        "We use the squared error. ",
        "We use the cross entropy with L2 regularization. ",
        "We use the cross entropy, averaged over the examples. ",
        r"The cross entropy is not used: $J = \|\hat{y} - y\|^2$. ",
        r"We use the cross entropy. Let $\hat{u} = \mathrm{softmax}(V x)$, $u$ its label and $y = x$. ",
    ],
)
def test_it_gives_way_to_what_the_page_says(words: str) -> None:
    found = verdicts(NET + words + RIGHT.split(",", maxsplit=1)[0] + "$$")
    assert found[-1] not in ("proved",)


def test_losses_of_one_time_have_its_prediction_and_its_label() -> None:
    net = r"The loss is the cross entropy, $\hat{y}_t = \mathrm{softmax}(V h_t)$. "
    assert verdicts(net + r"$$\frac{\partial L_t}{\partial V} = (\hat{y}_t - y_t) h_t^T$$") == ["proved"]
    other = r"$$\frac{\partial L}{\partial V} = (\hat{y}_t - y_t) h_t^T$$"
    assert verdicts(net + other) != ["proved"]


def test_a_state_with_an_accent_is_no_loss_with_a_label() -> None:
    cell = r"""$$C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t, \quad \tilde{C}_t = \tanh(W_C x_t), \quad
    h_t = o_t \odot \tanh(C_t)$$ """
    right = r"$$\frac{\partial E}{\partial \tilde{C}_t} = \frac{\partial E}{\partial C_t} \odot i_t$$"
    assert verdicts(cell + right) == ["proved"]
    assert verdicts(cell + right.replace("i_t$$", "f_t$$")) != ["proved"]
