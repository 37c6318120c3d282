"""Problem: what it lowers to and what it refuses; and the shipped problem files."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest

from derivcheck.calculus.evaluation import evaluate
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption
from derivcheck.core.errors import DerivcheckError, MalformedError, NotationError, ProblemError, ShapeError
from derivcheck.core.terms import Entry, Index, Partial, Term
from derivcheck.core.verdicts import Instance, Verdict
from derivcheck.methods.decide import decide
from derivcheck.methods.sampling import instances
from derivcheck.notation.language import (
    dim,
    equation,
    gradient,
    index,
    log,
    partial,
    scalar,
    softmax,
    tensor,
    total,
)
from derivcheck.notation.text import text
from derivcheck.problem import Problem
from derivcheck.problem_files import load, shipped_folder

SHIPPED = (
    "log_softmax_sum",
    "logistic_regression",
    "sigmoid_derivative",
    "softmax_cross_entropy",
    "softmax_shift_invariance",
    "two_layer_backprop",
    "two_layer_backprop_batch",
)
K, n = dim("K", index="k"), dim("n", index="i")
z, y, x = tensor("z", K), tensor("y", K), tensor("x", n)
i, k = index("i", n), index("k", K)


@pytest.fixture
def problem() -> Problem:
    return Problem("A title", source="A source", given=[NORMALIZED])


NORMALIZED = total(y) == 1


def test_a_problem_lowers_to_a_context_and_claims(problem: Problem) -> None:
    yhat = problem.let("yhat", softmax(z), latex=r"\hat{y}")
    J = problem.let("J", -total(y * log(yhat)))
    problem.claim("dJ/dz", gradient(J, z) == yhat - y)
    assert list(problem.context.tensors) == ["y", "z"]
    assert list(problem.context.definitions) == ["yhat", "J"]
    assert problem.context.definitions["yhat"].latex == r"\hat{y}"
    (made,) = problem.claims
    assert made.indices == (Index("k", "K"),)
    assert made.claim.lhs is Partial(Entry("J", ()), Entry("z", made.indices))
    assert text(made.claim.rhs) == "yhat[k] - y[k]"
    assert made.expect is Verdict.PROVED
    assert made.place is not None
    assert made.place.path == __file__
    assert made.claim.context is problem.context


def test_a_claim_knows_what_is_named_after_it(problem: Problem) -> None:
    problem.claim("trivial", z == 1 * z)
    problem.let("later", total(z))
    assert "later" in problem.claims[0].claim.context.definitions


def test_an_assumption_is_set_aside(problem: Problem) -> None:
    problem.claim("with", total(y) == 1)
    problem.claim("without", total(y) == 1, without=NORMALIZED, expect="refuted")
    problem.derivation("way", total(y), [(1, "given")], without=NORMALIZED)
    with_it, without = problem.claims
    assert [a.relation for a in with_it.claim.context.assumptions] == ["="]
    assert without.claim.context.assumptions == ()
    assert problem.claims[1].claim.context is without.claim.context
    assert isinstance(without.without, Assumption)
    assert without.expect is Verdict.REFUTED
    assert problem.derivations[0].steps[0].claim.context.assumptions == ()


def test_an_assumption_that_was_deleted_is_set_aside_already() -> None:
    made = Problem("t", source="s")
    made.claim("without", total(y) == 1, without=NORMALIZED, expect="refuted")
    assert made.claims[0].without is None
    assert made.claims[0].claim.context.assumptions == ()


def test_assumptions_of_every_relation() -> None:
    lam, Y = scalar("lam"), tensor("Y", n, K)
    made = Problem("t", source="s", given=[lam > 0, y >= 0, x != 0, total(Y, axis=1) == 1, lam < 1])
    shown = [f"{text(a.lhs)} {a.relation} {text(a.rhs)}" for a in made.context.assumptions]
    assert shown == ["lam > 0", "y[k] >= 0", "x[i] != 0", "sum_k Y[i, k] = 1", "1 > lam"]


def test_a_derivation_is_a_chain_of_claims_at_the_same_indices(problem: Problem) -> None:
    J = problem.let("J", total(z**2))
    problem.derivation("way", gradient(J, z), [(2 * z[k] * (z / z), "power rule"), (2 * z, "cancel")][1:])
    (way,) = problem.derivations
    assert text(way.start) == "partial(J, z[k])"
    assert [text(step.claim.rhs) for step in way.steps] == ["2*z[k]"]
    assert [step.justification for step in way.steps] == ["cancel"]
    problem.derivation("two", 2 * total(z), [(total(z) + total(z), "a"), (total(2 * z), "b")])
    one, other = problem.derivations[1].steps
    assert one.claim.rhs is other.claim.lhs
    assert [one.claim.name, other.claim.name] == ["two, step 1", "two, step 2"]


def test_gradients_to_derive(problem: Problem) -> None:
    yhat = problem.let("yhat", softmax(z), reference=lambda z: z)
    J = problem.let("J", total(y * yhat), reference=lambda z, y: z @ y)
    assert problem.objective is None
    assert problem.reference is None
    problem.derive(J, z, yhat)
    assert [text(each.variable) for each in problem.gradients] == ["z[k]", "yhat[k]"]
    assert problem.gradients[0].indices == (Index("k", "K"),)
    assert problem.objective is Entry("J", ())
    assert problem.reference is problem.references["J"]
    with pytest.raises(ProblemError, match="only a named intermediate"):
        problem.derive(total(y * yhat), z)
    with pytest.raises(ProblemError, match="only a named intermediate"):
        problem.derive(z, z)


def test_expected_verdicts() -> None:
    made = Problem("t", source="s", expect="unknown")
    made.claim("one", x == 1 * x)
    made.claim("two", x == 1 * x, expect=Verdict.PROVED)
    assert [claim.expect for claim in made.claims] == [Verdict.UNKNOWN, Verdict.PROVED]
    with pytest.raises(ProblemError, match="no verdict is called true"):
        made.claim("three", x == 1 * x, expect="true")


@pytest.mark.parametrize(
    ("act", "kind", "what"),
    [
        (lambda p: p.let("z", total(z) + total(y)), ProblemError, "z stands for two things|taken"),
        (lambda p: p.let("y", total(z)), ProblemError, "taken"),
        (lambda p: p.let("K", total(y)), ProblemError, "taken"),
        (lambda p: [p.let("a", total(y)), p.let("a", total(y))], ProblemError, "taken"),
        (lambda p: [p.let("a", total(y)), p.claim("c", scalar("a") == 1)], ProblemError, "two things"),
        (lambda p: p.let("a", x[i]), MalformedError, "index i is free"),
        (lambda p: p.let("a b", x), NotationError, "not a name"),
        (lambda p: p.let("a", x, reference=lambda q: q), DerivcheckError, "unknown symbol q"),
        (
            lambda p: p.claim("c", Problem("t", source="s").let("v", total(y)) == 1),
            DerivcheckError,
            "symbol v",
        ),
        (lambda p: [p.claim("c", x == 1 * x), p.claim("c", x == 1 * x)], ProblemError, "two claims"),
        (lambda p: p.claim("c", x > 0), NotationError, "equation"),
        (lambda p: p.claim("c", x[i].at() == x[i].at()), NotationError, "not a statement"),
        (lambda p: p.claim("c", x[i] == 2 * total(y)), MalformedError, "one side only"),
        (lambda p: p.claim("c", gradient(total(y), y) == x), ShapeError, "K == n"),
        (lambda p: p.derivation("d", x, [(y, "because")]), ShapeError, "n == K"),
        (lambda p: Problem("t", source="s", given=[True]), NotationError, "not a statement"),
        (lambda p: Problem("Ridge"), ProblemError, "the problem 'Ridge' names no source"),
        (lambda p: Problem("Ridge", source=" "), ProblemError, "the problem 'Ridge' names no source"),
    ],
)
def test_what_a_problem_refuses(
    problem: Problem, act: Callable[[Any], object], kind: type[DerivcheckError], what: str
) -> None:
    with pytest.raises(kind, match=what) as caught:
        act(problem)
    assert caught.value.place is not None
    assert caught.value.place.path == __file__
    assert caught.value.place.line > 0


def test_a_constant_side_needs_no_index(problem: Problem) -> None:
    problem.claim("zero", gradient(total(y), z) == 0)
    problem.claim("one component", equation(0, partial(total(y), z[k])))
    assert text(problem.claims[0].claim.rhs) == "0"
    assert problem.claims[1].indices == (Index("k", "K"),)


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(request: pytest.FixtureRequest) -> Problem:
    return load(shipped_folder() / f"{request.param}.py")


def all_claims(problem: Problem) -> list[Claim]:
    steps = [step.claim for derivation in problem.derivations for step in derivation.steps]
    return [each.claim for each in problem.claims] + steps


def test_every_shipped_claim_and_step_is_proved_for_all_dimensions(shipped: Problem) -> None:
    for claim in all_claims(shipped):
        outcome = decide(claim)
        assert (outcome.verdict, outcome.scope) == (Verdict.PROVED, "all dimensions"), claim.name
        assert outcome.obligations == ()


def test_no_shipped_claim_is_proved_with_a_sign_changed(shipped: Problem) -> None:
    for each in shipped.claims:
        outcome = decide(Claim(each.claim.context, each.claim.lhs, -each.claim.rhs, each.name))
        assert outcome.verdict is Verdict.REFUTED, each.name


def test_both_sides_of_every_shipped_claim_agree_in_numbers(shipped: Problem) -> None:
    """An evaluator that shares nothing with the normal form."""
    for claim in all_claims(shipped):
        for instance in islice(instances(claim.context, (claim.lhs, claim.rhs), 3), 3):
            sides = [evaluate(side, claim.context, instance, 128) for side in (claim.lhs, claim.rhs)]
            assert sides[0].overlaps(sides[1]), claim.name


def test_every_shipped_problem_is_complete(shipped: Problem) -> None:
    assert shipped.title
    assert shipped.source
    assert shipped.references
    assert shipped.derivations
    assert all(step.justification for way in shipped.derivations for step in way.steps)
    assert {way.name for way in shipped.derivations} <= {claim.name for claim in shipped.claims}


def test_the_last_term_of_every_shipped_derivation_ends_its_claim(shipped: Problem) -> None:
    """The derivation of a claim arrives at the right side of that claim, up to names of indices."""
    claims = {each.name: each.claim for each in shipped.claims}
    for way in shipped.derivations:
        claim = claims[way.name]
        first, last = way.start, way.steps[-1].claim.rhs
        assert decide(Claim(claim.context, first, last)).verdict is Verdict.PROVED


def test_references_compute_the_intermediates_they_are_given_for(shipped: Problem) -> None:
    """Independent jax.numpy code and our own reading, at the same point, in 32-bit floats."""
    import numpy as np

    for name, reference in shipped.references.items():
        definition = shipped.context.definitions[name]
        entry = Entry(name, definition.indices)
        instance = next(instances(shipped.context, (entry, *_every_entry(shipped)), 5))
        value = float(evaluate(entry, shipped.context, instance))
        found = np.asarray(reference(**_arrays(shipped, instance, reference)))
        at = tuple(instance.indices[index.name] - 1 for index in definition.indices)
        assert found[at] == pytest.approx(value, rel=1e-4), name


def _every_entry(problem: Problem) -> list[Term]:
    names = problem.context.tensors.values()
    return [Entry(t.name, tuple(Index(f"{t.name}{a}", size) for a, size in enumerate(t.axes))) for t in names]


def _arrays(problem: Problem, instance: Instance, reference: Callable[..., Any]) -> dict[str, Any]:
    import inspect

    import jax.numpy as jnp
    import numpy as np

    found: dict[str, Any] = {}
    for name in inspect.signature(reference).parameters:
        sizes = problem.context.tensors[name].axes
        shape = tuple(instance.sizes[s] if isinstance(s, str) else s for s in sizes)
        array = np.zeros(shape)
        for at in np.ndindex(shape):
            array[at] = float(instance.values[name, tuple(c + 1 for c in at)])
        found[name] = jnp.asarray(array)
    return found


def test_problem_files_do_not_import_jax() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from derivcheck.problem_files import load, shipped_folder\n"
        f"for name in {SHIPPED}: load(shipped_folder() / (name + '.py'))\n"
        "assert 'sympy' in sys.modules; assert 'jax' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
