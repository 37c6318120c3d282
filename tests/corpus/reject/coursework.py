"""The wrong formulas of the coursework."""
# ruff: noqa: E501, SIM300  (a claim a line; the wrong formula is the right side)
# fmt: off

from derivcheck.notation.language import dot, gradient, jacobian, log, log_softmax, sigmoid, softmax, total
from tests.corpus.accept.coursework import DESCENT, LOSS, STEP, W1, W2, b1, b2, net
from tests.corpus.rows import Wrong
from tests.corpus.symbols import K, X, Y, alpha, label, lam, n, theta, y, z

ROWS = (
    Wrong("gradient of the sum of log-softmax", "-1 + N softmax", gradient(total(log(softmax(z))), z) == -1 + K * softmax(z)),
    Wrong("cross-entropy is minus the log of softmax", "the minus dropped", -dot(label, log(softmax(z))) == dot(label, log_softmax(z))),
    Wrong("regularized update", "theta (1 - lambda / n)", (1 - lam / n) * theta - DESCENT == STEP),
    Wrong("regularized update", "theta (1 - alpha lambda / n)", (1 - alpha * lam / n) * theta - DESCENT == STEP),
    Wrong("regularized update", "penalty dropped", theta - DESCENT == STEP),
    Wrong("regularized update", "1/n dropped", (1 - alpha * lam) * theta - alpha * (X.T @ (sigmoid(X @ theta) - y)) == STEP),
    Wrong("weight decay", "theta (1 - lambda / n)", STEP == theta * (1 - lam / n) - DESCENT),
    Wrong("weight decay", "theta (1 - alpha lambda / n)", STEP == theta * (1 - alpha * lam / n) - DESCENT),
    Wrong("weight decay", "alpha lambda theta dropped", STEP == theta - DESCENT),
    Wrong("weight decay", "1/n dropped", STEP == theta * (1 - alpha * lam) - alpha * (X.T @ (sigmoid(X @ theta) - y))),
    Wrong("regularized gradient", "lambda theta dropped", gradient(LOSS, theta) == X.T @ (sigmoid(X @ theta) - y) / n),
    Wrong("regularized gradient", "1/n dropped between lines", gradient(LOSS, theta) == X.T @ (sigmoid(X @ theta) - y) + lam * theta),
    Wrong("regularized gradient", "2 lambda theta", gradient(LOSS, theta) == X.T @ (sigmoid(X @ theta) - y) / n + 2 * lam * theta),
    Wrong("output scores by their bias", "1 of the shape of a scalar", net(lambda z1, h, z2, yhat, J: jacobian(z2, b2) == 1)),
    Wrong("batch, output weights", "(W2 (yhat - y)')'", net(lambda z1, h, z2, yhat, J: gradient(J, W2) == (W2 @ (yhat - Y).T).T), malformed=True),
    Wrong("batch, input", "without the Hadamard product", net(lambda z1, h, z2, yhat, J: gradient(J, X) == (yhat - Y) @ W2.T @ (h * (1 - h)).T @ W1.T), malformed=True),
    Wrong("batch, input", "sigma' dropped", net(lambda z1, h, z2, yhat, J: gradient(J, X) == (yhat - Y) @ W2.T @ W1.T)),
    Wrong("batch, hidden scores", "sigma' squared", net(lambda z1, h, z2, yhat, J: gradient(J, z1) == (yhat - Y) @ W2.T * h**2 * (1 - h) ** 2)),
    Wrong("batch, hidden bias", "sum over the hidden units", net(lambda z1, h, z2, yhat, J: gradient(J, b1) == total((yhat - Y) @ W2.T * h * (1 - h), 1)), malformed=True),
)
