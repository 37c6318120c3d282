"""Assumptions as rules of the algebra.

x > 0 is a sign, 1 - a > 0 that of a sum; sum = value a rewrite from left to right; A[i, j] = A[j, i] makes
A symmetric; y[j] y[k] = delta(j, k) y[k] makes y one-hot. Others restrict instances and are not used in
proofs; x >= 0 and x != 0 also discharge the conditions that they state (`definedness`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from derivcheck.calculus.nodes import Node, Polynomial, monomial, node, polynomial, single
from derivcheck.core.contexts import Assumption

if TYPE_CHECKING:
    from derivcheck.calculus.normal_form import Normalizer


def learn(normalizer: Normalizer, assumption: Assumption) -> None:
    """Teach the algebra of the normalizer one assumption."""
    algebra = normalizer.algebra
    left, right = normalizer.normalize(assumption.lhs), normalizer.normalize(assumption.rhs)
    if assumption.relation == "=" and _states_one_hot(left, right):
        n, other = (n for n, _ in left.terms[0][0].factors)
        axis = next(k for k, (s, t) in enumerate(zip(n.indices, other.indices, strict=True)) if s != t)
        algebra.one_hot[str(n.label)] = axis
        return
    if assumption.relation == "=" and (power := _power_of_entry(left, right)) is not None:
        algebra.powers[power[0]] = power[1]
        return
    n, value = _single_node(left), right.constant()
    if assumption.relation == ">" and (n is None or value != 0):
        algebra.positive_sums.append(algebra.subtract(left, right))
    if n is None:
        return
    if assumption.relation == "=" and _states_symmetry(n, _single_node(right)):
        algebra.symmetric.add(str(n.label))
    elif assumption.relation == ">" and value is not None and value >= 0:
        algebra.positive_patterns.append(n)
    elif assumption.relation == "=" and n.kind == "SUM" and right.free <= n.free and right.height == 0:
        algebra.rules.append((n, right))
        algebra.rules.extend(_coincident(normalizer, n, right))


def _coincident(normalizer: Normalizer, n: Node, right: Polynomial) -> Iterator[tuple[Node, Polynomial]]:
    """The rule for equal free indices, where factors merge: sum_k Q[i, k]^2 = 1 for orthonormal rows."""
    pairs = [pair for pair in combinations(sorted(n.free), 2) if pair[0].size == pair[1].size]
    for one, other in pairs:
        merged = _single_node(normalizer.plain.algebra.rename(single(n), {other: one}))
        if merged is not None and merged.kind == "SUM":
            yield merged, normalizer.algebra.rename(right, {other: one})


def _single_node(p: Polynomial) -> Node | None:
    if len(p.terms) == 1 and p.terms[0][1] == 1 and len(p.terms[0][0].factors) == 1:
        n, e = p.terms[0][0].factors[0]
        return n if e == 1 else None
    return None


def _power_of_entry(left: Polynomial, right: Polynomial) -> tuple[str, int] | None:
    """y and 2 for y[i]^2 = 1, y and 1 for y[i]^2 = y[i], for all i."""
    factors = left.terms[0][0].factors if len(left.terms) == 1 and left.terms[0][1] == 1 else ()
    if len(factors) != 1 or factors[0][1] != 2:
        return None
    n, entry = factors[0][0], single(factors[0][0])
    if n.kind != "ENTRY" or len(n.free) != len(n.indices) or not (right is entry or right.constant() == 1):
        return None
    return str(n.label), 1 if right is entry else 2


def _states_symmetry(n: Node, other: Node | None) -> bool:
    """A[i, j] = A[j, i] with different free indices i and j."""
    return (
        other is not None
        and n.kind == other.kind == "ENTRY"
        and n.label == other.label
        and len(n.indices) == len(n.free) == 2
        and n.indices == other.indices[::-1]
    )


def _states_one_hot(left: Polynomial, right: Polynomial) -> bool:
    """y[.., j] y[.., k] = delta(j, k) y[.., k], all subscripts free and different but for one axis."""
    if len(left.terms) != 1 or left.terms[0][1] != 1:
        return False
    factors = left.terms[0][0].factors
    if len(factors) != 2 or any(n.kind != "ENTRY" or e != 1 for n, e in factors):
        return False
    (n, _), (other, _) = factors
    if n.label != other.label or len(n.free) != len(n.indices) or len(other.free) != len(other.indices):
        return False
    differing = [(s, t) for s, t in zip(n.indices, other.indices, strict=True) if s != t]
    if len(differing) != 1:
        return False
    delta = node("DELTA", indices=tuple(sorted(differing[0], key=str)))
    return any(right is polynomial([(monomial([(delta, 1), (y, 1)]), 1)]) for y in (n, other))
