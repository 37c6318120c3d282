"""Gradients of the weights and biases of a softmax output layer, without and with a sigmoid in it."""

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

H, K = dim("H", index="j"), dim("K", index="k")
h = tensor("h", H)
W, b = tensor("W", H, K), tensor("b", K)
y = tensor("y", K)

problem = Problem(
    "Gradients of a softmax output layer",
    source="Coursework, derivative of the softmax function, third part; compare Goodfellow, Bengio and "
    "Courville, Deep Learning (2016), section 6.2.2.3",
    given=[total(y) == 1],
)


def cross_entropy(h, W, b, y):
    import jax
    import jax.numpy as jnp

    return -jnp.vdot(y, jax.nn.log_softmax(W.T @ h + b))


def cross_entropy_behind_sigmoid(h, W, b, y):
    import jax
    import jax.numpy as jnp

    return -jnp.vdot(y, jax.nn.log_softmax(jax.nn.sigmoid(W.T @ h + b)))


z = problem.let("z", W.T @ h + b)
yhat = problem.let("yhat", softmax(z))
J = problem.let("J", -total(y * log(yhat)), reference=cross_entropy)
s = problem.let("s", sigmoid(W.T @ h + b))
shat = problem.let("shat", softmax(s))
S = problem.let("S", -total(y * log(shat)), latex="J_s", reference=cross_entropy_behind_sigmoid)

problem.derive(J, z, W, b)
problem.claim("dJ/dz", gradient(J, z) == yhat - y)
problem.claim("dJ/dW", gradient(J, W) == outer(h, yhat - y))
problem.claim("dJ/db", gradient(J, b) == yhat - y)
problem.claim("with a sigmoid: dJ/ds", gradient(S, s) == shat - y)
problem.claim("with a sigmoid: dJ/dW", gradient(S, W) == outer(h, (shat - y) * s * (1 - s)))
problem.claim("with a sigmoid: dJ/db", gradient(S, b) == (shat - y) * s * (1 - s))

i, j, k = index("i", K), index("j", H), index("k", K)
problem.derivation(
    "dJ/dW",
    partial(J, W[j, k]),
    [
        (total(partial(J, z[i]) * partial(z[i], W[j, k]), i), "chain rule through z"),
        (total((yhat[i] - y[i]) * delta(i, k) * h[j], i), "dJ/dz; z_i is sum_j W_ji h_j + b_i"),
        (h[j] * (yhat[k] - y[k]), "the sum with delta_ik picks i = k"),
    ],
)
problem.derivation(
    "with a sigmoid: dJ/dW",
    partial(S, W[j, k]),
    [
        (total(partial(S, s[i]) * partial(s[i], W[j, k]), i), "chain rule through s"),
        (
            total((shat[i] - y[i]) * s[i] * (1 - s[i]) * delta(i, k) * h[j], i),
            "the derivative of the sigmoid is sigmoid (1 - sigmoid)",
        ),
        (h[j] * (shat[k] - y[k]) * s[k] * (1 - s[k]), "the sum with delta_ik picks i = k"),
    ],
)
