"""Softmax regression with an L2 penalty on the weights: every gradient, for any n, m and c."""

from derivcheck.notation.language import (
    components,
    delta,
    dim,
    gradient,
    index,
    log,
    mean,
    partial,
    scalar,
    softmax,
    spread,
    squared_norm,
    tensor,
    total,
    when_different,
    when_equal,
)
from derivcheck.problem import Problem

n, m, c = dim("n", index="i"), dim("m", index="j"), dim("c", index="k")
X = tensor("X", n, m)
Y = tensor("Y", n, c)
W = tensor("W", m, c)
b = tensor("b", c)
alpha = scalar("alpha")

problem = Problem(
    "Gradients of softmax regression",
    source="Coursework, softmax regression exercise; compare Bishop, Pattern Recognition and Machine "
    "Learning (2006), section 4.3.4, equations 4.105 to 4.109",
    given=[total(Y, axis=1) == 1],
    vectors="row",
)


def mean_cross_entropy(X, Y, W, b):
    import jax
    import jax.numpy as jnp

    scores = X @ W + b
    return jnp.mean(jax.nn.logsumexp(scores, axis=1) * jnp.sum(Y, axis=1) - jnp.sum(Y * scores, axis=1))


def penalized(X, Y, W, b, alpha):
    import jax.numpy as jnp

    return mean_cross_entropy(X, Y, W, b) + 0.5 * alpha * jnp.vdot(W, W)


Z = problem.let("Z", X @ W + spread(b, n, 0))
Yhat = problem.let("Yhat", softmax(Z))
f = problem.let("f", -mean(total(Y * log(Yhat), axis=1)), reference=mean_cross_entropy)
g = problem.let("g", f + alpha / 2 * squared_norm(W), reference=penalized)

i, j, k, ell = index("i", n), index("j", m), index("k", c), index("l", c)
slope = partial(Yhat[i, k], W[j, ell])
both_cases = slope == X[i, j] * Yhat[i, k] * (delta(k, ell) - Yhat[i, ell])

problem.derive(g, W, b)
problem.claim("case l = k", when_equal(k, ell, slope == X[i, j] * Yhat[i, ell] * (1 - Yhat[i, ell])))
problem.claim("case l != k", when_different(k, ell, slope == -X[i, j] * Yhat[i, k] * Yhat[i, ell]))
problem.claim(
    "gradient by the weights of class l",
    components(partial(f, W[j, ell]), j)
    == -1 / n * components(total(X[i, j] * (Y[i, ell] - Yhat[i, ell]), i), j),
)
problem.claim("df/dW", gradient(f, W) == -1 / n * (X.T @ (Y - Yhat)))
problem.claim("df/db", gradient(f, b) == -1 / n * total(Y - Yhat, axis=0))
problem.claim("with the penalty, by the weights", gradient(g, W) == -1 / n * (X.T @ (Y - Yhat)) + alpha * W)
problem.claim("with the penalty, by the biases", gradient(g, b) == gradient(f, b))

problem.derivation(
    "gradient by the weights of class l",
    partial(f, W[j, ell]),
    [
        (-1 / n * total(total(Y[i, k] / Yhat[i, k] * slope, k), i), "chain rule: log' = 1/Yhat"),
        (
            -1 / n * total(total(Y[i, k] / Yhat[i, k] * both_cases.rhs, k), i),
            "both cases in one line: the delta is 1 for l = k and 0 otherwise",
        ),
        (
            -1 / n * total(X[i, j] * (Y[i, ell] - Yhat[i, ell] * total(Y[i, k], k)), i),
            "Yhat_ik cancels: it is positive; the sum with delta_kl picks k = l",
        ),
        (-1 / n * total(X[i, j] * (Y[i, ell] - Yhat[i, ell]), i), "every row of Y sums to one"),
    ],
)
