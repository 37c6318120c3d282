"""Every rewrite rule of the calculus, seen accepting and, one mistake away, rejecting.

A row is a true equation, the assumptions it needs, and right sides with one mistake each, which must be
refuted. A second table holds equations that must not be proved although no value refutes them, or that
need an assumption that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.functions import exp, log, sigmoid, sqrt, step, tanh
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Number,
    Partial,
    Product,
    Term,
    Total,
    term,
)
from derivcheck.core.verdicts import Certificate, Counterexample, Verdict
from derivcheck.methods.decide import decide

K, N = "K", "n"
k_size, n_size = Dimension(K), Dimension(N)
i, j, k, m = (Index(name, K) for name in "ijkm")
r, q = (Index(name, N) for name in "rq")
two, one = Index("t", 2), Index("o", 1)
a, b, lam = (Entry(name, ()) for name in ("a", "b", "lam"))

TENSORS = {
    "x": (K,),
    "y": (K,),
    "w": (N,),
    "A": (K, K),
    "B": (N, K),
    "Y": (N, K),
    "p": (2,),
    "s": (1,),
    "a": (),
    "b": (),
    "lam": (),
}


def x(s: Index) -> Term:
    return Entry("x", (s,))


def y(s: Index) -> Term:
    return Entry("y", (s,))


def w(s: Index) -> Term:
    return Entry("w", (s,))


def A(s: Index, t: Index) -> Term:
    return Entry("A", (s, t))


def B(s: Index, t: Index) -> Term:
    return Entry("B", (s, t))


def Y(s: Index, t: Index) -> Term:
    return Entry("Y", (s, t))


def u(s: Index) -> Entry:
    return Entry("u", (s,))


def h(s: Index) -> Entry:
    return Entry("h", (s,))


def relu(t: Term) -> Term:
    return Apply("relu", t)


def size(t: Term) -> Term:
    return Apply("abs", t)


def softplus(t: Term) -> Term:
    return Apply("softplus", t)


def by(t: Term, variable: Term) -> Term:
    assert isinstance(variable, Entry)
    return Partial(t, variable)


def soft(s: Index, shift: Term | int = 0) -> Term:
    """Softmax of x at s."""
    return exp(x(s) + shift) / Total(k, exp(x(k) + shift))


ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
POSITIVE = Assumption(">", lam, ZERO)
ENTRIES_POSITIVE = Assumption(">", x(i), ZERO)
SUM_ONE = Assumption("=", Total(k, y(k)), ONE)
ROWS_ONE = Assumption("=", Total(k, Y(r, k)), ONE)
ROWS_W = Assumption("=", Total(k, Y(r, k)), w(r))
ORTHOGONAL = Assumption("=", Total(k, A(i, k) * A(j, k)), Delta(i, j))

DEFINITIONS = {
    "u": Definition("u", (i,), Total(r, B(r, i) * w(r))),
    "h": Definition("h", (i,), sigmoid(u(i))),
}
J = Total(i, h(i) ** 2)
NORM = log(Total(k, exp(x(k))))


def context(*assumptions: Assumption) -> Context:
    return Context({name: Tensor(name, axes) for name, axes in TENSORS.items()}, DEFINITIONS, assumptions)


@dataclass(frozen=True)
class Row:
    """A true equation, right sides that are wrong, assumptions, and how many obligations stay open."""

    name: str
    lhs: Term
    rhs: Term | int
    wrong: tuple[Term | int, ...] = ()
    given: tuple[Assumption, ...] = ()
    relations: tuple[str, ...] | None = field(default=None)


# fmt: off
RULES = (
    # exp, log, powers
    Row("exp of a sum", exp(a + b), exp(a) * exp(b), (exp(a) + exp(b), exp(a * b))),
    Row("exp of a multiple", exp(3 * a), exp(a)**3, (3 * exp(a),)),
    Row("exp undoes log", exp(log(a)), a, (-a, 1 / a), relations=(">",)),
    Row("exp of half a log", exp(log(a) / 2), sqrt(a), (a / 2,)),
    Row("log undoes exp", log(exp(a)), a, (-a, exp(a))),
    Row("log of a product", log(lam * a), log(lam) + log(a), (log(lam) * log(a), log(lam) - log(a)),
        (POSITIVE,)),
    Row("log of an even power", log(lam**2), 2 * log(lam), (log(lam)**2,), (POSITIVE,), ()),
    Row("log of an odd power", log(a**3), 3 * log(a), (log(a)**3,)),
    Row("log of a quotient", log(exp(a) / (1 + exp(a))), a - log(1 + exp(a)), (a + log(1 + exp(a)),)),
    Row("log of a number", log(term(12)), 2 * log(term(2)) + log(term(3)),
        (2 * log(term(3)) + log(term(2)),)),
    Row("root of an even power", sqrt(lam**2), lam, (-lam,), (POSITIVE,), ()),
    Row("root of a multiple", sqrt(4 * lam), 2 * sqrt(lam), (4 * sqrt(lam),), (POSITIVE,)),
    Row("root of a number", sqrt(term(12)), 2 * sqrt(term(3)), (3 * sqrt(term(2)),)),
    Row("square of a root", sqrt(a)**2, a, (-a,), relations=(">=",)),
    Row("positive entries", log(Total(k, x(k)) * x(i)), log(Total(k, x(k))) + log(x(i)),
        (log(Total(k, x(k))) - log(x(i)),), (ENTRIES_POSITIVE,), ()),
    # functions that are expanded
    Row("sigmoid of -u", sigmoid(-a), 1 - sigmoid(a), (sigmoid(a) - 1, sigmoid(a))),
    Row("derivative of sigmoid", by(sigmoid(a), a), sigmoid(a) * (1 - sigmoid(a)),
        (sigmoid(a) * (1 + sigmoid(a)), sigmoid(a) - 1)),
    Row("tanh is odd", tanh(-a), -tanh(a), (tanh(a),)),
    Row("tanh and sigmoid", tanh(a), 2 * sigmoid(2 * a) - 1, (2 * sigmoid(a) - 1,)),
    Row("tanh of a sum", tanh(a + b), (tanh(a) + tanh(b)) / (1 + tanh(a) * tanh(b)),
        ((tanh(a) + tanh(b)) / (1 - tanh(a) * tanh(b)),)),
    Row("derivative of tanh", by(tanh(a), a), 1 - tanh(a)**2, (1 + tanh(a)**2, 1 - tanh(a))),
    Row("softplus", softplus(a) - softplus(-a), a, (-a, 2 * a)),
    Row("log of sigmoid", log(sigmoid(a)), -softplus(-a), (-softplus(a),), (), ()),
    Row("derivative of softplus", by(softplus(a), a), sigmoid(a), (sigmoid(-a),)),
    # sums over ranges
    Row("delta contraction", Total(j, Delta(i, j) * x(j)), x(i), (k_size * x(i), Delta(i, i) + x(i))),
    Row("delta under a function", Delta(i, j) * exp(A(i, j)), Delta(i, j) * exp(A(j, j)),
        (Delta(i, j) * exp(-A(i, i)),)),
    Row("trace", Total(i, Total(j, Delta(i, j) * A(i, j))), Total(k, A(k, k)), (Total(i, Total(j,
        A(i, j))),)),
    Row("trace of the unit matrix", Total(i, Delta(i, i)), k_size, (n_size, k_size**2)),
    Row("index that is not used", Total(j, x(i)), k_size * x(i), (n_size * x(i), x(i))),
    Row("Fubini", Total(i, Total(r, B(r, i) * w(r))), Total(q, w(q) * Total(j, B(q, j))),
        (Total(q, w(q)) * Total(j, x(j)),)),
    Row("bound indices renamed", Total(k, A(i, k) * A(k, j)), Total(m, A(m, j) * A(i, m)),
        (Total(m, A(m, i) * A(j, m)), Total(m, A(i, m) * A(j, m)))),
    Row("disconnected sums", Total(i, Total(j, x(i) * y(j))), Total(i, x(i)) * Total(i, y(i)),
        (Total(i, x(i) * y(i)),)),
    Row("square of a sum", Total(i, x(i))**2, Total(i, Total(j, x(i) * x(j))), (Total(i, x(i)**2),)),
    Row("n and K", Total(r, Total(i, w(r) * x(i))) / n_size, Total(i, x(i)) * Total(r, w(r)) / n_size,
        (Total(i, x(i)) * Total(r, w(r)) / k_size,)),
    Row("deviations from the mean", Total(i, x(i) - Total(j, x(j)) / k_size), 0, (Total(j, x(j)),)),
    Row("sums by integrands", Total(i, x(i) / (1 + x(i)**2)) + Total(i, x(i)**3 / (1 + x(i)**2)),
        Total(i, x(i)),
        (Total(i, x(i)**2), -Total(i, x(i)))),
    Row("range of size 2", Total(two, Entry("p", (two,))), Entry("p", (1,)) + Entry("p", (2,)),
        (2 * Entry("p", (1,)), Entry("p", (1,)))),
    Row("range of size 1", Total(one, Entry("s", (one,))), Entry("s", (1,)), (2 * Entry("s", (1,)),)),
    # softmax and quotients
    Row("softmax does not feel a shift", soft(i, a), soft(i), (exp(x(i) + a) / Total(k, exp(x(k) - a)),)),
    Row("softmax sums to one", Total(i, soft(i)), 1, (k_size, 1 / k_size), relations=()),
    Row("softmax Jacobian", by(soft(i), x(j)), soft(i) * (Delta(i, j) - soft(j)),
        (soft(i) * (Delta(i, j) + soft(j)), soft(i) * (1 - soft(j)), soft(i) * (Delta(i, j) - soft(i)))),
    Row("quotient cancels", (a**2 - b**2) / (a - b), a + b, (a - b,), relations=("!=",)),
    Row("partial fractions", 1 / (a - 1) - 1 / (a + 1), 2 / (a**2 - 1), (2 / (a**2 + 1), 1 / (a**2 - 1))),
    Row("division by a sum", Total(i, x(i) / Total(j, x(j))), 1, (k_size,), relations=("!=",)),
    Row("division by another sum", Total(i, x(i) / Total(j, y(j))), Total(i, x(i)) / Total(i, y(i)), (1,)),
    # assumptions as rules
    Row("assumed sum", 2 * Total(j, y(j)), 2, (1, 4), (SUM_ONE,)),
    Row("assumed sum inside", Total(i, Total(j, y(i) * x(j))), Total(j, x(j)), (Total(j, x(j) * y(j)),),
        (SUM_ONE,)),
    Row("assumed row sums", Total(i, Y(q, i)), 1, (Total(i, Y(q, i))**2 + 1,), (ROWS_ONE,)),
    Row("assumed row sums, all rows", Total(r, Total(i, Y(r, i))), n_size, (k_size, 1), (ROWS_ONE,)),
    Row("assumed row sums, other value", Total(i, Y(q, i)), w(q), (2 * w(q),), (ROWS_W,)),
    Row("orthogonal rows", Total(k, A(m, k) * A(j, k)), Delta(m, j), (Total(k, A(k, m) * A(j, k)) + 1,),
        (ORTHOGONAL,)),
    Row("not below a derivative", by(Total(k, y(k))**2, y(j)), 2 * Total(k, y(k)) + 0 * y(j), (0, 1),
        (SUM_ONE,)),
    Row("after a derivative", by(Total(k, y(k))**2, y(j)), 2, (0,), (SUM_ONE,)),
    # derivatives
    Row("by an entry", by(x(i), x(j)), Delta(i, j), (1, 0)),
    Row("by an entry of a matrix", by(A(i, j), A(k, m)), Delta(i, k) * Delta(j, m),
        (Delta(i, m) * Delta(j, k),)),
    Row("of exp", by(exp(2 * a), a), 2 * exp(2 * a), (exp(2 * a),)),
    Row("of log", by(log(a), a), 1 / a, (-1 / a, 1 / a**2), relations=(">", "!=")),
    Row("of a root", by(sqrt(a), a), 1 / (2 * sqrt(a)), (1 / sqrt(a),)),
    Row("of relu", by(relu(a), a), step(a), (relu(a), 1 - step(a)), relations=("!=",)),
    Row("of abs", by(size(a), a), 2 * step(a) - 1, (step(a), 1 - 2 * step(a)), relations=("!=",)),
    Row("of step", by(step(a), a), 0, (1,), relations=("!=",)),
    Row("of a product over an index", by(Product(i, x(i)), x(j)), Product(i, x(i)) / x(j),
        (Product(i, x(i)), Product(i, x(i)) / x(j)**2), relations=("!=", "!=")),
    Row("of a product that does not move", by(a * Product(i, x(i)), a), Product(i, x(i)),
        (a, Product(i, -x(i))), relations=()),
    Row("of a product that is 0", by(Product(i, a * x(i) - x(i) * a), a), 0, (1,), relations=()),
    Row("of a product", by(a * exp(a), a), (1 + a) * exp(a), (exp(a),)),
    Row("of a quotient", by(exp(a) / a, a), exp(a) * (a - 1) / a**2, (exp(a) * (a + 1) / a**2,)),
    Row("of a sum", by(Total(k, x(k)**2), x(j)), 2 * x(j), (x(j), 2 * Total(k, x(k)) + 0 * x(j))),
    Row("by an intermediate", by(J, h(j)), 2 * h(j), (h(j),)),
    Row("through one name", by(J, u(j)), 2 * h(j)**2 * (1 - h(j)), (2 * h(j), 2 * h(j) * (1 - h(j)))),
    Row("through two names", by(J, Entry("w", (r,))), Total(i, 2 * h(i)**2 * (1 - h(i)) * B(r, i)),
        (Total(i, 2 * h(i)**2 * (1 + h(i)) * B(r, i)), 0)),
    Row("Hessian", by(by(NORM, x(i)), x(j)), Delta(i, j) * soft(i) - soft(i) * soft(j),
        (Delta(i, j) * soft(i) + soft(i) * soft(j), soft(i) - soft(i) * soft(j))),
    # functions with a kink, away from it
    Row("relu of a positive number", relu(lam), lam, (0, -lam), (POSITIVE,)),
    Row("abs of a square", size(a**2), a**2, (-(a**2),)),
    Row("abs of a log above 0", size(log(1 + a**2)), log(1 + a**2), (-log(1 + a**2),)),
)

NOT_PROVED = (
    # name, lhs, rhs, given, whether it is false
    ("log of an even power", log(a**2), 2 * log(a), (), False),
    ("log of a product of any signs", log(a * b), log(a) + log(b), (), False),
    ("root of a square", sqrt(a**2), a, (), True),
    ("root of squares under a sum", Total(i, sqrt(x(i)**2)), Total(i, x(i)), (), True),
    ("power three halves of a square", (a**2)**Fraction(3, 2), a**3, (), True),
    ("relu of any number", relu(a), a, (), True),
    ("abs, >= is no sign that is used", size(lam), lam, (Assumption(">=", lam, ZERO),), False),
    ("abs, > -1 is no sign", size(lam), lam, (Assumption(">", lam, Number(Fraction(-1))),), True),
    ("abs, a positive diagonal", size(A(i, j)), A(i, j), (Assumption(">", A(i, i), ZERO),), True),
    ("abs of log of a square", size(log(a**2)), log(a**2), (), True),
    ("abs of a sum of squares less 1", size(Total(i, x(i)**2) - 1), Total(i, x(i)**2) - 1, (), True),
    ("sum of another tensor", Total(i, x(i)), 1, (SUM_ONE,), True),
    ("sum over the other axis", Total(r, Y(r, i)), 1, (ROWS_ONE,), True),
    ("a trace is not a sum", Total(i, Total(j, A(i, j))), 1, (Assumption("=", Total(k, A(k, k)), ONE),),
        True),
    ("without the assumption", 2 * Total(j, y(j)), 2, (), True),
    ("assumptions that contradict", a, 2 * a, (Assumption("=", a, a + 1),), False),
    ("positive and negative", a, 2 * a, (POSITIVE, Assumption(">", -lam, ZERO)), False),
    ("defined nowhere", log(-1 - a**2), log(-1 - a**2), (), False),
    ("derivative at a kink", by(relu(0 * a), a), 0, (), False),
)
# fmt: on


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.name)
def test_rule_accepts(row: Row) -> None:
    outcome = decide(Claim(context(*row.given), row.lhs, term(row.rhs)))
    assert outcome.verdict is Verdict.PROVED, outcome.reason
    assert isinstance(outcome.evidence, Certificate)
    if row.relations is not None:
        assert tuple(condition.relation for condition in outcome.obligations) == row.relations


WRONG = [(row, number) for row in RULES for number in range(len(row.wrong))]


@pytest.mark.parametrize(("row", "number"), WRONG, ids=[f"{row.name}-{number}" for row, number in WRONG])
def test_rule_rejects(row: Row, number: int) -> None:
    outcome = decide(Claim(context(*row.given), row.lhs, term(row.wrong[number])))
    assert outcome.verdict is Verdict.REFUTED, outcome.reason
    assert isinstance(outcome.evidence, Counterexample)


@pytest.mark.parametrize(
    ("lhs", "rhs", "given", "false"), [row[1:] for row in NOT_PROVED], ids=[row[0] for row in NOT_PROVED]
)
def test_not_proved(lhs: Term, rhs: Term | int, given: tuple[Assumption, ...], false: bool) -> None:
    outcome = decide(Claim(context(*given), lhs, term(rhs)))
    assert outcome.verdict is (Verdict.REFUTED if false else Verdict.UNKNOWN), outcome.reason


def test_a_proof_says_for_which_sizes() -> None:
    free = decide(Claim(context(), Total(j, x(i)), k_size * x(i)))
    fixed = decide(Claim(context(), Total(two, Entry("p", (two,))), Entry("p", (1,)) + Entry("p", (2,))))
    assert free.scope == "all dimensions"
    assert fixed.scope == "all dimensions, with the fixed sizes 2"
