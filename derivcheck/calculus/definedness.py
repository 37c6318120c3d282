"""Where a term is defined: the conditions it needs, and which of them hold everywhere.

    t^-q, 1/t     needs t != 0          log t, t^(p/q) with q > 1     needs t > 0
    d t / d x     needs the conditions of t, and that t is smooth there (relu, abs, step: argument != 0);
                  of prod_i t it is known where t != 0

A condition inside a sum is needed for every value of the bound index.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derivcheck.calculus import signs
from derivcheck.calculus.nodes import Polynomial, rational
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.core.contexts import Assumption, Relation, names
from derivcheck.core.errors import MalformedError
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import (
    Apply,
    Determinant,
    Entry,
    Inverse,
    Number,
    Partial,
    Power,
    Product,
    Term,
    children,
)

ZERO = Number(Fraction(0))
RELATIONS: dict[str, Relation | None] = {"all": None, "positive": ">", "nonzero": "!="}


def obligations(normalizer: Normalizer, *terms: Term) -> tuple[Assumption, ...]:
    """The conditions of the terms that are not shown to hold everywhere, each once, in order.

    Raises MalformedError where a condition holds nowhere: a denominator or an argument of log equal to 0.
    """
    needed = dict.fromkeys(condition for t in terms for condition in _conditions(t, normalizer))
    return tuple(condition for condition in needed if not _holds(normalizer, condition))


def _conditions(t: Term, normalizer: Normalizer) -> Iterator[Assumption]:
    context = normalizer.context
    seen: set[tuple[Term, frozenset[str]]] = set()
    stack = [(t, frozenset[str]())]
    while stack:
        node, variables = stack.pop()
        if (node, variables) in seen:
            continue
        seen.add((node, variables))
        condition = _own_condition(node, bool(variables)) or _nonzero_factors(node, variables, normalizer)
        if condition is not None:
            yield condition
        if isinstance(node, Partial):
            variables |= {node.variable.tensor}
        stack.extend((child, variables) for child in reversed(children(node)))
        if isinstance(node, Entry) and variables:
            declared = [j for j in context.jacobians if j.of == node.tensor]
            stack.extend((j.body, frozenset[str]()) for j in declared)
            stack.extend((Entry(j.wrt, j.variables), variables) for j in declared)
        if isinstance(node, Entry | Inverse | Determinant) and node.tensor in context.definitions:
            stack.append((context.definitions[node.tensor].body, variables))


def _own_condition(node: Term, smooth: bool) -> Assumption | None:
    match node:
        case Power(base, exponent) if exponent.denominator > 1:
            positive = smooth or exponent < 0
            return Assumption(">" if positive else ">=", base, ZERO)
        case Power(base, exponent) if exponent < 0:
            return Assumption("!=", base, ZERO)
        case Inverse(tensor, _, _):
            return Assumption("!=", Determinant(tensor), ZERO)
        case Apply(function, argument):
            row = FUNCTIONS[function]
            relation = RELATIONS[row.smooth if smooth else row.domain]
            return Assumption(relation, argument, ZERO) if relation else None
        case _:
            return None


def _nonzero_factors(node: Term, variables: frozenset[str], normalizer: Normalizer) -> Assumption | None:
    """That no factor of a product is 0, where one of the variables moves it; one that is 0 always stays 0."""
    context = normalizer.context
    if not isinstance(node, Product) or variables.isdisjoint(context.ground(names((node.body,)))):
        return None
    factor = normalizer.unfold(normalizer.normalize(node.body), frozenset(context.definitions))
    return Assumption("!=", node.body, ZERO) if factor.terms else None


def _holds(normalizer: Normalizer, condition: Assumption) -> bool:
    p = normalizer.normalize(condition.lhs)
    if _shown(normalizer, condition, p):
        return True
    p = normalizer.unfold(p, normalizer.nonlinear(p))
    if _shown(normalizer, condition, p):
        return True
    return _shown(normalizer, condition, normalizer.unfold(p, frozenset(normalizer.context.definitions)))


def _shown(normalizer: Normalizer, condition: Assumption, p: Polynomial) -> bool:
    value = p.constant()
    if value is not None and condition.relation != ">=" and value == 0:
        raise MalformedError("a denominator or the argument of a logarithm is equal to zero everywhere")
    algebra = normalizer.algebra
    sign = signs.polynomial_sign(algebra, p)
    if condition.relation == ">=":
        return sign != "unknown" or signs.exceeds_one(algebra, p, _assumed(normalizer, ">="))
    if condition.relation == ">":
        return sign == "positive"
    opposite = signs.polynomial_sign(algebra, algebra.scale(p, -1))
    return "positive" in (sign, opposite) or _assumed_nonzero(normalizer, p)


def _assumed(normalizer: Normalizer, relation: Relation) -> list[Polynomial]:
    """Left less right side of every assumption with this relation. Such hold at the point alone."""
    found = [a for a in normalizer.context.assumptions if a.relation == relation]
    return [normalizer.normalize(a.lhs - a.rhs) for a in found]


def _assumed_nonzero(normalizer: Normalizer, p: Polynomial) -> bool:
    """Whether p is a number times what is assumed not to be zero."""
    for fact in _assumed(normalizer, "!="):
        for q in signs.instances(normalizer.algebra, fact, p):
            if p.terms and q.terms:
                ratio = rational(Fraction(p.terms[0][1]) / Fraction(q.terms[0][1]))
                if p is normalizer.algebra.scale(q, ratio):
                    return True
    return False
