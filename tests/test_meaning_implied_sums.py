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
        LAYER + r"$$\|x\|^2 = \sum_i x_i^2$$",  # it writes its sums
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
