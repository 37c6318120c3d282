"""The objective of logistic regression from the likelihood of its labels, and why it is convex."""

from derivcheck.notation.language import (
    diag,
    dim,
    dot,
    exp,
    gradient,
    hessian,
    identity,
    log,
    mean,
    positive,
    product,
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
v = tensor("v", D)
lam = scalar("lam", latex=r"\lambda")

problem = Problem(
    "Objective of regularized logistic regression: derived, and convex",
    source="Coursework, logistic regression exercise; compare Bishop, Pattern Recognition and Machine "
    "Learning (2006), section 4.3.2 and 4.3.3, equations 4.89, 4.90 and 4.97",
    given=[positive(lam)],
)


def regularized_loss(X, y, theta, lam):
    import jax
    import jax.numpy as jnp

    scores = X @ theta
    losses = y * jax.nn.softplus(-scores) + (1 - y) * jax.nn.softplus(scores)
    return jnp.mean(losses) + 0.5 * lam * jnp.vdot(theta, theta)


u = problem.let("u", X @ theta)
p = problem.let("p", sigmoid(u))
L = problem.let("L", product(p**y * (1 - p) ** (1 - y)))
objective = problem.let("J", -1 / n * log(L) + lam / 2 * dot(theta, theta), reference=regularized_loss)

problem.claim(
    "objective",
    objective == -mean(y * log(p) + (1 - y) * log(1 - p)) + lam / 2 * dot(theta, theta),
)
problem.claim("gradient", gradient(objective, theta) == 1 / n * (X.T @ (p - y)) + lam * theta)
problem.claim(
    "Hessian", hessian(objective, theta) == 1 / n * (X.T @ diag(p * (1 - p)) @ X) + lam * identity(D)
)
problem.claim(
    "v'Hv is a sum of squares and lambda v'v",
    v @ hessian(objective, theta) @ v
    == 1 / n * total((exp(-u / 2) / (1 + exp(-u)) * (X @ v)) ** 2) + lam * total(v**2),
    note="Sums of squares with the weights 1/n and lambda, both positive: v'Hv > 0 unless v = 0, so "
    "the objective is strictly convex.",
)

problem.derivation(
    "objective",
    objective,
    [
        (
            -1 / n * log(product(p**y * (1 - p) ** (1 - y))) + lam / 2 * dot(theta, theta),
            "the labels are independent, label i is 1 with probability p_i and 0 with 1 - p_i",
        ),
        (
            -1 / n * total(log(p**y * (1 - p) ** (1 - y))) + lam / 2 * dot(theta, theta),
            "the logarithm of a product of positive factors is the sum of their logarithms",
        ),
        (
            -1 / n * total(y * log(p) + (1 - y) * log(1 - p)) + lam / 2 * dot(theta, theta),
            "log(a^s b^t) = s log a + t log b for positive a and b",
        ),
    ],
)
