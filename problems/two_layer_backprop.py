"""Back-propagation through one hidden sigmoid layer for one example, for any sizes D_x, H and D_y."""

from derivcheck.notation.language import (
    delta,
    dim,
    gradient,
    index,
    log,
    outer,
    partial,
    sigmoid,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

D_x, H, D_y = dim("D_x", index="i"), dim("H", index="j"), dim("D_y", index="k")
x = tensor("x", D_x)
W1, b1 = tensor("W1", D_x, H), tensor("b1", H)
W2, b2 = tensor("W2", H, D_y), tensor("b2", D_y)
y = tensor("y", D_y)

problem = Problem(
    "Gradients of a network with one hidden layer",
    source="Coursework, neural network exercise (row vectors); compare Goodfellow, Bengio and Courville, "
    "Deep Learning (2016), section 6.5.4, and Bishop, Pattern Recognition and Machine Learning (2006), "
    "section 5.3",
    given=[total(y) == 1],
    vectors="row",
)


def cross_entropy(x, W1, b1, W2, b2, y):
    import jax
    import jax.numpy as jnp

    hidden = jax.nn.sigmoid(x @ W1 + b1)
    return -jnp.vdot(y, jax.nn.log_softmax(hidden @ W2 + b2))


phi = problem.let("phi", x @ W1 + b1)
h = problem.let("h", sigmoid(phi))
theta = problem.let("theta", h @ W2 + b2)
yhat = problem.let("yhat", softmax(theta))
J = problem.let("J", -total(y * log(yhat)), reference=cross_entropy)

delta2 = problem.let("delta2", yhat - y, latex=r"\delta^{(2)}")
delta1 = problem.let("delta1", delta2 @ W2.T * h * (1 - h), latex=r"\delta^{(1)}")

problem.derive(J, theta, h, phi, x, W1, b1, W2, b2)
problem.claim("dJ/dtheta", gradient(J, theta) == delta2)
problem.claim("dJ/dh", gradient(J, h) == delta2 @ W2.T)
problem.claim("dJ/dphi", gradient(J, phi) == delta1)
problem.claim("dJ/dx", gradient(J, x) == delta1 @ W1.T)
problem.claim("dJ/dW1", gradient(J, W1) == outer(x, delta1))
problem.claim("dJ/db1", gradient(J, b1) == delta1)
problem.claim("dJ/dW2", gradient(J, W2) == outer(h, delta2))
problem.claim("dJ/db2", gradient(J, b2) == delta2)

i, j, k = index("i", D_x), index("j", H), index("k", D_y)
r, m = index("r", H), index("m", D_y)
problem.derivation(
    "dJ/dtheta",
    partial(J, theta[k]),
    [
        (
            -total(y[m] / yhat[m] * partial(yhat[m], theta[k]), m),
            "definition of J; log' = 1/yhat",
        ),
        (-total(y[m] / yhat[m] * yhat[m] * (delta(m, k) - yhat[k]), m), "softmax Jacobian"),
        (yhat[k] * total(y) - y[k], "yhat_m cancels; the sum with delta_mk picks m = k"),
        (yhat[k] - y[k], "the y_m sum to one"),
        (delta2[k], "definition of delta2"),
    ],
)
problem.derivation(
    "dJ/dphi",
    partial(J, phi[j]),
    [
        (total(partial(J, h[r]) * partial(h[r], phi[j]), r), "chain rule through h"),
        (
            total(partial(J, h[r]) * delta(r, j) * h[r] * (1 - h[r]), r),
            "derivative of the sigmoid, by entry",
        ),
        (partial(J, h[j]) * h[j] * (1 - h[j]), "the sum with delta_rj picks r = j"),
        (
            total(partial(J, theta[m]) * partial(theta[m], h[j]), m) * h[j] * (1 - h[j]),
            "chain rule through theta",
        ),
        (total(delta2[m] * W2[j, m], m) * h[j] * (1 - h[j]), "dJ/dtheta; theta is linear in h"),
        (delta1[j], "definition of delta1"),
    ],
)
problem.derivation(
    "dJ/dW1",
    partial(J, W1[i, j]),
    [
        (total(partial(J, phi[r]) * partial(phi[r], W1[i, j]), r), "chain rule through phi"),
        (total(delta1[r] * delta(r, j) * x[i], r), "dJ/dphi; phi_r is sum_i x_i W1_ir + b1_r"),
        (delta1[j] * x[i], "the sum with delta_rj picks r = j"),
    ],
)
