"""Update rules that are stated twice claim that they are the same."""

from __future__ import annotations

from derivcheck.checking.session import check_text

DOCUMENT = r"""
With $J = \frac{1}{2} \|w - a\|^2 + \frac{\lambda}{2} \|w\|^2$ the update is
$$w := w - \alpha \frac{\partial J}{\partial w}$$
that is
$$w := w - \alpha (w - a + \lambda w)$$
and in other words
$$w := RIGHT$$
"""


def verdicts(right: str) -> list[str]:
    found = check_text(DOCUMENT.replace("RIGHT", right))
    return [step.verdict for derivation in found.derivations for step in derivation.steps][-3:]


def test_the_same_rule_in_other_words_is_proved() -> None:
    assert verdicts(r"w (1 - \alpha - \alpha \lambda) + \alpha a") == ["definition", "proved", "proved"]


def test_a_rule_that_is_not_the_same_is_refuted() -> None:
    assert verdicts(r"w (1 - \alpha - \lambda) + \alpha a") == ["definition", "proved", "refuted"]


def test_a_rule_that_rests_on_other_names_is_another_rule() -> None:
    assert verdicts(r"w - \beta v") == ["definition", "proved", "definition"]
