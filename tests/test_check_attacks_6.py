r"""What prose says of names: wrong steps that were once proved, and their right neighbours."""

from __future__ import annotations

import pytest

from tests.wrong_and_right import verdicts

CHAIN = r"$$ \frac{dL}{dw} = \frac{dL}{da} \frac{da}{dz} \frac{dz}{dw} $$"
CASES = {
    "a name that depends on another directly": (
        "Here $a$ depends on $z$%s. " + CHAIN,
        " and also directly on $w$",
        ", which depends on $w$",
    ),
    "a loss that is a function of two": (
        r"$L$ is a function of $a$ and %s. $$ \frac{dL}{dw} = \frac{dL}{da} \frac{da}{dw} $$",
        "$w$",
        "$a$ is a function of $w$",
    ),
    "a loss with a list": (
        r"The loss is $L(a, %s)$. $$ \frac{dL}{dw} = \frac{dL}{da} \frac{da}{dw} $$",
        "w",
        "y",
    ),
    "a function of time besides": (
        r"Let $f$ depend on $x(t)$%s. $$ \frac{df}{dt} = \frac{\partial f}{\partial x} \frac{dx}{dt} $$",
        " and explicitly on $t$",
        " alone",
    ),
    "a factor that depends on what is differentiated by": (
        r"Let $z = w a$. $$ \frac{dz}{dw} = a $$ where $a$ %s on $w$.",
        "depends",
        "does not depend",
    ),
    "a value of another function": (
        r"Let $f_i(x_i) = a_i x_i^2$. "
        r"$$ \frac{\partial f_i(x_%s)}{\partial x_%s} = 2 a_%s x_%s $$",
        "j",
        "i",
    ),
    "a matrix that is any again": (
        "Let $A$ be symmetric. Now $%s$ need not be symmetric. $$ A^T x = A x $$",
        "A",
        "B",
    ),
    "a general matrix": (
        "Suppose $A$ is symmetric. From here on $%s$ is general. $$ A^T x = A x $$",
        "A",
        "B",
    ),
    "a matrix that is arbitrary": (
        "Let $A$ be symmetric. Next, $A$ is %s. $$ A^T x = A x $$",
        "arbitrary",
        "an arbitrary symmetric matrix",
    ),
    "a general matrix in Chinese": (
        "设 $A$ 是对称矩阵。现在 $%s$ 是任意矩阵。 $$ A^T x = A x $$",
        "A",
        "B",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_false_is_not_proved_and_what_is_true_is(name: str) -> None:
    wrong, right = verdicts(CASES[name])
    assert wrong != "proved"
    assert right == "proved"
