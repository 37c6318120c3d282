"""The cross-entropy is the negative log-likelihood, and n times the mean loss: not equal to that."""

from derivcheck.notation.language import dim, log, mean, product, softmax, tensor, total
from derivcheck.problem import Problem

n, c = dim("n", index="i"), dim("c", index="k")
Z = tensor("Z", n, c)
Y = tensor("Y", n, c)

problem = Problem(
    "Cross-entropy as negative log-likelihood",
    source="Coursework, negative log-likelihood exercise; compare Goodfellow, Bengio and Courville, Deep "
    "Learning (2016), section 5.5, and Bishop, Pattern Recognition and Machine Learning (2006), "
    "equations 4.107 and 4.108",
    given=[total(Y, axis=1) == 1],
)


def negative_log_likelihood(Z, Y):
    import jax
    import jax.numpy as jnp

    return -jnp.vdot(Y, jax.nn.log_softmax(Z, axis=1))


Yhat = problem.let("Yhat", softmax(Z))
L = problem.let("L", product(Yhat**Y), latex=r"\mathcal{L}")
nll = problem.let("NLL", -log(L), latex=r"\ell", reference=negative_log_likelihood)
f = problem.let("f", -mean(total(Y * log(Yhat), axis=1)))

problem.derive(nll, Z)
problem.claim("negative log-likelihood", nll == -total(Y * log(Yhat)))
problem.claim("n times the mean loss", nll == n * f)
problem.claim("equal to the mean loss", nll == f, expect="refuted")

problem.derivation(
    "negative log-likelihood",
    nll,
    [
        (
            -log(product(product(Yhat**Y, axis=1))),
            "the examples are independent, and example i has label k with probability Yhat_ik",
        ),
        (-total(log(product(Yhat**Y, axis=1))), "the logarithm of a product of positive factors"),
        (-total(total(log(Yhat**Y), axis=1)), "and once more, within an example"),
        (-total(Y * log(Yhat)), "log(a^s) = s log a for positive a"),
    ],
)
