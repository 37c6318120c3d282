"""Gradient of the cross-entropy of a softmax, for any number K of classes."""

from derivcheck.notation.language import (
    delta,
    diag,
    dim,
    gradient,
    index,
    jacobian,
    log,
    outer,
    partial,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

K = dim("K", index="k")
z = tensor("z", K)
y = tensor("y", K)
normalized = total(y) == 1

problem = Problem(
    "Gradient of softmax cross-entropy",
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4; "
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3",
    given=[normalized],
)


def softmax_of(z):
    import jax

    return jax.nn.softmax(z)


def cross_entropy(z, y):
    import jax
    import jax.numpy as jnp

    return jnp.sum(y) * jax.nn.logsumexp(z) - jnp.dot(y, z)


yhat = problem.let("yhat", softmax(z), reference=softmax_of)
J = problem.let("J", -total(y * log(yhat)), reference=cross_entropy)

problem.derive(J, z)
problem.claim("softmax Jacobian", jacobian(yhat, z) == diag(yhat) - outer(yhat, yhat))
problem.claim("dJ/dz without the assumption", gradient(J, z) == total(y) * yhat - y, without=normalized)
problem.claim("dJ/dz", gradient(J, z) == yhat - y)

j, k = index("j", K), index("k", K)
problem.derivation(
    "dJ/dz",
    partial(J, z[j]),
    [
        (-total(y[k] / yhat[k] * partial(yhat[k], z[j]), k), "definition of J, chain rule: log' = 1/yhat"),
        (-total(y[k] / yhat[k] * yhat[k] * (delta(j, k) - yhat[j]), k), "softmax Jacobian"),
        (-total(y[k] * (delta(j, k) - yhat[j]), k), "yhat_k cancels: it is positive"),
        (yhat[j] * total(y) - y[j], "the sum with delta_jk picks k = j; yhat_j does not depend on k"),
        (yhat[j] - y[j], "the y_k sum to one"),
    ],
)
