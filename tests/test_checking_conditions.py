r"""A condition beside a claim, for x > 0, holds for that claim: it is judged under it, and no other is."""

from __future__ import annotations

import pytest

from derivcheck.checking.model import CheckedStep
from derivcheck.checking.session import check_text


def judged(text: str) -> list[CheckedStep]:
    return [step for step in check_text(text).steps if step.verdict != "definition"]


def verdicts(text: str) -> list[str]:
    return [step.verdict for step in judged(text)]


CUES = [
    "for",
    "if",
    "when",
    "whenever",
    "in case",
    "as long as",
    "provided",
    "provided that",
    "for all",
    "iff",
]


@pytest.mark.parametrize("cue", CUES)
def test_a_claim_is_judged_under_the_condition_behind_it(cue: str) -> None:
    assert verdicts(rf"$\frac{{d}}{{dx}}|x|=-1$ {cue} $x<0$.") == ["proved"]
    assert verdicts(rf"$\frac{{d}}{{dx}}|x|=-1$ {cue} $x>0$.") == ["refuted"]
    assert verdicts(rf"$\sqrt{{x^2}}=x$, {cue} $x>0$.") == ["proved"]
    assert verdicts(rf"$\sqrt{{x^2}}=x$, {cue} $x<0$.") == ["refuted"]


@pytest.mark.parametrize("lead", ["If $x<0$ then", "For $x<0$,", "When $x<0$, we have", "In case $x<0$:"])
@pytest.mark.parametrize("form", ["${}$.", "\n\n$$ {} $$\n", "\\begin{{equation}}{}\\end{{equation}}"])
def test_a_claim_is_judged_under_the_condition_before_it(lead: str, form: str) -> None:
    assert verdicts(f"{lead} {form.format('|x|=-x')}") == ["proved"]
    assert verdicts(f"{lead} {form.format('|x|=x')}") == ["refuted"]


@pytest.mark.parametrize("said", [r"\quad\text{if }x<0", r"\text{ for } x < 0", r", \quad \text{when } x<0"])
def test_a_condition_within_a_display(said: str) -> None:
    assert verdicts(f"$$|x| = -x {said}$$") == ["proved"]
    assert verdicts(f"$$|x| = x {said}$$") == ["refuted"]


@pytest.mark.parametrize("gap", ["\n\n", " More words. Then ", "\n\n# Another part\n\n"])
@pytest.mark.parametrize("cue", CUES)
def test_a_condition_of_one_claim_is_none_of_another(cue: str, gap: str) -> None:
    first, second = verdicts(rf"$\frac{{d}}{{dx}}|x|=1$ {cue} $x>0$.{gap}$\sqrt{{x^2}}=x$.")
    assert (first, second == "proved") == ("proved", False)


@pytest.mark.parametrize("said", ["Let $x>0$.", "Assume $x>0$.", "Suppose that $x>0$."])
def test_what_is_supposed_holds_for_all_that_follows(said: str) -> None:
    assert verdicts(rf"{said} $\frac{{d}}{{dx}}|x|=1$." + "\n\nSo $\\sqrt{x^2}=x$.") == ["proved"] * 2


PAIRS = [
    r"Let $f(u)=\max(0,u)$. $f'(u)={0}$ for $u>0$ and $f'(u)={1}$ for $u<0$.",
    r"Let $f(u)=\max(0,u)$. If $u>0$, $f'(u)={0}$, and if $u<0$, then $f'(u)={1}$.",
    r"Let $f(u)=\max(0,u)$. $\frac{{df}}{{du}}={0}$ for $u>0$, $\frac{{df}}{{du}}={1}$ for $u<0$.",
    r"Let $f(u)=\max(0,u)$. When $u>0$ we have $f'(u)={0}$; when $u<0$ we have $f'(u)={1}$.",
]


@pytest.mark.parametrize("text", PAIRS)
def test_each_claim_has_its_own_condition(text: str) -> None:
    assert verdicts(text.format(1, 0)) == ["proved", "proved"]
    assert verdicts(text.format(0, 1)) == ["refuted", "refuted"]


def test_two_signs_in_one_sentence() -> None:
    text = r"$\frac{d}{dx}|x|=%s$ for $x>0$, and $\frac{d}{dx}|x|=%s$ for $x<0$."
    assert verdicts(text % (1, -1)) == ["proved", "proved"]
    assert verdicts(text % (-1, 1)) == ["refuted", "refuted"]


def test_a_condition_on_several_names() -> None:
    text = r"Let $\ell=\max(0,1-yf)$. Then $\frac{\partial\ell}{\partial f}=%s$ if $yf%s1$."
    assert verdicts(text % ("-y", "<")) == ["proved"]
    assert verdicts(text % ("y", "<")) == ["refuted"]
    assert verdicts(text % ("-y", ">")) == ["refuted"]


NOT_KEPT = [
    r"$\sqrt{x^2}=x$ for $x>0$ and $x<0$.",
    r"$\sqrt{x^2}=x$ for $x>0$ or $x<-1$.",
    r"$\sqrt{x^2}=x$ unless $x<0$.",
    r"$\sqrt{x^2}=x$ does not hold for $x>0$.",
    r"$\sqrt{x^2}=x$ fails for $x>0$.",
    r"$\sqrt{x^2}=x$ not only for $x>0$.",
    r"$|x|=x$ if $h(x)>0$.",
    r"$|x|=x$ for $x>0$, otherwise $\sqrt{x^2}=x$.",
]


@pytest.mark.parametrize("text", NOT_KEPT)
def test_where_a_condition_is_not_understood_nothing_is_proved_or_refuted(text: str) -> None:
    assert verdicts(text)[-1] == "unknown"


def test_a_condition_is_shown_with_the_step() -> None:
    (step,) = judged(r"$\sqrt{x^2}=x$ if $x>0$.")
    assert "under the condition x > 0" in step.notes


def test_a_condition_on_a_definition_stays() -> None:
    text = r"Define $g(t)=\sqrt{t^2}$ for $t>0$. Then $g(t)=%s$."
    assert verdicts(text % "t") == ["proved"]
    assert verdicts(text % "-t") == ["refuted"]


@pytest.mark.parametrize("claim", ["y^2=y", "y(1-y)=0", "(1-y)^2=1-y"])
def test_a_number_that_is_0_or_1_is_no_other(claim: str) -> None:
    assert "refuted" not in verdicts(rf"Let $y\in\{{0,1\}}$. ${claim}$.")


def test_a_number_that_is_0_or_1_may_differ() -> None:
    assert verdicts(r"Let $y\in\{0,1\}$. $y^2=2y$.") == ["refuted"]
    assert verdicts(r"Let $t\in\{-1,1\}$. $t^2=t$.") == ["refuted"]


@pytest.mark.parametrize("claim", ["1/t=t", "t^2=1", "|t|=1"])
def test_a_sign_is_no_other_number(claim: str) -> None:
    assert "refuted" not in verdicts(rf"Let $t\in\{{-1,1\}}$. ${claim}$.")


def test_a_condition_holds_for_the_list_that_it_leads_into() -> None:
    text = "For $w>0$:\n\n- $|w|=w$\n- $\\sqrt{w^2}=%s$.\n\nAnd then $|w|=w$."
    assert verdicts(text % "w") == ["proved", "proved", "unknown"]
    assert verdicts(text % "-w")[1] == "refuted"


def test_a_claim_behind_a_condition_is_none() -> None:
    text = "$|k-1| = k-1$ if $k>1$, and $|k-1|=%s$ if $k<1$."
    assert verdicts(text % "1-k") == ["proved", "proved"]
    assert verdicts(text % "k-1") == ["proved", "refuted"]


def test_two_bounds_are_an_interval() -> None:
    assert verdicts("$|b|=b$ if $b>0$ and $b<1$.") == ["proved"]
    assert verdicts("$|b|=-b$ if $b>0$ and $b<1$.") == ["refuted"]
    assert verdicts("$|b|=b$ if $b>2$ and $b<1$.") == ["unknown"]


SUPPOSED = "Let $x>0$. %s"


@pytest.mark.parametrize("text", ["$|x|=x$ if $x<0$.", "$|x|=x$ for $x<0$."])
def test_a_condition_comes_before_what_was_supposed(text: str) -> None:
    assert verdicts(SUPPOSED % text) == ["refuted"]
    assert verdicts(SUPPOSED % text.replace("=x", "=-x")) == ["proved"]
