"""Two given affine functions as Wx + b, their composition, and its Jacobians by all parameters."""

from derivcheck.notation.language import (
    Rational,
    components,
    delta,
    dim,
    dot,
    equation,
    gradient,
    identity,
    index,
    jacobian,
    kron,
    outer,
    tensor,
    vec,
)
from derivcheck.problem import Problem


def entries(*values):
    """The vector with the given entries."""
    i = index("i", len(values))
    return components(sum(delta(i, place) * value for place, value in enumerate(values, start=1)), i)


def matrix(*rows):
    """The matrix with the given rows."""
    i, j = index("i", len(rows)), index("j", len(rows[0]))
    return components(
        sum(
            delta(i, row) * delta(j, column) * value
            for row, values in enumerate(rows, start=1)
            for column, value in enumerate(values, start=1)
        ),
        i,
        j,
    )


n, m = dim("n", index="i"), dim("m", index="j")
D, H, K = dim("D", index="j"), dim("H", index="h"), dim("K", index="k")
x, u = tensor("x", 2), tensor("u", 3)
y, W1, b1 = tensor("y", D), tensor("W1", H, D), tensor("b1", H)
W2, b2 = tensor("W2", K, H), tensor("b2", K)
W, b, v, a = tensor("W", n, m), tensor("b", n), tensor("v", m), tensor("a", n)
V = tensor("V", m, 1)

problem = Problem(
    "Affine maps: parameters, composition and Jacobians",
    source="Coursework, gradients by the multivariate chain rule, linear case; compare Magnus and Neudecker, "
    "Matrix Differential Calculus (2019), chapter 9",
)

g = problem.let("g", entries(x[1] + 2 * x[2], x[2], -x[1] + 3))
f = problem.let("f", entries(u[1] - 2 * u[2] + u[3] / 4))
f_of_g = problem.let("f_of_g", entries(g[1] - 2 * g[2] + g[3] / 4), latex="f_g")
z1 = problem.let("z1", W1 @ y + b1)
z2 = problem.let("z2", W2 @ z1 + b2)
z = problem.let("z", W @ v + b)
Z = problem.let("Z", W @ V)

problem.derive(z2, b2, W2, b1, W1)
problem.claim("g is affine", g == matrix((1, 2), (0, 1), (-1, 0)) @ x + entries(0, 0, 3))
problem.claim("f is affine", f == matrix((1, -2, Rational(1, 4))) @ u + entries(0))
problem.claim("f after g", equation(f_of_g[1], Rational(3, 4) * x[1] + Rational(3, 4)))
problem.claim("a composition is affine", z2 == W2 @ W1 @ y + (W2 @ b1 + b2))
problem.claim("dz2/db2", jacobian(z2, b2) == identity(K))
problem.claim("dz2/db1", jacobian(z2, b1) == W2)
problem.claim("dz2/dW2", jacobian(z2, W2) == outer(identity(K), z1))
problem.claim("dz2/dW1", jacobian(z2, W1) == outer(W2, y))
problem.claim("dz/db", jacobian(z, b) == identity(n))
problem.claim(
    "dz/dvec W, W read by rows: blocks x' on the diagonal",
    jacobian(vec(Z.T), vec(W.T)) == kron(identity(n), V.T),
)
problem.claim(
    "dz/dvec W, W read by columns",
    jacobian(vec(Z), vec(W)) == kron(V.T, identity(n)),
)
problem.claim("unvec of a' dz/dvec W, in the shape of W", gradient(dot(a, z), W) == outer(a, v))
