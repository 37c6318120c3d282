"""The fifth document of the coursework: its wrong formulas as they are written, and what is wrong."""

from derivcheck.notation.language import (
    delta,
    dim,
    equation,
    exp,
    gradient,
    index,
    log,
    sigmoid,
    softmax,
    tensor,
    total,
)
from derivcheck.problem import Problem

D_x, H, D_y = dim("D_x", index="i"), dim("H", index="j"), dim("D_y", index="k")
x = tensor("x", D_x)
W1, b1 = tensor("W1", D_x, H), tensor("b1", H)
W2, b2 = tensor("W2", H, D_y), tensor("b2", D_y)
y = tensor("y", D_y)

problem = Problem(
    "Mistakes in the fifth document",
    source="Coursework, document 5: assignment 1, softmax and neural network basics",
    expect="refuted",
    given=[total(y) == 1],
    vectors="row",
)

h = problem.let("h", sigmoid(x @ W1 + b1))
theta = problem.let("theta", h @ W2 + b2)
yhat = problem.let("yhat", softmax(theta))
J = problem.let("J", -total(y * log(yhat)))
j, k = index("j", D_y), index("k", D_y)

problem.claim(
    "2.2, cross-entropy of the label j",
    equation(-total(delta(k, j) * log(yhat[k]), k), log(softmax(theta)[j])),
    note="The minus sign is lost.",
)
problem.claim(
    "2.2, the minus sign comes back",
    equation(log(exp(theta[j]) / total(exp(theta))), -theta[j] + log(total(exp(theta)))),
    note="The last line is right and does not follow from the one before.",
)
problem.malformed(
    "2.3, dJ/dx",
    "dJ/dx = (yhat - y) W_2^T o sigma'(phi) W_1^T",
    lambda: gradient(J, x) == ((yhat - y) @ W2.T) * ((h * (1 - h)) @ W1.T),
    note="Brackets are missing: matrix products come before entry-by-entry ones.",
)
