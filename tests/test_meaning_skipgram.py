"""The skip-gram model: what its documents take for granted is proved, and what is wrong in it is found."""

from __future__ import annotations

import pytest

from derivcheck.checking.session import check_text

_HEAD = r"""# word2vec

Here $y$ is a one-hot vector with a 1 for the true outside word $o$, and $v_c$ is the center word.

"""


def verdicts(text: str) -> list[str]:
    """The verdicts of the steps, those of definitions left out."""
    document = check_text(_HEAD + text)
    steps = (step for derivation in document.derivations for step in derivation.steps)
    return [step.verdict for step in steps if step.verdict != "definition"]


_CENTER = r"\frac{\partial J_{naive-softmax}(v_c, o, U)}{\partial v_c}"
_SAMPLED = r"\frac{\partial J_{neg-sample}(v_c, o, U)}{\partial u_k}"
_SKIP = r"J_{skip-gram}(v_c, w_{t-m}, \dots, w_{t+m}, U)"
_WINDOW = r"\sum_{-m \le j \le m, j \ne 0}"
_ONE = r"\frac{\partial J(v_c, w_{t+j}, U)}{\partial U}"
_LIKELY = r"$$P(O=o|C=c) = \frac{\exp(u_o^T v_c)}{\sum_w \exp(u_w^T v_c)}$$" + "\n\n"

RIGHT = {
    "the loss": rf"$${_CENTER} = -u_o + \sum_w \frac{{\exp(u_w^T v_c)}}{{\sum_x \exp(u_x^T v_c)}} u_w$$",
    "the prediction": rf"$${_CENTER} = -u_o + \sum_w \hat y_w u_w$$",
    "negative samples": rf"$${_SAMPLED} = (1 - \sigma(-u_k^T v_c)) v_c$$",
    "one word of the window": rf"$u_o^T v_c$ $$\frac{{\partial {_SKIP}}}{{\partial U}} = {_WINDOW} {_ONE}$$",
    "a label in other words": r"$$J_{naive-softmax} = -log P(O=o|C=c)$$"
    r" $$J_{naive\_softmax} = -u_o^T v_c + \log \sum_w \exp(u_w^T v_c)$$",
    "the probability by its letters": _LIKELY
    + r"$$-\log P(o|c) = -u_o^T v_c + \log \sum_w \exp(u_w^T v_c)$$",
    "the columns of U": r"$$-u_o + \sum_w \hat y_w u_w = -U y + U \hat y = U (\hat y - y)$$",
    "the rows of U": r"$$-u_o^T + \sum_w \hat y_w u_w^T = (\hat y - y)^T U$$ with scores $U v_c$.",
    "the gradient by U": rf"$${_CENTER} = U (\hat y - y)$$"
    r"$$\frac{\partial J_{naive-softmax}(v_c, o, U)}{\partial U} = v_c (\hat y - y)^T$$",
    "rows that state a case": r"$$\begin{split} (w \neq o) \\"
    r" \frac{\partial J_{naive-softmax}}{\partial u_w} &= \hat y_w v_c \\ (w = o) \\"
    r" \frac{\partial J_{naive-softmax}}{\partial u_w} &= (\hat y_w - 1) v_c \end{split}$$ for $u_o^T v_c$",
    "an index with a hat": r"$$\sum_{\hat w} \frac{\exp(u_{\hat w}^T v_c)}{\sum_w \exp(u_w^T v_c)}"
    r" u_{\hat w} = \sum_w \hat y_w u_w$$ for $u_o^T v_c$",
    "signs of the keyboard": rf"$u_o^T v_c$ $$\frac{{\partial {_SKIP}}}{{\partial U}} ="
    rf" \sum_{{-m<=j<=m,j!=0}} {_ONE}$$",
}  # fmt: skip
WRONG = {
    "the loss": ("-u_o +", "u_o +"),
    "the prediction": (r"\hat y_w u_w", r"\hat y_w v_w"),
    "negative samples": (r"(1 - \sigma(-u_k^T v_c))", r"(1 - \sigma(u_k^T v_c))"),
    "one word of the window": (f"= {_WINDOW}", "="),
    "a label in other words": ("-u_o^T v_c +", "u_o^T v_c +"),
    "the probability by its letters": ("-u_o^T v_c +", "u_o^T v_c +"),
    "the columns of U": ("-U y +", "U y +"),
    "the rows of U": (r"(\hat y - y)^T", r"(y - \hat y)^T"),
    "the gradient by U": (r"v_c (\hat y", r"2 v_c (\hat y"),
    "rows that state a case": (r"(\hat y_w - 1) v_c", r"(\hat y_w + 1) v_c"),
    "an index with a hat": (r"\hat y_w u_w", r"2 \hat y_w u_w"),
    "signs of the keyboard": (r"\sum_{-m<=j<=m,j!=0}", r"2 \sum_{-m<=j<=m,j!=0}"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_goes_without_saying_is_proved(name: str) -> None:
    assert set(verdicts(RIGHT[name])) == {"proved"}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_not(name: str) -> None:
    right, wrong = WRONG[name]
    assert right in RIGHT[name]
    found = verdicts(RIGHT[name].replace(right, wrong))
    assert set(found) - {"proved"}


def test_a_word_0_is_none() -> None:
    text = r"$$P(O=0|C=c) = \frac{\exp(u_o^T v_c)}{\sum_w \exp(u_w^T v_c)}$$"
    assert verdicts(text) == ["malformed"]
    assert verdicts(text.replace("O=0", "O=o")) == []


def test_of_other_documents_nothing_is_assumed() -> None:
    step = rf"$${_CENTER} = -u_o + \sum_w \hat y_w u_w$$ for $u_o^T v_c$"
    document = check_text(step.replace("naive-softmax", "a"))
    assert [each.verdict for derivation in document.derivations for each in derivation.steps] == ["unknown"]


def test_what_the_document_defines_itself_is_not_what_is_usual() -> None:
    text = (
        r"$$\hat y_i = \frac{\exp(2 u_i^T v_c)}{\sum_w \exp(2 u_w^T v_c)}$$"
        r"$$\frac{\exp(u_o^T v_c)}{\sum_w \exp(u_w^T v_c)} = \hat y_o$$"
    )
    assert verdicts(text) == ["refuted"]


def test_arguments_are_left_out_only_where_they_are_the_usual_ones() -> None:
    steps = rf"$u_o^T v_c$ $$\frac{{\partial {_SKIP}}}{{\partial U}} = {_WINDOW} {_ONE}$$"
    assert verdicts(steps) == ["proved"]
    for other in ("J(v_o, w_{t+j}, U)", "J(v_c, w_{t-j}, U)", "J(v_c, w_{s+j}, U)"):
        assert verdicts(steps.replace("J(v_c, w_{t+j}, U)", other)) != ["proved"]


def test_the_class_is_the_letter_that_is_said() -> None:
    """The target is 1 at o, not at the c that counts center words where the document has v_w, too."""
    text = RIGHT["the gradient by U"] + r" with $\sum_w v_w$ and $u_o$"
    assert verdicts(text) == ["proved", "proved"]
    assert verdicts(text.replace(r"(\hat y - y)^T", r"(\hat y + y)^T"))[-1] != "proved"


@pytest.mark.parametrize(("said", "step"), [(r"The columns of $U$ are the $u_w$.", "U"), ("", "")])
def test_one_product_alone_says_nothing_of_the_layout(said: str, step: str) -> None:
    claim = r" $$-u_o + \sum_w \hat y_w u_w = %s (\hat y - y)$$"
    assert verdicts(said + claim % "U") == (["proved"] if step else ["unknown"])
    assert "proved" not in verdicts(said + claim % "U^T")


SCORES = r"Let $U \in \mathbb{R}^{V \times N}$ and $v_c \in \mathbb{R}^N$. "
MATRIX = {
    r"\frac{\partial J}{\partial \theta} = \hat{y} - y": r"\frac{\partial J}{\partial \theta} = y - \hat{y}",
    r"\frac{\partial \theta}{\partial v_c} = U": r"\frac{\partial \theta}{\partial v_c} = 2 U",
    r"\frac{\partial J}{\partial v_c} = U^T (\hat{y} - y)": r"\frac{\partial J}{\partial v_c} = U^T \hat{y}",
    r"\frac{\partial J}{\partial U} = (\hat{y} - y) v_c^T": r"\frac{\partial J}{\partial U} = \hat{y} v_c^T",
}


def after_scores(step: str) -> str:
    text = r"The assignment of CS224n. " + SCORES + r"The scores: $$\frac{\partial J}{\partial \theta} + c = "
    return check_text(text + rf"c + \frac{{\partial J}}{{\partial \theta}}$$ $${step}$$").steps[-1].verdict


@pytest.mark.parametrize("step", MATRIX)
def test_scores_prediction_and_loss_go_without_saying(step: str) -> None:
    assert (after_scores(step), after_scores(MATRIX[step]) == "proved") == ("proved", False)
    other = check_text(SCORES + f"$${step}$$").steps[-1].verdict
    assert other != "proved"


def test_a_member_of_the_matrix_may_be_differentiated_by() -> None:
    text = r"word2vec: $\hat y = \mathrm{softmax}(U^T v_c)$, $J = -\sum_w y_w \log \hat y_w$. "
    text += r"$$\frac{\partial J}{\partial v_c} = U (\hat y - y)$$ "
    right = r"$$\frac{\partial J}{\partial u_w} = (\hat y_w - y_w) v_c$$"
    assert check_text(text + right).steps[-1].verdict == "proved"
    assert check_text(text + right.replace("- y_w", "+ y_w")).steps[-1].verdict != "proved"
    assert check_text(text + right.replace(") v_c", ") u_w")).steps[-1].verdict != "proved"
