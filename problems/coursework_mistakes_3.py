"""The third document of the coursework: its wrong formulas as they are written, and what is wrong."""

from derivcheck.notation.language import (
    dim,
    equation,
    gradient,
    index,
    jacobian,
    log,
    mean,
    ones,
    outer,
    partial,
    scalar,
    softmax,
    spread,
    squared_norm,
    tensor,
    total,
    when_different,
)
from derivcheck.problem import Problem

n, m, c = dim("n", index="i"), dim("m", index="j"), dim("c", index="k")
X, Y = tensor("X", n, m), tensor("Y", n, c)
W, b = tensor("W", m, c), tensor("b", c)
alpha = scalar("alpha")
A1, a1, A2, a2 = tensor("A1", 3, 2), tensor("a1", 3), tensor("A2", 1, 3), tensor("a2", 1)
x, stored = tensor("x", 2), tensor("stored", 2)

problem = Problem(
    "Mistakes in the third document",
    source="Coursework, document 3: Deep Learning, homework 3 (2023)",
    expect="refuted",
    given=[total(Y, axis=1) == 1],
    vectors="row",
)

Yhat = problem.let("Yhat", softmax(X @ W + spread(b, n, 0)))
f = problem.let("f", -mean(total(Y * log(Yhat), axis=1)))
P = problem.let("P", softmax(X @ W), latex=r"\hat{Y}_0")
cost = problem.let("cost", -mean(total(Y * log(P), axis=1)))
z1 = problem.let("z1", A1 @ x + a1)
z2 = problem.let("z2", A2 @ z1 + a2)
i, j, k, ell = index("i", n), index("j", m), index("k", c), index("l", c)
too_far = index("i", m)
slope = partial(Yhat[i, k], W[j, ell])

problem.claim(
    "1, yhat in the answer",
    softmax(X @ W) == Yhat,
    note="The answer drops the biases b_k from the scores.",
)
problem.claim(
    "1, case l != k",
    when_different(k, ell, slope == -X[i, j] * Yhat[i, k] * Yhat[i, k]),
    note="The inner derivative is exp(x'w^(l)), not exp(x'w^(k)).",
)
problem.claim(
    "1, case l != k, last step",
    when_different(k, ell, -X[i, j] * Yhat[i, k] * Yhat[i, k] == -X[i, j] * Yhat[i, k] * Yhat[i, ell]),
    note="The right answer does not follow from the line before it.",
)
problem.malformed(
    "1, sum to m",
    "-sum_(i=1)^m x^(i) (y_l^(i) - yhat_l^(i))",
    lambda: equation(
        partial(f, W[j, ell]), -total(X[too_far, j] * (Y[too_far, ell] - Yhat[too_far, ell]), too_far)
    ),
    note="There are n examples; m is the number of features.",
)
problem.claim(
    "1, total gradient",
    gradient(f, W) == -(X.T @ (Y - Yhat)),
    note="The factor 1/n of the loss is lost in all six lines.",
)
problem.claim(
    "2, equations 6 and 7",
    -total(Y * log(Yhat)) == f,
    note="The negative log-likelihood is n times the loss, which is a mean.",
)
problem.claim(
    "3, code of the loss",
    cost + alpha / 2 * squared_norm(W) == cost,
    note="fCE takes alpha and does not use it: the penalty is not in the value.",
)
problem.claim(
    "3, code of the gradient by the weights",
    gradient(cost, W) == 1 / n * (X.T @ (P - Y)) + alpha * W,
    note="gradK has the penalty, so it is not the gradient of fCE.",
)
problem.claim(
    "3, code of the gradient by the biases",
    gradient(cost, b) == 1 / n * total(P - Y, axis=0),
    note="The code has no biases: what it computes does not depend on them, so this gradient is 0.",
)
problem.malformed(
    "4 (c), every layer is applied to x",
    "z_2 = W_2 x + b_2",
    lambda: A2 @ x + a2 == z2,
    note="Composition never hands z_1 on: the second layer, too, gets x.",
)
problem.malformed(
    "4 (c), a vector in one cell",
    "z[ix] = W x + b, with z = np.empty(len(L))",
    lambda: stored[1] == A1 @ x + a1,
    note="The array has one number a layer, and a layer's value is a vector.",
)
problem.malformed(
    "4 (e), dz_2/db_2",
    "dz_2/db_2 = 1_(1x3)",
    lambda: jacobian(z2, a2) == ones(1, 3),
    note="z_2 and b_2 have one entry each, so it is the 1 x 1 identity, as (f) says.",
)
problem.malformed(
    "4 (g), gradient by W_1",
    "unvec[d(f o g)/d vec W_1] = x W_2, a 3 x 2 matrix",
    lambda: gradient(z2[1], A1) == outer(x, A2[1, :]),
    note="x W_2 is 2 x 3. Of the shape 3 x 2, that of W_1, is W_2' x'.",
)
problem.malformed(
    "4 (h), last layer",
    "dW[n-1] = db[n-1] @ z[n-2]",
    lambda: gradient(z2[1], A2) == ones(1, 1) @ z1,
    note="A 1 x 1 matrix times a vector of 3 entries: an outer product is meant.",
)
problem.malformed(
    "4 (h), layers before",
    "dW[ix] = z[ix-1] @ db[ix]",
    lambda: gradient(z2[1], A1) == x @ A2,
    note="A vector of 2 entries times a 1 x 3 matrix: an outer product is meant. Nothing is returned.",
)
