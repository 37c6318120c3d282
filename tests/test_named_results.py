"""What derivcheck is known to get right by name: wrong formulas with their diagnosis, and results it proves.

The rows are those of the corpus; a row that is renamed or lost fails here.
"""

from __future__ import annotations

import pytest

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.terms import Apply, Entry, Index, Term
from derivcheck.core.verdicts import Verdict
from derivcheck.methods.decide import decide
from derivcheck.methods.diagnosis import diagnose
from tests.corpus.rows import Row
from tests.corpus.table import rows

WRONG = {
    "-1 + N softmax for 1 - N softmax": (
        "gradient of the sum of log-softmax: -1 + N softmax",
        "equal to minus the right side",
    ),
    "theta (1 - lambda / N) for theta (1 - alpha lambda)": (
        "weight decay: theta (1 - lambda / n)",
        "true with alpha in place of 1/n",
    ),
    "theta (1 - alpha lambda / N)": (
        "weight decay: theta (1 - alpha lambda / n)",
        "true without the factor 1/n",
    ),
    "penalty dropped from the update": (
        "weight decay: alpha lambda theta dropped",
        "missing the term -alpha*lam*theta[j]",
    ),
    "lambda theta dropped": (
        "regularized gradient: lambda theta dropped",
        "missing the term lam*theta[j]",
    ),
    "1/n dropped between lines": (
        "regularized gradient: 1/n dropped between lines",
        "missing the factor 1/n in the term",
    ),
    "dz2/db2 = 1 of the wrong shape": (
        "output scores by their bias: 1 of the shape of a scalar",
        "missing the factor delta(k, l)",
    ),
    "(W2 (yhat - y)')' for h'(yhat - y)": (
        "batch, output weights: (W2 (yhat - y)')'",
        "the shapes do not fit: H x K == n x H",
    ),
    "CE = log softmax without the minus": (
        "cross-entropy is minus the log of softmax: the minus dropped",
        "equal to minus the right side",
    ),
    "(yhat - y) W2' sigma (1 - sigma)' W1' without the Hadamard product": (
        "batch, input: without the Hadamard product",
        "the shapes do not fit: n x n @ H x D; transpose one, or use *",
    ),
    "sigma' dropped": (
        "batch, input: sigma' dropped",
        "missing the factor sigmoid(Z1[i, h])*(1 - sigmoid(Z1[i, h]))",
    ),
}  # fmt: skip

PROVED = {
    "layer norm, backward": "layer norm, backward",
    "batch norm, backward": "batch norm, backward",
    "attention, by the queries": "attention, queries",
    "attention, by the keys": "attention, keys",
    "attention, by the values": "attention, values",
    "skip-gram with negative sampling, word": "skip-gram, word",
    "skip-gram with negative sampling, context": "skip-gram, context",
    "skip-gram with negative sampling, negatives": "skip-gram, negatives",
    "ridge": "ridge, gradient",
    "least squares": "least squares, gradient",
    "logistic Hessian X' D X": "logistic regression, Hessian",
    "RNN step": "RNN step, back to the old state",
    "RNN step, recurrent weights": "RNN step by the recurrent weights",
    "KL between diagonal Gaussians": "KL between diagonal Gaussians, standard",
    "KL between diagonal Gaussians, by the mean": "KL between diagonal Gaussians, by the mean",
    "KL between diagonal Gaussians, by the deviations": "KL between diagonal Gaussians, by the deviations",
    "policy gradient": "policy gradient by the log-derivative trick",
    "focal loss": "focal loss by the logit",
    "label smoothing": "label smoothing by the logits",
    "Bernoulli likelihood by its probability": "likelihood of a Bernoulli sample by its probability",
}  # fmt: skip


def row(folder: str, name: str) -> Row:
    return next(each for each in rows(folder) if each.name == name)


def proves(claim: Claim) -> Verdict:
    return decide(claim).verdict


def judged(found: Row) -> tuple[str, str]:
    """The verdict and what is said with it."""
    try:
        verdict = decide(found.claim).verdict
        return verdict.value, diagnose(found.claim, proves)
    except DerivcheckError as error:
        return "malformed", f"{error.what}; {error.remedy}"


@pytest.mark.parametrize("formula", WRONG)
def test_a_wrong_formula_is_refuted_and_the_mistake_is_named(formula: str) -> None:
    name, diagnosis = WRONG[formula]
    verdict, said = judged(row("reject", name))
    assert verdict == ("malformed" if "shapes" in diagnosis else "refuted")
    for part in diagnosis.split("; "):
        assert part in said


@pytest.mark.parametrize("result", PROVED)
def test_a_result_is_proved_and_a_mistake_in_it_is_not(result: str) -> None:
    right = row("accept", PROVED[result])
    assert judged(right)[0] == "proved"
    wrong = [each for each in rows("reject") if each.name.startswith(f"{right.name}: ")]
    assert wrong
    assert {judged(each)[0] for each in wrong} <= {"refuted", "malformed"}


K = "K"
a, b = Entry("a", ()), Entry("b", ())
x = Entry("x", (Index("i", K),))
CONTEXT = Context({"a": Tensor("a", ()), "b": Tensor("b", ()), "x": Tensor("x", (K,))})


@pytest.mark.parametrize(
    ("lhs", "rhs", "said"),
    [
        (x**2 + a * x, x**2, "missing the term a*x[i]"),
        (x**2 + a * x + b, x**2, ""),
        (x**2 + Apply("exp", x), x**2, ""),
        (a * x + 1, b * x + 1, "true with a in place of b"),
        (a * x + 1, b * x + 2, ""),
    ],
    ids=str,
)
def test_what_is_lacking_is_told_only_where_it_is_one_short_product(lhs: Term, rhs: Term, said: str) -> None:
    claim = Claim(CONTEXT, lhs, rhs)
    assert proves(claim) is Verdict.REFUTED
    assert diagnose(claim, proves) == said
