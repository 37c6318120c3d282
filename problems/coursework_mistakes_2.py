"""The second document of the coursework: its wrong formulas as they are written, and what is wrong."""

from derivcheck.notation.language import (
    delta,
    dim,
    dot,
    equation,
    gradient,
    index,
    log,
    mean,
    outer,
    partial,
    scalar,
    sigmoid,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

K, D, H, N = dim("K", index="k"), dim("D", index="j"), dim("H", index="h"), dim("N", index="i")
W, x, c = tensor("W", K, D), tensor("x", D), tensor("c", K)
X, Y, theta = tensor("X", N, D), tensor("Y", N), tensor("theta", D)
V, h, b = tensor("V", H, K, latex="W"), tensor("h", H), tensor("b", K)
y = tensor("y", K)
u, t = scalar("u"), scalar("t", latex="y")
lam, alpha = scalar("lam", latex=r"\lambda"), scalar("alpha")
labels_normalized = total(y) == 1

problem = Problem(
    "Mistakes in the second document",
    source="Coursework, document 2: Deep Learning, assignment 1 (2019)",
    expect="refuted",
    given=[labels_normalized],
)

z = problem.let("z", W @ x + c)
s = problem.let("s", softmax(z))
J = problem.let("J", total(log(s)))
q = problem.let("q", sigmoid(X @ theta), latex=r"h_\theta")
R = problem.let("R", -mean(Y * log(q) + (1 - Y) * log(1 - q)) + lam / 2 * dot(theta, theta))
cost = problem.let("cost", -t * log(sigmoid(u)) - (1 - t) * log(1 - sigmoid(u)))
a = problem.let("a", V.T @ h + b, latex="z")
CE = problem.let("CE", -total(y * log(softmax(a))))
i, k = index("i", K), index("k", K)
others = total((1 - delta(k, i)) * s[k], k)

problem.malformed(
    "Q1 (2), J",
    "J = sum_i log softmax(z_i)",
    lambda: equation(J, total(log(softmax(z[i])), i)),
    note="softmax(z)_i is meant: a softmax of the single number z_i would be 1.",
)
problem.claim(
    "Q1 (2), sign of J",
    gradient(J, z) == -gradient(total(log(softmax(z))), z),
    note="A minus sign comes from nowhere, and stays to the end.",
)
problem.claim(
    "Q1 (2), y appears",
    equation(
        -partial(J, z[i]),
        -(1 / s[i] * partial(s[i], z[i])) - total((1 - delta(k, i)) * y[k] / s[k] * partial(s[k], z[i]), k),
    ),
    note="There are no labels y in this exercise.",
)
problem.claim(
    "Q1 (2), the other classes",
    equation(-partial(J, z[i]), -(1 - s[i]) + others),
    note="Each of the other classes contributes softmax(z)_i, not softmax(z)_k.",
)
problem.claim(
    "Q1 (2), N appears",
    equation(-1 + s[i] + others, -1 + K * s[i]),
    note="The probabilities of all classes sum to one, so the left side is 0.",
)
problem.claim(
    "Q1 (2), dJ/dz",
    gradient(J, z) == -1 + K * softmax(z),
    note="The sign, as above.",
)
problem.claim(
    "Q1 (2), dJ/dW",
    gradient(J, W) == outer(-1 + K * softmax(z), x),
    note="The sign, as above, where the product is read as an outer product.",
)
problem.malformed(
    "Q1 (2), dJ/dW, shapes",
    "dJ/dW = (-1 + N softmax(z)) x",
    lambda: gradient(J, W) == (-1 + K * softmax(z)) * x,
    note="Two columns of different length are multiplied: x must be transposed.",
)
problem.claim(
    "Q1 (2), dJ/dc",
    gradient(J, c) == -1 + K * softmax(z),
    note="The sign, as above.",
)
problem.claim(
    "Q2 (1), probability of a label",
    Y * log(q) + (1 - Y) * log(1 - q) == log(q),
    note="p(y; x, theta) = sigma(theta'x) holds for the label 1 only; compared are the logarithms.",
)
problem.claim(
    "Q2 (2), derivative called that of the cost",
    partial(cost, u) == sigmoid(u) * (1 - sigmoid(u)),
    note="This is the derivative of the sigmoid by its argument, not that of the cost.",
)
problem.claim(
    "Q2 (2), constants combined",
    theta - alpha * gradient(R, theta) == theta * (1 - lam / N) - alpha * (X.T @ (q - Y)),
    note="lambda has lost its factor alpha and gained 1/N, the sum has lost 1/N.",
)
problem.malformed(
    "Q3 (1), sum to N",
    "dJ/dz = -y_i + (sum_(k=1)^N y_k) yhat_i",
    lambda: equation(partial(CE, a[i]), -y[i] + total(y[index("k", N)], index("k", N)) * softmax(a)[i]),
    note="y has K entries; N is the number of examples.",
)
problem.malformed(
    "Q3 (1), vector and entry",
    "dJ/dz = -y_i + yhat_i",
    lambda: gradient(CE, a) == -y[i] + softmax(a)[i],
    note="The vector of derivatives is set equal to one entry of it: dJ/dz_i is meant.",
)
problem.malformed(
    "Q3 (3), dJ/dW",
    "dJ/dW = (-y + yhat) h",
    lambda: gradient(CE, V) == (-y + softmax(a)) * h,
    note="With z = W'h + b the gradient is h (yhat - y)': h comes first, and the other factor is a row.",
)
