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
