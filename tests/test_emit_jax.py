"""Emitted functions compute what the terms say, in few operations, without overflow, with JAX around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, reject, settings

from derivcheck.core.contexts import Definition
from derivcheck.core.errors import MalformedError, ShapeError, UnknownSymbolError
from derivcheck.core.functions import FUNCTIONS, exp, log, sigmoid
from derivcheck.core.terms import (
    Apply,
    Constant,
    Delta,
    Determinant,
    Dimension,
    Index,
    Inverse,
    Partial,
    Product,
    Term,
    Total,
    free_indices,
    plus,
    term,
)
from derivcheck.emit.jax import compile_program
from derivcheck.emit.lowering import lower
from derivcheck.emit.plans import Along, Binary, Einsum, Eye, Map, Reduce
from derivcheck.emit.programs import Output, Program
from tests import strategies
from tests.emit_examples import (
    BACKPROPAGATION,
    CROSS_ENTROPY,
    LOGISTIC,
    LOGISTIC_GRADIENT,
    I,
    J,
    K,
    L,
    N,
    at,
    context,
    drawn,
    slowly,
    softmax,
)

ROUNDING = 1e-9
"""Far above float64 rounding of these small examples, far below any mistake."""


def emitted(program: Program, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    with jax.enable_x64(True):
        run = jax.jit(compile_program(program))
        return {name: np.asarray(array) for name, array in run(dict(arrays)).items()}


def agree(program: Program, sizes: Mapping[str, int]) -> bool:
    arrays = drawn(program.context, sizes)
    found = emitted(program, arrays)
    for output in program.outputs:
        expected = slowly(output, program, arrays)
        assert found[output.name].shape == expected.shape
        if not np.allclose(found[output.name], expected, rtol=ROUNDING, atol=ROUNDING):
            return False
    return True


SIZES = ({"n": 3, "D": 2, "H": 5, "K": 4}, dict.fromkeys("nDHK", 1), dict.fromkeys("nDHK", 2))
M = Index("m", "H")
MATRICES = context(A="DH", B="HK", C="nD", S="KK", T="HHK", u="D", v="H", w="K", a="", p="3", Q="3K")

TERMS: dict[str, tuple[tuple[Index, ...], Term]] = {
    "number": ((), term(Fraction(2, 3))),
    "number along axes": ((I, J), term(Fraction(2, 3))),
    "function of a size": ((I,), at("u", I) * log(Dimension("K")) + sigmoid(Dimension("n"))),
    "size": ((), Dimension("K") / Dimension("n") - 1),
    "axis repeated": ((K, I), at("u", I)),
    "axes exchanged": ((J, I), at("A", I, J)),
    "matrix product": ((I, K), Total(J, at("A", I, J) * at("B", J, K))),
    "matrix product, transposed": ((K, I), Total(J, at("A", I, J) * at("B", J, K))),
    "matrix product, factors exchanged": ((I, K), Total(J, at("B", J, K) * at("A", I, J))),
    "chain": ((N, K), Total(J, Total(I, at("C", N, I) * at("A", I, J)) * at("B", J, K))),
    "quadratic form": ((), Total(I, Total(J, at("u", I) * at("A", I, J) * at("v", J)))),
    "weights in the middle": ((I,), Total(J, Total(K, at("A", I, J) * at("v", J) * at("B", J, K)))),
    "three meet in one index": ((I, K), Total(J, at("A", I, J) * at("v", J) * at("B", J, K))),
    "Frobenius": ((), Total(I, Total(J, at("A", I, J) ** 2))),
    "batch": ((K,), Total(J, at("T", J, J, K) * at("B", J, K))),
    "three axes": ((J, K), Total(L, at("S", L, K) * at("T", J, J, L))),
    "product": ((J,), Product(K, at("B", J, K))),
    "product over the other axis": ((K,), Product(J, at("B", J, K))),
    "product of what does not depend on it": ((I,), Product(K, at("u", I))),
    "log of a product": ((), log(Product(K, sigmoid(at("w", K))))),
    "log of a product that is positive by chance": ((), log(Product(K, at("w", K)) ** 2)),
    "pi": ((K,), at("w", K) / Constant("pi")),
    "inverse": ((L, K), Inverse("S", K, L)),
    "inverse, one column": ((K,), Total(L, Inverse("S", K, L) * at("w", L))),
    "determinant": ((I,), Determinant("S") * at("u", I)),
    "outer": ((J, I), at("u", I) * at("v", J)),
    "outer sum": ((I, J), at("u", I) + at("v", J)),
    "sum of an outer sum": ((K,), Total(I, Total(J, (at("u", I) + at("v", J)) * at("B", J, K)))),
    "trace": ((), Total(K, at("S", K, K))),
    "diagonal": ((K,), at("S", K, K) * at("w", K)),
    "unused index": ((I,), Total(K, at("u", I))),
    "unused index of a literal size": ((I,), Total(Index("m", 3), at("u", I))),
    "component": ((), at("p", 2) * Total(K, at("Q", 3, K))),
    "component of a softmax": ((), log(exp(at("p", 1)) / Total(Index("m", 3), exp(at("p", Index("m", 3)))))),
    "delta": ((K, L), Delta(K, L)),
    "delta summed": ((L,), Total(K, Delta(K, L) * at("w", K))),
    "delta in a sum": ((L,), Total(K, (Delta(K, L) - at("w", L)) * at("w", K) * at("S", K, L))),
    "delta across two sums": ((J,), Total(K, at("w", K) * Total(L, at("B", J, L) * Delta(L, K)))),
    "delta with a component": ((), Total(Index("m", 3), Delta(Index("m", 3), 2) * at("p", Index("m", 3)))),
    "unit vector": ((Index("m", 3),), Delta(Index("m", 3), 2)),
    "delta of one index": ((K,), Delta(K, K) * at("w", K)),
    "softmax": ((K,), softmax("w", K)),
    "softmax Jacobian": ((K, L), softmax("w", K) * Delta(K, L) - softmax("w", K) * softmax("w", L)),
    "softmax squared": ((K,), exp(2 * at("w", K)) / Total(L, exp(at("w", L))) ** 2),
    "mean under softmax": ((), Total(K, exp(at("w", K)) * at("w", K)) / Total(L, exp(at("w", L)))),
    "log softmax": ((K,), log(softmax("w", K))),
    "logsumexp": ((J,), log(Total(K, exp(at("B", J, K))))),
    "softmax of the other axis": ((J, K), exp(at("B", J, K)) / Total(M, exp(at("B", M, K)))),
    "one over exp": ((K,), at("w", K) / exp(at("w", K)) ** 2),
    "sigmoid spelled out": ((K,), 1 / (1 + exp(-at("w", K)))),
    "sigmoid derivative spelled out": ((K,), exp(-at("w", K)) / (1 + exp(-at("w", K))) ** 2),
    "log sigmoid": ((K,), log(sigmoid(at("w", K))) + log(1 - sigmoid(at("w", K)))),
    "softplus spelled out": ((K,), log(1 + exp(at("w", K)))),
    "roots": ((K,), (1 + at("w", K) ** 2) ** Fraction(-1, 2) + (2 + at("w", K) ** 2) ** Fraction(1, 3)),
    "powers of a size": ((K,), at("w", K) * Dimension("K") ** Fraction(-1, 2) / Dimension("n") ** 3),
    "power of a product": ((K,), (2 * at("w", K) * at("a")) ** -2),
    "scalars": ((I,), at("a") * at("u", I) * Fraction(-2, 3)),
    "minus first": ((I,), -at("u", I) + at("a")),
    **{name: ((K,), Apply(name, Apply("softplus", at("w", K)))) for name in FUNCTIONS},
}  # fmt: skip


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_term_has_its_value(sizes: dict[str, int]) -> None:
    outputs = tuple(Output(name, axes, body) for name, (axes, body) in TERMS.items())
    assert agree(Program(MATRICES, outputs), sizes)


@settings(max_examples=40)
@given(strategies.terms())
def test_random_terms_have_their_value(body: Term) -> None:
    axes = tuple(sorted(free_indices(body)))
    program = Program(strategies.CONTEXT, (Output("t", axes, body),))
    arrays = drawn(strategies.CONTEXT, {"K": 2, "n": 3})
    try:
        expected = slowly(program.outputs[0], program, arrays)
    except (OverflowError, ZeroDivisionError):
        reject()
    assert np.allclose(emitted(program, arrays)["t"], expected, rtol=ROUNDING, atol=ROUNDING)


def test_a_wrong_term_has_another_value() -> None:
    right = Program(LOGISTIC, (Output("g", (I,), LOGISTIC_GRADIENT),))
    wrong = Program(LOGISTIC, (Output("g", (I,), -LOGISTIC_GRADIENT),))
    arrays = drawn(LOGISTIC, SIZES[0])
    assert not np.allclose(emitted(wrong, arrays)["g"], slowly(right.outputs[0], right, arrays))


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_backpropagation_through_named_intermediates(sizes: dict[str, int]) -> None:
    assert agree(BACKPROPAGATION, sizes)


def test_backpropagation_is_five_matrix_products_and_no_einsum() -> None:
    plan = lower(BACKPROPAGATION)
    products = [step for step in plan.operations if isinstance(step, Binary) and step.operator == "@"]
    assert len(products) == 6
    assert not any(isinstance(step, Einsum | Eye) for step in plan.operations)
    assert set(plan.names.values()) == {"phi", "h", "theta", "yhat", "J", "dtheta", "dh", "dphi"}


def test_nothing_is_larger_than_operands_and_result() -> None:
    gradient = Total(N, at("x", N, I) * (at("h", N, J) + at("b1", J)) * (1 - at("h", N, J)))
    plan = lower(Program(BACKPROPAGATION.context, (Output("g", (I, J), gradient),)))
    assert max(plan.ranks) == 2


def test_deltas_under_sums_make_no_array() -> None:
    jacobian = softmax("z", K) * Delta(K, L) - softmax("z", K) * softmax("z", L)
    plan = lower(Program(CROSS_ENTROPY, (Output("g", (L,), Total(K, at("y", K) * jacobian)),)))
    assert not any(isinstance(step, Eye) for step in plan.operations)
    assert max(plan.ranks) == 1


def test_shared_subterms_are_computed_once() -> None:
    plan = lower(Program(CROSS_ENTROPY, (Output("a", (K,), softmax("z", K)), Output("J", (), at("J")))))
    assert sum(isinstance(step, Along) and step.function == "softmax" for step in plan.operations) == 1
    assert (
        sum(isinstance(step, Map | Reduce) and step.function in {"exp", "log"} for step in plan.operations)
        == 0
    )


def test_large_arguments_do_not_overflow() -> None:
    scope = context(w="K", B="JK")
    outputs = (
        Output("softmax", (K,), softmax("w", K)),
        Output("log_softmax", (K,), log(softmax("w", K))),
        Output("mean", (), Total(K, exp(at("w", K)) * at("w", K)) / Total(L, exp(at("w", L)))),
        Output("squared", (K,), exp(2 * at("w", K)) / Total(L, exp(at("w", L))) ** 2),
        Output("sigmoid", (K,), 1 / (1 + exp(-at("w", K)))),
        Output("derivative", (K,), exp(-at("w", K)) / (1 + exp(-at("w", K))) ** 2),
        Output("log_sigmoid", (K,), log(sigmoid(at("w", K)))),
        Output("log_one_minus", (K,), log(1 - sigmoid(at("w", K)))),
        Output("softplus", (K,), log(1 + exp(at("w", K)))),
        Output("likelihood", (), log(Product(K, sigmoid(at("w", K))))),
    )
    found = emitted(Program(scope, outputs), {"w": np.array([1e4, -1e4, 0.0]), "B": np.ones((1, 3))})
    assert all(np.isfinite(array).all() for array in found.values())
    assert found["log_softmax"].tolist() == [0, -2e4, -1e4]
    assert found["log_one_minus"].tolist() == pytest.approx([-1e4, 0, -np.log(2)])
    assert found["mean"] == 1e4


def test_what_overflows_in_the_formula_overflows() -> None:
    found = emitted(Program(context(w="K"), (Output("e", (K,), exp(at("w", K))),)), {"w": np.array([1e4])})
    assert np.isinf(found["e"]).all()


def test_a_sum_of_very_many_terms() -> None:
    parts = [at("u", I) * number for number in range(1, 3000)]
    plan = lower(Program(MATRICES, (Output("t", (I,), plus(*parts) / 2),)))
    assert len(plan.operations) > 3000


def test_it_is_jitted_vmapped_and_differentiated() -> None:
    with jax.enable_x64(True):
        run = compile_program(BACKPROPAGATION)
        arrays = {name: jnp.asarray(a) for name, a in drawn(BACKPROPAGATION.context, SIZES[0]).items()}
        # The formula holds for rows of y that sum to one.
        scaled = {**arrays, "y": jax.nn.softmax(arrays["y"])}
        gradient = jax.grad(lambda w: run({**scaled, "W1": w})["J"])(arrays["W1"])
        formula = jax.jit(run)(scaled)["dW1"]
        assert jnp.allclose(gradient, formula, rtol=ROUNDING, atol=ROUNDING)
        stacked = {name: jnp.stack([a, 2 * a]) for name, a in scaled.items()}
        assert jnp.allclose(jax.vmap(run)(stacked)["dW1"][0], formula)


@pytest.mark.parametrize("dtype", [jnp.float16, jnp.bfloat16, jnp.float32, jnp.float64])
def test_the_dtype_follows_the_inputs(dtype: jnp.dtype) -> None:
    outputs = tuple(Output(name, axes, body) for name, (axes, body) in TERMS.items())
    with jax.enable_x64(True):
        arrays = {name: jnp.asarray(a, dtype) for name, a in drawn(MATRICES, SIZES[0]).items()}
        found = jax.eval_shape(compile_program(Program(MATRICES, outputs)), arrays)
    assert {name: array.dtype for name, array in found.items()} == dict.fromkeys(TERMS, dtype)


def test_arrays_that_disagree_on_a_size() -> None:
    run = compile_program(Program(LOGISTIC, (Output("J", (), at("J")),)))
    arrays = drawn(LOGISTIC, {"n": 5, "D": 2})
    with pytest.raises(ShapeError, match="n is 5 in X, 4 in y"):
        run({**arrays, "y": np.ones(4)})
    with pytest.raises(ShapeError, match=r"y has shape \(5, 1\), declared are the axes \(n\)"):
        run({**arrays, "y": np.ones((5, 1))})
    with pytest.raises(ShapeError, match="n is 0 in X"):
        run({**arrays, "X": np.ones((0, 2))})
    with pytest.raises(ShapeError, match="an axis of p has length 2, declared is 3"):
        compile_program(Program(context(p="3"), (Output("t", (), at("p", 1)),)))({"p": np.ones(2)})


def test_arrays_that_are_missing_or_unknown() -> None:
    run = compile_program(Program(CROSS_ENTROPY, (Output("J", (), at("J")),)))
    with pytest.raises(UnknownSymbolError, match="no array is given for y"):
        run({"z": np.ones(2)})
    with pytest.raises(UnknownSymbolError, match="no tensor t"):
        run({"z": np.ones(2), "y": np.ones(2), "t": np.ones(2)})


def test_what_cannot_be_emitted() -> None:
    def check(*outputs: Output, definitions: tuple[Definition, ...] = ()) -> None:
        compile_program(Program(CROSS_ENTROPY, outputs, definitions))

    z = at("z", K)
    with pytest.raises(MalformedError, match="a derivative is left"):
        check(Output("t", (K,), Partial(at("J"), z)))
    with pytest.raises(MalformedError, match="a derivative is left"):
        check(Output("t", (K,), at("g", K)), definitions=(Definition("g", (K,), Partial(at("J"), z)),))
    check(Output("t", (K,), z), definitions=(Definition("g", (K,), Partial(at("J"), z)),))
    with pytest.raises(MalformedError, match="k is free in the body of t"):
        check(Output("t", (), z))
    with pytest.raises(MalformedError, match="an axis of t occurs twice"):
        check(Output("t", (K, K), z))
    with pytest.raises(MalformedError, match="the same name"):
        check(Output("t", (K,), z), Output("t", (K,), z))
    with pytest.raises(MalformedError, match="J is defined twice"):
        check(Output("t", (K,), z), definitions=(Definition("J", (), term(1)),))
    with pytest.raises(MalformedError, match="division by zero"):
        check(Output("t", (K,), z / 0))
    FUNCTIONS["cosh"] = replace(FUNCTIONS["exp"], name="cosh")
    try:
        with pytest.raises(MalformedError, match="the function cosh cannot be emitted"):
            check(Output("t", (K,), Apply("cosh", z)))
    finally:
        del FUNCTIONS["cosh"]
    with pytest.raises(UnknownSymbolError, match="unknown symbol q"):
        check(Output("t", (K,), at("q", K)))
