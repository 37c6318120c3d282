"""What the coursework should have said, next to what it said (see reject/coursework.py)."""
# ruff: noqa: E501, SIM300  (a claim a line; the wrong formula is the right side)
# fmt: off

from derivcheck.notation.language import (
    dot,
    gradient,
    identity,
    jacobian,
    log,
    log_softmax,
    mean,
    ones,
    outer,
    sigmoid,
    softmax,
    squared_norm,
    tensor,
    total,
)
from tests.corpus.rows import Row
from tests.corpus.symbols import D, H, K, X, Y, alpha, label, lam, n, theta, y, z

SOFTMAX = "coursework, softmax exercise"
LOGISTIC = "coursework, logistic regression exercise"
NETWORK = "coursework, neural network exercise (examples in rows)"
W1, b1, W2, b2 = tensor("W1", D, H), tensor("b1", H), tensor("W2", H, K), tensor("b2", K)

LOSS = -mean(y * log(sigmoid(X @ theta)) + (1 - y) * log(1 - sigmoid(X @ theta))) + lam / 2 * squared_norm(theta)
STEP = theta - alpha * gradient(LOSS, theta)
DESCENT = alpha / n * (X.T @ (sigmoid(X @ theta) - y))


def rows_network(problem):
    """Z1, H, Z2, Yhat and the summed cross-entropy of a batch in rows."""
    z1 = problem.let("Z1", X @ W1 + outer(ones(n), b1))
    h = problem.let("Hid", sigmoid(z1))
    z2 = problem.let("Z2", h @ W2 + outer(ones(n), b2))
    yhat = problem.let("Yhat", softmax(z2))
    return z1, h, z2, yhat, problem.let("J", -total(Y * log(yhat)))


def net(claim):
    """A claim about the network."""
    return lambda problem: claim(*rows_network(problem))


ONES = [total(Y, 1) == 1]

ROWS = (
    Row("gradient of the sum of log-softmax", SOFTMAX, gradient(total(log(softmax(z))), z) == 1 - K * softmax(z)),
    Row("cross-entropy is minus the log of softmax", SOFTMAX, -dot(label, log(softmax(z))) == -dot(label, log_softmax(z))),
    Row("regularized update", LOGISTIC, (1 - alpha * lam) * theta - DESCENT == STEP),
    Row("weight decay", LOGISTIC, STEP == theta * (1 - alpha * lam) - DESCENT),
    Row("regularized gradient", LOGISTIC, gradient(LOSS, theta) == X.T @ (sigmoid(X @ theta) - y) / n + lam * theta),
    Row("output scores by their bias", NETWORK, net(lambda z1, h, z2, yhat, J: jacobian(z2, b2) == outer(1 + 0 * y, identity(K)))),
    Row("batch, output weights", NETWORK, net(lambda z1, h, z2, yhat, J: gradient(J, W2) == h.T @ (yhat - Y)), ONES),
    Row("batch, input", NETWORK, net(lambda z1, h, z2, yhat, J: gradient(J, X) == ((yhat - Y) @ W2.T * h * (1 - h)) @ W1.T), ONES),
    Row("batch, hidden scores", NETWORK, net(lambda z1, h, z2, yhat, J: gradient(J, z1) == (yhat - Y) @ W2.T * h * (1 - h)), ONES),
    Row("batch, hidden bias", NETWORK, net(lambda z1, h, z2, yhat, J: gradient(J, b1) == total((yhat - Y) @ W2.T * h * (1 - h), 0)), ONES),
)
