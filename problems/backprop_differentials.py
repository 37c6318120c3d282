"""Back-propagation once more, by differentials and traces; and how many parameters the network has."""

from derivcheck.notation.language import (
    differential,
    dim,
    dot,
    gradient,
    identity,
    kron,
    log,
    ones,
    sigmoid,
    softmax,
    tensor,
    total,
    trace,
    vec,
)
from derivcheck.problem import Problem

N, D_x, H, D_y = dim("N", index="n"), dim("D_x", index="i"), dim("H", index="j"), dim("D_y", index="k")
x = tensor("x", 1, D_x)
W1, b1 = tensor("W1", D_x, H), tensor("b1", 1, H)
W2, b2 = tensor("W2", H, D_y), tensor("b2", 1, D_y)
y = tensor("y", 1, D_y)
dW1, db1 = tensor("dW1", D_x, H, latex=r"\mathrm{d}W_1"), tensor("db1", 1, H, latex=r"\mathrm{d}b_1")
dW2, db2 = tensor("dW2", H, D_y, latex=r"\mathrm{d}W_2"), tensor("db2", 1, D_y, latex=r"\mathrm{d}b_2")
dh = tensor("dh", 1, H, latex=r"\mathrm{d}h")
A, B, C = tensor("A", N, D_x), tensor("B", N, D_x), tensor("C", N, D_x)
M = tensor("M", D_x, H)
T = tensor("T", H, D_y)

problem = Problem(
    "Back-propagation by differentials and traces",
    source="Coursework, neural network exercise, second solution; compare Magnus and Neudecker, Matrix "
    "Differential Calculus (2019), chapters 2 and 9",
    given=[total(y) == 1],
    vectors="row",
)


def cross_entropy(x, W1, b1, W2, b2, y):
    import jax
    import jax.numpy as jnp

    hidden = jax.nn.sigmoid(x @ W1 + b1)
    return -jnp.sum(y * jax.nn.log_softmax(hidden @ W2 + b2, axis=1))


phi = problem.let("phi", x @ W1 + b1)
h = problem.let("h", sigmoid(phi))
theta = problem.let("theta", h @ W2 + b2)
yhat = problem.let("yhat", softmax(theta))
J = problem.let("J", -total(y * log(yhat)), reference=cross_entropy)
delta1 = problem.let("delta1", (yhat - y) @ W2.T * h * (1 - h), latex=r"\delta^{(1)}")

problem.claim("trace of a product with a Hadamard product", trace(A.T @ (B * C)) == trace((A * B).T @ C))
problem.claim("vec(AXB) = (B' kron A) vec X", vec(A @ M @ T) == kron(T.T, A) @ vec(M))
problem.claim(
    "dtheta",
    differential(theta, (h, dh), (W2, dW2), (b2, db2)) == dh @ W2 + h @ dW2 + db2,
)
problem.claim(
    "vec dtheta",
    vec(dh @ W2 + h @ dW2 + db2)
    == kron(W2.T, identity(1)) @ vec(dh)
    + kron(identity(D_y), h) @ vec(dW2)
    + kron(identity(D_y), identity(1)) @ vec(db2),
)
problem.claim("dh", differential(h, (W1, dW1), (b1, db1)) == h * (1 - h) * (x @ dW1 + db1))
problem.claim(
    "dJ by the output layer",
    differential(J, (W2, dW2), (b2, db2)) == trace((yhat - y).T @ (h @ dW2 + db2)),
)
problem.claim(
    "dJ by the hidden layer",
    differential(J, (W1, dW1), (b1, db1)) == trace(delta1.T @ (x @ dW1 + db1)),
)
problem.claim("dJ/dW2", gradient(J, W2) == h.T @ (yhat - y))
problem.claim("dJ/dW1", gradient(J, W1) == x.T @ delta1)
problem.claim(
    "number of parameters",
    sum(total(ones(*parameter.axes)) for parameter in (W1, b1, W2, b2)) == H * (D_x + D_y + 1) + D_y,
)

slope, inner = h * (1 - h), x @ dW1 + db1
problem.derivation(
    "dJ by the hidden layer",
    differential(J, (W1, dW1), (b1, db1)),
    [
        (trace((yhat - y).T @ (slope * inner) @ W2), "dJ = tr((yhat - y)' dtheta), and dh = slope * inner"),
        (trace(W2 @ (yhat - y).T @ (slope * inner)), "a trace does not change when its factors turn round"),
        (trace(((yhat - y) @ W2.T * slope).T @ inner), "tr(A'(B * C)) = tr((A * B)'C)"),
        (dot(delta1, inner), "definition of delta1; tr(A'B) is the sum of the products of the entries"),
    ],
)
