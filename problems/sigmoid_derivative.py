"""The derivative of the logistic function, in its two usual forms."""

from derivcheck.notation.language import exp, gradient, scalar, sigmoid
from derivcheck.problem import Problem

x = scalar("x")

problem = Problem(
    "Derivative of the sigmoid",
    source="Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.2, equation 4.88",
)


def logistic(x):
    import jax.numpy as jnp

    return (1 + jnp.tanh(x / 2)) / 2


s = problem.let("s", sigmoid(x), reference=logistic)

problem.derive(s, x)
problem.claim("derivative in exponentials", gradient(s, x) == exp(-x) / (1 + exp(-x)) ** 2)
problem.claim("derivative in the sigmoid", gradient(s, x) == sigmoid(x) * (1 - sigmoid(x)))

problem.derivation(
    "derivative in the sigmoid",
    gradient(s, x),
    [
        (gradient((1 + exp(-x)) ** -1, x), "definition of the sigmoid"),
        (-((1 + exp(-x)) ** -2) * gradient(1 + exp(-x), x), "chain rule: the derivative of 1/u is -1/u^2"),
        (exp(-x) / (1 + exp(-x)) ** 2, "the derivative of exp(-x) is -exp(-x); the two minus signs cancel"),
        (1 / (1 + exp(-x)) * ((1 + exp(-x) - 1) / (1 + exp(-x))), "split; add and subtract 1 above the line"),
        (1 / (1 + exp(-x)) * (1 - 1 / (1 + exp(-x))), "divide the difference term by term"),
        (sigmoid(x) * (1 - sigmoid(x)), "definition of the sigmoid, twice"),
    ],
)
