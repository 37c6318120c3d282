"""Shapes and sizes of a page that do not fit together: a right step is proved, its neighbour is not."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_WORDS = r"Let $u_i \in \mathbb{R}^d$ and $v_i \in \mathbb{R}^d$ be vectors, $y_w \in \mathbb{R}$." + "\n\n"
_TRACE = r"Let $A \in \mathbb{R}^{n \times m}$ and $B \in \mathbb{R}^{m \times n}$." + "\n\n"
_MISREAD = (
    r"Let $W \in \mathbb{R}^{V \times N}$, $h \in \mathbb{R}^N$, $\hat y, y \in \mathbb{R}^V$,"
    r" $u = W^T h$ and $\hat y = \text{softmax}(u)$."
    "\n\n"
)
_LIST = r"Let $b \in \mathbb{R}^n$. $$\begin{bmatrix} b_1 \\ %s \\ b_n \end{bmatrix} = %s b$$"
_LOSS = (
    r"Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$ and"
    r" $L = \frac12 \|W x - y\|^2$. $$\frac{\partial L}{\partial x} = W^T (W x - y)$$"
    r" $$\frac{\partial L}{\partial W} = (W x - y) x^T$$"
)
_MIXTURE = (
    r"Let $\mu_k \in \mathbb{R}^D$, $\Sigma_k \in \mathbb{R}^{D \times D}$ and $p_k = (2 \pi)^{-\frac{D}{2}}"
    r" |\Sigma_k|^{-\frac12} \exp\left(-\frac12 (x - \mu_k)^T \Sigma_k^{-1} (x - \mu_k)\right)$."
)
_SHARE = (
    r" For $n = 1, \dots, N$ let $\gamma_{nk} ="
    r" \frac{\pi_k N(x_n | \mu_k, \Sigma_k)}{\sum_{j=1}^K \pi_j N(x_n | \mu_j, \Sigma_j)}$."
)
_PRECISIONS = r" Let $\Lambda_k \in \mathbb{R}^{D \times D}$." + _SHARE.replace(
    r"\Sigma_k", r"\Lambda_k^{-1}"
).replace(r"\Sigma_j", r"\Lambda_j^{-1}")
_NORMAL = (
    r"Let $\mu, x \in \mathbb{R}^D$, $\Sigma \in \mathbb{R}^{D \times D}$ and $N(x | \mu, \Sigma)"
    r" = |\Sigma|^{-\frac12} \exp\left(-\frac12 (x - \mu)^T \Sigma^{-1} (x - \mu)\right)$."
)
_PARAMETERS = r"Let $L(\Theta) = \sum_{i=1}^m (y_i - \Theta^T x_i)^2$. "

RIGHT = {
    "a parameter by its small letter": _PARAMETERS
    + r"$$\frac{\partial L}{\partial \theta_j} = -2 \sum_{i=1}^m (y_i - \Theta^T x_i) x_{ij}$$",
    "a gradient by a vector as a row": _LOSS + r"$$\frac{\partial L}{\partial x} = (W x - y)^T W$$",
    "inverses of members": _MIXTURE + r"$$\log p_k = -\frac{D}{2} \log(2 \pi) - \frac12 \log |\Sigma_k|"
    r" - \frac12 (x - \mu_k)^T \Sigma_k^{-1} (x - \mu_k)$$"
    r"$$\frac{\partial \log p_k}{\partial \mu_k} = \Sigma_k^{-1} (x - \mu_k)$$",
    "shares of a mixture": _NORMAL + _SHARE + r"$$\sum_{k=1}^K \gamma_{nk} = 1$$",
    "shares by precisions": _NORMAL + _PRECISIONS + r"$$\sum_{k=1}^K \gamma_{nk} = 1$$",
    "entries by their small letter": _TRACE
    + r"$$\frac{\partial \operatorname{tr}(A B)}{\partial a_{ij}} = b_{ji}$$"
    r" $$(A B)_{ij} = \sum_k a_{ik} b_{kj}$$",
    "weights by their small letter": r"Let $y = W x$. $$y_i = \sum_j w_{ij} x_j$$",
    "entries that are said to be those": r"Let $A = [a_{ij}]$. $$\operatorname{tr}(A) = \sum_i a_{ii}$$",
    "a definition that does not fit, and is not needed": _MISREAD
    + r"$$-y^T \log \hat y = -\sum_{j=1}^V y_j \log \hat y_j$$",
    "three dots": _LIST % ("...", ""),
    "dots one below the other": _LIST % (r". \\ . \\ .", ""),
    "members as many as the sum says": _WORDS
    + r"$$\frac{\partial}{\partial v_c} \log \sum_{w \in D} \exp(u_w^T v_c) ="
    r" \frac{\sum_{w \in D} \exp(u_w^T v_c) u_w}{\sum_{w \in D} \exp(u_w^T v_c)}$$",
    "all words of the vocabulary": _WORDS
    + r"$$\sum_{w \in \text{Vocab}} y_w u_w = \sum_{w=1}^{|V|} y_w u_w$$",
}

WRONG = {
    "a parameter with another sign": (
        _PARAMETERS
        + r"$$\frac{\partial L}{\partial \theta_j} = 2 \sum_{i=1}^m (y_i - \Theta^T x_i) x_{ij}$$",
        "refuted",
    ),
    "a row by the wrong matrix": (
        _LOSS + r"$$\frac{\partial L}{\partial x} = (W x - y)^T W^T$$",
        "malformed",
    ),
    "a gradient by a matrix, transposed": (
        _LOSS + r"$$\frac{\partial L}{\partial W} = x (W x - y)^T$$",
        "unknown",
    ),
    "a lost inverse": (
        _MIXTURE + r"$$\frac{\partial \log p_k}{\partial \mu_k} = \Sigma_k (x - \mu_k)$$",
        "unknown",
    ),
    "another sign": (
        _MIXTURE + r"$$\frac{\partial \log p_k}{\partial \mu_k} = -\Sigma_k^{-1} (x - \mu_k)$$",
        "unknown",
    ),
    "a gradient by the covariance": (
        _MIXTURE + r"$$\frac{\partial \log p_k}{\partial \Sigma_k} = 0$$",
        "not-understood",
    ),
    "shares by precisions, twice": (
        _NORMAL + _PRECISIONS + r"$$\sum_{k=1}^K \gamma_{nk} = 2$$",
        "unknown",
    ),
    "shares summed over the examples": (
        _NORMAL + _SHARE + r"$$\sum_{n=1}^N \gamma_{nk} = 1$$",
        "unknown",
    ),
    "entries the other way round": (
        _TRACE + r"$$\frac{\partial \operatorname{tr}(A B)}{\partial a_{ij}} = b_{ij}$$",
        "unknown",
    ),
    "a product with its letters exchanged": (
        _TRACE + r"$$(A B)_{ij} = \sum_k a_{ki} b_{jk}$$",
        "unknown",
    ),
    "weights the other way round": (r"Let $y = W x$. $$y_i = \sum_j w_{ji} x_j$$", "unknown"),
    "twice the entries": (
        r"Let $A = [a_{ij}]$. $$\operatorname{tr}(A) = 2 \sum_i a_{ii}$$",
        "refuted",
    ),
    "entries of another letter": (
        r"Let $y = W x$ and $v_{ij}$ be numbers. $$y_i = \sum_j v_{ij} x_j$$",
        "unknown",
    ),
    "what rests on a definition that does not fit": (
        _MISREAD + r"$$-y^T \log \hat y = -\sum_{j=1}^V \hat y_j \log y_j$$",
        "unknown",
    ),
    "three dots for twice as much": (_LIST % ("...", "2"), "refuted"),
    "a sum that goes further": (
        r"Let $w, x \in \mathbb{R}^d$. $$w^T x = \sum_{i=1}^n w_i x_i$$",
        "unknown",
    ),
    "another number of members": (
        r"Let $x_i \in \mathbb{R}^d$ and $\mu = \frac1n \sum_{i=1}^n x_i$. $$\sum_{i=1}^n x_i = m \mu$$",
        "unknown",
    ),
    "some of the members": (
        r"Let $x_i \in \mathbb{R}^d$ and $\mu = \frac1n \sum_{i=1}^n x_i$. $$\sum_{i=1}^m x_i = n \mu$$",
        "unknown",
    ),
    "some of the words": (
        _WORDS + r"$$\sum_{w \in \text{Vocab}} y_w u_w = \sum_{w=1}^K y_w u_w$$",
        "unknown",
    ),
    "a gradient of another word": (
        _WORDS + r"$$\frac{\partial}{\partial v_c} \log \sum_{w \in D} \exp(u_w^T v_c) ="
        r" \frac{\sum_{w \in D} \exp(u_w^T v_c) v_w}{\sum_{w \in D} \exp(u_w^T v_c)}$$",
        "refuted",
    ),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_steps_are_proved(text: str) -> None:
    assert set(verdicts(text)) == {"proved"}


@pytest.mark.parametrize(("text", "verdict"), WRONG.values(), ids=WRONG)
def test_their_neighbours_are_not(text: str, verdict: str) -> None:
    assert verdicts(text)[-1] == verdict
