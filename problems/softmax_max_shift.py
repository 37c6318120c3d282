"""Softmax with the maximum subtracted: the same function, of which every number stays finite."""

from derivcheck.notation.language import dim, exp, softmax, spread, tensor, total
from derivcheck.problem import Problem

n, K = dim("n", index="i"), dim("K", index="k")
X, c = tensor("X", n, K), tensor("c", n)

problem = Problem(
    "Softmax with the maximum subtracted from every row",
    source="Coursework, softmax exercise and its implementation; compare Goodfellow, Bengio and Courville, "
    "Deep Learning (2016), section 4.1, and Higham, Accuracy and Stability of Numerical Algorithms (2002), "
    "section 2.2",
)


def row_softmax(X):
    import jax

    return jax.nn.softmax(X, axis=1)


P = problem.let("P", softmax(X), reference=row_softmax)
E = problem.let("E", exp(X - spread(c, K, 1)))

problem.claim("subtracting a number from every row", E / spread(total(E, axis=1), K, 1) == P)
problem.claim("for the maximum it is enough that c is any number", softmax(X - spread(c, K, 1)) == softmax(X))


def shifted(x):
    """Softmax along the last axis, of a vector or of the rows of a matrix."""
    import jax.numpy as jnp

    powers = jnp.exp(x - jnp.max(x, axis=-1, keepdims=True))
    return powers / jnp.sum(powers, axis=-1, keepdims=True)


def direct(x):
    """The same without the shift: exp overflows."""
    import jax.numpy as jnp

    return jnp.exp(x) / jnp.sum(jnp.exp(x), axis=-1, keepdims=True)


def inputs(dtype, largest=1e4):
    """Matrices, and vectors as matrices of one row, with entries up to `largest` in size."""
    import numpy as np

    random = np.random.default_rng(0)
    for rows, columns in ((1, 1), (1, 2), (1, 7), (3, 5), (4, 2)):
        for scale in (1.0, 30.0, 1e3, largest):
            yield (random.uniform(-1, 1, (rows, columns)) * scale).astype(dtype)
    edges = [[largest, largest, -largest], [largest, largest - 1, 0], [-largest, -largest, -largest + 1]]
    yield np.array(edges, dtype)


def inaccurate(function, dtype):
    """Where the function is not finite, or further from the exact softmax than rounding explains.

    The shift is rounded once, which exp turns into a relative error of |x - max| units of rounding; exp and
    the division may be off by 8 units more, the sum by one for each term; results below the smallest normal
    number may be 0.
    """
    import jax
    import numpy as np

    from derivcheck.methods.accuracy import inaccuracies

    complaints = []
    for x in inputs(dtype):
        with jax.enable_x64(True):
            found = np.asarray(function(x[0] if len(x) == 1 else x)).reshape(x.shape)
        unit, tiny = np.finfo(dtype).eps, float(np.finfo(dtype).tiny)
        shift = np.abs(x.astype(float) - x.max(axis=1, keepdims=True).astype(float))
        relative = (shift + x.shape[1] + 8) * unit
        complaints += inaccuracies(problem.context, "P", {"X": x}, found, relative, tiny)
    return complaints


def overflow_is_not_seen(dtype):
    """A complaint where the direct softmax is accurate after all."""
    return [] if any("is nan" in line for line in inaccurate(direct, dtype)) else ["nothing overflowed"]


for dtype in ("float32", "float64"):
    problem.measure(
        f"accurate in {dtype}",
        "with the maximum subtracted, vectors and rows with entries up to 10^4 in size give probabilities "
        "that are finite and as close to the exact ones as rounding allows",
        lambda dtype=dtype: inaccurate(shifted, dtype),
    )
    problem.measure(
        f"overflow in {dtype}",
        "without the shift, the same inputs give results that are no numbers",
        lambda dtype=dtype: overflow_is_not_seen(dtype),
    )
