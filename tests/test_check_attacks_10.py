r"""What a proof takes silently, where the document says the contrary: singular matrices, names that move, a
total derivative, one time for all, other losses, examples that are no rows, sums that are none.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text
from tests.wrong_and_right import last, verdicts

NET = r"Let $z = W x + b$ and $\hat{y} = \mathrm{softmax}(z)$. We use %s. "
LOSS = NET + r"$$ \frac{\partial J}{\partial z} = \hat{y} - y $$"
MOVES = r"Let $f = a^T X b$%s $$ df = \mathrm{tr}(b a^T dX) $$"
GRAM = r"Let $X \in \mathbb{R}^{n \times d}$%s $$ (X^T X)^{-1} X^T X w = w $$"
EXAMPLES = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$.%s $$ \sum_{i} x_i x_i^T = X^T X $$"
LAYER = r"Let $y = W x$%s $$ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial y} x^T $$"
REPEATED = r"Repeated indices are summed over. $x \in \mathbb{R}^n$. "
SYMMETRIC = r"Let $D$ be %s. $$ D^T = D $$"

CASES = {
    "a sigma of its own": (
        r"$\sigma(z) = \frac{1}{1 + e^{%s z}}$. $$ \sigma'(z) = \sigma(z) (1 - \sigma(z)) $$",
        "-2",
        "-",
    ),
    "a singular matrix": (r"Let $X$ be %s. $$ X^{-1} X = I $$", "singular", "nonsingular"),
    "no determinant": (r"Let $\det X %s 0$. $$ X^{-1} X w = w $$", "=", r"\neq"),
    "more columns than rows": (GRAM, " with $d > n$.", " with $d < n$."),
    "dependent columns": (GRAM, " have linearly dependent columns.", " have linearly independent columns."),
    "not invertible": (
        GRAM,
        r" and suppose $X^T X$ is not invertible.",
        r". If $X^T X$ is not invertible, there are many solutions.",
    ),
    "another inverse": (
        r"Here $A^{-1}$ denotes the %s of $A$. $$ A^{-1} A x = x $$",
        "pseudo-inverse",
        "inverse matrix",
    ),
    "what is not square": (
        r"Let $X$ be a %s matrix. $$ d\det X = \det(X)\, \mathrm{tr}(X^{-1} dX) $$",
        "rectangular",
        "square",
    ),
    "what is not constant": (MOVES, " where $a$ and $b$ are not constant.", " where $a$ and $b$ are."),
    "neither is constant": (MOVES, " where neither $a$ nor $b$ is constant.", " where $a$ is constant."),
    "one depends on what moves": (MOVES, " where $b$ depends on $X$.", " where $b$ depends on $c$."),
    "blocks on the diagonal": (SYMMETRIC, "block diagonal", "diagonal"),
    "off the diagonal": (SYMMETRIC, "off-diagonal", "a diagonal matrix"),
    "entries of the diagonal": (
        r"Let $D$ be %s. $$ D^T = D $$",
        "triangular with diagonal $D_{ii}$",
        "diagonal with entries $D_{ii}$",
    ),
    "a total derivative": (
        r"Let $z = f(x, y)$ with $y = g(x)$. $$ \frac{%s z}{%s x} = \frac{\partial f}{\partial x} $$",
        "d",
        r"\partial",
    ),
    "all times": (
        r"Let $y_t = W x_t$%s $$ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial y_t} x_t^T $$",
        " for all $t$.",
        ".",
    ),
    "what depends on the weights": (LAYER, ", where $x$ depends on $W$.", ", where $x$ depends on $u$."),
    "a penalty": (LAYER, ". The loss $L$ includes a penalty on $W$.", ". The loss is $L$."),
    "structured weights": (LAYER, ", where $W$ is a Toeplitz matrix.", ", where $W$ is a matrix."),
    "weights that are applied again": (LAYER, " be applied $T$ times.", " be applied."),
    "rows of other examples": (EXAMPLES, " $X$ is shuffled.", ""),
    "rows of features": (EXAMPLES, r" Phi: $X$ has the rows $\phi(x_i)$.", " $X$ has the rows $x_i$."),
    "examples that are rows": (
        r"The $x_i$ are %s vectors. $$ \sum_{i=1}^n x_i x_i^T = X^T X $$",
        "row",
        "column",
    ),
    "sizes and columns": (EXAMPLES, " The $x_i$ are the columns.", " Each $x_i$ is a column vector."),
    "no sum": (REPEATED + r"$$ x_i x_i = x^T x %s $$", r"\quad \text{(no sum)}", ""),
    "no convention": (
        REPEATED + r"%s $$ x_i x_i = x^T x $$",
        "Here the convention does not apply.",
        "Here the convention applies.",
    ),
    "limits that hold the variable of another integral": (
        r"$$ \int_0^1 \int_0^%s f(x,y) dy dx = \int_0^%s \int_0^1 f(x,y) dx dy $$",
        "x",
        "2",
    ),
    "limits that hold the index of another sum": (
        r"$$ \sum_{i=1}^n \sum_{j=1}^i a_i b_j = %s $$",
        r"\sum_{j=1}^i b_j \sum_{i=1}^n a_i",
        r"\sum_{i=1}^n a_i \sum_{j=1}^i b_j",
    ),
    "a limit that no sum holds any more": (
        r"$$ \sum_{i=1}^n \sum_{j=1}^i 2 a_j = %s \sum_{j=1}^i a_j $$",
        "2 n",
        r"2 \sum_{i=1}^n",
    ),
    "a divisor that is 0": (
        r"Let $a = %s$. $$ \frac{a^2 - b^2}{a - b} = a + b $$",
        "b",
        "c",
    ),
    "a number that is 0": (r"Let $x = %s$. $$ \frac{x y}{x} = y $$", "0", "u"),
    "what is infinite": (r"$$ %s - %s = 0 $$", r"\infty", "m"),
    "an outer product": (r"Let $A$ be a matrix%s. $$ A^{-1} A x = x $$", ", $A = v v^T$", ""),
    "a projection": (r"Let $P$ be a %s. $$ P^{-1} P x = x $$", "projection", "square matrix"),
    "a kernel": (r"$A$ has a %s kernel. $$ A^{-1} A = I $$", "nontrivial", "trivial"),
    "few examples": (
        r"There are %s examples than features. $$ (X^T X)^{-1} X^T X w = w $$",
        "fewer",
        "more",
    ),
    "factors that depend on what moves": (
        r"Let $Y = A X B$, where $A$ and $B$ depend on $%s$. $$ dY = A\, dX\, B $$",
        "X",
        "c",
    ),
    "another activation": (
        r"$\sigma$ is the %s. $$ \sigma'(z) = \sigma(z) (1 - \sigma(z)) $$",
        "ReLU",
        "sigmoid",
    ),
    "twice the loss": (LOSS, "twice the cross entropy", "the cross entropy"),
    "a weighted loss": (LOSS, "the weighted cross-entropy", "the cross-entropy"),
    "bits": (LOSS, "the cross-entropy in base 2", "the cross-entropy"),
    "minus the loss": (LOSS, "minus the cross-entropy", "the cross-entropy"),
    "another loss": (LOSS, "the Brier score instead of the cross-entropy", "the cross-entropy"),
    "the exponential of the loss": (LOSS, "the perplexity, from the cross-entropy", "the cross-entropy"),
    "a mean": (LOSS, "the mean of the cross-entropies, the cross-entropy loss", "the cross-entropy loss"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_the_document_denies_is_not_proved(name: str) -> None:
    assert verdicts(CASES[name]) in {("unknown", "proved"), ("refuted", "proved"), ("malformed", "proved")}


@pytest.mark.parametrize(
    "step",
    [
        r"\delta_{ii} = n",
        r"\delta_{ij} \delta_{ij} = n",
        r"\delta_{ij} \delta_{ij} = \delta_{ii}",
        r"\delta_{ii} = 3",
    ],
)
def test_how_far_an_index_of_deltas_runs_is_not_known(step: str) -> None:
    document = r"Repeated indices are summed over. $A \in \mathbb{R}^{n \times n}$."
    assert last(f"{document} $$ {step} $$") == "unknown"
    assert last(rf"{document} $$ \delta_{{ij}} \delta_{{jk}} = 2 \delta_{{ik}} $$") == "refuted"


def test_a_condition_is_no_part_that_is_summed() -> None:
    step = r"\sum_{i} \sum_{j \ne i} a_{ij} = \sum_{j \ne i} \sum_i a_{ij}"
    assert last(f"$$ {step} $$") == "unknown"
    assert last(r"$$ \sum_{i} \sum_{j \ne i} 2 a_{ij} = 2 \sum_i \sum_{j \ne i} a_{ij} $$") == "proved"


@pytest.mark.parametrize(("document", "step"), [
    ("", r"\mathbf{1}^T \mathbf{1} = n"),
    (r"With $J = \mathbf{1}\mathbf{1}^T$,", "J^2 = n J"),
])  # fmt: skip
def test_how_many_ones_there_are_is_not_known(document: str, step: str) -> None:
    assert last(f"{document} $$ {step} $$") == "unknown"


def test_ones_beside_a_matrix_are_as_many_as_its_rows() -> None:
    page = r"For $X \in \mathbb{R}^{n \times d}$ $$ \mathbf{1}^T X \mathbf{1} = %s \sum_{i,j} X_{ij} $$"
    assert verdicts((page, "2", "")) == ("refuted", "proved")


EXAMPLES_APART = r"""### Example 1: a map

Let $y_i = \sum_j A_{ij} x_j$.

%s

Let $$C_{ij} = x_i y_j.$$

$$\frac{\partial C_{ij}}{\partial x_k} = \delta_{ik} y_j$$
"""


def test_what_one_example_says_of_a_name_accuses_nobody_in_the_next() -> None:
    assert last(EXAMPLES_APART % "### Example 2: an outer product") == "unknown"
    assert last(EXAMPLES_APART % "And with it another array.") == "refuted"


def test_the_mean_that_is_stated_at_last_makes_no_derivative_by_it_zero() -> None:
    slope = r"\frac{\partial}{\partial m} \left(-\frac{1}{2} \sum_i (x_i - m)^2\right)"
    other = r"\frac{\partial}{\partial m} \left(-\frac{%s}{2} \sum_i (x_i - m)^2\right)"
    page = rf"Let $x \in \mathbb{{R}}^n$. $$ {slope} = {other} $$"
    page += r" So $m = \frac{1}{n} \sum_{i=1}^n x_i$."
    found = [check_text(page.replace("%s", each)).steps[0].verdict for each in ("7", "1")]
    assert found[0] != "proved"
    assert found[1] == "proved"
