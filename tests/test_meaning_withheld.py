"""Definitions that a step does not unfold: of another example, or of a matrix of blocks."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

_TEXT = r"""Let $x \in \mathbb{R}^p$, $v \in \mathbb{R}^p$, $t \in \mathbb{R}$,
$M \in \mathbb{R}^{n \times p}$.

$$F(v) = \frac{1}{2} \sum_{i=1}^{n} (t_i - v^T x_i)^2$$
$$\nabla_v F(v) = -\sum_{i=1}^{n} (t_i - v^T x_i) x_i$$

## With a column of ones

We put $B = \begin{bmatrix} M & \mathbf{1} \end{bmatrix}$ and

$$G(u) = \frac{1}{2} \| B u - r \|_2^2$$
$$\nabla_u G(u) = B^T (B u - r)$$

## The noise

$$z_i = \begin{bmatrix} x_i \\ 1 \end{bmatrix}$$
$$t = u^T z + \epsilon$$
"""


def verdicts(text: str) -> list[str]:
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


def test_steps_go_without_what_they_do_not_need() -> None:
    assert verdicts(_TEXT) == ["proved"] * 2


@pytest.mark.parametrize(
    ("right", "wrong"), [("= -\\sum", "= \\sum"), ("v^T x_i) x_i", "v^T x_i) v"), ("B^T (B u", "B (B u")]
)
def test_slips_beside_them_are_not_proved(right: str, wrong: str) -> None:
    assert right in _TEXT
    assert verdicts(_TEXT.replace(right, wrong)).count("proved") == 1


def test_what_rests_on_a_matrix_of_blocks_is_left_open() -> None:
    text = _TEXT.replace(r"B^T (B u - r)$$", r"B^T (B u - r)$$" + "\n" + r"$$B u = M u$$")
    assert verdicts(text)[2] not in {"refuted", "proved"}
