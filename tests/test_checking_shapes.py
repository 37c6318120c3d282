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

RIGHT = {
    "members as many as the sum says": _WORDS
    + r"$$\frac{\partial}{\partial v_c} \log \sum_{w \in D} \exp(u_w^T v_c) ="
    r" \frac{\sum_{w \in D} \exp(u_w^T v_c) u_w}{\sum_{w \in D} \exp(u_w^T v_c)}$$",
    "all words of the vocabulary": _WORDS
    + r"$$\sum_{w \in \text{Vocab}} y_w u_w = \sum_{w=1}^{|V|} y_w u_w$$",
}

WRONG = {
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
