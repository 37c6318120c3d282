"""Statements about every depth: proved by a base and a step, and not proved where either is wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.indices import Index, Size
from derivcheck.core.recursions import BackwardRecursion, ForwardRecursion
from derivcheck.core.terms import Apply, Delta, Entry, Number, Partial, Term, Total
from derivcheck.core.verdicts import Verdict
from derivcheck.methods.decide import decide
from derivcheck.methods.induction import decide_recursion


def entry(name: str, *subscripts: Index) -> Entry:
    return Entry(name, subscripts)


def tensors(**axes: tuple[Size, ...]) -> dict[str, Tensor]:
    return {name: Tensor(name, sizes) for name, sizes in axes.items()}


I0, J0 = Index("i", "d0"), Index("j", "d0")
P, Q, A = Index("p", "d"), Index("q", "dnext"), Index("a", "d0")


def affine_composition(step_value: Term | None = None, step: Term | None = None) -> ForwardRecursion:
    """x_(l+1) = W x_l + b; the Jacobian by x_0 is the product of the W."""
    context = Context(tensors(x0=("d0",), W=("dnext", "d"), b=("dnext",)))
    product = Total(P, entry("W", Q, P) * entry("M", P, A))
    affine = Total(P, entry("W", Q, P) * entry("x", P)) + entry("b", Q)
    return ForwardRecursion(
        context,
        variable="x0",
        before=("d",),
        start=Definition("x", (I0,), entry("x0", I0)),
        step=Definition("x", (Q,), affine if step is None else step),
        start_value=Definition("M", (I0, J0), Delta(I0, J0)),
        step_value=Definition("M", (Q, A), product if step_value is None else step_value),
    )


def test_the_jacobian_of_an_affine_composition_of_any_depth() -> None:
    outcome = decide_recursion(affine_composition())
    assert outcome.verdict is Verdict.PROVED
    assert outcome.scope == "by induction on depth"


def test_a_nonlinear_layer_needs_its_slope() -> None:
    u = Total(P, entry("W", Q, P) * entry("x", P)) + entry("b", Q)
    right = Total(P, entry("W", Q, P) * entry("M", P, A))
    slope = Apply("sigmoid", u) * (1 - Apply("sigmoid", u))
    wrong = decide_recursion(affine_composition(step=Apply("sigmoid", u)))
    assert wrong.verdict is Verdict.UNKNOWN
    assert "step of the induction is refuted" in wrong.reason
    proved = decide_recursion(affine_composition(slope * right, Apply("sigmoid", u)))
    assert proved.verdict is Verdict.PROVED


@pytest.mark.parametrize("factor", [-1, 2])
def test_a_wrong_step_is_not_proved(factor: int) -> None:
    wrong = affine_composition(factor * Total(P, entry("W", Q, P) * entry("M", P, A)))
    assert decide_recursion(wrong).verdict is Verdict.UNKNOWN


def test_a_wrong_base_is_not_proved() -> None:
    wrong = replace(affine_composition(), start_value=Definition("M", (I0, J0), 2 * Delta(I0, J0)))
    outcome = decide_recursion(wrong)
    assert outcome.verdict is Verdict.UNKNOWN
    assert "base of the induction is refuted" in outcome.reason


Z, N, K = Index("p", "d"), Index("q", "dnext"), Index("k", "K")


def backpropagation(slope: Term) -> BackwardRecursion:
    """z_(l+1) = W sigma(z_l) + b; delta_l = (W^T delta_(l+1)) * slope(z_l); cross-entropy at the end."""
    state = entry("z", Z)
    context = Context(
        tensors(z=("d",), W=("dnext", "d"), b=("dnext",), y=("d",)),
        assumptions=(Assumption("=", Total(Z, entry("y", Z)), Number(Fraction(1))),),
    )
    other = Index("r", "d")
    softmax = Apply("exp", state) / Total(other, Apply("exp", entry("z", other)))
    inner = Total(Z, entry("W", N, Z) * Apply("sigmoid", state)) + entry("b", N)
    return BackwardRecursion(
        context,
        state="z",
        objective="J",
        last=Definition("J", (), -Total(Z, entry("y", Z) * Apply("log", softmax))),
        step=Definition("znext", (N,), inner),
        last_value=Definition("delta", (Z,), softmax - entry("y", Z)),
        step_value=Definition("delta", (Z,), Total(N, entry("W", N, Z) * entry("delta", N)) * slope),
    )


SIGMA = Apply("sigmoid", entry("z", Z))


def test_backpropagation_through_a_network_of_any_depth() -> None:
    outcome = decide_recursion(backpropagation(SIGMA * (1 - SIGMA)))
    assert outcome.verdict is Verdict.PROVED
    assert outcome.scope == "by induction on depth"


def test_sigma_in_place_of_its_slope_is_not_proved() -> None:
    assert decide_recursion(backpropagation(SIGMA)).verdict is Verdict.UNKNOWN


def test_the_gradient_by_the_weights_of_a_layer_under_the_hypothesis() -> None:
    step = backpropagation(SIGMA * (1 - SIGMA)).step_claim()
    by_weights = Partial(entry("J"), entry("W", N, Z))
    claim = replace(step, lhs=by_weights, rhs=entry("delta", N) * SIGMA)
    assert decide(claim).verdict is Verdict.PROVED
    assert decide(replace(claim, rhs=entry("delta", N) * entry("z", Z))).verdict is Verdict.REFUTED
