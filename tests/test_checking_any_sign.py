r"""A logarithm makes nothing positive of which the document says that it is any number, or any array."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

CLAIMS = [r"\log z_i^2 = 2 \log z_i", r"\sum_i \log z_i^2 = 2 \sum_i \log z_i"]
ANY = [
    r"Let $z \in \mathbb{R}^n$.",
    r"Let $z \in \mathbb R^{n \times 1}$ be any vector.",
    "Let $z$ be a real vector.",
    "Let $z$ be arbitrary.",
]
POSITIVE = ["", r"Let $z \in \mathbb{R}_{>0}^n$.", r"Let $z \in \mathbb{R}^n$ be positive."]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_logarithm_makes_no_real_vector_positive(claim: str) -> None:
    def verdict(said: str) -> str:
        return check_text(f"{said}\n\n$$ {claim} $$").steps[-1].verdict

    assert not [said for said in ANY if verdict(said) == "proved"]
    assert [verdict(said) for said in POSITIVE] == ["proved"] * len(POSITIVE)


def test_what_is_said_to_be_arbitrary_is_no_longer_positive() -> None:
    text = "Let $x > 0$. %s\n\n$$ \\sqrt{x^2} = x $$"
    assert check_text(text % "").steps[-1].verdict == "proved"
    assert check_text(text % "Now let $x$ be arbitrary.").steps[-1].verdict != "proved"


DENIED = ["It is false that $x > 0$.", "Either $x > 0$ or $x < 0$.", "It is not required that $x > 0$."]


@pytest.mark.parametrize("said", DENIED)
def test_an_inequality_that_is_denied_does_not_hold(said: str) -> None:
    assert check_text(f"{said}\n\n$$ \\sqrt{{x^2}} = x $$").steps[-1].verdict != "proved"
