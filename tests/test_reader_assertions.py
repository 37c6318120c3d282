r"""A property is taken from sentences that surely state it: other words may turn it round."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

SYMMETRIC, ONE_HOT = (r"$A$", "symmetric", r"A^T x = A x"), (r"$y$", "one-hot", r"\sum_k y_k z = z")
STATED = [
    "{} is {}.",
    "The given object {} is {}.",
    "Let {} be {}.",
    "Assume that {} is {}.",
    "Without loss of generality assume that {} is {}.",
    "Since the true quantity {} is {}, we get",
    "Something important to remember is that {} is always {}.",
    "Here, $B$ is any and {} is {}:",
    "where {} is {} by construction.",
    "* {} is **{}**",
    "Take {} {} and go on.",
    "The equation $u = v$ is true as {} is {}.",
    "This can be shown at once because {} is {}.",
    "The first step used $a = b$ and the fact that {} is {}.",
    "Before proceeding, please remember that {} is {}, and go on.",
    "> **Answer:** <br>\n> {} is {}, with more to come.",
]
DENIED = [
    "{} need not be {}.",
    "{} is hardly {}.",
    "{} is partly {}.",
    "{} fails to be {}.",
    "{} is far from {}.",
    "{} is anything but {}.",
    "{} ceases to be {}.",
    "{} is wrongly called {}.",
    "{} is {} only in a special case.",
    "{} is {} up to rounding.",
    "{} is {} half of the time.",
    "{} is {} in expectation.",
    "{} is {} except on a set.",
    "{} is {} in the next section.",
    "{} is less {} than $B$.",
    "{} was {} so far.",
    "$B$, unlike {}, is {}.",
    "If {} were {}, it would be easy.",
    "Had {} been {}, all would be easy.",
    "Suppose for contradiction that {} is {}.",
    "The claim that {} is {} is false.",
    "The assumption that {} is {} is dropped.",
    "We can no longer assume that {} is {}.",
    "There is no reason for {} to be {}.",
    "It is tempting to believe {} is {}.",
    "Do not confuse this with the case where {} is {}.",
    "Whether {} is {} depends.",
    "Not every {} is {}.",
    "Few {} are {}.",
    "Every {} that is {} is easy.",
    "{} is non-{}.",
    "{} is a{}.",
    "This is false since {} is not {}.",
    "It is not because {} is {} that this holds.",
    "Nobody has shown the fact that {} is {}.",
]
UNCLEAR = ["It is worth a remark that {} is {}.", "One finds that {} is {}.", "{} is exceedingly {}."]


@pytest.mark.parametrize("sentence", STATED)
def test_a_known_form_states_a_property(sentence: str) -> None:
    for name, word, claim in (SYMMETRIC, ONE_HOT):
        assert check_text(f"{sentence.format(name, word)}\n\n$$ {claim} $$").steps[-1].verdict == "proved"


@pytest.mark.parametrize("sentence", DENIED)
def test_other_words_state_none(sentence: str) -> None:
    for name, word, claim in (SYMMETRIC, ONE_HOT):
        assert check_text(f"{sentence.format(name, word)}\n\n$$ {claim} $$").steps[-1].verdict != "proved"


@pytest.mark.parametrize("sentence", UNCLEAR)
def test_what_is_unclear_refutes_nothing(sentence: str) -> None:
    for name, word, claim in (SYMMETRIC, ONE_HOT):
        found = check_text(f"{sentence.format(name, word)}\n\n$$ {claim} $$").steps[-1]
        assert (found.verdict, "it is not sure what line 1 says of" in found.reason) == ("unknown", True)


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("Let us use the symmetric matrix {} now.", True),
        ("Note the place of the largest value in the symmetric matrix {} above.", True),
        ("We drop the symmetric matrix {} here.", False),
        ("We do not have the symmetric matrix {} here.", False),
        ("With a symmetric matrix {}, we get", True),
        ("A symmetric matrix {} is easier.", False),
        ("For symmetric {} see the appendix.", False),
        ("Symmetric matrices like {} are discussed later.", False),
        ("Unlike the symmetric case, {} is any matrix.", False),
    ],
)  # fmt: skip
def test_a_word_before_its_name(sentence: str, stated: bool) -> None:
    found = check_text(f"{sentence.format('$A$')}\n\n$$ A^T x = A x $$").steps[-1].verdict
    assert (found == "proved") is stated
