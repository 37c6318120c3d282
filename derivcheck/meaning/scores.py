r"""\int p_\theta(x) \nabla_\theta \log p_\theta(x) dx: the derivative of the integral of the density."""

from __future__ import annotations

from dataclasses import replace

from derivcheck.meaning.expressions import Apply, Derivative, Expression, Reduce, mapped
from derivcheck.meaning.indices import index_names
from derivcheck.meaning.joint_densities import density_of
from derivcheck.meaning.marginals import Term, is_measure, product, terms_of


def with_scores(node: Expression) -> Expression:
    """The expression with the derivative of a sum for every sum of a density times the derivative of its
    logarithm, and of the derivative of a density.
    """
    node = mapped(node, with_scores)
    if not isinstance(node, Reduce) or node.operator != "sum" or node.conditions or not node.index:
        return node
    terms = terms_of(node.body, node.index)
    return _derived(node, terms[0]) if len(terms) == 1 else node


def _derived(node: Reduce, term: Term) -> Expression:
    """The sum of one term; itself where that is another."""
    mine = [each for each in term.over if node.index in index_names(each)]
    weights = [each for each in mine if is_measure(each, node.index)]
    rest = [each for each in mine if each not in weights]
    slope = next((each for each in rest if isinstance(each, Derivative)), None)
    under = any(node.index in index_names(each) for each in term.under)
    if slope is None or under or any(node.index in index_names(each) for each in slope.variables):
        return node
    others = [each for each in rest if each is not slope]
    body = slope.body
    if isinstance(body, Apply) and body.function == "log" and list(body.arguments) == others:
        body, others = others[0], []
    if others or density_of(body) is None:
        return node
    factors = (*weights, body)
    whole = replace(slope, body=replace(node, body=product(factors)))
    kept = tuple(each for each in term.over if each not in mine)
    return replace(term, over=(*kept, whole)).expression if kept or term.under or term.sign < 0 else whole
