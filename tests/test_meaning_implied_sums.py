r"""A document without any sum, in which indices that stand twice vanish, leaves its sums out; and A^T_{ij},
A_{ij}^T and (AB)_{ij}^T are entries of a transpose.
"""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import Session
from derivcheck.elaboration.subject import IMPLIED

LAYER = r"""The trace is $$\operatorname{tr}(AB) = A_{ij} B_{ji}$$
and the product $$(AB)_{ik} = A_{ij} B_{jk}.$$

"""


def last(step: str, document: str = LAYER) -> CheckedStep:
    return Session().check_stdin(f"{document}\n$$ {step} $$\n".encode()).steps[-1]


RIGHT = [
    r"\frac{\partial (A_{ij} X_{jk} B_{ki})}{\partial X_{pq}} = A_{ip} B_{qi}",
    r"A_{ip} B_{qi} = (BA)_{qp}",
    r"\delta_{jp} A_{ij} B_{ki} = A_{ip} B_{ki}",
    r"\frac{\partial (X_{ij} X_{ji})}{\partial X_{pq}} = 2 (X^T)_{pq}",
    r"\frac{\partial X_{ii}}{\partial X_{kl}} = \delta_{kl}",
]
WRONG = [
    r"\frac{\partial (A_{ij} X_{jk} B_{ki})}{\partial X_{pq}} = A_{ip} B_{iq}",
    r"A_{ip} B_{qi} = (BA)_{pq}",
    r"\delta_{jp} A_{ij} B_{ki} = A_{pi} B_{ki}",
    r"\frac{\partial (X_{ij} X_{ji})}{\partial X_{pq}} = 2 X_{pq}",
    r"\frac{\partial X_{ii}}{\partial X_{kl}} = 2 \delta_{kl}",
]


@pytest.mark.parametrize("step", RIGHT)
def test_what_holds_with_its_sums_is_proved(step: str) -> None:
    found = last(step)
    assert (found.verdict, IMPLIED in found.notes) == ("proved", True)


@pytest.mark.parametrize("step", WRONG)
def test_what_does_not_is_found(step: str) -> None:
    assert last(step).verdict in {"refuted", "malformed"}


@pytest.mark.parametrize(
    "document",
    [
        LAYER + r"$$x^T x = \sum_i x_i^2,$$ $$x^T y = \sum_i x_i y_i,$$ $$x^T z = \sum_i x_i z_i$$",
        "One step may have lost its sum.",
        r"$$h_i = w_i x_i$$ $$g_i = w_i y_i$$",  # products entry by entry
    ],
)
def test_not_of_a_document_that_writes_its_sums_or_hardly_lacks_one(document: str) -> None:
    found = last(RIGHT[1], document)
    assert (found.verdict == "proved", IMPLIED in found.notes) == (False, False)


@pytest.mark.parametrize(
    "words", ["In index notation,", "Summation is implied.", "We drop the sum signs:", "Using implicit sums,"]
)
def test_words_that_say_so(words: str) -> None:
    document = words + r" $$\operatorname{tr}(AB) = A_{ij} B_{ji}.$$"
    assert last(RIGHT[1], document).verdict == "proved"
    assert last(WRONG[1], document).verdict == "refuted"


def test_what_may_be_meant_without_a_sum_is_not_refuted_by_one() -> None:
    document = LAYER + r"Let $z_i = W_{ij} x_j$."
    assert last(r"\frac{\partial z_i}{\partial W_{ij}} = x_j", document).verdict == "unknown"
    assert last(r"\frac{\partial z_i}{\partial W_{kj}} = \delta_{ik} x_j", document).verdict == "proved"
    assert last(r"\frac{\partial z_i}{\partial W_{kj}} = \delta_{ij} x_k", document).verdict == "malformed"


TRANSPOSED = [
    (r"(AB)_{ij}^T = (AB)_{ji}", r"(AB)_{ij}^T = (AB)_{ij}"),
    (r"(AB)^T_{ij} = (B^T A^T)_{ij}", r"(AB)^T_{ij} = 2 (B^T A^T)_{ij}"),
    (r"A_{ij}^T = A_{ji}", r"A_{ij}^T = A_{ij}"),
    (r"\operatorname{tr}(A^T B) = A^T_{ij} B_{ji}", r"\operatorname{tr}(A B) = A^T_{ij} B_{ji}"),
]


@pytest.mark.parametrize(("right", "wrong"), TRANSPOSED)
def test_an_entry_of_a_transpose(right: str, wrong: str) -> None:
    assert last(right).verdict == "proved"
    assert last(wrong).verdict == "refuted"


def test_an_entry_of_an_inverse() -> None:
    document = r"Let $A \in \mathbb{R}^{n \times n}$ be invertible and $B \in \mathbb{R}^{n \times n}$."
    assert last(r"(A)_{ij}^{-1} = (A^{-1})_{ij}", document).verdict == "proved"
    assert last(r"(A)_{ij}^{-1} = (A^{-1})_{ji}", document).verdict == "refuted"


SUMMED = "Repeated indices are summed over.\n\n"
SQUARED = r"\|Ax - b\|^2 = (A_{ij}x_j - b_i)"
DERIVED = r"\frac{\partial (A_{ij}x_j - b_i)}{\partial x_k}"
QUOTIENT = r"\frac{A_{ij}x_j - b_i}{a_k a_k}"
RESIDUALS = [
    (rf"{SQUARED}(A_{{ik}}x_k - b_i)", rf"{SQUARED}(A_{{jk}}x_k - b_i)"),
    (r"A_{ip}(A_{ik}x_k - b_i) = [A^T(Ax - b)]_p", r"A_{ip}(A_{ik}x_k - b_i) = [A^T(Ax + b)]_p"),
    (rf"{DERIVED} = A_{{ik}}", rf"{DERIVED} = A_{{ki}}"),
    (rf"{QUOTIENT} = \frac{{(Ax - b)_i}}{{\|a\|^2}}", rf"{QUOTIENT} = \frac{{(Ax - b)_i}}{{\|a\|}}"),
]


@pytest.mark.parametrize(("right", "wrong"), RESIDUALS)
def test_a_term_is_summed_where_its_index_stands_nowhere_else(right: str, wrong: str) -> None:
    document = SUMMED + r"$A \in \mathbb{R}^{n \times n}$, $x, b, a \in \mathbb{R}^n$."
    assert last(right, document).verdict == "proved"
    assert last(wrong, document).verdict in {"refuted", "malformed"}


def test_an_index_of_a_written_sum_is_summed_there() -> None:
    products = r"$a, x \in \mathbb{R}^n$. $$\sum_i \log(a_i x_i) ="
    right, wrong = (rf"{SUMMED}{products} \sum_i \log({each})$$" for each in ("x_i a_i", "x_j a_j"))
    assert last(r"\sum_i 2 x_i (a_i x_i + 1) = \sum_i (2 x_i a_i x_i + 2 x_i)", right).verdict == "proved"
    for document, verdict in ((right, "proved"), (wrong, "malformed")):
        assert Session().check_stdin(document.encode()).steps[-1].verdict == verdict


SILENT = r"""$$\frac{\partial X_{ij}}{\partial X_{pq}} = \delta_{ip}\delta_{jq}$$

$$\frac{\partial}{\partial X}\operatorname{tr}(A X) = \frac{\partial (A_{ij} X_{ji})}{\partial X_{pq}}
  = A_{ij}\delta_{jp}\delta_{iq} = A_{qp} = A^T$$

$$\frac{\partial}{\partial X}\operatorname{tr}(X) = \frac{\partial X_{ii}}{\partial X_{pq}}
  = \delta_{ip}\delta_{iq} = \delta_{pq} = I$$
"""


def test_deltas_show_that_sums_are_left_out() -> None:
    found = Session().check_stdin(SILENT.encode()).steps
    assert [step.verdict for step in found] == ["proved"] * 9
    assert last(r"A_{ij}\delta_{jp} = A_{ip}", SILENT).verdict == "proved"
    assert last(r"A_{ij}\delta_{jp} = A_{pi}", SILENT).verdict == "refuted"


OF_VECTOR = r"\frac{\partial (x^T x)}{\partial x} = \frac{\partial (x_i x_i)}{\partial x_j} = 2 x_j"
OF_MATRIX = r"\frac{\partial \operatorname{tr}(X A)}{\partial X} = \frac{\partial (X_{ij} A_{ji})}"
WHOLES = [
    (rf"{OF_VECTOR} = 2 x", "proved"),
    (rf"{OF_VECTOR} = x", "refuted"),
    (rf"{OF_MATRIX}{{\partial X_{{pq}}}} = A_{{qp}} = A^T", "proved"),
    (rf"{OF_MATRIX}{{\partial X_{{pq}}}} = A_{{qp}} = A", "malformed"),
    (rf"{OF_MATRIX}{{\partial X_{{qp}}}} = A_{{pq}} = A^T", "proved"),
    (rf"{OF_MATRIX}{{\partial X_{{qp}}}} = A_{{pq}} = A", "unknown"),
    (r"f = x_i = x", "unknown"),
]


@pytest.mark.parametrize(("chain", "verdict"), WHOLES)
def test_from_the_component_back_to_the_whole_with_which_the_chain_began(chain: str, verdict: str) -> None:
    """In the order of the indices by which was differentiated."""
    assert last(chain, SILENT).verdict == verdict


@pytest.mark.parametrize(
    ("said", "kronecker"),
    [
        (r"\delta_{ii} = n", True),
        (r"\delta_{ij} = I_{ij}", True),
        (r"\delta_{ij} = \frac{\partial x_i}{\partial x_j}", True),
        (r"\delta_{ij} = e_i^T e_j", True),
        (r"\delta_{ij} = \delta_{ji}", True),
        (r"\delta_{ij} = \frac{\partial E}{\partial z_{ij}}", False),
        (r"\delta_{ij} = a_{ij} - t_{ij}", False),
    ],
)
def test_what_is_said_of_the_delta_of_kronecker_does_not_define_another(said: str, kronecker: bool) -> None:
    found = last(r"\delta_{ij} a_j = a_i", f"{SUMMED}We have ${said}$.")
    assert (found.verdict == "proved") == kronecker


def test_a_power_of_the_inverse() -> None:
    document = SUMMED + r"Let $X \in \mathbb{R}^{n \times n}$ be invertible."
    assert last(r"X^{-1}_{ki} X^{-1}_{jk} = (X^{-2})_{ji}", document).verdict == "proved"
    assert last(r"X^{-1}_{ki} X^{-1}_{jk} = (X^{-2})_{ij}", document).verdict == "refuted"
    assert last(r"X^{-2} X^3 = X", document).verdict == "proved"


SQUARE = SUMMED + r"Let $A, B \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$."


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"x_j (A^T)_{ij} = (A^T x)_i", r"x_j (A^T)_{ij} = (A x)_i"),
        (r"A_{ik} (B^T)_{kj} = (AB^T)_{ij}", r"A_{ik} (B^T)_{kj} = (AB)_{ij}"),
        (r"A_{ik} [B^T]_{kj} = [AB^T]_{ij}", r"A_{ik} [B^T]_{kj} = [AB]_{ij}"),
    ],
)
def test_a_bracket_with_an_index_of_what_stands_before_is_a_factor(right: str, wrong: str) -> None:
    assert last(right, SQUARE).verdict == "proved"
    assert last(wrong, SQUARE).verdict == "refuted"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(A B^T)[i,j] = A[i,k] B^T[k,j]", r"(A B^T)[i,j] = A[i,k] B[k,j]"),
        (r"[A B][i,j] = A[i][k] B[k][j]", r"[A B][i,j] = A[i][k] B[j][k]"),
        (r"(A B^T)[i,j] = A[i,k] B[j,k]", r"(A B^T)[j,i] = A[i,k] B[j,k]"),
    ],
)
def test_indices_in_square_brackets(right: str, wrong: str) -> None:
    assert last(right, SQUARE).verdict == "proved"
    assert last(wrong, SQUARE).verdict == "refuted"


@pytest.mark.parametrize(
    ("step", "meant"),
    [
        (r"x^T A x = x_i A_{ij} x_k", "k"),
        (r"\frac{\partial (x_i A_{ij} x_j)}{\partial x_k} = A_{kj} x_j + x_i A_{ij}", "k"),
        (
            r"\frac{\partial (x_i B_{ij} x_j)}{\partial x_k} = B_{kj} x_j + x_i B_{ij} \delta_{ik}",
            "j",
        ),
        (r"\delta_{ij} x_j = x_j", "i"),
        (r"(Ax)_i = A_{ij} x_i", "j"),
    ],
)
def test_an_index_that_stands_neither_once_nor_twice_is_named(step: str, meant: str) -> None:
    found = last(step, SQUARE)
    assert (found.verdict, found.suggestion) == ("malformed", f"write {meant}: so the step is proved")


def test_shapes_that_do_not_fit_are_no_error_of_ours() -> None:
    shapes = r"Let $X \in \mathbb{R}^{N\times D}$, $W \in \mathbb{R}^{D\times M}$ and $Y = XW$."
    document = shapes + r" The derivative is $G = \frac{\partial L}{\partial Y}$."
    chain = r"\frac{\partial L}{\partial X_{ab}} = \sum_{i,j} G_{ij} \frac{\partial Y_{ij}}{\partial X_{ab}}"
    assert last(rf"{chain} = \sum_{{i,j}} G_{{ij}}\delta_{{ia}} W_{{bj}}", document).verdict == "proved"
    assert last(rf"{chain} = \sum_{{i,j}} G_{{ia}}\delta_{{ia}} W_{{bj}}", document).verdict == "refuted"


SQUARES = [
    (r"\|x\|^2 = x_i^2", r"\|x\|^2 = 2 x_i^2"),
    (r"(A_{ij}x_j - x_i)^2 = (A_{ij}x_j - x_i)(A_{ik}x_k - x_i)", r"(A_{ij}x_j)^2 = (A_{ij}x_j) x_i"),
    (r"\frac{\partial x_i^2}{\partial x_j} = 2 x_j", r"\frac{\partial x_i^2}{\partial x_j} = 2 x_i"),
    (r"\frac{\partial (Bx)_i^2}{\partial x_j} = 2 B_{ij} B_{ik} x_k", r"(Bx)_i^2 = 2 B_{ij} B_{ik} x_k x_j"),
    (r"\frac{\partial x_i^2}{\partial x_i} = 2 x_i", r"\frac{\partial x_i^2}{\partial x_i} = x_i"),
    (r"(x_i + 1)^2 = x_i^2 + 2 x_i + 1", r"(x_i + 1)^2 = x_i^2 + x_i + 1"),
]


@pytest.mark.parametrize(("right", "wrong"), SQUARES)
def test_an_index_stands_twice_in_a_square(right: str, wrong: str) -> None:
    """But for one that the other side has just once, or both sides in squares."""
    assert last(right, SQUARE).verdict == "proved"
    assert last(wrong, SQUARE).verdict in {"refuted", "malformed"}


@pytest.mark.parametrize(
    "lost", ["x^T x = x_i", r"\operatorname{tr}(A) = A_{ij}", r"x^T A x = x_i A_{ij} x_i"]
)
def test_an_index_that_one_side_has_alone_is_lost(lost: str) -> None:
    assert last(lost, SQUARE).verdict == "malformed"
