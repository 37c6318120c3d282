"""The Jacobians of affine layers, composed any number of times, by every bias and every weight.

Layer i is u = W_i x + b_i, where x is what the layers before it make of the input; W_i and b_i do not enter
x. Every later layer is u+ = W u + b.
"""

from derivcheck.notation.language import components, delta, dim, dot, identity, index, outer, tensor
from derivcheck.notation.layers import backward, forward
from derivcheck.problem import Problem

D, P = dim("D", index="r"), dim("P", index="s")
H, N = dim("H", index="j"), dim("N", index="k")
x = tensor("x", D)
W1, b1 = tensor("W1", P, D, latex="W_i"), tensor("b1", P, latex="b_i")
W, b = tensor("W", N, H), tensor("b", N)
z, g = tensor("z", H), tensor("g", H)

problem = Problem(
    "Jacobians of affine layers, to any depth",
    source="Coursework, gradients by the multivariate chain rule, linear case; compare Goodfellow, Bengio "
    "and Courville, Deep Learning (2016), section 6.5.6",
)


def compositions_that_differ() -> list[str]:
    """Depths at which the implementation is not equal to jax.jacrev; small integers make it exact."""
    import jax
    import numpy as np

    from derivcheck.affine import affine_composition, affine_jacobians

    def last(layers, x):
        return affine_composition(layers, x)[-1]

    complaints = []
    for depth in range(2, 13):
        random = np.random.default_rng(depth)
        layers = [
            (random.integers(-2, 3, (3, columns)) * 1.0, random.integers(-2, 3, 3) * 1.0)
            for columns in (2, *[3] * (depth - 1))
        ]
        x = random.integers(-2, 3, 2) * 1.0
        with jax.enable_x64(True):
            given = jax.tree.map(jax.numpy.asarray, layers)
            found = affine_jacobians(given, x, affine_composition(given, x))
            expected = jax.jacrev(last)(given, x)
        equal = jax.tree.map(np.array_equal, found, expected)
        if not jax.tree.all(equal):
            complaints.append(f"at depth {depth} they differ")
    return complaints


problem.measure(
    "implementation",
    "derivcheck.affine.affine_jacobians equals jax.jacrev at depths 2 to 12, exactly, on small integers",
    compositions_that_differ,
)

k, s, r = index("k", P), index("s", P), index("r", D)
problem.induction(
    "Jacobian of the last layer by the bias of a layer",
    forward(
        by=b1,
        state="u",
        width=H,
        first=W1 @ x + b1,
        layer=lambda u: W @ u + b,
        value="A",
        first_value=identity(P),
        layer_value=lambda A, u: W @ A,
    ),
)
problem.induction(
    "Jacobian of the last layer by the weights of a layer",
    forward(
        by=W1,
        state="u",
        width=H,
        first=W1 @ x + b1,
        layer=lambda u: W @ u + b,
        value="B",
        first_value=components(delta(k, s) * x[r], k, s, r),
        layer_value=lambda B, u: W @ B,
    ),
)
problem.induction(
    "backwards: gradients of g'z at every layer, by its weights and by its biases",
    backward(
        state=z,
        layer=lambda z: W @ z + b,
        objective="J",
        last=dot(g, z),
        value="a",
        last_value=g,
        layer_value=lambda a, z: W.T @ a,
        parameters=lambda a, z: [(W, outer(a, z)), (b, a)],
    ),
)
