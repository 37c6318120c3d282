"""The coursework: every exercise is judged as expected, every wrong formula is found, the page says so."""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derivcheck import problem_files
from derivcheck.affine import Layer, affine_composition, affine_jacobians
from derivcheck.core.errors import ProblemError, ShapeError
from derivcheck.methods.accuracy import inaccuracies
from derivcheck.notation.language import dim, exp, identity, product, sigmoid, softmax, tensor, total
from derivcheck.notation.layers import backward, forward
from derivcheck.problem import Problem
from derivcheck.report.json import dumps
from derivcheck.report.markdown import markdown
from derivcheck.report.model import ProblemReport
from derivcheck.report.text import tree
from derivcheck.verification.problems import verify
from tests.coursework_document import EXERCISES, MISTAKES, PATH, PROBLEMS, PROVED, document, judged

SETTLED = sorted({name for _, _, names in EXERCISES for name in names})


@pytest.mark.parametrize("name", [*SETTLED, *MISTAKES])
def test_every_problem_is_judged_as_expected(name: str) -> None:
    report = judged(name)
    assert report.standing == "proved"
    assert report.claims
    assert report.verdict == ("refuted" if name in MISTAKES else PROVED)


def test_the_page_is_what_the_program_says() -> None:
    assert PATH.read_text(encoding="utf-8") == document()


def test_every_wrong_formula_has_evidence() -> None:
    claims = [claim for name in MISTAKES for claim in judged(name).claims]
    assert len(claims) >= 12
    assert {claim.verdict for claim in claims} == {"refuted", "malformed"}
    assert all(claim.counterexample for claim in claims if claim.verdict == "refuted")
    assert all(claim.reason and claim.note for claim in claims)


def test_a_right_formula_is_not_listed_as_wrong() -> None:
    x = tensor("x", dim("K"))
    problem = Problem("t", source="t", expect="refuted")
    problem.claim("right", x == 1 * x)
    assert verify(problem, crosscheck=False).standing == "refuted"
    with pytest.raises(ProblemError, match="has a meaning"):
        problem.malformed("right as well", "x = 1 x", lambda: x == 1 * x)


D, H, N = dim("D"), dim("H"), dim("N")
x, b1, W, b = tensor("x", D), tensor("b1", D), tensor("W", N, H), tensor("b", N)


def layers_problem(*, factor: int = 1, first: int = 1) -> ProblemReport:
    """The Jacobian of affine layers by the first bias, with the claimed values multiplied."""
    problem = Problem("Layers", source="t")
    problem.induction(
        "Jacobian",
        forward(
            by=b1,
            state="u",
            width=H,
            first=x + b1,
            layer=lambda u: W @ u + b,
            value="A",
            first_value=first * identity(D),
            layer_value=lambda A, u: factor * (W @ A),
        ),
    )
    return verify(problem, crosscheck=False)


def test_an_induction_shows_its_base_and_its_step() -> None:
    report = layers_problem()
    (claim,) = report.claims
    assert report.verdict == "proved"
    assert claim.scope == "by induction on depth"
    assert [(part.name, part.verdict) for part in claim.parts] == [("base", "proved"), ("step", "proved")]
    assert all(part.mutants and not part.mutants.alarms for part in claim.parts)
    page = markdown(report)
    assert "#### Jacobian: base" in page
    assert "by induction on depth" in page
    assert '"parts"' in dumps([report], {})


@pytest.mark.parametrize(("wrong", "part"), [({"factor": 2}, 1), ({"first": 2}, 0)])
def test_a_wrong_base_or_step_is_shown_as_that(wrong: dict[str, int], part: int) -> None:
    report = layers_problem(**wrong)
    (claim,) = report.claims
    assert report.standing != "proved"
    assert claim.parts[part].verdict == "refuted"
    assert claim.parts[part].counterexample
    assert claim.parts[1 - part].verdict == "proved"


def nonlinear_layers(slope: bool) -> ProblemReport:
    """Back-propagation through sigmoid layers; without the slope where `slope` is false."""
    z, g = tensor("z", H), tensor("g", H)
    problem = Problem("Layers", source="t")
    problem.induction(
        "backwards",
        backward(
            state=z,
            layer=lambda z: W @ sigmoid(z) + b,
            objective="J",
            last=total(g * z),
            value="d",
            last_value=g,
            layer_value=lambda d, z: (W.T @ d) * sigmoid(z) * ((1 - sigmoid(z)) if slope else 1),
            parameters=lambda d, z: [(b, d if slope else 2 * d)],
        ),
    )
    return verify(problem, crosscheck=False)


def test_back_propagation_to_any_depth_by_the_parameters_too() -> None:
    right, wrong = nonlinear_layers(True).claims[0], nonlinear_layers(False).claims[0]
    assert [part.name for part in right.parts] == ["base", "step", "dJ/db"]
    assert {part.verdict for part in right.parts} == {"proved"}
    assert [part.verdict for part in wrong.parts] == ["proved", "refuted", "refuted"]


def test_the_shape_of_a_claimed_jacobian_is_checked() -> None:
    with pytest.raises(ShapeError, match="first layer"):
        forward(by=b1, state="u", width=H, first=x + b1, layer=lambda u: W @ u, value="A",
                first_value=x, layer_value=lambda A, u: W @ A)  # fmt: skip


def random_layers(depth: int) -> tuple[list[Layer], jax.Array]:
    """Layers of varying width with small integers, so that all arithmetic is exact; and an input."""
    random = np.random.default_rng(depth)
    widths = [2, *(3 if place % 2 else 2 for place in range(depth))]
    layers = [
        (
            jnp.asarray(random.integers(-2, 3, (out, into)) * 1.0),
            jnp.asarray(random.integers(-2, 3, out) * 1.0),
        )
        for into, out in pairwise(widths)
    ]
    return layers, jnp.asarray(random.integers(-2, 3, 2) * 1.0)


@pytest.mark.parametrize("depth", range(2, 13))
def test_the_jacobians_of_affine_layers_equal_those_of_jax(depth: int) -> None:
    with jax.enable_x64(True):
        layers, start = random_layers(depth)
        found = affine_jacobians(layers, start, affine_composition(layers, start))
        expected = jax.jacrev(lambda given: affine_composition(given, start)[-1])(layers)
        other = affine_jacobians(layers, start + 1, affine_composition(layers, start + 1))
    assert len(found) == depth
    assert jax.tree.all(jax.tree.map(np.array_equal, found, expected))
    assert not np.array_equal(other[0][0], expected[0][0])


def softmax_problem() -> Problem:
    problem = Problem("t", source="t")
    problem.let("p", softmax(tensor("x", dim("K"))))
    return problem


LARGE = np.array([1e4, 9999.0, -1e4], np.float32)


@pytest.mark.parametrize("change", [0.0, 1e-5, np.inf, np.nan])
def test_only_accurate_numbers_are_accurate(change: float) -> None:
    computed = np.asarray(jax.nn.softmax(LARGE)) + np.array([0, change, 0], np.float32)
    found = list(
        inaccuracies(softmax_problem().context, "p", {"x": LARGE}, computed, LARGE * 0 + 3e-6, 1e-38)
    )
    assert [line[:4] for line in found] == ([] if change == 0 else ["p[2]"])


def test_a_number_that_is_wrong_by_little_where_little_is_exact_is_wrong() -> None:
    computed = np.array([1.0, 0.0, 0.0], np.float32)
    found = list(
        inaccuracies(softmax_problem().context, "p", {"x": LARGE}, computed, LARGE * 0 + 3e-6, 1e-38)
    )
    assert len(found) == 2


def test_the_measured_softmax_holds_and_each_measurement_can_fail() -> None:
    measured = problem_files.load(PROBLEMS / "softmax_max_shift.py").measurements
    assert [list(each.complaints()) for each in measured] == [[], [], [], []]
    problem = softmax_problem()
    problem.claim("p", softmax(tensor("x", dim("K"))) == softmax(tensor("x", dim("K"))))
    problem.measure("holds", "nothing is wrong", lambda: ())
    assert verify(problem, crosscheck=False).verdict == "proved"
    problem.measure("fails", "something is wrong", lambda: ["a complaint"])
    report = verify(problem, crosscheck=False)
    assert report.verdict == "refuted"
    assert "**fails**: a complaint" in markdown(report)
    assert "a complaint" in str(tree(report, {}))


def test_a_mutant_that_is_defined_nowhere_is_listed_as_that() -> None:
    mutants = [claim.mutants for claim in judged("cross_entropy_likelihood").claims if claim.mutants]
    assert any(found.undefined for found in mutants)
    assert not any(found.undecided or found.alarms for found in mutants)
    assert "defined nowhere" in markdown(judged("cross_entropy_likelihood"))


def test_mutants_reach_into_products() -> None:
    y = tensor("y", dim("K"))
    problem = Problem("t", source="t")
    problem.claim("exponential", product(exp(y)) == exp(total(y)))
    (claim,) = verify(problem, crosscheck=False).claims
    assert claim.verdict == "proved"
    assert claim.mutants is not None
    assert claim.mutants.refuted > 3
    assert not claim.mutants.alarms
