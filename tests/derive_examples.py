"""Formulas and their derivatives in closed form: the Matrix Cookbook (2012), machine learning."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """A formula, the name to differentiate by, and the closed form that is expected."""

    formula: str
    wrt: str
    closed: str
    source: str = ""
    order: int = 1
    where: tuple[str, ...] = ()


# fmt: off
EXAMPLES = (
    # those of the issue
    Example("y'*log(softmax(W*x+b))", "W", "(y - (ones(1,n)*y)*softmax(W*x + b))*x'"),
    Example("norm2(A*x-b)^2", "x", "2*A'*(A*x - b)", "Cookbook 84"),
    Example("x'*A*x", "x", "(A' + A)*x", "Cookbook 81"),
    Example("trace(A*X*B)", "X", "A'*B'", "Cookbook 101"),
    Example("log(det(X))", "X", "inv(X)'", "Cookbook 57"),
    Example("sum(log(1+exp(-y.*(X*w))))", "w",
            "-X'*(exp(-((X*w) .* y)) .* y ./ (1 + exp(-((X*w) .* y))))"),
    Example("norm2(A*X*B - C)^2", "X", "2*A'*(A*X*B - C)*B'"),
    # determinants and inverses
    Example("det(X)", "X", "det(X)*inv(X)'", "Cookbook 49"),
    Example("det(A*X*B)", "X", "det(M)*A'*inv(M)'*B'", "Cookbook 51"),
    Example("trace(inv(X)*A)", "X", "-inv(X)'*A'*inv(X)'", "Cookbook 124"),
    Example("a'*inv(X)*b", "X", "-inv(X)'*a*b'*inv(X)'", "Cookbook 61"),
    Example("log(det(X'*A*X))", "X", "A*X*inv(M) + A'*X*inv(M)'", "Cookbook 54"),
    # first and second order in a matrix
    Example("trace(X)", "X", "eye(n)", "Cookbook 99"),
    Example("trace(A*X)", "X", "A'", "Cookbook 100"),
    Example("trace(A*X'*B)", "X", "B*A", "Cookbook 102"),
    Example("trace(X^2)", "X", "2*X'", "Cookbook 106"),
    Example("trace(X'*A*X)", "X", "(A + A')*X", "Cookbook 108"),
    Example("trace(A*X'*X)", "X", "2*X*A", "Cookbook 110", 1, ("A symmetric",)),
    Example("trace(X*A*X')", "X", "X*(A' + A)", "Cookbook 111"),
    Example("trace(A*X*B*X)", "X", "B'*X'*A' + A'*X'*B'", "Cookbook 113"),
    Example("trace(A*X*B*X'*C)", "X", "C*A*X*B + A'*C'*X*B'", "Cookbook 118"),
    Example("norm2(X)^2", "X", "2*X", "Cookbook 115"),
    Example("a'*X*b", "X", "a*b'", "Cookbook 70"),
    Example("a'*X'*b", "X", "b*a'", "Cookbook 71"),
    Example("b'*X'*X*c", "X", "X*(b*c' + c*b')", "Cookbook 77"),
    Example("(X*b+c)'*D*(X*b+c)", "X", "(D' + D)*(X*b + c)*b'", "Cookbook 78", where=("D: n x n",)),
    Example("(x-A*s)'*W*(x-A*s)", "s", "A'*(W*(A*s - x) + W'*(A*s - x))", "Cookbook 84"),
    Example("mean(X)", "X", "1/(n*d)*ones(n,d)"),
    # sums along an axis
    Example("norm2(sum(X,2) - y)^2", "X", "2*(X*ones(d,1) - y)*ones(1,d)"),
    Example("norm2(sum(X,1))^2", "X", "2*ones(n,1)*ones(1,n)*X"),
    Example("norm2(X - ones(n,1)*mean(X,1))^2", "X", "2*(X - 1/n*ones(n,1)*ones(1,n)*X)", "scatter"),
    Example("sum(logsumexp(X*W,2) - sum(Y.*(X*W),2))", "W", "X'*(softmax_rows(X*W) - Y)",
            "softmax regression"),
    Example("a'*logsumexp(X,1)'", "X", "softmax_columns(X)*diag(a)"),
    # norms
    Example("(x-a)/norm2(x-a)", "x",
            "1/(ones(1,n)*(x - a).^2)^(1/2)*eye(n) - 1/(ones(1,n)*(x - a).^2)^(3/2)*(x - a)*(x - a)'",
            "Cookbook 130"),
    Example("norm2(x-a)", "x", "1/(ones(1,n)*(x - a).^2)^(1/2)*(x - a)", "Cookbook 129"),
    Example("norm1(x)", "x", "sign(x)"),
    Example("norm1(A*x-b)", "x", "A'*sign(A*x - b)", "least absolute deviations"),
    # regression and classification
    Example("mean((X*w-y).^2)", "w", "2/n*X'*(X*w - y)", "least squares"),
    Example("norm2(y-X*w)^2+lambda*norm2(w)^2", "w", "2*(X'*(X*w - y) + lambda*w)", "ridge"),
    Example("lambda*norm2(w)^2", "lambda", "ones(1,n)*w.^2"),
    Example("-sum(y.*log(sigmoid(X*w))+(1-y).*log(1-sigmoid(X*w)))", "w", "X'*(sigmoid(X*w) - y)",
            "logistic regression"),
    Example("sum(softplus(X*w) - y.*(X*w))", "w", "X'*diag(sigmoid(X*w) .* (1 - sigmoid(X*w)))*X",
            "logistic Hessian", 2),
    Example("logsumexp(W*x+b)", "x", "W'*softmax(W*x + b)"),
    Example("logsumexp(x)-y'*x", "x", "softmax(x) - y"),
    Example("-sum(Y .* log(softmax_rows(X*W)))", "W", "X'*(diag(Y*ones(d,1))*softmax_rows(X*W) - Y)"),
    Example("sum(p.*log(p./q))", "p", "log(p) + 1 - log(q)", "relative entropy", 1, ("p > 0", "q > 0")),
    # networks
    Example("norm2(W2*tanh(W1*x+b1)-y)^2", "W1",
            "2*((W2'*(W2*tanh(W1*x + b1) - y)) .* (1 - tanh(W1*x + b1).^2))*x'"),
    Example("norm2(W2*relu(W1*x+b1)-y)^2", "W2", "2*(W2*relu(W1*x + b1) - y)*relu(W1*x + b1)'"),
    Example("sum(silu(x))", "x", "sigmoid(x) .* (1 + x .* (1 - sigmoid(x)))"),
    Example("sum(gelu(x))", "x",
            "1/2*(1 + erf(1/2^(1/2)*x)) + 1/(2*pi)^(1/2)*(x .* exp(-1/2*x.^2))"),
    Example("norm2(U*V' - Y)^2", "U", "2*(U*V' - Y)*V", "matrix factorisation"),
    Example("-log(sigmoid(u'*v)) - sum(log(sigmoid(-N*v)))", "v",
            "(sigmoid(u'*v) - 1)*u + N'*(1 - sigmoid(-N*v))", "skip-gram with negative sampling"),
    # stacked vectors and Kronecker products, read as matrices
    Example("norm2(kron(A,B)*vec(X) - vec(C))^2", "X", "2*B'*(B*X*A' - C)*A", "Magnus and Neudecker 2.4"),
    Example("vec(A)'*kron(B,C)*vec(X)", "X", "C'*A*B", "Magnus and Neudecker 2.4"),
    Example("vec(X)'*kron(B,C)'*vec(A)", "X", "C'*A*B"),
    Example("norm2(kron(A,X))^2", "A", "2*(ones(1,m)*X.^2*ones(k,1))*A"),
    Example("sum(sigmoid(vec(X)))", "X", "sigmoid(X) .* (1 - sigmoid(X))"),
    Example("log(prod(x))", "x", "1 ./ x"),
    # Jacobians
    Example("A*x", "x", "A", "Cookbook 69"),
    Example("softmax(x)", "x", "diag(softmax(x)) - softmax(x)*softmax(x)'"),
    Example("log_softmax(x)", "x", "eye(n) - ones(n,1)*softmax(x)'"),
    Example("x .* (A*x)", "x", "diag(A*x) + diag(x)*A"),
    Example("exp(x)", "x", "diag(exp(x))"),
    Example("c*x", "x", "c*eye(n)"),
    # quotients, Hessians
    Example("log(a'*x)", "x", "1/(a'*x)*a"),
    Example("sqrt(x'*A*x)", "x", "1/(2*(x'*A'*x)^(1/2))*(A' + A)*x"),
    Example("(x-m)'*inv(S)*(x-m)", "x", "(inv(S)' + inv(S))*(x - m)", "Gaussian"),
    Example("x'*S*x", "x", "2*S*x", "Cookbook 81", 1, ("S symmetric",)),
    Example("x'*A*x", "x", "A' + A", "Cookbook 98", 2),
    Example("norm2(A*x-b)^2", "x", "2*A'*A", "", 2),
    Example("logsumexp(x)", "x", "diag(softmax(x)) - softmax(x)*softmax(x)'", "", 2),
    Example("x^3", "x", "6*x", "", 2),
)
# fmt: on
