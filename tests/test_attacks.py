"""Attacks on the verdict: names chosen to be captured, contexts without a meaning, limits, random claims.

Each attack once gave, or could give, PROVED for a false claim.
A refusal with a message is as good as UNKNOWN.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st

from derivcheck.calculus.arithmetic import PrecisionError, UndefinedError
from derivcheck.calculus.evaluation import evaluate
from derivcheck.calculus.nodes import Polynomial
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.errors import DerivcheckError, LimitError
from derivcheck.core.functions import exp
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Number,
    Partial,
    Plus,
    Power,
    Term,
    Times,
    Total,
    children,
    rebuild,
    term,
)
from derivcheck.core.verdicts import Instance, Verdict
from derivcheck.methods.decide import decide
from derivcheck.methods.normalization import find_unfolding
from tests.strategies import CONTEXT, respelled, terms
from tests.test_calculus_properties import POINTS

K, N = "K", "n"
i, j, k = Index("i", K), Index("j", K), Index("k", K)
a, b = Entry("a", ()), Entry("b", ())
ZERO = Number(Fraction(0))
TENSORS = {"x": (K,), "w": (N,), "A": (K, K), "a": (), "b": ()}


def x(s: Index) -> Entry:
    return Entry("x", (s,))


def A(s: Index, t: Index) -> Entry:
    return Entry("A", (s, t))


def context(*assumptions: Assumption, **definitions: Definition) -> Context:
    tensors = {name: Tensor(name, axes) for name, axes in TENSORS.items()}
    return Context(tensors, definitions, assumptions)


def proved(claim: Claim) -> bool:
    """Whether the claim is proved; a refusal with a message counts as no.

    What is refuted by numbers before a proof is looked for must have no proof.
    """
    try:
        verdict = decide(claim).verdict
        assert verdict is not Verdict.REFUTED or not isinstance(find_unfolding(claim), tuple)
    except DerivcheckError:
        return False
    return verdict is Verdict.PROVED


# -- exact arithmetic ------------------------------------------------------------------------------

ROUNDED = Fraction(6004799503160661, 18014398509481984)
"""One third as a binary floating-point number."""


@pytest.mark.parametrize("below", [1 - a, a - 1, a * b - exp(a), b + a], ids=str)
def test_coefficients_are_never_rounded(below: Term) -> None:
    """The rounding is hidden from 64 bits behind a number that is larger."""
    large = 10**9 * Entry("x", (i,))
    assert proved(Claim(context(), large + 1 / (3 * below), large + Fraction(1, 3) / below))
    assert not proved(Claim(context(), large + 1 / (3 * below), large + ROUNDED / below))


@given(terms(), terms())
def test_coefficients_are_rational(t: Term, s: Term) -> None:
    try:
        found = Normalizer.of(CONTEXT).normalize(t / (3 * s - 2))
    except DerivcheckError:
        assume(False)
        raise
    assert not _floats(found)


def _floats(p: Polynomial) -> bool:
    inside = (n.inner for m, _ in p.terms for n, _ in m.factors)
    return any(isinstance(c, float) for _, c in p.terms) or any(
        _floats(q) for q in inside if isinstance(q, Polynomial)
    )


# -- names ------------------------------------------------------------------------------------------

NAMES = ("#1.0", "#1.1", "#2.0", "~0", "~1", "@0", "@1", "i'0", "i'1", "")


@pytest.mark.parametrize("name", NAMES)
def test_index_named_as_a_bound_one(name: str) -> None:
    mine = Index(name, K)
    false = Claim(context(), x(mine) * Total(j, A(j, mine)), x(mine) * Total(j, A(j, j)))
    assert not proved(false)


@pytest.mark.parametrize("name", NAMES)
def test_definition_with_an_index_named_as_a_formal_one(name: str) -> None:
    mine = Index(name, K)
    named = context(h=Definition("h", (mine,), x(mine) + Total(j, A(mine, j))))
    assert not proved(Claim(named, Partial(Entry("h", (i,)), x(j)), term(1)))


@pytest.mark.parametrize("function", ["relu", "abs"])
def test_tensor_named_as_the_placeholder(function: str) -> None:
    tensors = {"@": Tensor("@", ()), "a": Tensor("a", ())}
    positive = Context(tensors, {}, (Assumption(">", Entry("@", ()), ZERO),))
    assert not proved(Claim(positive, Partial(Apply(function, a), a), term(1)))


@pytest.mark.parametrize("component", [0, -1, 2, 5, 7])
def test_delta_with_a_component_that_may_not_exist(component: int) -> None:
    """sum_i delta(i, 5) is 0 where K < 5."""
    assert not proved(Claim(context(), Total(i, Delta(i, component)), term(1)))


@pytest.mark.parametrize("size", [0, -1, -3, True])
def test_size_that_is_no_size(size: int) -> None:
    """A range is not empty: rules on signs and contractions rest on that."""
    with pytest.raises(DerivcheckError):
        decide(Claim(context(), a * Total(Index("i", size), term(1)), size * a))


def test_size_that_no_tensor_has() -> None:
    with pytest.raises(DerivcheckError):
        decide(Claim(context(), Total(Index("i", "M"), term(1)), Total(Index("q", "M"), term(1))))
    with pytest.raises(DerivcheckError):
        decide(
            Claim(context(), Delta(Index("i", "M"), Index("j", "M")), Delta(Index("j", "M"), Index("i", "M")))
        )


# -- contexts without a meaning ----------------------------------------------------------------------

h = Entry("h", ())
wrong_size = Index("i", 2)

# fmt: off
MEANINGLESS = {
    "a name defined by itself": (context(h=Definition("h", (), h + 1)), a),
    "names defined by each other": (context(h=Definition("h", (), Entry("g", ())), g=Definition("g", (),
        h)), a),
    "a name used before it is defined": (context(h=Definition("h", (), Entry("g", ())), g=Definition("g",
        (), a)), h),
    "a tensor's name": (context(a=Definition("a", (), b**2)), a),
    "a tensor's name, by itself": (context(a=Definition("a", (), 2 * a)), a),
    "a key that is not the name": (context(h=Definition("g", (), a)), h),
    "an index that is not formal": (context(h=Definition("h", (i,), x(j))), Total(i, Entry("h", (i,)))),
    "a formal index twice": (context(h=Definition("h", (i, i), x(i))), Total(i, Entry("h", (i, i)))),
    "an index over another range": (context(h=Definition("h", (i,), Entry("w", (i,)))), Total(i,
        Entry("h", (i,)))),
    "an unknown tensor": (context(h=Definition("h", (), Entry("z", ()))), a),
    "an assumption over another range": (context(Assumption(">", x(wrong_size), ZERO)), a),
    "an assumption on an unknown tensor": (context(Assumption(">", Entry("z", ()), ZERO)), a),
    "an assumption with one index twice": (context(Assumption("=", x(i), Entry("w", (Index("i", N),)))), a),
}
# fmt: on


@pytest.mark.parametrize(("meaningless", "side"), MEANINGLESS.values(), ids=MEANINGLESS)
def test_context_without_a_meaning_is_refused(meaningless: Context, side: Term) -> None:
    with pytest.raises(DerivcheckError):
        check_claim(Claim(meaningless, side, side))


def test_one_index_with_two_ranges_in_an_assumption_proves_nothing() -> None:
    assert not proved(Claim(context(Assumption(">", x(wrong_size), ZERO)), Apply("abs", x(j)), x(j)))


# -- assumptions that say less than it seems -----------------------------------------------------------

PRODUCTS = Assumption("=", x(j) * x(k), Delta(j, k) * x(k))
SUM_ONE = Assumption("=", Total(k, x(k)), term(1))
SELECTED = [
    (exp(Total(k, x(k) * A(k, k))), Total(k, x(k) * exp(A(k, k)))),
    (1 / (1 + Total(k, x(k))), Total(k, x(k)) / 2),
]


@pytest.mark.parametrize(("lhs", "rhs"), SELECTED, ids=["exp", "power"])
def test_orthogonal_bits_may_all_be_zero(lhs: Term, rhs: Term) -> None:
    """y[j] y[k] = delta(j, k) y[k] holds at y = 0 too: a one-hot sum selects only where sum_k y[k] = 1."""
    assert proved(Claim(context(PRODUCTS, SUM_ONE), lhs, rhs))
    assert proved(Claim(context(SUM_ONE, PRODUCTS), lhs, rhs))
    assert not proved(Claim(context(PRODUCTS), lhs, rhs))


# -- zero --------------------------------------------------------------------------------------------

CENTRED = Total(i, x(i) - Total(j, x(j)) / Dimension(K))


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (1 / (a - a), 1 / (a - a)),
        (CENTRED / CENTRED, term(1)),
        (a / CENTRED, a / CENTRED),
        (Total(j, x(j) / Delta(i, j)), x(i)),
        (exp(Delta(i, j) * a), 1 + Delta(i, j) * exp(a)),
        (Total(i, x(i)) / Total(i, x(i)), Dimension(K)),
        (Apply("log", a - a), Apply("log", a - a)),
    ],
    ids=str,
)
def test_division_by_zero_proves_nothing(lhs: Term, rhs: Term) -> None:
    assert not proved(Claim(context(), lhs, rhs))


HIDDEN_ZERO = x(i) / (x(i) + x(j)) + x(j) / (x(i) + x(j)) - 1
"""Zero, but only after its denominators are cleared: neither of x[i] and x[j] leads the other."""


@pytest.mark.parametrize("given", [(), (Assumption(">", x(i), ZERO),)], ids=["any sign", "positive"])
@pytest.mark.parametrize("power", [-1, Fraction(1, 2)])
def test_power_of_a_hidden_zero(power: int | Fraction, given: tuple[Assumption, ...]) -> None:
    side = HIDDEN_ZERO**power
    assert not proved(Claim(context(*given), side, side + 1))
    assert not proved(Claim(context(*given), side, side))


@pytest.mark.parametrize("function", ["sigmoid", "tanh", "softplus"])
@pytest.mark.parametrize("sign", [1, -1])
def test_values_that_no_ball_encloses(function: str, sign: int) -> None:
    side = Apply(function, sign * exp(exp(exp(10 * a))))
    assert not proved(Claim(context(), side, side + 1))


# -- limits -------------------------------------------------------------------------------------------

LONG = {
    "a number to a huge power": "Claim(C, Number(Fraction(2)) ** 10**10, term(0))",
    "a root and a huge power": "Claim(C, Number(Fraction(2)) ** (10**11 + Fraction(1, 2)), term(0))",
    "a huge root": "Claim(Context(T, {}, (Assumption('>', a ** Fraction(1, 10**12), term(0)),)), a, a + 1)",
    "a name that doubles itself": "Claim(Context(T, {'h': Definition('h', (), 2 * h)}), h, 2 * h)",
}

PREAMBLE = """
from fractions import Fraction
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import *
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.terms import *
from derivcheck.methods.decide import decide
T = {"a": Tensor("a", ())}
C = Context(T)
a, h = Entry("a", ()), Entry("h", ())
"""


def _python(program: str, **environment: str) -> str:
    """What a fresh interpreter prints; a minute is far more than it needs."""
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": root, **environment},
        cwd=root, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("claim", LONG.values(), ids=LONG)
def test_what_would_not_end_is_given_up(claim: str) -> None:
    asked = f"try:\n    print(decide({claim}).verdict.name)\nexcept DerivcheckError:\n    print('REFUSED')\n"
    assert _python(PREAMBLE + asked).strip() in ("UNKNOWN", "REFUTED", "REFUSED")


@pytest.mark.parametrize("depth", [300, 1000, 5000])
def test_depth_is_no_verdict(depth: int) -> None:
    t: Term = a
    for _ in range(depth):
        t = exp(t * Fraction(-1, 2))
    assert not proved(Claim(context(), t, t + 1))


def test_a_number_of_another_type_does_not_stay() -> None:
    """Terms are shared: what one author spells wrongly must not reach another."""
    shared = []
    with contextlib.suppress(TypeError):
        shared.append(Power(a, 0.28125))  # type: ignore[arg-type]
    assert proved(Claim(context(), Power(a, Fraction(9, 32)), a ** Fraction(9, 32)))


# -- random claims -------------------------------------------------------------------------------------


@st.composite
def mutated(draw: st.DrawFn, node: Term) -> Term:
    """The term with one mistake: a sign, a factor, an exponent, an index, a function."""
    parts = children(node)
    if parts and draw(st.booleans()):
        place = draw(st.integers(0, len(parts) - 1))
        if not (isinstance(node, Partial) and place == 1):
            changed = draw(mutated(parts[place]))
            return rebuild(node, (*parts[:place], changed, *parts[place + 1 :]))
    match node:
        case Power(base, exponent):
            return Power(base, exponent + 1)
        case Apply("exp", argument):
            return Apply("sigmoid", argument)
        case Plus(parts) | Times(parts) if len(parts) > 1:
            return rebuild(node, parts[1:] + parts[1:])
        case Entry(tensor, (Index() as first, Index() as second)) if first.size == second.size:
            return Entry(tensor, (second, first)) if first != second else 2 * node
        case _:
            return draw(st.sampled_from([-node, 2 * node, node + Fraction(1, 3), node**2]))


def _value(t: Term, point: Instance) -> arb | None:
    try:
        return evaluate(t, CONTEXT, point, 256)
    except (UndefinedError, PrecisionError, LimitError):
        return None


@given(st.data())
def test_what_is_proved_holds_at_other_points(data: st.DataObject) -> None:
    t = data.draw(terms())
    other = data.draw(mutated(data.draw(respelled(t))))
    claim = Claim(CONTEXT, t, other)
    assume(_has_a_meaning(claim))
    if not proved(claim):
        return
    for point in POINTS:
        left, right = _value(t, point), _value(other, point)
        assert left is None or right is None or left.overlaps(right)


@given(st.data())
def test_another_spelling_is_never_refuted(data: st.DataObject) -> None:
    t = data.draw(terms())
    claim = Claim(CONTEXT, t, data.draw(respelled(t)))
    assume(_has_a_meaning(claim))
    try:
        outcome = decide(claim)
    except DerivcheckError:
        return
    assert outcome.verdict is not Verdict.REFUTED


def _has_a_meaning(claim: Claim) -> bool:
    try:
        check_claim(claim)
    except DerivcheckError:
        return False
    return True


# -- hash seeds ------------------------------------------------------------------------------------------

SPELLED = """
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.methods.decide import decide
from tests.test_calculus_rules import NOT_PROVED, RULES, Claim, context, term
for row in RULES:
    claim = Claim(context(*row.given), row.lhs, term(row.rhs))
    outcome = decide(claim)
    side = Normalizer.of(claim.context).normalize(claim.lhs)
    print(row.name, side.digest.hex(), outcome.verdict, outcome.obligations, outcome.evidence)
for name, lhs, rhs, given, _ in NOT_PROVED:
    outcome = decide(Claim(context(*given), lhs, term(rhs)))
    print(name, outcome.verdict, outcome.reason, outcome.evidence)
"""


def test_hash_seed_changes_nothing() -> None:
    printed = [_python(SPELLED, PYTHONHASHSEED=seed) for seed in ("0", "1", "77")]
    assert printed[0]
    assert printed[1:] == printed[:1] * 2
