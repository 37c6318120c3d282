"""Adding one number to every entry does not change a softmax, for any number K of entries."""

from derivcheck.notation.language import dim, exp, index, scalar, softmax, tensor, total
from derivcheck.problem import Problem

K = dim("K", index="k")
x = tensor("x", K)
c = scalar("c")

problem = Problem(
    "Softmax is invariant under shifts",
    source="Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3, equation 6.32",
)


def softmax_of(x):
    import jax

    return jax.nn.softmax(x)


def softmax_of_shifted(x, c):
    import jax

    return jax.nn.softmax(x + c)


p = problem.let("p", softmax(x), reference=softmax_of)
q = problem.let("q", softmax(x + c), reference=softmax_of_shifted)

problem.claim("softmax(x + c) = softmax(x)", q == p)

i, k = index("i", K), index("k", K)
problem.derivation(
    "softmax(x + c) = softmax(x)",
    q[i],
    [
        (exp(x[i] + c) / total(exp(x[k] + c), k), "definition of softmax"),
        (exp(x[i]) * exp(c) / total(exp(x[k]) * exp(c), k), "exp(a + b) = exp(a) exp(b)"),
        (exp(x[i]) * exp(c) / (exp(c) * total(exp(x[k]), k)), "exp(c) does not depend on k"),
        (exp(x[i]) / total(exp(x[k]), k), "exp(c) cancels: it is positive"),
        (p[i], "definition of softmax"),
    ],
)
