"""Layers: backpropagation, batch and layer normalization, attention, recurrence, embeddings."""
# ruff: noqa: E501  (a claim a line)
# fmt: off

from dataclasses import dataclass

from derivcheck.notation.arrays import Array
from derivcheck.notation.language import (
    delta,
    diag,
    dim,
    dot,
    gradient,
    identity,
    index,
    jacobian,
    log,
    log_softmax,
    mean,
    outer,
    partial,
    relu,
    scalar,
    sigmoid,
    softmax,
    spread,
    sqrt,
    squared_norm,
    step,
    tanh,
    tensor,
    total,
)
from derivcheck.problem import Problem
from tests.corpus.rows import BISHOP, ELEMENTARY, GOODFELLOW, MURPHY, Row
from tests.corpus.symbols import D, H, K, U, W, X, Z, eps, g, j, j2, k, l, label, n, s, tau, theta, u, x, y, z

COURSEWORK = "coursework, neural network exercise"
BATCH_NORM = "Ioffe and Szegedy, Batch Normalization (2015), section 3"
LAYER_NORM = "Ba, Kiros and Hinton, Layer Normalization (2016), section 3"
ATTENTION = "Vaswani et al., Attention Is All You Need (2017), section 3.2.1"
WORD2VEC = "Mikolov et al., Distributed Representations of Words and Phrases (2013), equation 4; Goldberg and Levy (2014)"
LSTM = "Goodfellow, Bengio and Courville, Deep Learning (2016), section 10.10"

W1, b1 = tensor("W1", H, D), tensor("b1", H)
W2, b2 = tensor("W2", K, H), tensor("b2", K)
GRAD = tensor("GRAD", n, D)
scale_, shift_ = tensor("scale_", D), tensor("shift_", D)
m_, d_, dv = dim("m_", index="m"), dim("d_", index="d"), dim("dv", index="e")
QQ, KK, VV, OO = tensor("QQ", n, d_), tensor("KK", m_, d_), tensor("VV", m_, dv), tensor("OO", n, dv)
VAR = scalar("VAR")
hidden, Wh, Wx = tensor("hidden", H), tensor("Wh", H, H), tensor("Wx", H, D)
out = tensor("out", H)
word, context, negative = tensor("word", D), tensor("context", D), tensor("negative", K, D)
r, i, e, q = index("r", H), index("i", n), index("e", dv), index("q", m_)


@dataclass(frozen=True)
class TwoLayers:
    """A network with one hidden sigmoid layer, column vectors, and its cross-entropy."""

    phi: Array
    h: Array
    theta: Array
    yhat: Array
    J: Array


def two_layers(problem: Problem) -> TwoLayers:
    """Name the intermediates of the network."""
    phi = problem.let("phi", W1 @ x + b1)
    h = problem.let("h", sigmoid(phi))
    logits = problem.let("logits", W2 @ h + b2)
    yhat = problem.let("yhat", softmax(logits))
    J = problem.let("J", -total(label * log(yhat)))
    return TwoLayers(phi, h, logits, yhat, J)


def two(claim):
    """A claim about the network."""
    return lambda problem: claim(two_layers(problem))


@dataclass(frozen=True)
class Normalized:
    """x normalized over its D entries, and the loss sum_j g_j (scale_j xhat_j + shift_j)."""

    mu: Array
    var: Array
    xhat: Array
    J: Array


def layer_norm(problem: Problem) -> Normalized:
    """Name the intermediates of layer normalization."""
    mu = problem.let("mean_", mean(x))
    var = problem.let("var_", mean((x - mu) ** 2))
    xhat = problem.let("xhat", (x - mu) / sqrt(var + eps))
    return Normalized(mu, var, xhat, problem.let("J", dot(g, scale_ * xhat + shift_)))


def normed(claim):
    """A claim about layer normalization."""
    return lambda problem: claim(layer_norm(problem))


def batch_norm(problem: Problem) -> Normalized:
    """Name the intermediates of batch normalization: every column over the n rows."""
    mu = problem.let("mean_", mean(X, 0))
    var = problem.let("var_", mean((X - spread(mu, n, 0)) ** 2, 0))
    xhat = problem.let("Xhat", (X - spread(mu, n, 0)) / spread(sqrt(var + eps), n, 0))
    scaled = spread(scale_, n, 0) * xhat + spread(shift_, n, 0)
    return Normalized(mu, var, xhat, problem.let("J", total(GRAD * scaled)))


def batched(claim):
    """A claim about batch normalization."""
    return lambda problem: claim(batch_norm(problem))


@dataclass(frozen=True)
class Attention:
    """Scaled dot-product attention with the loss sum OO * output."""

    P: Array
    J: Array


def attention(problem: Problem) -> Attention:
    """Name the weights and the loss."""
    scores = problem.let("scores", QQ @ KK.T / sqrt(d_))
    weights = problem.let("weights", softmax(scores, 1))
    return Attention(weights, problem.let("J", total(OO * (weights @ VV))))


def attended(claim):
    """A claim about attention."""
    return lambda problem: claim(attention(problem))


def score_gradient(a: Attention) -> Array:
    """dJ/dscores: P * (dP - row sums of P * dP), dP = OO VV'."""
    dP = OO @ VV.T
    return a.P * (dP - spread(total(a.P * dP, 1), m_, 1))


def recurrent(problem: Problem, claim):
    """A claim about one step of a tanh recurrent network."""
    new = problem.let("new", tanh(Wh @ hidden + Wx @ x + b1))
    return claim(new, problem.let("J", dot(out, new)))


def skip_gram(problem: Problem) -> Array:
    """The loss of one word, its context and K negative samples."""
    return problem.let("J", -log(sigmoid(dot(context, word))) - total(log(sigmoid(-(negative @ word)))))


NORMAL = [total(label) == 1]

ROWS = (
    Row("output layer, logits", GOODFELLOW + "section 6.5.7", two(lambda t: gradient(t.J, t.theta) == t.yhat - label), NORMAL),
    Row("output layer, weights", COURSEWORK, two(lambda t: gradient(t.J, W2) == outer(t.yhat - label, t.h)), NORMAL),
    Row("output layer, bias", COURSEWORK, two(lambda t: gradient(t.J, b2) == t.yhat - label), NORMAL),
    Row("hidden layer", COURSEWORK, two(lambda t: gradient(t.J, t.h) == W2.T @ (t.yhat - label)), NORMAL),
    Row("hidden layer, scores", COURSEWORK, two(lambda t: gradient(t.J, t.phi) == (W2.T @ (t.yhat - label)) * t.h * (1 - t.h)), NORMAL),
    Row("hidden layer, weights", COURSEWORK, two(lambda t: gradient(t.J, W1) == outer((W2.T @ (t.yhat - label)) * t.h * (1 - t.h), x)), NORMAL),
    Row("hidden layer, bias", COURSEWORK, two(lambda t: gradient(t.J, b1) == (W2.T @ (t.yhat - label)) * t.h * (1 - t.h)), NORMAL),
    Row("input of the network", COURSEWORK, two(lambda t: gradient(t.J, x) == W1.T @ ((W2.T @ (t.yhat - label)) * t.h * (1 - t.h))), NORMAL),
    Row("logits by the output bias", COURSEWORK, two(lambda t: jacobian(t.theta, b2) == identity(K))),
    Row("logits by the hidden layer", COURSEWORK, two(lambda t: jacobian(t.theta, t.h) == W2)),
    Row("logits by the hidden scores", COURSEWORK, two(lambda t: jacobian(t.theta, t.phi) == W2 @ diag(t.h * (1 - t.h)))),
    Row("logits by the output weights", COURSEWORK, two(lambda t: partial(t.theta[k], W2[l, r]) == delta(k, l) * t.h[r])),
    Row("logits by the input", COURSEWORK, two(lambda t: jacobian(t.theta, x) == W2 @ diag(t.h * (1 - t.h)) @ W1)),
    Row("hidden layer by its bias", BISHOP + "section 5.3.1", two(lambda t: jacobian(t.h, b1) == diag(t.h * (1 - t.h)))),
    Row("relu layer, weights", GOODFELLOW + "section 6.5", gradient(dot(z, relu(W @ x)), W) == outer(z * step(W @ x), x)),
    Row("relu layer, input", GOODFELLOW + "section 6.5", gradient(dot(z, relu(W @ x)), x) == W.T @ (z * step(W @ x))),
    Row("tanh layer, weights", GOODFELLOW + "section 6.5", gradient(dot(z, tanh(W @ x)), W) == outer(z * (1 - tanh(W @ x) ** 2), x)),
    Row("linear layers collapse", ELEMENTARY, gradient(dot(z, W2 @ (W1 @ x)), W1) == W2.T @ outer(z, x)),
    Row("residual block", "He et al., Deep Residual Learning (2016), equation 5", jacobian(x + sigmoid(theta * x), x) == identity(D) + diag(theta * sigmoid(theta * x) * (1 - sigmoid(theta * x)))),
    Row("mean squared error of a sigmoid unit", MURPHY + "section 13.3", gradient((sigmoid(dot(theta, x)) - tau) ** 2 / 2, theta) == (sigmoid(dot(theta, x)) - tau) * sigmoid(dot(theta, x)) * (1 - sigmoid(dot(theta, x))) * x),
    Row("logistic regression", BISHOP + "equation 4.91", gradient(-total(y * log(sigmoid(X @ theta)) + (1 - y) * log(1 - sigmoid(X @ theta))), theta) == X.T @ (sigmoid(X @ theta) - y)),
    Row("logistic regression, mean", MURPHY + "section 10.2.3", gradient(-mean(y * log(sigmoid(X @ theta)) + (1 - y) * log(1 - sigmoid(X @ theta))), theta) == X.T @ (sigmoid(X @ theta) - y) / n),
    Row("logistic regression, Hessian", BISHOP + "equation 4.97", jacobian(X.T @ (sigmoid(X @ theta) - y), theta) == X.T @ diag(sigmoid(X @ theta) * (1 - sigmoid(X @ theta))) @ X),
    Row("autoencoder with tied weights", MURPHY + "section 20.3", gradient(squared_norm(U @ (U.T @ x) - x) / 2, U) == outer(U @ (U.T @ x) - x, U.T @ x) + outer(x, U.T @ (U @ (U.T @ x) - x))),
    Row("dropout mask", GOODFELLOW + "section 7.12", gradient(dot(z, W @ (s * x)), x) == s * (W.T @ z)),
    Row("embedding look-up", ELEMENTARY, gradient(dot(u, W.T @ label), W) == outer(label, u)),
    # normalization
    Row("layer norm has mean 0", LAYER_NORM, normed(lambda t: mean(t.xhat) == 0), [eps > 0]),
    Row("layer norm, second moment", LAYER_NORM, normed(lambda t: mean(t.xhat**2) == t.var / (t.var + eps)), [eps > 0]),
    Row("layer norm, variance", ELEMENTARY, normed(lambda t: t.var == mean(x**2) - t.mu**2)),
    Row("layer norm, scale", LAYER_NORM, normed(lambda t: gradient(t.J, scale_) == g * t.xhat), [eps > 0]),
    Row("layer norm, shift", LAYER_NORM, normed(lambda t: gradient(t.J, shift_) == g), [eps > 0]),
    Row("layer norm, variance by x", LAYER_NORM, normed(lambda t: gradient(t.var, x) == 2 / D * (x - t.mu))),
    Row("layer norm, backward", LAYER_NORM, normed(lambda t: gradient(t.J, x) == (g * scale_ - mean(g * scale_) - t.xhat * mean(g * scale_ * t.xhat)) / sqrt(t.var + eps)), [eps > 0]),
    Row("layer norm, Jacobian", LAYER_NORM, normed(lambda t: jacobian(t.xhat, x) == (identity(D) - 1 / D - outer(t.xhat, t.xhat) / D) / sqrt(t.var + eps)), [eps > 0]),
    Row("layer norm ignores a shift", LAYER_NORM, (x + tau - mean(x + tau)) / sqrt(mean((x + tau - mean(x + tau)) ** 2) + eps) == (x - mean(x)) / sqrt(mean((x - mean(x)) ** 2) + eps), [eps > 0]),
    Row("RMS norm, backward", "Zhang and Sennrich, Root Mean Square Layer Normalization (2019), section 4", gradient(dot(g, x / sqrt(mean(x**2) + eps)), x) == g / sqrt(mean(x**2) + eps) - dot(g, x) * x / (D * (mean(x**2) + eps) * sqrt(mean(x**2) + eps)), [eps > 0]),
    Row("batch norm, shift", BATCH_NORM, batched(lambda t: gradient(t.J, shift_) == total(GRAD, 0)), [eps > 0]),
    Row("batch norm, scale", BATCH_NORM, batched(lambda t: gradient(t.J, scale_) == total(GRAD * t.xhat, 0)), [eps > 0]),
    Row("batch norm has mean 0", BATCH_NORM, batched(lambda t: mean(t.xhat, 0) == 0), [eps > 0]),
    Row(
        "batch norm, backward",
        BATCH_NORM,
        batched(lambda t: gradient(t.J, X) == spread(scale_ / sqrt(t.var + eps), n, 0) * (GRAD - spread(mean(GRAD, 0), n, 0) - t.xhat * spread(mean(GRAD * t.xhat, 0), n, 0))),
        [eps > 0],
    ),
    # attention
    Row("attention, values", ATTENTION, attended(lambda t: gradient(t.J, VV) == t.P.T @ OO)),
    Row("attention, weights", ATTENTION, attended(lambda t: gradient(t.J, t.P) == OO @ VV.T)),
    Row("attention, queries", ATTENTION, attended(lambda t: gradient(t.J, QQ) == score_gradient(t) @ KK / sqrt(d_))),
    Row("attention, keys", ATTENTION, attended(lambda t: gradient(t.J, KK) == score_gradient(t).T @ QQ / sqrt(d_))),
    Row("attention weights sum to one", ATTENTION, attended(lambda t: total(t.P, 1) == 1)),
    # word2vec, recurrence
    Row("skip-gram, word", WORD2VEC, lambda p: gradient(skip_gram(p), word) == (sigmoid(dot(context, word)) - 1) * context + negative.T @ sigmoid(negative @ word)),
    Row("skip-gram, context", WORD2VEC, lambda p: gradient(skip_gram(p), context) == (sigmoid(dot(context, word)) - 1) * word),
    Row("skip-gram, negatives", WORD2VEC, lambda p: gradient(skip_gram(p), negative) == outer(sigmoid(negative @ word), word)),
    Row("CBOW with a softmax", WORD2VEC, gradient(-dot(label, log_softmax(negative @ word)), word) == negative.T @ (softmax(negative @ word) - label), NORMAL),
    Row("RNN step by the old state", GOODFELLOW + "section 10.2.2", lambda p: recurrent(p, lambda new, _: jacobian(new, hidden) == diag(1 - new**2) @ Wh)),
    Row("RNN step by the recurrent weights", GOODFELLOW + "section 10.2.2", lambda p: recurrent(p, lambda new, J: gradient(J, Wh) == outer(out * (1 - new**2), hidden))),
    Row("RNN step by the input weights", GOODFELLOW + "section 10.2.2", lambda p: recurrent(p, lambda new, J: gradient(J, Wx) == outer(out * (1 - new**2), x))),
    Row("RNN step, back to the old state", GOODFELLOW + "section 10.2.2", lambda p: recurrent(p, lambda new, J: gradient(J, hidden) == Wh.T @ (out * (1 - new**2)))),
    Row("gate of an LSTM", LSTM, gradient(total(sigmoid(W @ x) * z), x) == W.T @ (z * sigmoid(W @ x) * (1 - sigmoid(W @ x)))),
    Row("cell of an LSTM", LSTM, jacobian(sigmoid(s) * x + sigmoid(u) * tanh(theta), x) == diag(sigmoid(s))),
    Row("gated linear unit", "Dauphin et al., Language Modeling with Gated Convolutional Networks (2017)", gradient(dot(z, (W @ x) * sigmoid(W @ u)), W) == outer(z * sigmoid(W @ u), x) + outer(z * (W @ x) * sigmoid(W @ u) * (1 - sigmoid(W @ u)), u)),
    Row("contrastive loss of one pair", "van den Oord, Li and Vinyals, Contrastive Predictive Coding (2018), equation 4", gradient(-dot(label, log_softmax(negative @ word / tau)), word) == negative.T @ (softmax(negative @ word / tau) - label) / tau, NORMAL),
    Row("matrix factorization", MURPHY + "section 22.1", gradient(squared_norm(X - Z @ W) / 2, Z) == (Z @ W - X) @ W.T),
    Row("matrix factorization, other factor", MURPHY + "section 22.1", gradient(squared_norm(X - Z @ W) / 2, W) == Z.T @ (Z @ W - X)),
    Row("one entry of a matrix factorization", MURPHY + "section 22.1", partial((X - Z @ W)[i, j] ** 2, W[k, j2]) == -2 * (X - Z @ W)[i, j] * Z[i, k] * delta(j, j2)),
)
