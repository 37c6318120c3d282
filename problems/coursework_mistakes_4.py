"""The fourth document of the coursework: its wrong formulas as they are written, and what is wrong."""

from derivcheck.notation.language import (
    differential,
    dim,
    dot,
    equation,
    exp,
    gradient,
    log,
    sigmoid,
    softmax,
    tensor,
    total,
    trace,
)
from derivcheck.problem import Problem

D_x, H, D_y = dim("D_x", index="i"), dim("H", index="j"), dim("D_y", index="k")
x = tensor("x", 1, D_x)
W1, b1 = tensor("W1", D_x, H), tensor("b1", 1, H)
W2, b2 = tensor("W2", H, D_y), tensor("b2", 1, D_y)
y = tensor("y", 1, D_y)
dW1, db1 = tensor("dW1", D_x, H), tensor("db1", 1, H)
dW2, db2 = tensor("dW2", H, D_y), tensor("db2", 1, D_y)

problem = Problem(
    "Mistakes in the fourth document",
    source="Coursework, document 4: assignment 1 (2018)",
    expect="refuted",
    given=[total(y, axis=1) == 1],
    vectors="row",
)

h = problem.let("h", sigmoid(x @ W1 + b1))
theta = problem.let("theta", h @ W2 + b2)
yhat = problem.let("yhat", softmax(theta))
J = problem.let("J", -total(y * log(yhat)))
residual = yhat - y

problem.claim(
    "equations 10 and 11",
    gradient(J, theta) == -y + log(total(exp(theta))),
    note="The logarithm is to be differentiated: a bracket is missing, then the derivative.",
)
problem.claim(
    "equation 17",
    equation(J, -total(y * log(h @ W2 + b2))),
    note="The softmax is lost.",
)
problem.malformed(
    "equation 19, as written",
    "dJ/dx = (yhat - y) W_2^T sigma(.) {1 - sigma(.)}^T W_1^T",
    lambda: gradient(J, x) == residual @ W2.T @ h @ (1 - h).T @ W1.T,
    note="Two rows are multiplied as matrices; sigma and 1 - sigma go entry by entry.",
)
problem.claim(
    "equation 19, where sigma {1 - sigma}^T is a number",
    gradient(J, x) == dot(h, 1 - h) * (residual @ W2.T @ W1.T),
    note="The only reading whose shapes fit: a row times a column first.",
)
problem.malformed(
    "equations 30 and 31",
    "dJ = (yhat - y)^T d(h W_2 + b_2)",
    lambda: equation(
        differential(J, (W2, dW2), (b2, db2)), residual.T @ differential(theta, (W2, dW2), (b2, db2))
    ),
    note="A column times a row is a matrix; dJ is its trace, as (32) has it.",
)
problem.malformed(
    "equation 33",
    "dJ/dW_2 = (W_2 (yhat - y)^T)^T",
    lambda: gradient(J, W2) == (W2 @ residual.T).T,
    note="((yhat - y)^T h)^T is meant; equation 34 is right and does not follow.",
)
problem.malformed(
    "equations 37 and 38",
    "dJ = tr((yhat - y)^T sigma' * (x dW_1 + db_1) W_2)",
    lambda: equation(
        differential(J, (W1, dW1), (b1, db1)),
        trace((residual.T @ (h * (1 - h))) * ((x @ dW1 + db1) @ W2)),
    ),
    note="Brackets are missing: matrix products come before entry-by-entry ones.",
)
