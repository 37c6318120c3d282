"""Gradients of the sum of the log-probabilities of a linear classifier, for any sizes K and D."""

from derivcheck.notation.language import (
    delta,
    dim,
    gradient,
    index,
    log,
    outer,
    partial,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

K, D = dim("K", index="k"), dim("D", index="j")
W = tensor("W", K, D)
x = tensor("x", D)
c = tensor("c", K)

problem = Problem(
    "Gradients of the sum of log softmax(Wx + c)",
    source="Coursework, softmax exercise; compare Goodfellow, Bengio and Courville, Deep Learning (2016), "
    "section 6.2.2.3",
)


def sum_of_log_probabilities(W, x, c):
    import jax
    import jax.numpy as jnp

    return jnp.sum(jax.nn.log_softmax(W @ x + c))


z = problem.let("z", W @ x + c)
p = problem.let("p", softmax(z))
J = problem.let("J", total(log(p)), reference=sum_of_log_probabilities)

problem.derive(J, z, W, c)
problem.claim("dJ/dz", gradient(J, z) == 1 - K * softmax(z))
problem.claim("dJ/dW", gradient(J, W) == outer(1 - K * softmax(z), x))
problem.claim("dJ/dc", gradient(J, c) == 1 - K * softmax(z))

i, j, k, m = index("i", K), index("j", D), index("k", K), index("m", K)
problem.derivation(
    "dJ/dz",
    partial(J, z[m]),
    [
        (total(partial(p[i], z[m]) / p[i], i), "definition of J, chain rule: log' = 1/p"),
        (total(p[i] * (delta(i, m) - p[m]) / p[i], i), "softmax Jacobian"),
        (total(delta(i, m) - p[m], i), "p_i cancels: it is positive"),
        (1 - K * p[m], "the delta sums to 1, the constant p_m to K p_m"),
    ],
)
problem.derivation(
    "dJ/dW",
    partial(J, W[k, j]),
    [
        (total(partial(J, z[m]) * partial(z[m], W[k, j]), m), "chain rule through z"),
        (total(partial(J, z[m]) * delta(m, k) * x[j], m), "z_m is sum_l W_ml x_l + c_m"),
        (partial(J, z[k]) * x[j], "the sum with delta_mk picks m = k"),
        ((1 - K * p[k]) * x[j], "dJ/dz"),
    ],
)
