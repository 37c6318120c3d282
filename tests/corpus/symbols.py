"""The letters that the corpus is written in: sizes, scalars, vectors, matrices, indices."""

from __future__ import annotations

from derivcheck.notation.language import dim, index, scalar, tensor

n, D, K = dim("n", index="i"), dim("D", index="j"), dim("K", index="k")
H, L, T = dim("H", index="h"), dim("L", index="l"), dim("T", index="t")

a, b, c = scalar("a"), scalar("b"), scalar("c")
lam, alpha, eps, tau, gamma_ = (scalar(name) for name in ("lam", "alpha", "eps", "tau", "gamma_"))

x, u, v, w, theta, beta = (tensor(name, D) for name in ("x", "u", "v", "w", "theta", "beta"))
dx, mu, nu, s, t, g = (tensor(name, D) for name in ("dx", "mu", "nu", "s", "t", "g"))
y, q, r, m_ = (tensor(name, n) for name in ("y", "q", "r", "m_"))
z, label, p, pi_, f, R, o = (tensor(name, K) for name in ("z", "label", "p", "pi_", "f", "R", "o"))

X, N, dX = tensor("X", n, D), tensor("N", n, D), tensor("dX", n, D)
S, Q, M, P, dS = (tensor(name, D, D) for name in ("S", "Q", "M", "P", "dS"))
A, B, C = tensor("A", K, n), tensor("B", D, H), tensor("C", K, H)
W, V, U = tensor("W", K, D), tensor("V", D, K), tensor("U", D, H)
Y, Z = tensor("Y", n, K), tensor("Z", n, K)

i, i2 = index("i", n), index("i2", n)
j, j2, j3, j4 = (index(name, D) for name in ("j", "j2", "j3", "j4"))
k, l, m = (index(name, K) for name in "klm")  # noqa: E741
h = index("h", H)
