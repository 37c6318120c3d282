"""Where a derivative is evaluated, primes of brackets, cases without &, and mappings that give no shape."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_CASES = (
    r"$$\frac{\partial s_i}{\partial s_j} = \begin{cases} %s \text{ %s } i = j \\ 0 \text{ %s} \end{cases}$$"
)
_PRIMES = r"Let $y = X w$ and $L = \frac{1}{2} \|y\|^2$. "
_LAYER = r"Let $a^{[1]} = \chi(z^{[1]})$ and $L = \frac{1}{2} \|a^{[1]}\|^2$. "

PAIRS = [
    (r"$$\frac{d}{dx} x^2 \Big|_{x = 3} = %s$$", "6", "9"),
    (r"$$\frac{d}{dx} 2 x^2 {\Big\arrowvert}_{x = 3} = %s$$", "12", "0"),
    (r"$$\partial_x x^2 |_{x = 3} = %s$$", "6", "0"),
    (r"$$\frac{d}{dx} (x^2 + x) \bigg|_{x = a} = %s$$", "2 a + 1", "0"),
    (_CASES.replace("%s", "%%s", 1) % ("if", "otherwise"), "1", "2"),
    (_CASES.replace("%s", "%%s", 1) % ("si", "sinon."), "1", "2"),
    (_CASES.replace("%s", "%%s", 1) % ("falls", "sonst"), "1", "2"),
    (r"$$\frac{\partial s_i}{\partial s_k} = %s \quad \forall i \neq k$$", "0", "1"),
    (_PRIMES + r"$$\nabla_w L = \left(X\right)' %s$$", "y", "w"),
    (_LAYER + r"$$\nabla_{z^{[1]}} L = a^{[1]} \odot \frac{d \chi(z^{[1]})}{dz}%s$$", "", r" \odot a^{[1]}"),
    (
        r"Units $a_j : \mathbb{R}^n \rightarrow \mathbb{R}$ with $a_j = w_j x$: $$\frac{da_j}{dx} = %s$$",
        "w_j",
        "x",
    ),
    (r"See it as $y = y(x)$, where $y = x^2$. $$\frac{dy}{dx} = %s$$", "2 x", "x"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), PAIRS)
def test_the_right_step_is_proved_and_its_neighbour_is_not(text: str, right: str, wrong: str) -> None:
    text = text.replace("%%s", "%s")
    assert verdicts(text % right)[-1:] == ["proved"]
    assert verdicts(text % wrong)[-1:] != ["proved"]


def test_a_prime_stays_a_derivative_where_transposes_are_written() -> None:
    text = r"Let $a = X^T y$. $$(X)' y = X^T y$$"
    assert verdicts(text) != ["proved"]


def test_what_only_says_on_what_it_depends_is_no_claim() -> None:
    assert verdicts("The output is $a = a(x; W)$ then.\n\n$$a = a$$") == ["proved"]


def test_what_holds_for_orthogonal_vectors_is_not_refuted() -> None:
    text = r"Let $u, w, x \in \mathbb{R}^d$. $$(x + u)^T w = x^T w%s$$"
    assert verdicts(text % r", \quad u \perp w")[:1] == ["unknown"]
    assert verdicts(text % "") == ["refuted"]
