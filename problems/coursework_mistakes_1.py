"""The first document of the coursework: its wrong formulas as they are written, and what is wrong."""

from derivcheck.notation.language import (
    dim,
    dot,
    equation,
    exp,
    gradient,
    index,
    log,
    mean,
    partial,
    scalar,
    sigmoid,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

K, D, H, n = dim("K", index="k"), dim("D", index="j"), dim("H", index="h"), dim("n", index="i")
W, x, c = tensor("W", K, D), tensor("x", D), tensor("c", K)
X, Y, theta = tensor("X", n, D), tensor("Y", n), tensor("theta", D)
v, y = tensor("v", K, latex="z"), tensor("y", K)
V, h, b = tensor("V", K, H, latex="W"), tensor("h", H), tensor("b", K)
lam = scalar("lam", latex=r"\lambda")
labels_normalized = total(y) == 1

problem = Problem(
    "Mistakes in the first document",
    source="Coursework, document 1: softmax, logistic regression, derivative of the softmax function",
    expect="refuted",
    given=[labels_normalized, total(v) == 1],
)

z = problem.let("z", W @ x + c)
J = problem.let("J", total(log(softmax(z))))
q = problem.let("q", sigmoid(X @ theta))
penalty = lam / 2 * dot(theta, theta)
F = problem.let("F", -mean(Y * log(q) + (1 - Y) * log(1 - q)) + penalty)
G = problem.let("G", mean(Y * log(q) + (1 - Y) * log(1 - q)) + penalty)
yhat = problem.let("yhat", softmax(v), latex=r"\tilde{y}")
CE = problem.let("CE", -total(y * log(yhat)))
i, k, m = index("i", D), index("k", K), index("m", K)

problem.malformed(
    "0.1 (1), last line",
    "e^(x_i) / sum_i' e^(x_i') = softmax(x)",
    lambda: softmax(x)[i] == softmax(x),
    note="An entry is set equal to the whole vector: softmax(x)_i is meant.",
)
problem.malformed(
    "0.1 (2), J written out",
    "J = log(e^(z_i) / e^(z_i'))",
    lambda: equation(J, log(exp(z[k]) / exp(z[m]))),
    note="Both sums are lost, so i and i' are free on the right and not on the left.",
)
problem.claim(
    "0.1 (2), dJ/dW = 0",
    gradient(J, W) == 0,
    note="z depends on W: the terms are no constants. Right is (1 - K softmax(z)) x'.",
)
problem.claim(
    "0.1 (2), dJ/dc = 0",
    gradient(J, c) == 0,
    note="z depends on c. Right is 1 - K softmax(z).",
)
problem.claim(
    "0.2 (1), objective",
    equation(F, mean(Y * log(q) + (1 - Y) * log(1 - q)) + penalty),
    note="The sign of the log-likelihood is lost: its minimum makes the labels unlikely.",
)
problem.malformed(
    "0.2 (2), first line",
    "dJ/dtheta = d/dtheta 1/n sum_i [Y_i log sigma(x_i) + (1 - Y_i) log(1 - sigma(x_i))]",
    lambda: gradient(mean(Y * log(sigmoid(X)) + (1 - Y) * log(1 - sigmoid(X))), theta) == 0,
    note="theta is lost: sigma of the vector x_i is no probability of one label.",
)
problem.claim(
    "0.2 (2), gradient",
    gradient(G, theta) == 1 / n * (X.T @ (Y - q)),
    note="The gradient of the penalty is lost, even with the wrong sign above. No update rule follows.",
)
problem.claim(
    "0.3 (1), z is the known probability vector",
    gradient(CE, v) == yhat - y,
    without=labels_normalized,
    note="That the entries of z sum to one is of no use; those of y must, which the exercise does not say.",
)
problem.claim(
    "0.3 (1), the sum over k",
    equation(partial(CE, v[k]), -y[k] + total(y[m] * (1 / total(exp(v)) * exp(v[m])), m)),
    note="e^(z_k) stands under the sum over k, which captures its index: two indices are called k.",
)
problem.malformed(
    "0.3 (1), vector and entry",
    "dJ/dz = -y_k + yhat_k",
    lambda: gradient(CE, v) == -y[k] + yhat[k],
    note="The vector of derivatives is set equal to one entry of it: dJ/dz_k is meant.",
)
problem.malformed(
    "0.3 (3), z = sigma(W'h + b)",
    "z = sigma(W^T h + b), where the exercise has z = W h + b",
    lambda: sigmoid(V.T @ h + b) == v,
    note="The exercise multiplies by W, the answer by its transpose. The chain rule is then left unfinished.",
)
