"""Named rules: what a step of a derivation may do, and how it is applied everywhere at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from derivcheck.core.terms import Term, children, rebuild

Rewrite: TypeAlias = Callable[[Term], Term | None]
"""The rewritten node, or None where the rule does not apply at this node."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewrite and the words that justify it in a derivation."""

    name: str
    rewrite: Rewrite


def apply_downward(rewrite: Rewrite, node: Term) -> Term:
    """The rule applied wherever it applies, outermost first, also to what it leaves behind."""
    found = rewrite(node)
    while found is not None:
        node, found = found, rewrite(found)
    return rebuild(node, tuple(apply_downward(rewrite, child) for child in children(node)))


def apply_upward(rewrite: Rewrite, node: Term) -> Term:
    """The rule applied once at every node where it applies, innermost first."""
    node = rebuild(node, tuple(apply_upward(rewrite, child) for child in children(node)))
    found = rewrite(node)
    return node if found is None else found
