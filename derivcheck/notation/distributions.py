"""Distributions over finitely many values: p[k] is the probability of value k."""

from __future__ import annotations

from derivcheck.notation.arrays import Array, as_array
from derivcheck.notation.elementwise import call, log
from derivcheck.notation.operations import dot, total


def expectation(p: Array, f: Array) -> Array:
    """sum_k p_k f_k."""
    return _scalar(dot(p, f), "expectation", p, f)


def variance(p: Array, f: Array) -> Array:
    """sum_k p_k (f_k - E f)^2."""
    return _scalar(dot(p, (as_array(f) - dot(p, f)) ** 2), "variance", p, f)


def covariance(p: Array, f: Array, g: Array) -> Array:
    """sum_k p_k (f_k - E f) (g_k - E g)."""
    deviations = (as_array(f) - dot(p, f)) * (as_array(g) - dot(p, g))
    return _scalar(dot(p, deviations), "covariance", p, f, g)


def entropy(p: Array) -> Array:
    """-sum_k p_k log p_k."""
    return _scalar(-total(as_array(p) * log(p)), "entropy", p)


def cross_entropy(p: Array, q: Array) -> Array:
    """-sum_k p_k log q_k."""
    return _scalar(-total(as_array(p) * log(q)), "cross_entropy", p, q)


def kl(p: Array, q: Array) -> Array:
    """sum_k p_k log(p_k / q_k), the divergence of q from p."""
    return _scalar(total(as_array(p) * log(as_array(p) / as_array(q))), "kl", p, q)


def _scalar(made: Array, name: str, *arrays: Array) -> Array:
    return Array((), made.at, call(name, *map(as_array, arrays)))
