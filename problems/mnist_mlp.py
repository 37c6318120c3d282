"""A network with one hidden layer, trained on MNIST with the gradients proved here."""

from derivcheck.network import NetworkTraining
from derivcheck.notation.language import (
    dim,
    gradient,
    log,
    mean,
    ones,
    outer,
    relu,
    sigmoid,
    softmax,
    tanh,
    tensor,
    total,
)
from derivcheck.problem import Problem

ACTIVATIONS = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu}


def mean_cross_entropy(X, W1, b1, W2, b2, Y):
    import jax
    import jax.numpy as jnp

    scores = jax.nn.sigmoid(X @ W1 + b1) @ W2 + b2
    return jnp.mean(jax.nn.logsumexp(scores, axis=1) * jnp.sum(Y, axis=1) - jnp.sum(Y * scores, axis=1))


def network(activation: str = "sigmoid") -> Problem:
    n, D_x, H, D_y = dim("n", index="i"), dim("D_x", index="r"), dim("H", index="j"), dim("D_y", index="k")
    X, Y = tensor("X", n, D_x), tensor("Y", n, D_y)
    W1, b1 = tensor("W1", D_x, H), tensor("b1", H)
    W2, b2 = tensor("W2", H, D_y), tensor("b2", D_y)
    problem = Problem(
        "A network with one hidden layer learns to read digits",
        source="Coursework, MNIST exercise; data: LeCun, Cortes and Burges, The MNIST database (1998)",
        given=[total(Y, axis=1) == 1],
        vectors="row",
    )
    reference = mean_cross_entropy if activation == "sigmoid" else None
    Phi = problem.let("Phi", X @ W1 + outer(ones(n), b1))
    Hid = problem.let("Hid", ACTIVATIONS[activation](Phi), latex="H")
    Theta = problem.let("Theta", Hid @ W2 + outer(ones(n), b2))
    Yhat = problem.let("Yhat", softmax(Theta))
    J = problem.let("J", -mean(total(Y * log(Yhat), axis=1)), reference=reference)
    problem.derive(J, W1, b1, W2, b2)
    if activation == "sigmoid":
        Delta2 = problem.let("Delta2", 1 / n * (Yhat - Y), latex=r"\Delta^{(2)}")
        Delta1 = problem.let("Delta1", Delta2 @ W2.T * Hid * (1 - Hid), latex=r"\Delta^{(1)}")
        problem.claim("dJ/dW1", gradient(J, W1) == X.T @ Delta1)
        problem.claim("dJ/db1", gradient(J, b1) == total(Delta1, axis=0))
        problem.claim("dJ/dW2", gradient(J, W2) == Hid.T @ Delta2)
        problem.claim("dJ/db2", gradient(J, b2) == total(Delta2, axis=0))
    return problem


problem = network()
problem.training = NetworkTraining(network, "mnist")
