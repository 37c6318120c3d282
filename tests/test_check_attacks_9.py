r"""Functions put in for functions, two ways to what is differentiated by, words that say what is meant."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import verdicts

KL = r"Let $KL(p\|q) = \sum_x p(x) \log \frac{p(x)}{q(x)}$."
CASES = {
    "the other divergence": (
        KL + r" $$ KL(q\|p) = \sum_x %s $$",
        r"p(x) \log \frac{p(x)}{q(x)}",
        r"q(x) \log \frac{q(x)}{p(x)}",
    ),
    "the entropy of another": (
        r"Let $H(p, q) = -\sum_x p(x) \log q(x)$. $$ H(q, p) = -\sum_x %s $$",
        r"p(x) \log q(x)",
        r"q(x) \log p(x)",
    ),
    "an expectation over what is replaced": (
        r"Let $KL(p\|q) = \mathbb{E}_{x\sim p}[\log p(x) - \log q(x)]$."
        r"$$ KL(%s) = -\mathbb{E}_{x \sim p}[\log q(x) - \log p(x)] $$",
        r"q\|p",
        r"p\|q",
    ),
    "two ways to x": (
        r"Let $q = W_q x$ and $k = W_k %s$."
        r"$$ \frac{\partial L}{\partial x} = W_q^T \frac{\partial L}{\partial q} $$",
        "x",
        "u",
    ),
    "two ways to x, and the loss is said to take both": (
        r"Let $u = a t$, $v = b %s$ and $L(u, v)$ a loss."
        r"$$ \frac{\partial L}{\partial t} = a \frac{\partial L}{\partial u} $$",
        "t",
        "s",
    ),
    "two ways to a matrix": (
        r"Let $q = W x$ and $k = %s y$."
        r"$$ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial q} x^T $$",
        "W",
        "V",
    ),
    "a one that is appended in words": (
        r"We %s to $x$. $$ w^T x = \sum_{i=1}^d w_i x_i $$",
        "append a 1",
        "apply a matrix",
    ),
    "a bias in words": (
        r"We absorb the bias into $w$. $$ \|w\|^2 = \sum_{i%s} w_i^2 $$",
        "=1}^{d",
        "",
    ),
    "a convolution": (
        r"Let $y = x * w$ be the %s of $x$ and $w$. $$ \frac{\partial y}{\partial x} = w $$",
        "convolution",
        "product",
    ),
    "complex numbers": (
        r"Let $z \in \mathbb{%s}$. $$ |z|^2 = z^2 $$",
        "C",
        "R",
    ),
    "a softmax along the columns": (
        r"Let $P = \text{softmax}(S)$, where the softmax goes along each %s. $$ \sum_j P_{ij} = 1 $$",
        "column",
        "row",
    ),
    "a mean of what is differentiated by": (
        r"Let $y_i = x_i - %s$ with the sample mean. $$ \frac{\partial y_i}{\partial x_i} = 1 $$",
        r"\bar x",
        "c",
    ),
    "statistics of a batch": (
        r"Batch normalization: $$ y_i = \frac{x_i - %s}{2} $$"
        r"$$ \frac{\partial y_i}{\partial x_i} = \frac{1}{2} $$",
        r"\mu_B",
        "c",
    ),
    "a distribution with a parameter": (
        r"$x$ is drawn from $p_%s$. $$ \nabla_\theta \mathbb{E}[f(x)] = \mathbb{E}[\nabla_\theta f(x)] $$",
        r"\theta",
        r"\phi",
    ),
    "a limit that moves": (
        r"$$ \frac{d}{dx} \int_0^%s f(x, t) dt = \int_0^%s \frac{\partial f(x, t)}{\partial x} dt $$",
        "x",
        "1",
    ),
    "the members of a set": (
        r"$$ \sum_{i \in S} 1 = %s $$",
        "S",
        r"\sum_{i \in S} \frac{2}{2}",
    ),
    "weights of all times, at one time": (
        r"Let $h_t = W h_{t-1}$. $$ \frac{\partial L}{\partial W} = %s $$",
        r"\frac{\partial L}{\partial h_t} h_{t-1}^T",
        r"\frac{\partial L}{\partial W} + 0",
    ),
    "weights of all layers, of one": (
        r"%s Let $h^l = W^l h^{l-1}$."
        r"$$ \frac{\partial L}{\partial W^l} = \frac{\partial L}{\partial h^l} (h^{l-1})^T $$",
        "The weights are the same in each layer.",
        "Every layer has weights.",
    ),
    "no longer symmetric, though it is defined so": (
        r"Let $A = B B^T$. $$ A^T = A $$ %s $$ \frac{\partial}{\partial x} x^T A x = 2 A x $$",
        "Now for a nonsymmetric $A$:",
        "Now with this $A$:",
    ),
    "the values of a policy change with it": (
        r"Let $\pi_\theta(a|s)$ be a policy. $$ \nabla_\theta \sum_a \pi_\theta(a|s) Q%s(s, a) ="
        r" \sum_a Q%s(s, a) \nabla_\theta \pi_\theta(a|s) $$",
        r"^\pi",
        "",
    ),
    "the norm of an operator": (
        r"Let $\|W\|$ be the %s norm of $W \in \mathbb{R}^{m \times n}$. $$ \|W\|^2 = \text{tr}(W^T W) $$",
        "operator",
        "Frobenius",
    ),
    "targets with another sum": (
        r"Let $t$ be the targets, %s. $p = \text{softmax}(z)$, $L = -\sum_i t_i \log p_i$."
        r"$$ \frac{\partial L}{\partial z_i} = p_i - t_i $$",
        "which sum to $2$",
        "which sum to $1$",
    ),
    "an example that is a component": (
        r"Let $h_\theta(x) = \theta^T x$ and $J = \frac12 \sum_i (h_\theta(x^{(i)}) - y^{(i)})^2$."
        r"$$ \frac{\partial J}{\partial \theta_j} = \sum_i (h_\theta(x^{(i)}) - y^{(i)}) %s $$",
        "x_i",
        "x^{(i)}_j",
    ),
    "one function within another": (
        r"$\sin x \cos y = %s$",
        r"\sin(x \cos y)",
        r"\cos y \sin x",
    ),
    "cases that overlap": (
        r"Let $f(x) = \max(0, x)$. $$ f'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < %s \end{cases} $$",
        "1",
        "0",
    ),
}

OTHERWISE = {
    "the other divergence": "refuted",
    "the entropy of another": "refuted",
    "an expectation over what is replaced": "not-understood",
    "cases that overlap": "not-understood",
}
"""Verdicts of the wrong step; those that are not here are unknown."""


@pytest.mark.parametrize("name", CASES)
def test_only_the_right_step_is_proved(name: str) -> None:
    assert verdicts(CASES[name]) == (OTHERWISE.get(name, "unknown"), "proved")
