"""Gradient and update rule of logistic regression with an L2 penalty, for any n examples of D features."""

from derivcheck.notation.language import (
    dim,
    dot,
    gradient,
    index,
    log,
    mean,
    partial,
    scalar,
    sigmoid,
    tensor,
    total,
)
from derivcheck.problem import Problem

n, D = dim("n", index="i"), dim("D", index="j")
X = tensor("X", n, D)
y = tensor("y", n)
theta = tensor("theta", D)
lam = scalar("lam", latex=r"\lambda")
alpha = scalar("alpha")

problem = Problem(
    "Gradient of regularized logistic regression",
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2, equations 4.90 and 4.91; "
    "Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.1.1",
)


def regularized_loss(X, y, theta, lam):
    import jax
    import jax.numpy as jnp

    scores = X @ theta
    losses = y * jax.nn.softplus(-scores) + (1 - y) * jax.nn.softplus(scores)
    return jnp.mean(losses) + 0.5 * lam * jnp.vdot(theta, theta)


p = problem.let("p", sigmoid(X @ theta))
J = problem.let(
    "J",
    -mean(y * log(p) + (1 - y) * log(1 - p)) + lam / 2 * dot(theta, theta),
    reference=regularized_loss,
)
residual = sigmoid(X @ theta) - y

problem.derive(J, theta)
problem.claim("gradient", gradient(J, theta) == 1 / n * (X.T @ residual) + lam * theta)
problem.claim(
    "update",
    theta - alpha * gradient(J, theta) == (1 - alpha * lam) * theta - alpha / n * (X.T @ residual),
)

i, j = index("i", n), index("j", D)
problem.claim(
    "update of one component",
    theta[j] - alpha * partial(J, theta[j])
    == (1 - alpha * lam) * theta[j] - alpha / n * total((sigmoid(X[i, :] @ theta) - y[i]) * X[i, j], i),
)

problem.derivation(
    "gradient",
    partial(J, theta[j]),
    [
        (
            -1 / n * total((y[i] / p[i] - (1 - y[i]) / (1 - p[i])) * partial(p[i], theta[j]), i)
            + lam / 2 * (2 * theta[j]),
            "sum and chain rules: log' = 1/u, and the derivative of theta_j^2 is 2 theta_j",
        ),
        (
            -1 / n * total((y[i] / p[i] - (1 - y[i]) / (1 - p[i])) * p[i] * (1 - p[i]) * X[i, j], i)
            + lam * theta[j],
            "the derivative of the sigmoid is sigmoid (1 - sigmoid), and that of the score is X_ij",
        ),
        (
            -1 / n * total((y[i] * (1 - p[i]) - (1 - y[i]) * p[i]) * X[i, j], i) + lam * theta[j],
            "multiply out: p_i and 1 - p_i cancel, both are positive",
        ),
        (1 / n * total((p[i] - y[i]) * X[i, j], i) + lam * theta[j], "the products y_i p_i cancel"),
    ],
)
