r"""What shows or says that a page leaves out its sums, and what its gradients are by."""

from __future__ import annotations

import pytest

from tests.test_meaning_implied_sums import SUMMED, last

DROPPED = r"""A matrix product has the entries $(AB)_{ij} = \sum_k A_{ik}B_{kj}$.

$$\operatorname{tr}(AB) = A_{ik}B_{ki}$$

$$\frac{\partial \operatorname{tr}(AB)}{\partial A_{mn}} = \delta_{im}\delta_{kn}B_{ki} = B_{nm}$$
"""
BACKWARD = r"""The scores are $S_{ij} = Q_{ik} K_{jk}$ and the loss $L$ is a function of $S$.

$$\frac{\partial L}{\partial Q_{mn}} = \frac{\partial L}{\partial S_{ij}} \delta_{im} K_{jn}$$
"""


def test_a_page_that_writes_a_sum_once_and_leaves_out_more() -> None:
    assert last(r"A_{ik} \delta_{kj} = A_{ij}", DROPPED).verdict == "proved"
    assert last(r"A_{ik} \delta_{kj} = A_{ji}", DROPPED).verdict == "refuted"
    once = DROPPED.split("\n\n", maxsplit=1)[0]
    assert last(r"A_{ik} \delta_{kj} = A_{ij}", once).verdict != "proved"


def test_definitions_and_derivatives_show_that_sums_are_left_out() -> None:
    step = r"\frac{\partial L}{\partial K_{mn}} = \frac{\partial L}{\partial S_{im}} Q_{in}"
    assert last(step, BACKWARD).verdict == "proved"
    assert last(step.replace("Q_{in}", "Q_{ni}"), BACKWARD).verdict != "proved"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("We sum over those indices that appear twice.", True),
        ("An index which is repeated is summed.", True),
        ("Any subscript appearing more than once is to be summed over.", True),
        ("From here on we leave the sigma out.", True),
        ("This is einsum notation.", True),
        ("Summation over $k$ is understood.", True),
        ("The sums are implicit.", True),
        ("Here $k$ and $l$ are summed-over vector indices.", True),
        ("The indices are those of the samples.", False),
        ("We repeat this for every index.", False),
        ("Their sum is twice as large.", False),
    ],
)
def test_how_it_is_said(words: str, said: bool) -> None:
    assert (last(r"A_{ik} \delta_{kj} = A_{ij}", words).verdict == "proved") == said


def test_a_delta_in_square_brackets() -> None:
    document = f"{SUMMED}$$C[i,j] = A[i,k] B[k,j]$$"
    step = r"\frac{\partial C[i,j]}{\partial A[m,n]} = \delta[i,m] B[n,j]"
    assert last(step, document).verdict == "proved"
    assert last(step.replace("B[n,j]", "B[j,n]"), document).verdict == "malformed"


def test_the_derivative_by_the_whole_is_that_by_a_component() -> None:
    chain = r"\frac{\partial y}{\partial x} = \frac{\partial y_i}{\partial x_j} = A_{ij} = A"
    assert last(chain, f"{SUMMED}Let $y = Ax$.").verdict == "proved"
    assert last(chain[:-1] + "A^T", f"{SUMMED}Let $y = Ax$.").verdict != "proved"


BILINEAR = r"Let $h = a^T X b$. Then $$\frac{\partial h}{\partial X_{kl}} = a_k b_l.$$ "


@pytest.mark.parametrize("sign", [r"\nabla h", r"\nabla_X h", r"\frac{\partial h}{\partial X}"])
def test_a_gradient_is_by_what_the_document_differentiates_by_and_that_is_a_matrix(sign: str) -> None:
    document = f"{BILINEAR} Hence $${sign} = ab^T$$ and"
    assert last(rf"{sign} = ab^T", BILINEAR).verdict == "proved"
    assert last(rf"{sign} = ba^T", document).verdict != "proved"


def test_a_gradient_that_may_be_by_two_is_by_one_of_them() -> None:
    other = BILINEAR + r"Also $$\frac{\partial h}{\partial a} = Xb$$ and"
    assert last(r"\nabla h = ba^T", other).verdict != "proved"
    assert last(r"\nabla h = Xa", other).verdict != "proved"
