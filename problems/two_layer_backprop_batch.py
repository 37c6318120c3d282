"""Back-propagation through one hidden sigmoid layer for a batch of n rows, averaged, for any sizes."""

from derivcheck.notation.language import (
    delta,
    dim,
    gradient,
    index,
    log,
    mean,
    ones,
    outer,
    partial,
    sigmoid,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

n, D_x, H, D_y = dim("n", index="i"), dim("D_x", index="r"), dim("H", index="j"), dim("D_y", index="k")
X = tensor("X", n, D_x)
W1, b1 = tensor("W1", D_x, H), tensor("b1", H)
W2, b2 = tensor("W2", H, D_y), tensor("b2", D_y)
Y = tensor("Y", n, D_y)

problem = Problem(
    "Gradients of a network with one hidden layer, on a batch",
    source="Coursework, neural network exercise (examples in rows); compare Goodfellow, Bengio and "
    "Courville, Deep Learning (2016), section 6.5.7",
    given=[total(Y, axis=1) == 1],
    vectors="row",
)


def mean_cross_entropy(X, W1, b1, W2, b2, Y):
    import jax
    import jax.numpy as jnp

    scores = jax.nn.sigmoid(X @ W1 + b1) @ W2 + b2
    return jnp.mean(jax.nn.logsumexp(scores, axis=1) * jnp.sum(Y, axis=1) - jnp.sum(Y * scores, axis=1))


Phi = problem.let("Phi", X @ W1 + outer(ones(n), b1))
Hid = problem.let("Hid", sigmoid(Phi), latex="H")
Theta = problem.let("Theta", Hid @ W2 + outer(ones(n), b2))
Yhat = problem.let("Yhat", softmax(Theta))
J = problem.let("J", -mean(total(Y * log(Yhat), axis=1)), reference=mean_cross_entropy)

Delta2 = problem.let("Delta2", 1 / n * (Yhat - Y), latex=r"\Delta^{(2)}")
Delta1 = problem.let("Delta1", Delta2 @ W2.T * Hid * (1 - Hid), latex=r"\Delta^{(1)}")

problem.derive(J, Theta, Hid, Phi, X, W1, b1, W2, b2)
problem.claim("dJ/dTheta", gradient(J, Theta) == Delta2)
problem.claim("dJ/dH", gradient(J, Hid) == Delta2 @ W2.T)
problem.claim("dJ/dPhi", gradient(J, Phi) == Delta1)
problem.claim("dJ/dX", gradient(J, X) == Delta1 @ W1.T)
problem.claim("dJ/dW1", gradient(J, W1) == X.T @ Delta1)
problem.claim("dJ/db1", gradient(J, b1) == total(Delta1, axis=0))
problem.claim("dJ/dW2", gradient(J, W2) == Hid.T @ Delta2)
problem.claim("dJ/db2", gradient(J, b2) == total(Delta2, axis=0))

i, j, k, m = index("i", n), index("j", H), index("k", D_y), index("m", D_y)
problem.derivation(
    "dJ/dTheta",
    partial(J, Theta[i, k]),
    [
        (
            -1 / n * total(Y[i, m] / Yhat[i, m] * partial(Yhat[i, m], Theta[i, k]), m),
            "row i of J alone depends on row i of Theta; chain rule: log' = 1/Yhat",
        ),
        (
            -1 / n * total(Y[i, m] / Yhat[i, m] * Yhat[i, m] * (delta(m, k) - Yhat[i, k]), m),
            "softmax Jacobian of row i",
        ),
        (
            1 / n * (Yhat[i, k] * total(Y[i, :]) - Y[i, k]),
            "Yhat_im cancels; the sum with delta_mk picks m = k",
        ),
        (1 / n * (Yhat[i, k] - Y[i, k]), "every row of Y sums to one"),
        (Delta2[i, k], "definition of Delta2"),
    ],
)
problem.derivation(
    "dJ/dW2",
    partial(J, W2[j, k]),
    [
        (
            total(total(gradient(J, Theta)[i, m] * partial(Theta[i, m], W2[j, k]), m), i),
            "chain rule through Theta",
        ),
        (
            total(total(Delta2[i, m] * delta(m, k) * Hid[i, j], m), i),
            "dJ/dTheta; Theta_im is sum_j H_ij W2_jm + b2_m",
        ),
        (total(Delta2[i, k] * Hid[i, j], i), "the sum with delta_mk picks m = k"),
    ],
)
