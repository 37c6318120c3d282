"""The author's language beyond sums and gradients: how each word is read, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from derivcheck.core.contexts import Context, Tensor
from derivcheck.core.errors import DerivcheckError, NotationError, ProblemError, ShapeError
from derivcheck.core.terms import Constant, Determinant, Entry, Index, Inverse, Product, Term, Total
from derivcheck.notation.elaboration import Declarations
from derivcheck.notation.language import (
    Array,
    absolute,
    commutation,
    covariance,
    cross_entropy,
    delta,
    det,
    diag,
    differential,
    dim,
    directional,
    dot,
    entropy,
    equation,
    erf,
    exp,
    expectation,
    frobenius,
    gelu,
    gradient,
    hessian,
    index,
    inverse,
    jacobian,
    kl,
    kron,
    laplacian,
    leaky_relu,
    logdet,
    logsumexp,
    maximum,
    minimum,
    norm1,
    norm2,
    one_hot,
    orthogonal,
    pi,
    positive,
    probability,
    product,
    scalar,
    sign,
    silu,
    spread,
    squared_norm,
    step,
    symmetric,
    tensor,
    total,
    trace,
    unvec,
    variance,
    vec,
    when_different,
    when_equal,
)
from derivcheck.notation.latex import latex
from derivcheck.notation.lowering import lower
from derivcheck.notation.text import text
from derivcheck.problem import Problem

n, D, K = dim("n", index="i"), dim("D", index="j"), dim("K", index="k")
X, Z, M = tensor("X", n, D), tensor("Z", n, K), tensor("M", D, D)
x, v, z, p, f = tensor("x", D), tensor("v", D), tensor("z", K), tensor("p", K), tensor("f", K)
a, b = scalar("a"), scalar("b")
j, j2 = index("j", D), index("j2", D)
k, m = index("k", K), index("m", K)


def reading(array: Array) -> str:
    found = lower(Declarations(), (array,))
    return text(found.sides[0], found.indices)


@pytest.mark.parametrize(
    ("array", "shape", "shown"),
    [
        (erf(x), "D", "erf(x[j])"),
        (gelu(x), "D", "gelu(x[j])"),
        (silu(x), "D", "silu(x[j])"),
        (sign(x), "D", "sign(x[j])"),
        (step(x), "D", "step(x[j])"),
        (leaky_relu(x, a), "D", "relu(x[j]) - a*relu(-x[j])"),
        (maximum(x, a), "D", "a + relu(x[j] - a)"),
        (minimum(a, b), "scalar", "b - relu(b - a)"),
        (a * pi, "scalar", "a*pi"),
        (product(x), "scalar", "prod_j x[j]"),
        (product(X, 0), "D", "prod_i X[i, j]"),
        (product(x[j] + 1, j), "scalar", "prod_j (x[j] + 1)"),
        (inverse(M), "D x D", "inverse(M)[j, k]"),
        (inverse(M) @ x, "D", "sum_k inverse(M)[j, k]*x[k]"),
        (det(M), "scalar", "det(M)"),
        (logdet(M), "scalar", "log(det(M))"),
        (trace(M), "scalar", "sum_j M[j, j]"),
        (diag(M), "D", "M[j, j]"),
        (norm1(x), "scalar", "sum_j abs(x[j])"),
        (norm2(x), "scalar", "sqrt(sum_j x[j]^2)"),
        (frobenius(M), "scalar", "sqrt(sum_j sum_k M[j, k]^2)"),
        (squared_norm(x), "scalar", "sum_j x[j]^2"),
        (logsumexp(z), "scalar", "log(sum_k exp(z[k]))"),
        (logsumexp(Z, 0), "K", "log(sum_i exp(Z[i, k]))"),
        (spread(x, n, 0), "n x D", "x[j]"),
        (expectation(p, f), "scalar", "sum_k p[k]*f[k]"),
        (variance(p, f), "scalar", "sum_k p[k]*(f[k] - sum_l p[l]*f[l])^2"),
        (covariance(p, f, z), "scalar", "sum_k p[k]*(f[k] - sum_l p[l]*f[l])*(z[k] - sum_l p[l]*z[l])"),
        (entropy(p), "scalar", "-sum_k p[k]*log(p[k])"),
        (cross_entropy(p, f), "scalar", "-sum_k p[k]*log(f[k])"),
        (kl(p, f), "scalar", "sum_k p[k]*log(p[k]/f[k])"),
        (hessian(exp(a), a), "scalar", "partial(partial(exp(a), a), a)"),
        (hessian(squared_norm(x), x), "D x D", "partial(partial(sum_l x[l]^2, x[j]), x[k])"),
        (directional(a * x, x, v), "D", "sum_k partial(a*x[j], x[k])*v[k]"),
        (differential(a * b, (a, b), (b, a)), "scalar", "partial(a*b, a)*b + partial(a*b, b)*a"),
        (laplacian(exp(dot(x, v)), x), "scalar", "sum_j partial(partial(exp(sum_k x[k]*v[k]), x[j]), x[j])"),
        (kron(M, X), "D*n x D*D", "M[j, k]*X[i, l]"),
        (vec(X), "D*n", "X[i, j]"),
        (unvec(vec(X)), "n x D", "X[i, j]"),
        (kron(X, M) @ vec(M), "n*D", "sum_k sum_l X[i, k]*M[j, l]*M[l, k]"),
        (jacobian(vec(X), vec(X)), "D*n x D*n", "partial(X[i, j], X[l, k])"),
        (gradient(squared_norm(X), X.T), "D x n", "partial(sum_k sum_l X[k, l]^2, X[i, j])"),
        (commutation(X) @ vec(X), "n*D", "sum_k sum_l delta(i, l)*delta(j, k)*X[l, k]"),
    ],
)
def test_reading(array: Array, shape: str, shown: str) -> None:
    assert array.shape == shape
    assert reading(array) == shown


def assumed(*given: Any) -> list[str]:
    problem = Problem("assumptions", source="none", given=given)
    return [f"{text(each.lhs)} {each.relation} {text(each.rhs)}" for each in problem.context.assumptions]


def test_assumptions() -> None:
    assert assumed(*one_hot(z)) == ["z[k]*z[l] = delta(k, l)*z[k]", "sum_k z[k] = 1"]
    assert assumed(*one_hot(Z, 0)) == ["Z[i, k]*Z[j, k] = delta(i, j)*Z[i, k]", "sum_i Z[i, k] = 1"]
    assert assumed(*probability(z)) == ["sum_k z[k] = 1", "z[k] > 0"]
    assert assumed(positive(a), symmetric(M)) == ["a > 0", "M[j, k] = M[k, j]"]
    assert assumed(*orthogonal(M)) == [
        "sum_l M[j, l]*M[k, l] = delta(j, k)",
        "sum_l M[l, j]*M[l, k] = delta(j, k)",
    ]


def sides(statement: Any) -> tuple[str, str]:
    left, right = lower(Declarations(), (statement.lhs, statement.rhs)).sides
    return text(left), text(right)


def test_cases() -> None:
    whole = f[k] * z[m] == delta(k, m) * p[m]
    assert sides(when_equal(k, m, whole)) == ("f[m]*z[m]", "delta(m, m)*p[m]")
    assert sides(when_different(k, m, whole)) == (
        "(1 - delta(k, m))*f[k]*z[m]",
        "(1 - delta(k, m))*delta(k, m)*p[m]",
    )


def test_a_case_reaches_no_bound_index() -> None:
    """sum_m delta(k, m) z[m] for k = m is z[m], whatever the sum binds."""
    whole = equation(total(delta(k, m) * z[m], m), z[k])
    left, right = sides(when_equal(k, m, whole))
    assert left == "sum_p delta(m, p)*z[p]"
    assert right == "z[m]"


@pytest.mark.parametrize(
    ("make", "error", "what"),
    [
        (lambda: inverse(X), ShapeError, "square matrix"),
        (lambda: det(x), ShapeError, "square matrix"),
        (lambda: inverse(M @ M), NotationError, "has a name"),
        (lambda: logdet(2 * M), NotationError, "has a name"),
        (lambda: trace(X), ShapeError, "square matrix"),
        (lambda: diag(X), ShapeError, "square matrix"),
        (lambda: kron(x, M), ShapeError, "takes matrices"),
        (lambda: vec(x), ShapeError, "takes matrices"),
        (lambda: unvec(x), ShapeError, "such as vec"),
        (lambda: spread(x, n, 2), ShapeError, "no place 2"),
        (lambda: directional(a, x, z), ShapeError, "do not fit"),
        (lambda: differential(a), NotationError, "at least one pair"),
        (lambda: laplacian(a, M), ShapeError, "takes a vector"),
        (lambda: hessian(x, x), ShapeError, "takes a scalar"),
        (lambda: gradient(a, 2 * x), NotationError, "not a variable"),
        (lambda: one_hot(a), ShapeError, "no axis"),
        (lambda: symmetric(X), ShapeError, "do not fit"),
        (lambda: orthogonal(X), ShapeError, "do not fit"),
        (lambda: when_equal(j, k, a == b), ShapeError, "runs over"),
        (lambda: when_equal(1, k, a == b), NotationError, "not an index"),
        (lambda: when_different(k, m, a > b), NotationError, "only an equation"),
        (lambda: vec(X) + vec(M), ShapeError, "do not fit"),
        (lambda: kron(M, X) @ vec(X), ShapeError, "do not fit"),
        (lambda: maximum(x, z), ShapeError, "do not fit"),
    ],
)
def test_refused(make: Callable[[], object], error: type[DerivcheckError], what: str) -> None:
    with pytest.raises(error, match=what):
        make()


def test_a_tensor_cannot_be_called_like_a_constant() -> None:
    with pytest.raises(ProblemError, match="pi stands for two things"):
        lower(Declarations(), (scalar("pi") * pi,))
    assert reading(scalar("pi") * 2) == "2*pi"


i_, k_ = Index("i", "n"), Index("k", "K")
A = Context({"A": Tensor("A", ("K", "K")), "W": Tensor("W", ("K", "K"), "W^{(1)}"), "x": Tensor("x", ("K",))})
x_k = Entry("x", (k_,))


@pytest.mark.parametrize(
    ("node", "plain", "shown"),
    [
        (Product(k_, x_k), "prod_k x[k]", r"\prod_{k=1}^{K} x_{k}"),
        (Product(k_, x_k + 1), "prod_k (x[k] + 1)", r"\prod_{k=1}^{K} (x_{k} + 1)"),
        (Product(k_, x_k) * 2, "2*prod_k x[k]", r"2 \prod_{k=1}^{K} x_{k}"),
        (
            Product(k_, x_k) * Entry("x", (1,)),
            "(prod_k x[k])*x[1]",
            r"\left(\prod_{k=1}^{K} x_{k}\right) x_{1}",
        ),
        (
            Total(k_, x_k * Product(k_, x_k)),
            "sum_k x[k]*prod_l x[l]",
            r"\sum_{k=1}^{K} x_{k} \prod_{l=1}^{K} x_{l}",
        ),
        (Inverse("A", 1, k_), "inverse(A)[1, k]", r"(A^{-1})_{1,k}"),
        (Inverse("A", 1, k_) ** 2, "inverse(A)[1, k]^2", r"((A^{-1})_{1,k})^{2}"),
        (Inverse("W", k_, 1), "inverse(W)[k, 1]", r"((W^{(1)})^{-1})_{k,1}"),
        (Determinant("A"), "det(A)", r"\det A"),
        (Determinant("A") * x_k, "det(A)*x[k]", r"(\det A) x_{k}"),
        (Determinant("A") ** 2, "det(A)^2", r"(\det A)^{2}"),
        (2 * Constant("pi"), "2*pi", r"2 \pi"),
        (x_k / (2 * Constant("pi")), "1/(2*pi)*x[k]", r"\frac{1}{2 \pi} x_{k}"),
    ],
)
def test_printing(node: Term, plain: str, shown: str) -> None:
    assert text(node) == plain
    assert latex(node, A) == shown


def test_a_bound_letter_keeps_clear_of_the_new_names() -> None:
    bound = Index("A", "K")
    assert text(Total(bound, Inverse("A", bound, bound))) == "sum_i inverse(A)[i, i]"
    assert text(Product(bound, Entry("x", (bound,)) * Determinant("A"))) == "prod_i x[i]*det(A)"


def test_absolute_is_no_norm() -> None:
    assert absolute(x).shape == "D"
