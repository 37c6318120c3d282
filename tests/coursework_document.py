"""Writes docs/coursework.md: every exercise of the coursework, and every wrong formula in its documents.

`python -m tests.coursework_document` writes it; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from derivcheck import problem_files
from derivcheck.core.claims import Claim
from derivcheck.methods.equations import upstream
from derivcheck.report.markdown import code, entries, prose
from derivcheck.report.model import ClaimReport, CounterexampleReport, ProblemReport
from derivcheck.verification.problems import verify

REPOSITORY = Path(__file__).parents[1]
PATH = REPOSITORY / "docs" / "coursework.md"
PROBLEMS = REPOSITORY / "problems"

DOCUMENTS = {
    1: "Softmax, logistic regression, derivative of the softmax function, MNIST (exercises 0.1 to 0.4)",
    2: "Deep Learning, assignment 1 (2019; Q1 to Q4)",
    3: "Deep Learning, homework 3 (2023; 1 to 4)",
    4: "Assignment 1 (2018; 1.1 to 2.5)",
    5: "Assignment 1: softmax and neural network basics (1 and 2)",
}

# exercise, where it stands in which documents, the problems that settle it
EXERCISES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Softmax does not change when a number is added", "1: 0.1 (1), 2: Q1 (1), 4: 1.1, 5: 1.1",
     ("softmax_shift_invariance",)),
    ("Why that matters: softmax for large inputs, of vectors and matrices", "5: 1.1, 1.2",
     ("softmax_max_shift",)),
    ("Gradients of the sum of log softmax(Wx + c)", "1: 0.1 (2), 2: Q1 (2)", ("log_softmax_sum",)),
    ("Logistic regression: objective with an L2 penalty", "1: 0.2 (1), 2: Q2 (1)",
     ("logistic_regression_objective",)),
    ("Logistic regression: gradient and update rule", "1: 0.2 (2), 2: Q2 (2)", ("logistic_regression",)),
    ("Softmax and cross-entropy: dJ/dz", "1: 0.3 (1), 2: Q3 (1), 4: 2.2, 5: 2.2", ("softmax_cross_entropy",)),
    ("That derivative in back-propagation, dJ/dW and dJ/db of the output layer",
     "1: 0.3 (2), (3), 2: Q3 (2), (3)", ("softmax_output_layer",)),
    ("A network for MNIST", "1: 0.4, 2: Q4", ("mnist_mlp",)),
    ("Softmax regression: gradients by the weights, in two cases, and by the biases", "3: 1",
     ("softmax_regression",)),
    ("Cross-entropy as negative log-likelihood", "3: 2", ("cross_entropy_likelihood",)),
    ("Softmax regression with an L2 penalty on the weights: the gradients of the program", "3: 3",
     ("softmax_regression",)),
    ("That program: Fashion-MNIST, hyperparameters chosen on a validation split, tested once", "3: 3",
     ("fashion_mnist_softmax_regression", "fashion_mnist_mlp")),
    ("Two functions as Wx + b; their composition; its Jacobians", "3: 4 (a), (e), (f), (g)",
     ("affine_maps",)),
    ("Composition of affine functions, and the Jacobians by all parameters, to any depth",
     "3: 4 (b), (c), (d), (h)", ("affine_composition",)),
    ("Derivative of the sigmoid", "4: 2.1, 5: 2.1", ("sigmoid_derivative",)),
    ("One hidden layer: gradients by the input and by all parameters", "4: 2.3, 2.5, 5: 2.3",
     ("two_layer_backprop", "two_layer_backprop_batch")),
    ("The same by differentials and traces, vec and Kronecker products", "4: 2.3, 2.5",
     ("backprop_differentials",)),
    ("Number of parameters of the network", "4: 2.4", ("backprop_differentials",)),
)  # fmt: skip

PROVED = "proved"
"""The verdict of every problem in EXERCISES, as a test finds it."""

MISTAKES = tuple(f"coursework_mistakes_{number}" for number in DOCUMENTS)


@cache
def judged(name: str) -> ProblemReport:
    """What is found of a problem, cross-checks apart."""
    return verify(problem_files.load(PROBLEMS / f"{name}.py"), crosscheck=False)


def document() -> str:
    """The whole page."""
    return "\n".join((*_opening(), *_exercises(), *_mistakes())) + "\n"


def _opening() -> Iterator[str]:
    yield "# The coursework"
    yield ""
    yield "Five documents with exercises, most of them with answers. `derivcheck run NAME` judges a problem."
    yield ""
    yield "| document | |"
    yield "|---|---|"
    for number, title in DOCUMENTS.items():
        yield f"| {number} | {prose(title)} |"
    yield ""


def _exercises() -> Iterator[str]:
    yield "## Exercises"
    yield ""
    yield "| exercise | document | problem | verdict |"
    yield "|---|---|---|---|"
    for exercise, where, names in EXERCISES:
        problems = ", ".join(f"[{prose(name)}](../problems/{name}.py)" for name in names)
        yield f"| {prose(exercise)} | {prose(where)} | {problems} | {PROVED} |"
    yield ""


def _mistakes() -> Iterator[str]:
    yield "## Wrong formulas in the documents"
    yield ""
    yield "Each is claimed as it is written. Refuted: there are values at which the two sides differ; the"
    yield "exact values and both sides are shown. Malformed: shapes or indices do not fit; it says nothing."
    for number, name in enumerate(MISTAKES, start=1):
        report = judged(name)
        yield ""
        yield f"### Document {number}: {len(report.claims)} wrong formulas"
        yield ""
        yield f"[problems/{name}.py](../problems/{name}.py)"
        yield ""
        yield "| where | formula | verdict | what is wrong | found by the program |"
        yield "|---|---|---|---|---|"
        problem = problem_files.load(PROBLEMS / f"{name}.py")
        claims = {each.name: each.claim for each in problem.claims}
        stated = (*problem.claims, *problem.malformed_claims)
        lines = {each.name: each.place.line for each in stated if each.place}
        for claim in sorted(report.claims, key=lambda each: lines[each.name]):
            yield _row(claim, claims.get(claim.name))


def _row(report: ClaimReport, claim: Claim | None) -> str:
    cells = (
        prose(report.name),
        f"`{code(report.reading)}`",
        report.verdict,
        prose(report.note),
        _found(report, claim),
    )
    return f"| {' | '.join(cells)} |"


def _found(report: ClaimReport, claim: Claim | None) -> str:
    if report.counterexample is None or claim is None:
        return prose(report.reason)
    hint = f"{prose(report.suggestion)}; " if report.suggestion else ""
    return hint + _counterexample(report.counterexample, claim)


def _counterexample(found: CounterexampleReport, claim: Claim) -> str:
    """Only the values that the claim rests on."""
    names = upstream((claim.lhs, claim.rhs), claim.context)
    shown = [f"{name} = {entries(values)}" for name, values in found.values.items() if name in names]
    shown += [f"{name} = {component}" for name, component in found.indices.items()]
    return f"`{code(', '.join(shown))}`: left `{found.lhs}`, right `{found.rhs}`"


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(document(), encoding="utf-8")
