"""Attacks on rules that assumptions, declared derivatives and inductions bring: what is false is not proved.

Each attack once gave, or could give, PROVED for a false or meaningless statement, or REFUTED for a true
one. A refusal with a message is as good as UNKNOWN. `HIDDEN` is zero at every Instance that is tried as a
witness, so that a false rule is not caught by numbers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from derivcheck import kernel
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Jacobian, Tensor
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.indices import Index, Size
from derivcheck.core.recursions import BackwardRecursion, ForwardRecursion, Recursion
from derivcheck.core.terms import (
    Apply,
    Delta,
    Determinant,
    Dimension,
    Entry,
    Inverse,
    Partial,
    Term,
    Total,
    term,
)
from derivcheck.core.verdicts import Verdict
from derivcheck.methods.decide import decide
from derivcheck.methods.induction import decide_recursion
from derivcheck.methods.normalization import find_unfolding

K = "K"
i, j, k = Index("i", K), Index("j", K), Index("k", K)
TENSORS: dict[str, tuple[Size, ...]] = {
    "a": (), "b": (), "v": (), "x": (K,), "y": (K,), "u": (K,), "w": (K,), "A": (K, K), "B": (K, K)
}  # fmt: skip


def entry(name: str, *subscripts: Index) -> Entry:
    return Entry(name, subscripts)


a, b, v = entry("a"), entry("b"), entry("v")
HIDDEN = Apply("relu", a - 10**6)


def context(*given: Assumption, jacobians: tuple[Jacobian, ...] = (), **definitions: Definition) -> Context:
    tensors = {name: Tensor(name, axes) for name, axes in TENSORS.items()}
    return Context(tensors, definitions, given, jacobians=jacobians)


def verdict(statement: Claim | Recursion) -> Verdict:
    """The verdict; a refusal with a message counts as UNKNOWN. What is refuted must have no proof."""
    try:
        if isinstance(statement, Claim):
            found = decide(statement).verdict
            assert found is not Verdict.REFUTED or not isinstance(find_unfolding(statement), tuple)
            return found
        return decide_recursion(statement).verdict
    except DerivcheckError:
        return Verdict.UNKNOWN


def hidden(where: Context, lhs: Term, rhs: Term) -> Claim:
    """The claim at a > 10^6 alone."""
    return Claim(where, HIDDEN * lhs, HIDDEN * rhs)


# -- one-hot tensors -----------------------------------------------------------------------------------

ONE_HOT = (
    Assumption("=", entry("y", j) * entry("y", k), Delta(j, k) * entry("y", k)),
    Assumption("=", Total(k, entry("y", k)), term(1)),
)


@pytest.mark.parametrize("power", [-1, -2])
def test_selection_where_the_others_have_no_value(power: int) -> None:
    """1 / sum_k y[k] h[k] is no sum_k y[k] / h[k] where h = y: y[k] / y[k] is not 1 where y[k] = 0."""
    where = context(*ONE_HOT, h=Definition("h", (k,), entry("y", k)))
    selected = Total(k, entry("y", k) * entry("h", k)) ** power
    assert verdict(hidden(where, selected, Dimension(K))) is not Verdict.PROVED
    assert verdict(Claim(where, Total(k, entry("y", k) * entry("h", k)), term(1))) is Verdict.PROVED


# -- inverses ------------------------------------------------------------------------------------------


def weighted_trace(weight: Term) -> Term:
    """sum_j sum_i weight[i] A[i, j] inverse(A)[j, i] = sum_i weight[i]."""
    return Total(j, Total(i, weight * entry("A", i, j) * Inverse("A", j, i)))


SYMMETRIC = Assumption("=", entry("A", i, j), entry("A", j, i))


@pytest.mark.parametrize("given", [(), (SYMMETRIC,)], ids=["any", "symmetric"])
def test_an_inverse_cancels_over_the_index_that_is_alone(given: tuple[Assumption, ...]) -> None:
    """A sum over i may not go while a weight with i stays."""
    where = context(*given)
    x, u = entry("x", i), entry("u", i)
    false = hidden(where, weighted_trace(x) * weighted_trace(u), Dimension(K) * weighted_trace(x * u))
    assert verdict(false) is not Verdict.PROVED
    assert verdict(Claim(where, weighted_trace(x), Total(i, x))) is Verdict.PROVED


@pytest.mark.parametrize("side", [Determinant("D"), Inverse("D", i, j)], ids=["determinant", "inverse"])
def test_conditions_of_the_definition_of_an_inverted_matrix_are_printed(side: Term) -> None:
    condition = Assumption("!=", entry("x", i), term(0))
    where = context(D=Definition("D", (i, j), Delta(i, j) / entry("x", i)))
    outcome = decide(Claim(where, side * a, a * side))
    assert outcome.verdict is Verdict.PROVED
    assert condition in outcome.obligations


def test_kinks_of_the_definition_of_an_inverted_matrix_are_printed() -> None:
    condition = Assumption("!=", entry("x", i), term(0))
    where = context(D=Definition("D", (i, j), Delta(i, j) * Apply("relu", entry("x", i))))
    slope = Partial(Determinant("D"), entry("x", k))
    outcome = decide(Claim(where, slope * a, a * slope))
    assert outcome.verdict is Verdict.UNKNOWN or condition in outcome.obligations


# -- declared derivatives ------------------------------------------------------------------------------

X_BY_W = Jacobian("x", "w", (i,), (j,), entry("A", i, j))
W_BY_U = Jacobian("w", "u", (i,), (j,), entry("B", i, j))


def test_declared_derivatives_in_a_chain() -> None:
    """d x[i] / d u[j] = sum_k A[i, k] B[k, j], and not sum_k A[i, k] B[j, j]."""
    where = context(jacobians=(X_BY_W, W_BY_U))
    slope = Partial(entry("x", i), entry("u", j))
    true = Total(k, entry("A", i, k) * entry("B", k, j))
    false = Total(k, entry("A", i, k)) * entry("B", j, j)
    assert verdict(hidden(where, slope, false)) is not Verdict.PROVED
    assert verdict(Claim(where, slope, true)) is Verdict.PROVED


def by(wrt: str, body: Term) -> Jacobian:
    return Jacobian("b", wrt, (), (), body)


H = Definition("h", (), v**2)


@pytest.mark.parametrize(
    ("declared", "false"),
    [
        ((by("v", term(1)), by("v", term(1))), term(2)),
        ((by("v", term(1)), by("v", Apply("exp", term(0)))), term(2)),
        ((by("v", a), by("h", a)), a + 2 * a * v),
    ],
    ids=["the same twice", "two spellings", "through a definition too"],
)
def test_a_derivative_declared_twice_is_not_added(declared: tuple[Jacobian, ...], false: Term) -> None:
    """Each says what d b / d v is; their sum is neither."""
    where = context(jacobians=declared, h=H)
    assert verdict(Claim(where, Partial(b, v), false)) is not Verdict.PROVED


@pytest.mark.parametrize("declared", [(by("v", a), by("h", a))])
def test_a_declared_derivative_is_not_refuted(declared: tuple[Jacobian, ...]) -> None:
    where = context(jacobians=declared, h=H)
    assert verdict(Claim(where, Partial(b, v), a)) is not Verdict.REFUTED


CYCLES = {
    "of itself": (by("b", term(2)),),
    "of each other": (by("a", term(2)), Jacobian("a", "b", (), (), term(2))),
    "of a definition of itself": (by("g", term(2)),),
}


@pytest.mark.parametrize("declared", CYCLES.values(), ids=CYCLES)
def test_derivatives_declared_in_a_circle_prove_nothing(declared: tuple[Jacobian, ...]) -> None:
    where = context(jacobians=declared, g=Definition("g", (), b**2))
    for rhs in (term(0), term(1), term(2)):
        assert verdict(Claim(where, Partial(b, v), rhs)) is Verdict.UNKNOWN
        assert verdict(Claim(where, Partial(b, a), rhs)) is not Verdict.PROVED


def test_one_name_for_two_indices_of_a_declared_derivative() -> None:
    """The component of the second must not stand for the first in an evaluation."""
    axes: dict[str, tuple[Size, ...]] = {"w": (2,), "x": (3,), "s": (3,), "a": (), "b": ()}
    declared = Jacobian("x", "w", (Index("i", 3),), (Index("i", 2),), entry("s", Index("i", 3)))
    where = Context({name: Tensor(name, sizes) for name, sizes in axes.items()}, jacobians=(declared,))
    lhs, rhs = Partial(Entry("x", (3,)), Entry("w", (1,))), Entry("s", (3,))
    size = (a**2 * b**2) ** Fraction(1, 2)
    assert verdict(Claim(where, lhs + size, rhs + Apply("abs", a * b))) is not Verdict.REFUTED


# -- inductions ----------------------------------------------------------------------------------------

P, Q, ONLY = Index("p", "d"), Index("q", "d"), Index("o", 1)
NEXT = Index("m", "dnext")
x_p, M_pq = entry("x", P), entry("M", P, Q)


def scalar(name: str, body: Term | int) -> Definition:
    return Definition(name, (), term(body))


def vector(name: str, body: Term | int, *indices: Index) -> Definition:
    return Definition(name, indices, term(body))


def arrays(**axes: tuple[Size, ...]) -> Context:
    return Context({name: Tensor(name, sizes) for name, sizes in axes.items()})


SQUARES = ForwardRecursion(
    arrays(v=()), "v", (), scalar("x", v**2), scalar("x", entry("x") ** 2),
    scalar("M", 2 * v), scalar("M", 2 * entry("x") * entry("M")),
)  # fmt: skip
"""x_0 = v^2, x_(l+1) = x_l^2."""

VECTORS = ForwardRecursion(
    arrays(v=("d",)), "v", ("d",), vector("x", entry("v", P), P), vector("x", x_p**2, P),
    vector("M", Delta(P, Q), P, Q), vector("M", 2 * x_p * M_pq, P, Q),
)  # fmt: skip

twice = Apply("exp", 2 * v)
WIDTH_ONE = ForwardRecursion(
    arrays(v=("d",), W=(1, 1)), "v", (1,),
    vector("x", entry("v", P), P), vector("x", entry("W", ONLY, ONLY) * entry("x", ONLY), ONLY),
    vector("M", Delta(P, Q), P, Q), vector("M", entry("W", ONLY, ONLY) * entry("M", ONLY, Q), ONLY, Q),
)  # fmt: skip

# fmt: off
FORWARD = {
    "a step that uses the Jacobian, which depends on v": replace(SQUARES, step=scalar("x", entry("M") * v),
        step_value=scalar("M", entry("M"))),
    "one name for the state and its Jacobian": replace(SQUARES, start=scalar("x", twice),
        start_value=scalar("x", 2 * twice), step_value=scalar("x", 2 * entry("x") ** 2)),
    "a diagonal for a Jacobian": replace(VECTORS, start_value=vector("M", 1, P, P),
        step_value=vector("M", 2 * x_p * entry("M", P, P), P, P)),
    "a start with an index of its own": replace(VECTORS, start=vector("x", entry("v", Q), P),
        step=vector("x", x_p, P), start_value=vector("M", 1, P, Q), step_value=vector("M", M_pq, P, Q)),
    "a start of one size and layers of size 1": WIDTH_ONE,
    "a derivative of the Jacobian, which depends on v": replace(SQUARES,
        step_value=scalar("M", 2 * entry("x") * entry("M") + Partial(entry("M"), v))),
    "a derivative of the state by what it starts from": replace(SQUARES, context=arrays(v=(), c=()),
        start=scalar("x", entry("c") * v), start_value=scalar("M", entry("c")),
        step=scalar("x", entry("x") + Partial(entry("x"), entry("c"))),
        step_value=scalar("M", entry("M"))),
    "a step of another name": replace(SQUARES, step=scalar("z", entry("x") ** 2)),
    "a step of a Jacobian of another name": replace(SQUARES,
        step_value=scalar("N", 2 * entry("x") * entry("M"))),
}
# fmt: on


@pytest.mark.parametrize("recursion", FORWARD.values(), ids=FORWARD)
def test_a_forward_recursion_without_a_meaning_is_not_proved(recursion: ForwardRecursion) -> None:
    assert verdict(recursion) is not Verdict.PROVED


SLOPED = replace(SQUARES, step_value=scalar("M", Partial(entry("x") ** 2, entry("x")) * entry("M")))


@pytest.mark.parametrize("recursion", [SQUARES, VECTORS, SLOPED])
def test_a_forward_recursion_with_a_meaning_is_proved(recursion: ForwardRecursion) -> None:
    assert verdict(recursion) is Verdict.PROVED


z = entry("z")
POWERS = BackwardRecursion(
    arrays(z=()), "z", "J", scalar("J", z**2), scalar("znext", z**2), scalar("g", 2 * z),
    scalar("g", 2 * z * entry("g")),
)  # fmt: skip
LINEAR = BackwardRecursion(
    arrays(z=("d",), W=("dnext", "d")), "z", "J", scalar("J", Total(P, entry("z", P))),
    vector("znext", Total(P, entry("W", NEXT, P) * entry("z", P)), NEXT),
    vector("g", 1, P), vector("g", Total(NEXT, entry("W", NEXT, P) * entry("g", NEXT)), P),
)  # fmt: skip

# fmt: off
BACKWARD = {
    "an objective with an index": replace(LINEAR, last=vector("J", entry("z", P), P)),
    "a step that uses the gradient after it": replace(POWERS, step=scalar("znext", entry("g") * z),
        step_value=scalar("g", entry("g") ** 2)),
    "one name for the objective and its gradient": replace(POWERS, last_value=scalar("J", 2 * z),
        step_value=scalar("J", 2 * z * entry("J"))),
    "a derivative of the gradient, which depends on z": replace(POWERS,
        step_value=scalar("g", 2 * z * entry("g") + Partial(entry("g"), z))),
    "a gradient of another name": replace(POWERS, last_value=scalar("f", 2 * z)),
    "a last layer of another name": replace(POWERS, last=scalar("L", z**2)),
}
# fmt: on


@pytest.mark.parametrize("recursion", BACKWARD.values(), ids=BACKWARD)
def test_a_backward_recursion_without_a_meaning_is_not_proved(recursion: BackwardRecursion) -> None:
    assert verdict(recursion) is not Verdict.PROVED


@pytest.mark.parametrize("recursion", [POWERS, LINEAR])
def test_a_backward_recursion_with_a_meaning_is_proved(recursion: BackwardRecursion) -> None:
    assert verdict(recursion) is Verdict.PROVED


def test_an_induction_over_layers_of_a_fixed_size_says_so() -> None:
    first, second = Index("s", 2), Index("t", 2)
    doubled = ForwardRecursion(
        arrays(v=(2,)), "v", (2,),
        vector("x", entry("v", first), first), vector("x", 2 * entry("x", first), first),
        vector("M", Delta(first, second), first, second),
        vector("M", 2 * entry("M", first, second), first, second),
    )  # fmt: skip
    outcome = decide_recursion(doubled)
    assert outcome.verdict is Verdict.UNKNOWN or "2" in outcome.scope


def test_the_size_of_what_a_declared_derivative_goes_through_is_in_the_scope() -> None:
    three, four = Index("s", 3), Index("t", 3)
    where = Context(
        {"b": Tensor("b", ()), "v": Tensor("v", ()), "w": Tensor("w", (3,))},
        jacobians=(Jacobian("b", "w", (), (three,), term(1)), Jacobian("w", "v", (four,), (), term(2))),
    )
    claim = Claim(where, Partial(b, v), term(6))
    assert decide(claim).verdict is Verdict.PROVED
    assert "3" in kernel.scope(claim)
