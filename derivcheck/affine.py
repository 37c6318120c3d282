"""Affine layers, composed: their activations, and the Jacobians of the last by every bias and weight.

The formulas are proved for every depth in the problem `affine_composition`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import jax

Layer: TypeAlias = "tuple[jax.Array, jax.Array]"
"""W of shape (out, in) and b of shape (out,)."""


def affine_composition(layers: Sequence[Layer], x: jax.Array) -> list[jax.Array]:
    """z_1, .., z_n, where z_1 = W_1 x + b_1 and z_(i+1) = W_(i+1) z_i + b_(i+1)."""
    activations: list[jax.Array] = []
    for weights, bias in layers:
        activations.append(weights @ (activations[-1] if activations else x) + bias)
    return activations


def affine_jacobians(
    layers: Sequence[Layer], x: jax.Array, activations: Sequence[jax.Array]
) -> list[tuple[jax.Array, jax.Array]]:
    """For every layer i, d z_n / d W_i of shape (out_n, out_i, in_i) and d z_n / d b_i, (out_n, out_i).

    d z_n / d b_i = A_i, where A_n = I and A_i = A_(i+1) W_(i+1); d z_n / d W_i = A_i (x) z_(i-1).
    """
    import jax.numpy as jnp

    inputs = [x, *activations[:-1]]
    above = jnp.eye(activations[-1].size, dtype=activations[-1].dtype)
    found: list[tuple[jax.Array, jax.Array]] = []
    for (weights, _), given in zip(reversed(layers), reversed(inputs), strict=True):
        found.append((above[:, :, None] * given, above))
        above = above @ weights
    return found[::-1]
