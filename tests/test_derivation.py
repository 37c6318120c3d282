"""Derivations: every step holds at concrete values, and the closed form is the one expected."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivcheck.core.claims import check_term
from derivcheck.core.errors import UnknownSymbolError
from derivcheck.core.functions import exp, sigmoid
from derivcheck.core.terms import (
    Delta,
    Dimension,
    Entry,
    Index,
    Term,
    Total,
    contains_partial,
    free_indices,
    substitute,
    times,
)
from derivcheck.derivation import Derived, derive_gradient, derive_gradients, derive_jacobian
from derivcheck.derivation.bound_indices import bound_names, canonical
from tests.test_derivation_contexts import OBJECTIVES, Objective, entry, softmax_cross_entropy
from tests.test_derivation_evaluation import gap, values

SIZES = (
    {"K": 3, "D": 2, "n": 2, "Dx": 3, "H": 2, "Dy": 4},
    {"K": 2, "D": 4, "n": 3, "Dx": 1, "H": 3, "Dy": 2},
    dict.fromkeys(("K", "D", "n", "Dx", "H", "Dy"), 1),
)
J = Entry("J", ())


def wrong_steps(derived: Derived, objective: Objective) -> list[str]:
    """Justifications of the steps whose term is not equal to the one before, at some values."""
    wrong: list[str] = []
    for seed, sizes in enumerate(SIZES):
        given = values(
            derived.context, sizes, seed, objective.sums_to_one, objective.symmetric, objective.positive
        )
        first = derived.steps[0].term
        later = [(step.term, step.justification) for step in derived.steps[1:]]
        later.append((derived.expanded, "expanded"))
        wrong += [why for found, why in later if not gap(first, found, derived.free, given) < 1e-8]
    return wrong


def all_derived(objective: Objective) -> dict[str, Derived]:
    return derive_gradients(objective.context, J, objective.wrts)


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
def test_every_step_holds_at_several_sizes(objective: Objective) -> None:
    found = all_derived(objective)
    assert set(objective.wrts) <= set(found)
    for derived in found.values():
        assert wrong_steps(derived, objective) == []
        for lemma in derived.lemmas:
            assert wrong_steps(lemma, objective) == []


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
def test_every_step_is_well_formed_and_readable(objective: Objective) -> None:
    for derived in all_derived(objective).values():
        assert isinstance(derived.variable, Entry)
        assert derived.free == derived.variable.subscripts
        for step in derived.steps:
            check_term(step.term, derived.context)
            assert free_indices(step.term) <= set(derived.free)
            assert all(name.isalpha() for name in bound_names(step.term))
            assert not bound_names(step.term) & {index.name for index in derived.free}
        assert not contains_partial(derived.result)
        check_term(derived.expanded, objective.context)


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
def test_a_corrupted_step_is_refused(objective: Objective) -> None:
    """The check above can fail: a sign, a factor and a dropped term are seen."""
    derived = next(iter(all_derived(objective).values()))
    assert wrong_steps(derived, objective) == []
    for corrupted in (-1 * derived.result, times(Fraction(1, 2), derived.result), derived.result + 1):
        steps = (*derived.steps[:-1], type(derived.steps[-1])(corrupted, "a mistake"))
        broken = Derived(derived.variable, derived.free, steps, derived.context, derived.expanded)
        assert "a mistake" in wrong_steps(broken, objective)


def is_form(derived: Derived, expected: Term, *, expanded: bool = False) -> bool:
    """Whether the result is the expected term, up to the order of factors and bound names."""
    found = derived.expanded if expanded else derived.result
    return canonical(found) is canonical(expected)


def gradient(name: str, wrt: str) -> Derived:
    return all_derived(OBJECTIVES[name])[wrt]


def at(derived: Derived, *letters: str) -> Derived:
    """The same derivation with its free indices renamed."""
    new = {old: Index(letter, old.size) for old, letter in zip(derived.free, letters, strict=True)}
    step = type(derived.steps[-1])(substitute(derived.result, new), "")
    return Derived(
        derived.variable, tuple(new.values()), (step,), derived.context, substitute(derived.expanded, new)
    )


K_, J_ = Index("k", "K"), Index("j", "K")


def test_softmax_cross_entropy_is_prediction_minus_target() -> None:
    found = at(gradient("softmax cross-entropy", "z"), "j")
    assert is_form(found, entry("yhat", J_) - entry("y", J_))
    assert not is_form(found, entry("y", J_) - entry("yhat", J_))


def test_without_the_assumption_the_sum_of_targets_stays() -> None:
    found = at(gradient("the same without its assumption", "z"), "j")
    assert is_form(found, entry("yhat", J_) * Total(K_, entry("y", K_)) - entry("y", J_))


def test_the_jacobian_of_softmax_falls_back_into_its_name() -> None:
    found = at(derive_jacobian(softmax_cross_entropy().context, "yhat", "z"), "k", "j")
    assert is_form(found, entry("yhat", K_) * (Delta(K_, J_) - entry("yhat", J_)))
    assert is_form(found, entry("yhat", K_) * (Delta(K_, J_) - entry("yhat", K_))) is False


def test_log_softmax_sum_has_one_minus_size_times_softmax() -> None:
    found = at(gradient("the same with named scores", "z"), "j")
    softmax = entry_softmax("z", J_)
    assert is_form(found, 1 - Dimension("K") * softmax)
    by_w = at(gradient("the same with named scores", "W"), "j", "d")
    d = Index("d", "D")
    assert is_form(by_w, entry("d_z", J_) * entry("x", d))
    assert is_form(by_w, (1 - Dimension("K") * softmax) * entry("x", d), expanded=True)


def entry_softmax(name: str, index: Index) -> Term:
    other = Index("m", index.size)
    return exp(entry(name, index)) / Total(other, exp(entry(name, other)))


@pytest.mark.parametrize("name", ["logistic regression", "the same with named probabilities"])
def test_logistic_regression_collects_the_residual(name: str) -> None:
    i, j, k = Index("i", "n"), Index("j", "D"), Index("k", "D")
    u = Total(j, entry("X", i, j) * entry("theta", j))
    p = sigmoid(u) if name == "logistic regression" else entry("p", i)
    found = at(gradient(name, "theta"), "k")
    mean = 1 / Dimension("n") * Total(i, entry("X", i, k) * (p - entry("y", i)))
    assert is_form(found, mean + entry("lambda") * entry("theta", k))


BACKPROP = {
    "theta": lambda i, a, b: (entry("yhat", i, b) - entry("y", i, b)) / Dimension("n"),
    "h": lambda i, a, b: Total(a, entry("d_theta", i, a) * entry("W2", b, a)),
    "phi": lambda i, a, b: entry("d_h", i, b) * entry("h", i, b) * (1 - entry("h", i, b)),
    "x": lambda i, a, b: Total(a, entry("d_phi", i, a) * entry("W1", b, a)),
    "W1": lambda a, i, b: Total(i, entry("x", i, a) * entry("d_phi", i, b)),
    "b1": lambda i, b: Total(i, entry("d_phi", i, b)),
    "W2": lambda a, i, b: Total(i, entry("h", i, a) * entry("d_theta", i, b)),
    "b2": lambda i, b: Total(i, entry("d_theta", i, b)),
}
SUMMED = {"theta": "Dy", "h": "Dy", "x": "H", "W1": "n", "b1": "n", "W2": "n", "b2": "n", "phi": "H"}


@pytest.mark.parametrize("wrt", BACKPROP)
def test_backpropagation_on_a_batch(wrt: str) -> None:
    found = gradient("two-layer network on a batch", wrt)
    summed = Index("s", SUMMED[wrt])
    first, *rest = found.free
    arguments = (first, summed, *rest) if rest else (summed, first)
    assert is_form(found, BACKPROP[wrt](*arguments))


def test_the_adjoints_are_definitions_of_what_was_found_outer_ones_first() -> None:
    found = all_derived(OBJECTIVES["two-layer network on a batch"])
    weights = found["W1"]
    assert [adjoint.name for adjoint in weights.adjoints] == ["d_theta", "d_h", "d_phi"]
    assert [adjoint.body for adjoint in weights.adjoints] == [found[n].result for n in ("theta", "h", "phi")]
    assert weights.adjoints[0].latex == r"\frac{\partial J}{\partial \theta}"
    assert list(weights.context.definitions)[-3:] == ["d_theta", "d_h", "d_phi"]
    assert found["theta"].adjoints == ()


def test_a_gradient_alone_brings_the_adjoints_it_uses() -> None:
    objective = OBJECTIVES["two-layer network"]
    alone = derive_gradient(objective.context, J, "W1")
    assert wrong_steps(alone, objective) == []
    assert [adjoint.name for adjoint in alone.adjoints] == ["d_theta", "d_h", "d_phi"]
    assert "yhat" not in derive_gradients(objective.context, J, ["W1"])


def test_a_quadratic_form_needs_symmetry_for_its_short_gradient() -> None:
    i, j = Index("i", "n"), Index("j", "n")
    general = at(gradient("quadratic form", "x"), "i")
    short = at(gradient("symmetric quadratic form", "x"), "i")
    assert is_form(general, Total(j, entry("x", j) * (entry("A", i, j) + entry("A", j, i))))
    assert is_form(short, 2 * Total(j, entry("A", i, j) * entry("x", j)))


def test_a_gradient_by_an_unknown_name_says_what_is_declared() -> None:
    with pytest.raises(UnknownSymbolError, match="unknown symbol w"):
        derive_gradient(softmax_cross_entropy().context, J, "w")


def test_a_gradient_by_something_unused_is_zero() -> None:
    context = softmax_cross_entropy().context
    assert derive_gradient(context, Total(K_, entry("y", K_)), "z").result is times(0)
    assert derive_gradient(context, J, "z").result is not times(0)
