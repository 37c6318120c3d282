r"""Recurrent networks: quantities at times, y_k(t+1) and E_3, losses y log p of vectors, outer products."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

RTRL = r"""
$$J(t) = \frac{1}{2} \sum_k e_k(t)^2, \quad e_k(t) = d_k(t) - y_k(t)$$
$$y_k(t+1) = f(s_k(t)), \quad s_k(t) = \sum_l w_{kl} z_l(t)$$

"""
RIGHT = (
    r"$$\frac{\partial J(t)}{\partial w_{ij}} = \sum_k e_k(t) \frac{\partial e_k(t)}{\partial w_{ij}}$$",
    r"$$\frac{\partial e_k(t)}{\partial w_{ij}} = -\frac{\partial y_k(t)}{\partial w_{ij}}$$",
    r"$$\frac{\partial J(t)}{\partial w_{ij}} = -\sum_k e_k(t) \frac{\partial y_k(t)}{\partial w_{ij}}$$",
    r"$$\frac{\partial y_k(t+1)}{\partial w_{ij}} = f'(s_k(t)) \frac{\partial s_k(t)}{\partial w_{ij}}$$",
    r"""$$\frac{\partial s_k(t)}{\partial w_{ij}}
    = \sum_l w_{kl} \frac{\partial z_l(t)}{\partial w_{ij}} + \delta_{ik} z_j(t)$$""",
)
SIGN = tuple(each.replace("= -", "= ") for each in (RIGHT[1], RIGHT[2]))
OTHER = (
    RIGHT[0].replace("e_k(t) \\frac", "\\frac"),
    RIGHT[3].replace("f'", "f"),
    RIGHT[4].replace("z_j(t)", "z_i(t)"),
)


def last(text: str) -> str:
    return check_text(text).steps[-1].verdict


@pytest.mark.parametrize("step", RIGHT)
def test_what_is_written_as_a_function_of_time_is_one_array_at_each_time(step: str) -> None:
    assert last(RTRL + step) == "proved"


def test_its_wrong_neighbours_are_not_proved() -> None:
    assert [last(RTRL + each) for each in SIGN] == ["refuted", "refuted"]
    assert "proved" not in [last(RTRL + each) for each in OTHER]


def test_indices_above_go_before_those_below() -> None:
    unit = r"$$h_i(t+1) = \sigma(a_i(t)), \quad a_i(t) = \sum_j W_{ij} h_j(t)$$ "
    named = r"$$p^i_{mn}(t) = \frac{\partial h_i(t)}{\partial W_{mn}}$$ "
    right = r"$$\frac{\partial h_i(t)}{\partial W_{mn}} + c = p^i_{mn}(t) + c$$"
    assert last(unit + named + right) == "proved"
    assert last(unit + named + right.replace("p^i_{mn}", "p^m_{in}")) != "proved"


BPTT = r"""We use the cross entropy.
$$s_t = \tanh(U x_t + W s_{t-1}), \quad \hat{y}_t = \mathrm{softmax}(V s_t)$$
$$E_t(y_t, \hat{y}_t) = -y_t \log \hat{y}_t$$ Let $z_3 = V s_3$.

"""
CHAIN = (
    r"\frac{\partial E_3}{\partial \hat{y}_3} \frac{\partial \hat{y}_3}{\partial z_3} "
    r"\frac{\partial z_3}{\partial V}"
)


@pytest.mark.parametrize("sign", [r"\otimes", r"\bigotimes"])
def test_what_is_said_of_every_time_holds_of_the_third(sign: str) -> None:
    text = BPTT + rf"$$\frac{{\partial E_3}}{{\partial V}} = {CHAIN} = (\hat{{y}}_3 - y_3) {sign} s_3$$"
    found = check_text(text).steps
    assert [step.verdict for step in found[-2:]] == ["proved", "proved"]
    assert any("outer product" in note for note in found[-1].notes)


@pytest.mark.parametrize("wrong", [r"(y_3 - \hat{y}_3) \otimes s_3", r"(\hat{y}_3 + y_3) \otimes s_3"])
def test_another_outer_product_is_not_proved(wrong: str) -> None:
    assert last(BPTT + rf"$$\frac{{\partial E_3}}{{\partial V}} = {wrong}$$") != "proved"


def test_the_state_before_changes_with_the_weights() -> None:
    slope = r"\left(V^T (\hat{y}_3 - y_3) \odot (1 - s_3^2)\right) s_2^T"
    assert last(BPTT + rf"$$\frac{{\partial E_3}}{{\partial W}} = {slope}$$") not in ("proved", "refuted")


def test_a_tensor_product_of_vectors_beside_vec_stays_as_it_is() -> None:
    assert last(r"Let $u, v \in \mathbb{R}^n$. $$\mathrm{vec}(u v^T) = v \otimes u$$") == "proved"
    assert last(r"Let $u, v \in \mathbb{R}^n$. $$u \otimes v = u v^T$$") == "proved"
    assert last(r"Let $u, v \in \mathbb{R}^n$. $$u \otimes v = v u^T$$") != "proved"


@pytest.mark.parametrize(
    "words",
    ["where $g$ is the sigmoid function. ", "with the logistic function $g$. ", "$g$ 是 sigmoid 函数 "],
)
def test_a_function_that_is_called_the_sigmoid_is_it(words: str) -> None:
    given = rf"Let $a = g(z)$, {words}"
    assert last(given + r"$$\frac{\partial a}{\partial z} = a (1 - a)$$") == "proved"
    assert last(given + r"$$\frac{\partial a}{\partial z} = a (1 + a)$$") == "refuted"
    assert last(r"Let $a = g(z)$. $$\frac{\partial a}{\partial z} = a (1 - a)$$") != "proved"


def test_the_link_of_logistic_regression_is_the_sigmoid() -> None:
    text = r"Logistic regression: $h_\theta(x) = g(\theta^T x)$. $$g'(z) = g(z) (1 - g(z))$$"
    assert last(text) == "proved"
    assert last(text.replace("Logistic", "Linear")) != "proved"
    assert last(text.replace(". $$g'", r", $g(z) = \tanh z$. $$g'")) == "refuted"


def test_digits_behind_a_letter_are_its_label() -> None:
    text = r"""$$h = \sigma(xW1 + b1), \quad \hat{y} = softmax(hW2 + b2)$$ Cross-entropy $J$, $z1 = xW1 + b1$.

    $$\frac{\partial J}{\partial h} = (\hat{y} - y) W2^T$$"""
    assert last(text) == "proved"
    assert last(text.replace("W2^T$$", "W1^T$$")) != "proved"
    assert (
        last(r"$$x^22 = 2x^2$$")
        == last(r"$$\frac12x = \frac{x}{2}$$")
        == last("$$2W12 = W_{12} + W12$$")
        == "proved"
    )


NORM = r"""
\begin{align}
\mu &\leftarrow \frac{1}{m} \sum_{i=1}^m x_i \\
\hat{x}_i &\leftarrow x_i - \mu \\
y_i &\leftarrow \gamma \hat{x}_i + \beta
\end{align}

"""


def test_an_arrow_to_a_new_name_defines_it() -> None:
    slope = r"$$\frac{\partial \ell}{\partial \gamma} = \sum_{i=1}^m \frac{\partial \ell}{\partial y_i} "
    assert last(NORM + slope + r"\hat{x}_i$$") == "proved"
    assert last(NORM + slope + "x_i$$") != "proved"
    mean = r"$$\frac{\partial \hat{x}_i}{\partial x_j} = \delta_{ij} - \frac{1}{m}$$"
    assert last(NORM + mean) == "proved"
    assert last(NORM + mean.replace("-", "+")) == "refuted"


def test_an_arrow_to_what_rests_on_it_is_an_update() -> None:
    power = r"$$v \leftarrow A u, \quad u \leftarrow v / c$$ "
    assert last(power + r"$$c v = A v$$") not in ("proved", "refuted")
    descent = r"$$w \leftarrow w - \eta g$$ "
    assert last(descent + r"$$\eta g = 0$$") not in ("proved", "refuted")
    assert last(r"$$w \leftarrow u + v, \quad w \leftarrow u - v$$ $$w = u + v$$") != "refuted"
