"""The rules that move a derivative inward until none is left.

Each takes d body / d x[s] and gives an equal term; `scope` says what the body depends on.
"""

from __future__ import annotations

from collections.abc import Callable

from derivcheck.core.contexts import Definition
from derivcheck.core.functions import FUNCTIONS
from derivcheck.core.terms import (
    Apply,
    Delta,
    Determinant,
    Entry,
    Index,
    Inverse,
    Partial,
    Plus,
    Power,
    Product,
    Term,
    Times,
    Total,
    contains_partial,
    free_indices,
    fresh_index,
    plus,
    substitute,
    term,
    times,
)
from derivcheck.derivation.dependence import Scope, is_scalar, normalised
from derivcheck.derivation.logarithms import logarithm_rule
from derivcheck.derivation.products import ONE, ZERO
from derivcheck.derivation.rules import Rewrite, Rule

Lemma = Callable[[Entry, Entry], Term | None]
"""The derivative of an entry of an intermediate by an entry of a tensor, where it is derived apart."""


def differentiation_rules(scope: Scope, lemma: Lemma) -> tuple[Rule, ...]:
    """The rules, in the order in which they are tried."""
    chain = (Rule(f"chain rule with {name}", _at_partial(scope, _chain(name))) for name in FUNCTIONS)
    names = tuple(scope.context.definitions)
    definitions = [_definition_rule(scope, found) for found in scope.context.definitions.values()]
    scalars = [rule for rule, name in zip(definitions, names, strict=True) if is_scalar(scope.context, name)]
    return (
        Rule("logarithm of a product", logarithm_rule(scope.context)),
        Rule("linearity", _at_partial(scope, _linearity)),
        *scalars,
        Rule("quotient rule", _at_partial(scope, _quotient)),
        Rule("product rule", _at_partial(scope, _product)),
        Rule("power rule", _at_partial(scope, _power)),
        *chain,
        Rule("logarithmic derivative of a product", _at_partial(scope, _long_product)),
        Rule("derivative of the inverse", _at_partial(scope, _inverse)),
        Rule("derivative of the determinant", _at_partial(scope, _determinant)),
        Rule("derivative of an entry by an entry", _at_partial(scope, _entry)),
        *(_link_rule(scope, name) for name in names),
        *(_lemma_rule(scope, name, lemma) for name in names),
        *definitions,
    )


def _at_partial(scope: Scope, rule: Callable[[Scope, Term, Entry], Term | None]) -> Rewrite:
    def rewrite(node: Term) -> Term | None:
        if isinstance(node, Partial) and not contains_partial(node.body):
            return rule(scope, node.body, node.variable)
        return None

    return rewrite


def _linearity(scope: Scope, body: Term, variable: Entry) -> Term | None:
    if not scope.depends(body, variable.tensor):
        return ZERO
    match body:
        case Plus(terms):
            return plus(*(Partial(part, variable) for part in terms))
        case Times(parts):
            constant = [part for part in parts if not scope.depends(part, variable.tensor)]
            rest = [part for part in parts if scope.depends(part, variable.tensor)]
            return times(*constant, Partial(times(*rest), variable)) if constant else None
        case Total(index, inner):
            if index in free_indices(variable):
                apart = fresh_index(index.size, index.name.partition("'")[0])
                index, inner = apart, substitute(inner, {index: apart})
            return Total(index, Partial(inner, variable))
        case _:
            return None


def _quotient(scope: Scope, body: Term, variable: Entry) -> Term | None:
    if not isinstance(body, Times):
        return None
    below = [part for part in body.factors if isinstance(part, Power) and part.exponent < 0]
    above = [part for part in body.factors if part not in below]
    if len(below) != 1 or not above:
        return None
    upper, lower = times(*above), below[0]
    return plus(
        times(lower, Partial(upper, variable)),
        times(upper, _of_power(lower, variable)),
    )


def _of_power(node: Power, variable: Entry) -> Term:
    lowered = ONE if node.exponent == 1 else Power(node.base, node.exponent - 1)
    return times(node.exponent, lowered, Partial(node.base, variable))


def _product(scope: Scope, body: Term, variable: Entry) -> Term | None:
    if not isinstance(body, Times):
        return None
    parts = body.factors
    return plus(
        *(
            times(*parts[:place], Partial(part, variable), *parts[place + 1 :])
            for place, part in enumerate(parts)
        )
    )


def _power(scope: Scope, body: Term, variable: Entry) -> Term | None:
    return _of_power(body, variable) if isinstance(body, Power) else None


def _long_product(scope: Scope, body: Term, variable: Entry) -> Term | None:
    """d prod_k f(k) = prod_k f(k) sum_k d f(k) / f(k)."""
    if not isinstance(body, Product):
        return None
    index = fresh_index(body.index.size, body.index.name.partition("'")[0])
    factor = substitute(body.body, {body.index: index})
    return times(body, Total(index, Partial(factor, variable) / factor))


def _inverse(scope: Scope, body: Term, variable: Entry) -> Term | None:
    """d inverse(A)[i, j] = -sum_kl inverse(A)[i, k] inverse(A)[l, j] d A[k, l]."""
    if not isinstance(body, Inverse):
        return None
    name, left, right = body.tensor, body.left, body.right

    def slope(row: Index, column: Index) -> Term:
        return times(-1, Inverse(name, left, row), Inverse(name, column, right))

    return _over_entries(scope, name, slope, variable)


def _determinant(scope: Scope, body: Term, variable: Entry) -> Term | None:
    """d det(A) = det(A) sum_kl inverse(A)[l, k] d A[k, l]."""
    if not isinstance(body, Determinant):
        return None
    name = body.tensor
    return times(body, _over_entries(scope, name, lambda row, column: Inverse(name, column, row), variable))


def _over_entries(scope: Scope, name: str, slope: Callable[[Index, Index], Term], variable: Entry) -> Term:
    size, _ = scope.context.axes(name) or (1, 1)
    row, column = fresh_index(size, "k"), fresh_index(size, "l")
    changed = Partial(Entry(name, (row, column)), variable)
    return Total(row, Total(column, times(slope(row, column), changed)))


def _chain(name: str) -> Callable[[Scope, Term, Entry], Term | None]:
    def rule(scope: Scope, body: Term, variable: Entry) -> Term | None:
        if isinstance(body, Apply) and body.function == name:
            return times(FUNCTIONS[name].derivative(body.argument), Partial(body.argument, variable))
        return None

    return rule


def _entry(scope: Scope, body: Term, variable: Entry) -> Term | None:
    if not isinstance(body, Entry) or body.tensor != variable.tensor:
        return None
    pairs = zip(body.subscripts, variable.subscripts, strict=True)
    return times(*(term(1) if left == right else Delta(left, right) for left, right in pairs))


def _definition_rule(scope: Scope, definition: Definition) -> Rule:
    def rule(_: Scope, body: Term, variable: Entry) -> Term | None:
        if isinstance(body, Entry) and body.tensor == definition.name != variable.tensor:
            return Partial(definition.at(body), variable)
        return None

    return Rule(f"definition of {definition.name}", _at_partial(scope, rule))


def _link_rule(scope: Scope, name: str) -> Rule:
    """d b[k] / d x = sum_l d b[k] / d m[l] * d m[l] / d x, where b depends on x through m alone."""

    def rule(_: Scope, body: Term, variable: Entry) -> Term | None:
        if not isinstance(body, Entry) or body.tensor in (name, variable.tensor):
            return None
        definition = scope.context.definitions.get(body.tensor)
        if definition is None or scope.direct(definition.body, variable.tensor) != (name,):
            return None
        if name == variable.tensor or not normalised(definition.body, scope, name):
            return None
        through = scope.context.definitions[name]
        return chained(lambda link: Partial(body, link), through, lambda link: Partial(link, variable))

    return Rule(f"chain rule through {name}", _at_partial(scope, rule))


def chained(outer: Callable[[Entry], Term], definition: Definition, inner: Callable[[Entry], Term]) -> Term:
    """sum_l outer(m[l]) * inner(m[l]) over all entries of an intermediate m."""
    axes = definition.indices
    summed = tuple(fresh_index(index.size, index.name.partition("'")[0]) for index in axes)
    link = Entry(definition.name, summed)
    found = times(outer(link), inner(link))
    for index in reversed(summed):
        found = Total(index, found)
    return found


def _lemma_rule(scope: Scope, name: str, lemma: Lemma) -> Rule:
    """The Jacobian of an intermediate that divides by its argument is derived apart, under its name."""

    def rule(_: Scope, body: Term, variable: Entry) -> Term | None:
        if not isinstance(body, Entry) or body.tensor != name or name == variable.tensor:
            return None
        definition = scope.context.definitions[name]
        if is_scalar(scope.context, name) or not normalised(definition.body, scope, variable.tensor):
            return None
        return lemma(body, variable)

    return Rule(f"Jacobian of {name}", _at_partial(scope, rule))
