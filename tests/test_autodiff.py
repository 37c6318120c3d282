"""The cross-check agrees with right formulas, disagrees with wrong ones, and says where it does not know."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian
from derivcheck.core.errors import UnknownSymbolError
from derivcheck.core.functions import exp, log
from derivcheck.core.terms import Apply, Delta, Dimension, Index, Partial, Term, Total, term
from derivcheck.core.verdicts import Instance
from derivcheck.methods.arrays import at_sizes, batches, size_choices
from derivcheck.methods.autodiff import (
    Consensus,
    CrossCheck,
    cross_check,
    cross_check_claim,
    cross_check_claims,
)
from tests.emit_examples import (
    ADJOINTS,
    CROSS_ENTROPY,
    LOGISTIC,
    LOGISTIC_GRADIENT,
    TWO_LAYERS,
    I,
    J,
    K,
    L,
    N,
    at,
    context,
    softmax,
)

FEW = 10


def with_assumptions(scope: Context, *assumptions: Assumption) -> Context:
    return Context(scope.tensors, scope.definitions, assumptions, scope.vectors)


NORMALIZED = with_assumptions(CROSS_ENTROPY, Assumption("=", Total(K, at("y", K)), term(1)))
ROWS_NORMALIZED = with_assumptions(TWO_LAYERS, Assumption("=", Total(K, at("y", N, K)), term(1)))


def cross_entropy(z: jax.Array, y: jax.Array) -> jax.Array:
    return -jnp.vdot(y, jax.nn.log_softmax(z))


def logistic_loss(X: jax.Array, y: jax.Array, theta: jax.Array, lam: jax.Array) -> jax.Array:
    s = X @ theta
    loss = jnp.mean(y * jax.nn.softplus(-s) + (1 - y) * jax.nn.softplus(s))
    return loss + lam / 2 * jnp.sum(theta**2)


def softmax_of(z: jax.Array) -> jax.Array:
    return jax.nn.softmax(z)


def network_loss(
    x: jax.Array, W1: jax.Array, b1: jax.Array, W2: jax.Array, b2: jax.Array, y: jax.Array
) -> jax.Array:
    scores = jax.nn.sigmoid(x @ W1 + b1) @ W2 + b2
    return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(scores), axis=1))


def gradient_claim(scope: Context, variable: str, axes: tuple[Index, ...], formula: Term) -> Claim:
    return Claim(scope, Partial(at("J"), at(variable, *axes)), formula, f"dJ/d{variable}")


def test_the_gradient_of_softmax_cross_entropy() -> None:
    right = at("yhat", K) - at("y", K)
    found = cross_check(NORMALIZED, "dJ/dz", right, (K,), "z", cross_entropy)
    assert found.consensus is Consensus.AGREED
    assert (found.name, found.method, found.reason) == ("dJ/dz", "jax.grad", "")
    assert found.instances >= 64
    assert {sizes["K"] for sizes in found.sizes} == {1, 2, 3, 5}
    assert 0 < found.max_relative_error < found.tolerance < 1e-10
    assert 0 < found.share < 1
    assert isinstance(found.worst, Instance)


@pytest.mark.parametrize(
    "wrong",
    [
        at("y", K) - at("yhat", K),
        at("yhat", K),
        at("yhat", K) - at("y", K) * (1 + term(1) / 10**9),
        Dimension("K") * (at("yhat", K) - at("y", K)),
    ],
    ids=["sign", "dropped term", "a little", "factor"],
)
def test_a_wrong_gradient_is_seen(wrong: Term) -> None:
    found = cross_check(NORMALIZED, "dJ/dz", wrong, (K,), "z", cross_entropy, instances=FEW)
    assert found.consensus is Consensus.DISAGREED
    assert found.share > 1
    assert found.reason == "the sides differ by more than rounding"
    assert found.worst is not None


def test_an_assumption_is_needed_and_used() -> None:
    formula = at("yhat", K) - at("y", K)
    found = cross_check(CROSS_ENTROPY, "dJ/dz", formula, (K,), "z", cross_entropy, instances=FEW)
    assert found.consensus is Consensus.DISAGREED
    found = cross_check(
        CROSS_ENTROPY, "dJ/dz", Total(L, at("y", L)) * at("yhat", K) - at("y", K), (K,), "z", cross_entropy,
        instances=FEW,
    )  # fmt: skip
    assert found.consensus is Consensus.AGREED


@pytest.mark.parametrize("sign", [1, -1])
def test_the_gradient_and_the_update_of_logistic_regression(sign: int) -> None:
    derivative = Partial(at("J"), at("theta", I))
    gradient = Claim(LOGISTIC, derivative, sign * LOGISTIC_GRADIENT)
    update = Claim(
        LOGISTIC, at("theta", I) - 2 * derivative, at("theta", I) - 2 * sign * LOGISTIC_GRADIENT, "update"
    )
    found = cross_check_claims([(gradient, (I,)), (update, (I,))], {"J": logistic_loss}, instances=FEW)
    expected = Consensus.AGREED if sign == 1 else Consensus.DISAGREED
    assert [check.consensus for check in found] == [expected, expected]
    assert found[1].name == "update"
    assert [tuple(sizes.values()) for sizes in found[0].sizes] == [(2, 3), (3, 5), (5, 1), (1, 2)]


def test_gradients_by_tensors_and_by_intermediates_of_a_network() -> None:
    scope = Context(ROWS_NORMALIZED.tensors, {**TWO_LAYERS.definitions, **{d.name: d for d in ADJOINTS}},
                    ROWS_NORMALIZED.assumptions)  # fmt: skip
    right = {
        "theta": (N, K), "h": (N, J), "phi": (N, J),
    }  # fmt: skip
    claims = [
        (gradient_claim(scope, name, axes, at(f"d{name}", *axes)), axes) for name, axes in right.items()
    ]
    claims.append((gradient_claim(scope, "W1", (I, J), Total(N, at("x", N, I) * at("dphi", N, J))), (I, J)))
    claims.append((gradient_claim(scope, "phi", (N, J), at("dh", N, J) * at("h", N, J)), (N, J)))
    found = cross_check_claims(claims, {"J": network_loss}, instances=FEW)
    assert [check.consensus for check in found] == [*[Consensus.AGREED] * 4, Consensus.DISAGREED]


def test_the_reference_and_not_the_definition_is_differentiated() -> None:
    claim = gradient_claim(NORMALIZED, "z", (K,), at("yhat", K) - at("y", K))

    def another(z: jax.Array, y: jax.Array) -> jax.Array:
        return 2 * cross_entropy(z, y)

    assert cross_check_claim(claim, (K,), instances=FEW).consensus is Consensus.AGREED
    found = cross_check_claim(claim, (K,), {"J": another}, instances=FEW)
    assert found.consensus is Consensus.DISAGREED


@pytest.mark.parametrize("sign", [1, -1])
def test_a_jacobian(sign: int) -> None:
    lhs = Partial(at("yhat", K), at("z", L))
    rhs = at("yhat", K) * Delta(K, L) - sign * at("yhat", K) * at("yhat", L)
    for references in ({}, {"yhat": softmax_of}):
        found = cross_check_claim(Claim(CROSS_ENTROPY, lhs, rhs), (K, L), references, instances=FEW)
        assert found.method == "jax.jacfwd"
        assert found.consensus is (Consensus.AGREED if sign == 1 else Consensus.DISAGREED)


def test_a_claim_without_a_derivative() -> None:
    scope = context(z="K", c="")
    shifted = exp(at("z", K) + at("c")) / Total(L, exp(at("z", L) + at("c")))
    found = cross_check_claim(Claim(scope, shifted, softmax("z", K)), (K,), instances=FEW)
    assert (found.consensus, found.method) == (Consensus.AGREED, "jax.numpy")
    scaled = exp(2 * at("z", K)) / Total(L, exp(2 * at("z", L)))
    found = cross_check_claim(Claim(scope, scaled, softmax("z", K)), (K,), instances=FEW)
    assert found.consensus is Consensus.DISAGREED


@pytest.mark.parametrize("factor", [1, 2])
def test_derivatives_inside_sums_second_derivatives_and_entries_on_the_diagonal(factor: int) -> None:
    scope = context(z="K", S="KK")
    cube = Total(K, at("z", K) ** 3)
    hessian = Claim(
        scope, Partial(Partial(cube, at("z", K)), at("z", L)), 6 * factor * at("z", K) * Delta(K, L)
    )
    trace = Claim(scope, Total(K, Partial(at("z", K) ** 2, at("z", K))), 2 * factor * Total(K, at("z", K)))
    weighted = Claim(
        scope,
        Total(L, at("S", K, L) * Partial(cube, at("z", L))),
        3 * factor * Total(L, at("S", K, L) * at("z", L) ** 2),
    )
    found = cross_check_claims([(hessian, (K, L)), (trace, ()), (weighted, (K,))], instances=FEW)
    expected = Consensus.AGREED if factor == 1 else Consensus.DISAGREED
    assert [check.consensus for check in found] == [expected] * 3


def test_definitions_that_hold_a_derivative() -> None:
    slope = Claim(LOGISTIC, Partial(at("J"), at("theta", I)), at("g", I))
    named = context(
        *LOGISTIC.definitions.values(), Definition("g", (I,), Partial(at("J"), at("theta", I))),
        X="nD", y="n", theta="D", lam="",
    )  # fmt: skip
    for formula, expected in ((LOGISTIC_GRADIENT, Consensus.AGREED), (slope.lhs * 2, Consensus.DISAGREED)):
        found = cross_check_claim(Claim(named, at("g", I), formula), (I,), instances=FEW)
        assert found.consensus is expected


def test_what_is_undefined_is_unknown() -> None:
    scope = context(x="")
    found = cross_check_claim(Claim(scope, log(-(at("x") ** 2) - 1), log(-(at("x") ** 2) - 1)), ())
    assert (found.consensus, found.instances) == (Consensus.UNKNOWN, 0)
    assert found.reason == "a side is undefined at every Instance"
    found = cross_check_claim(Claim(scope, log(at("x")), log(at("x"))), ())
    assert found.consensus is Consensus.UNKNOWN
    assert 0 < found.instances < 64
    assert "finite at" in found.reason


def test_a_reference_of_naive_formulas_is_unknown_and_not_wrong() -> None:
    def overflowing(z: jax.Array, y: jax.Array) -> jax.Array:
        e = jnp.exp(400 * z)
        return jnp.sum(jnp.log(e)) / 400 + 0 * jnp.sum(y)

    found = cross_check(NORMALIZED, "d", term(1), (K,), "z", overflowing)
    assert found.consensus is Consensus.UNKNOWN


def test_a_reference_without_rounding_rules_is_unknown() -> None:
    def sorted_loss(z: jax.Array, y: jax.Array) -> jax.Array:
        return jnp.sum(jnp.sort(z)) + 0 * jnp.sum(y)

    found = cross_check(NORMALIZED, "d", term(1), (K,), "z", sorted_loss, instances=FEW)
    assert found.consensus is Consensus.UNKNOWN
    assert found.reason.startswith("no bound is known for the rounding of jax.lax.")


def test_assumptions_that_nothing_satisfies_are_unknown() -> None:
    scope = with_assumptions(CROSS_ENTROPY, Assumption("=", Total(K, at("y", K) ** 2), term(-1)))
    found = cross_check(scope, "d", at("y", K), (K,), "z", cross_entropy, instances=FEW)
    assert (found.consensus, found.reason) == (Consensus.UNKNOWN, "no Instance satisfies the assumptions")


def test_a_tensor_of_which_only_the_jacobian_is_known_is_unknown() -> None:
    identity = Jacobian("z", "y", (K,), (L,), Delta(K, L))
    scope = replace(CROSS_ENTROPY, jacobians=(identity,))
    claim = Claim(scope, Partial(at("z", K), at("y", L)), Delta(K, L))
    found = cross_check_claim(claim, (K, L), instances=FEW)
    assert (found.consensus, found.instances) == (Consensus.UNKNOWN, 0)
    assert "only the Jacobian is known" in found.reason


def test_a_reference_must_take_the_tensor() -> None:
    with pytest.raises(UnknownSymbolError, match="takes no tensor q"):
        cross_check(NORMALIZED, "d", at("y", K), (K,), "q", cross_entropy)
    with pytest.raises(UnknownSymbolError, match="takes no tensor y"):
        cross_check(NORMALIZED, "d", at("y", K), (K,), "y", softmax_of)


def test_a_consensus_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(Consensus.AGREED)


def test_the_same_seed_gives_the_same_check_and_other_precisions_stay_as_they_are() -> None:
    def check(seed: int) -> CrossCheck:
        formula = at("yhat", K) - at("y", K)
        return cross_check(NORMALIZED, "d", formula, (K,), "z", cross_entropy, instances=FEW, seed=seed)

    assert check(1) == check(1)
    assert check(1).worst != check(2).worst
    assert jnp.ones(1).dtype == jnp.float32


def test_batches_satisfy_the_assumptions_at_every_choice_of_sizes() -> None:
    found = list(batches(ROWS_NORMALIZED, 20, seed=0))
    assert [dict(each.sizes) for each in found] == size_choices(("n", "D", "H", "K"))
    for each in found:
        shape = (len(each.instances), each.sizes["n"], each.sizes["K"])
        assert each.arrays["y"].shape == shape
        assert np.allclose(each.arrays["y"].sum(2), 1)
        for place, instance in enumerate(each.instances):
            for (name, where), value in instance.values.items():
                index = (place, *(component - 1 for component in where))
                error = abs(value - type(value)(float(each.arrays[name][index])))
                assert float(error) == each.rounding[name][index]


def test_sizes_become_lengths_everywhere() -> None:
    fixed = at_sizes(ROWS_NORMALIZED, {"n": 2, "D": 3, "H": 5, "K": 1})
    assert fixed.sizes() == ()
    assert fixed.tensors["x"].axes == (2, 3)
    assert next(iter(fixed.assumptions)).lhs == Total(Index("k", 1), at("y", Index("n", 2), Index("k", 1)))
    zero = context(z="K")
    product = Apply("exp", Delta(K, L) * Dimension("K") * Partial(at("z", K), at("z", L)))
    scope = Context(zero.tensors, {"t": Definition("t", (K, L), product)})
    k, m = Index("k", 4), Index("l", 4)
    expected = Apply("exp", Delta(k, m) * term(4) * Partial(at("z", k), at("z", m)))
    assert at_sizes(scope, {"K": 4}).definitions["t"].body is expected
