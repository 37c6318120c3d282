"""Slips in what is written: orders of derivatives, limits, numbers of examples; each beside a right step."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import WRONG, CheckedStep
from derivcheck.checking.session import check_text


def last(text: str) -> CheckedStep:
    return [step for derivation in check_text(text).derivations for step in derivation.steps][-1]


HESSIAN = r"The Hessian has the entries $$ H_{jk}(g) = \frac{A}{B} $$"
COMPOSED = r"Let $r(t) = p(q(t))$. $$ \frac{d}{dt} r(t) = A \frac{d}{dt} q(t) $$"
LOGARITHM = r"""$$ \frac{\partial}{\partial v} \log(\phi(Zv)) =
A \cdot \frac{\partial}{\partial v}(\phi(Zv)) $$"""
PATHS = r"""$$ g(\log \prod_{t=1}^m p(s_t) q(a_t)) =
h(\sum_{t=1}^m \log p(s_t) + \sum_{t=1}^A \log q(a_t)) $$"""
MEAN = r"""The data have the mean square $Q = \frac{1}{n} \sum_{k=1}^n \| u_k \|^2$ and $d$ components.

$$ J = \frac{1}{n} \sum_{k=1}^A \| u_k - v_k \|^2 $$"""
SOFTMAX = r"$$ q_{s,i} = \frac{\exp(b_{s,i})}{\sum_{A}^C \exp(b_{s,j})} $$"
LOSS = r"""Of one example the loss is $\ell(x, y)$, and
$$ \sum_{i=1}^m \ell(x^{(i)}, y^{(i)}) =
\sum_{i=1}^m g(-A \log p(x^{(i)}) - (1 - y^{(i)}) \log (1 - p(x^{(i)}))) $$"""
POISSON = r"$$ p(y^{(i)} | x^{(i)}) = \frac{1}{A!} \exp(y^{(i)} \eta^{(i)} - \exp(\eta^{(i)})) $$"
LAYER = r"""A layer computes $z_j = \sum_i v_{ij} a_i + b_j$. So

$$ s_k = \sum_j A $$"""
BACK = r"""A layer has $z^{l} = W^{l} a^{l-1} + b^{l}$ with $a^{l} = \phi(z^{l})$, and

$$ \delta^{l} = A \delta^{l+1} \odot \phi'(z^{l}) $$"""
SPREAD = r"The data have the mean $\mu$. $$ A = \frac{1}{N} \sum_{i=1}^N (x_i - \mu)^2 $$"
OUTER = r"""The score of a word is $e_w^T s_c$, and $\hat t^T t$ is that of the targets.

$$ \frac{\partial J}{\partial e_w} = A $$"""
INNER = r"The scores are $e_w^T s_c$. $$ \nabla_E J = (\hat t - t)A $$"


@pytest.mark.parametrize(
    ("text", "right", "wrong", "said"),
    [
        (LOGARITHM, r"\frac{1}{\phi(Zv)}", r"\frac{\partial}{\partial v} \log(\phi(Zv))", "last variable"),
        (COMPOSED, r"p'(q(t))", r"\frac{d}{dt} p(q(t))", "last variable"),
        (PATHS, "m", "n", "goes on to n"),
        (MEAN, "n", "d", "goes on to d here"),
        (SOFTMAX, "j=1", "i=j", "the sum is over i"),
        (LOSS, "y^{(i)}", "y", "lost its number i"),
        (POISSON, "y^{(i)}", "y", "lost its number i"),
        (LAYER, "v_{jk} a_j + b_k", "(v_{jk} a_j + b_k)", "stands in the sum over it"),
        (BACK, "(W^{l+1})^T", "W^{l+1}", "before its error"),
        (SPREAD, r"\sigma^2", r"\sigma", "this is the variance"),
        (OUTER, r"(\hat t_w - t_w) s_c", r"(\hat t - t) s_c^T", "a column by a row is a matrix"),
        (INNER, " s_c^T", "^T s_c", "by a column is a number"),
    ],
)
def test_a_slip_is_malformed_and_the_right_step_is_not_accused(
    text: str, right: str, wrong: str, said: str
) -> None:
    slip = last(text.replace("A", wrong))
    assert slip.verdict == "malformed"
    assert said in slip.reason
    assert last(text.replace("A", right)).verdict not in WRONG


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        (r"\partial g", r"\partial u_j \partial u_k", True),
        (r"\partial g(u)", r"\partial u_j u_k", True),
        (r"\partial^2 g", r"\partial u_j \partial u_k", False),
        (r"\partial g", r"\partial u_{jk}", False),
        (r"\partial g", r"\partial u_j^2 \partial u_k", False),
        (r"\partial", r"\partial u_j u_k", False),
        (r"\partial \frac{\partial g}{\partial u_j}", r"\partial u_k", False),
    ],
)
def test_orders_above_and_below(above: str, below: str, found: bool) -> None:
    step = last(HESSIAN.replace("A", above).replace("B", below))
    assert ("differentiated twice below" in step.reason) == found


@pytest.mark.parametrize(
    "text",
    [
        r"$$ \frac{\partial J}{\partial b} = \sum_{k=1}^K f'(b) $$ with $J = h(a) + \sum_{k=1}^K f(b)$",
        r"$$ \frac{d}{dt} (p(t) q(t)) = \frac{d}{dt} p(t) \frac{d}{dt} q(t) $$",
        r"$$ L = \sum_{t=1}^m \log p(s_t) + \sum_{t=1}^n \log q(a_t) $$",
        r"$$ J = \frac{1}{n} \sum_{k=1}^d \sum_{i=1}^n (x_{ik} - m_k)^2 $$",
        r"$$ \sum_{i=1}^m (y - h(x^{(i)})) = \sum_{i=1}^m (y - g(x^{(i)})) $$",
        r"$$ \sigma = \sqrt{\frac{1}{N} \sum_{i=1}^N (x_i - \mu)^2} $$",
        r"A layer has $z^{l} = a^{l-1} W^{l}$. $$ \delta^{l} = W^{l+1} \delta^{l+1} \odot g(z^{l}) $$",
        r"Let $s_i = \sum_j W_{ij} a_j$. $$ \delta_j = W_{ij} \delta_i g(s_j) + h $$",
        r"The products $u^T v$. $$ \frac{\partial J}{\partial W_k} = u v^T $$",
    ],
)
def test_what_may_be_meant_is_no_such_slip(text: str) -> None:
    found = [step for derivation in check_text(text).derivations for step in derivation.steps]
    assert not [step.reason for step in found if step.verdict == "malformed"]


def test_a_bracket_that_the_line_before_lost_is_told_whatever_else_does_not_fit() -> None:
    chains = [rf"$$ r_{k} = \frac{{p(u_{k} | v}}{{q(v)}} = \frac{{u_{k} w^T}}{{w}} $$" for k in range(1, 5)]
    found = check_text("\n\n".join(chains)).derivations
    assert [each.steps[-1].verdict for each in found] == ["malformed"] * 4
    assert all("on the left" in each.steps[-1].reason for each in found)


def test_a_slip_that_the_line_before_made_is_told_of_the_line_that_drops_it() -> None:
    chain = r"""$$ \begin{aligned} \frac{d}{dt} p(q(t)) &= \frac{d}{dt} p(q(t)) \frac{d}{dt} q(t) \\
    &= A \end{aligned} $$"""
    dropped = last(chain.replace("A", "p'(q(t)) q'(t) h"))
    assert (dropped.verdict, dropped.reason[:11]) == ("malformed", "on the left")
    assert last(chain.replace("A", r"\frac{d}{dt} p(q(t)) \frac{d}{dt} q(t)")).verdict not in WRONG
