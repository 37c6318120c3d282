"""Simplification by named rules, each applied everywhere it applies, until none makes the term simpler."""

from __future__ import annotations

from fractions import Fraction

from derivcheck.core.contexts import Assumption, Context, Definition
from derivcheck.core.terms import (
    Entry,
    Index,
    Number,
    Plus,
    Power,
    Term,
    Times,
    Total,
    children,
    free_indices,
    plus,
    rebuild,
    times,
)
from derivcheck.derivation.bound_indices import canonical
from derivcheck.derivation.dependence import names_in
from derivcheck.derivation.matching import fold_definition, use_assumption
from derivcheck.derivation.products import coefficient, factors, powers, product, size, summands, tidy
from derivcheck.derivation.rules import Rule, apply_upward
from derivcheck.derivation.summation import (
    common_factor,
    contract_delta,
    distribute_for,
    distribute_for_deltas,
    merge_sums,
    pull_constants,
    split_constants,
    sum_unused,
)


def simplification_rules(context: Context, free: frozenset[Index]) -> tuple[Rule, ...]:
    """The rules, in the order in which they are tried; the first that changes the term makes the step."""
    definitions = tuple(reversed(list(context.definitions.values())))
    return (
        Rule("contract the Kronecker delta", contract_delta),
        Rule("cancel common factors", cancel),
        Rule("distribute over the sum", distribute_for_deltas(free)),
        Rule("distribute over the sum", split_constants),
        Rule("take constants out of the sum", pull_constants),
        Rule("a sum of equal terms", sum_unused),
        *(_assumption_rule(found) for found in context.assumptions),
        *(_distribution_rule(found) for found in context.assumptions),
        *(_fold_rule(found) for found in definitions),
        Rule("collect equal factors", gather),
        Rule("collect like terms", collect),
        Rule("common factor", _shorter_factor),
        Rule("one sum instead of two", merge_sums),
        *(_symmetry_rule(found, free) for found in context.assumptions if _is_symmetry(found)),
        Rule("expand and collect like terms", _expanded),
        Rule("signs", _signs),
    )


def _assumption_rule(assumption: Assumption) -> Rule:
    return Rule(_assumption_name(assumption), lambda node: use_assumption(node, assumption))


def _distribution_rule(assumption: Assumption) -> Rule:
    return Rule("distribute over the sum", distribute_for(lambda node: use_assumption(node, assumption)))


def _assumption_name(assumption: Assumption) -> str:
    return "assumption on " + ", ".join(sorted({*names_in(assumption.lhs), *names_in(assumption.rhs)}))


def _fold_rule(definition: Definition) -> Rule:
    return Rule(f"definition of {definition.name}", lambda node: fold_definition(node, definition))


def cancel(node: Term) -> Term | None:
    """x^a x^b = x^(a + b), and 1 / (a / b) = b / a."""
    if not isinstance(node, Times | Power):
        return None
    found = product(*powers(node))
    return found if size(found) < size(node) else None


def gather(node: Term) -> Term | None:
    """x x = x^2."""
    found = product(*powers(node))
    return found if len(factors(found)) < len(factors(node)) else None


def collect(node: Term) -> Term | None:
    """2 a b + 3 b a = 5 a b."""
    if not isinstance(node, Plus):
        return None
    found: dict[Term, tuple[Fraction, Term]] = {}
    for part in node.terms:
        number, bases = powers(part)
        rest = product(Fraction(1), bases)
        before, first = found.get(canonical(rest), (Fraction(0), rest))
        found[canonical(rest)] = (before + number, first)
    if len(found) == len(node.terms):
        return None
    return plus(*(times(number, rest) for number, rest in found.values() if number))


def expand(node: Term) -> Term:
    """Products of sums multiplied out, at this node and in its summands."""
    if isinstance(node, Plus):
        return plus(*(expand(part) for part in node.terms))
    found: list[Term] = [times()]
    for factor in factors(node):
        if isinstance(factor, Power) and isinstance(factor.base, Plus) and factor.exponent in (2, 3):
            repeated = [factor.base] * factor.exponent.numerator
        else:
            repeated = [factor]
        for part in repeated:
            found = [times(left, right) for left in found for right in summands(part)]
    return plus(*found)


def _expanded(node: Term) -> Term | None:
    """Multiplied out, where like terms then cancel and the result is shorter."""
    if not isinstance(node, Plus):
        return None
    multiplied = apply_upward(cancel, tidy(expand(node)))
    collected = collect(tidy(multiplied))
    if collected is None:
        return None
    collected = tidy(collected)
    factored = common_factor(collected)
    best = size(collected) if factored is None else min(size(factored), size(collected))
    return collected if best < size(node) else None


def _shorter_factor(node: Term) -> Term | None:
    found = common_factor(node)
    return found if found is not None and size(found) < size(node) else None


def _is_symmetry(assumption: Assumption) -> bool:
    """Whether the assumption says A[i, j] = A[j, i]."""
    match assumption:
        case Assumption("=", Entry(left, (Index() as i, Index() as j)), Entry(right, here)):
            return left == right and here == (j, i) and i != j
        case _:
            return False


def _symmetry_rule(assumption: Assumption, free: frozenset[Index]) -> Rule:
    """A[i, j] = A[j, i], used where like terms can then be collected."""
    assert isinstance(assumption.lhs, Entry)
    name = assumption.lhs.tensor

    def oriented(node: Term) -> Term:
        if isinstance(node, Entry) and node.tensor == name:
            order = sorted(node.subscripts, key=lambda s: (s not in free, isinstance(s, Index), str(s)))
            return Entry(name, tuple(order))
        return rebuild(node, tuple(map(oriented, children(node))))

    def rewrite(node: Term) -> Term | None:
        if not isinstance(node, Plus):
            return None
        turned = oriented(node)
        return turned if collect(turned) is not None else None

    return Rule(f"{name} is symmetric", rewrite)


def _signs(node: Term) -> Term | None:
    """-(a - b) = b - a, also under a sum; only where fewer minus signs are left."""
    if not isinstance(node, Times) or coefficient(node) >= 0:
        return None
    parts = factors(times(-1, node))
    for place, part in enumerate(parts):
        turned = _negated(part)
        if turned is not None:
            return times(*parts[:place], turned, *parts[place + 1 :])
    return None


def _negated(node: Term) -> Term | None:
    """Minus the node, where some sum in it takes the sign without more minus signs than before."""
    match node:
        case Plus(terms):
            minus = sum(coefficient(part) < 0 for part in terms)
            return plus(*(times(-1, part) for part in terms)) if 2 * minus >= len(terms) else None
        case Total(index, body):
            parts = factors(body)
            for place, part in enumerate(parts):
                turned = _negated(part)
                if turned is not None:
                    return Total(index, times(*parts[:place], turned, *parts[place + 1 :]))
            return None
        case _:
            return None


def arranged(node: Term) -> Term:
    """Factors in the usual order: numbers, scalars, entries, then sums."""
    node = rebuild(node, tuple(map(arranged, children(node))))
    return times(*sorted(node.factors, key=_rank)) if isinstance(node, Times) else node


def positive_first(node: Term) -> Term:
    """b - a for -a + b."""
    node = rebuild(node, tuple(map(positive_first, children(node))))
    if isinstance(node, Plus):
        return plus(*sorted(node.terms, key=lambda part: coefficient(part) < 0))
    return node


def _rank(node: Term) -> int:
    """Place of a factor in a product."""
    base = node.base if isinstance(node, Power) else node
    if isinstance(base, Number):
        return 0
    if not free_indices(base) and not isinstance(base, Total | Plus):
        return 1
    return 4 if isinstance(base, Total) else 3 if isinstance(base, Plus) else 2
