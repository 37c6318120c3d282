"""Every rule of a derivation, where it applies and where it must not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivcheck.core.contexts import Assumption, Context, Definition, Tensor
from derivcheck.core.errors import LimitError
from derivcheck.core.functions import exp, log, sigmoid
from derivcheck.core.terms import (
    Apply,
    Delta,
    Dimension,
    Entry,
    Index,
    Partial,
    Power,
    Term,
    Total,
    term,
    times,
)
from derivcheck.derivation.bound_indices import canonical, match, readable
from derivcheck.derivation.dependence import Scope, divides_by
from derivcheck.derivation.differentiation import differentiation_rules
from derivcheck.derivation.logarithms import logarithm_rule
from derivcheck.derivation.matching import fold_definition, use_assumption
from derivcheck.derivation.products import powers, tidy
from derivcheck.derivation.rules import Rule, apply_downward, apply_upward
from derivcheck.derivation.simplification import simplification_rules
from derivcheck.derivation.steps import Trail
from derivcheck.derivation.summation import (
    contract_delta,
    distribute_for_deltas,
    merge_sums,
    pull_constants,
    split_constants,
    sum_unused,
)
from tests.test_derivation_contexts import entry

I_, J_, K_ = (Index(name, "K") for name in "ijk")
N_ = Index("n", "N")
X, Y, Z = (entry(name, K_) for name in "xyz")
CONTEXT = Context(
    {name: Tensor(name, ("K",)) for name in ("x", "y", "z")} | {"A": Tensor("A", ("K", "K"))},
    {
        "p": Definition("p", (I_,), exp(entry("z", I_)) / Total(J_, exp(entry("z", J_)))),
        "h": Definition("h", (I_,), sigmoid(entry("z", I_))),
    },
    (
        Assumption("=", Total(K_, entry("y", K_)), term(1)),
        Assumption("=", entry("A", I_, J_), entry("A", J_, I_)),
    ),
)


def same(found: Term | None, expected: Term) -> bool:
    return found is not None and canonical(tidy(found)) is canonical(tidy(expected))


def rule(name: str, place: int = 0) -> Rule:
    """One of the rules of simplification that have this name."""
    return [found for found in simplification_rules(CONTEXT, frozenset({I_})) if found.name == name][place]


@pytest.mark.parametrize(
    ("rewrite", "before", "after"),
    [
        (contract_delta, Total(K_, Delta(K_, I_) * X), entry("x", I_)),
        (contract_delta, Total(K_, X * Total(J_, Delta(I_, K_) * entry("y", J_))), None),
        (pull_constants, Total(K_, X * entry("y", I_)), entry("y", I_) * Total(K_, X)),
        (sum_unused, Total(K_, entry("y", I_)), Dimension("K") * entry("y", I_)),
        (
            split_constants,
            Total(K_, X + Total(J_, entry("y", J_))),
            Total(K_, Total(J_, entry("y", J_))) + Total(K_, X),
        ),
        (
            distribute_for_deltas(frozenset({I_})),
            Total(K_, Y * (Delta(K_, I_) - entry("p", I_))),
            Total(K_, Y * Delta(K_, I_)) + Total(K_, -1 * Y * entry("p", I_)),
        ),
        (merge_sums, Total(K_, X * Y) - Total(J_, entry("x", J_) * entry("z", J_)), Total(K_, X * (Y - Z))),
        (rule("cancel common factors").rewrite, X * Y / X, Y),
        (rule("cancel common factors").rewrite, 1 / (X / Y), Y / X),
        (rule("collect equal factors").rewrite, X * Y * X, X**2 * Y),
        (rule("collect like terms").rewrite, 2 * X * Y + 3 * Y * X, 5 * X * Y),
        (rule("common factor").rewrite, X * Y + X * Z, X * (Y + Z)),
        (rule("expand and collect like terms").rewrite, X * (1 - Y) - (1 - X) * Y, X - Y),
        (rule("signs").rewrite, -1 * (X - Y), Y - X),
        (rule("signs").rewrite, -1 * Total(K_, X * (Y - Z)), Total(K_, X * (Z - Y))),
        (rule("assumption on y").rewrite, Total(J_, entry("y", J_)), term(1)),
        (rule("distribute over the sum", 2).rewrite, Total(K_, Y * (entry("x", I_) + Z)), None),
        (rule("definition of p").rewrite, Y * exp(Z) / Total(I_, exp(entry("z", I_))), Y * entry("p", K_)),
        (rule("definition of h").rewrite, sigmoid(Z), entry("h", K_)),
        (
            rule("A is symmetric").rewrite,
            entry("A", I_, K_) + entry("A", K_, I_),
            2 * entry("A", I_, K_),
        ),
    ],
)
def test_a_rule_of_simplification_applies(rewrite: object, before: Term, after: Term | None) -> None:
    assert callable(rewrite)
    found = rewrite(before)
    if after is None:
        assert found is not None
        return
    collected = apply_upward(rule("collect like terms").rewrite, tidy(found))
    assert same(found, after) or same(collected, after)


@pytest.mark.parametrize(
    ("rewrite", "term_"),
    [
        (contract_delta, Total(K_, Delta(I_, J_) * X)),
        (contract_delta, Total(K_, Total(J_, Delta(K_, J_) * X))),
        (contract_delta, Total(K_, Apply("exp", Delta(K_, I_) * X))),
        (pull_constants, Total(K_, X * Y)),
        (sum_unused, Total(K_, X)),
        (split_constants, Total(K_, X + entry("y", I_))),
        (distribute_for_deltas(frozenset({I_})), Total(K_, Y * (X - Z))),
        (merge_sums, Total(K_, X) + Total(N_, entry("w", N_))),
        (merge_sums, Total(K_, X) + Total(J_, entry("y", J_))),
        (rule("cancel common factors").rewrite, X * Y),
        (rule("collect equal factors").rewrite, X * Y),
        (rule("collect like terms").rewrite, X * Y + X * Z),
        (rule("common factor").rewrite, X + Y),
        (rule("expand and collect like terms").rewrite, X * (1 - Y) + Z),
        (rule("signs").rewrite, X - Y),
        (rule("signs").rewrite, -1 * (X + Y)),
        (rule("assumption on y").rewrite, Total(J_, entry("x", J_))),
        (rule("assumption on y").rewrite, Total(J_, entry("y", J_) ** 2)),
        (rule("definition of p").rewrite, exp(Z) / Total(I_, exp(entry("x", I_)))),
        (rule("definition of p").rewrite, exp(Z) * Total(I_, exp(entry("z", I_)))),
        (rule("definition of h").rewrite, sigmoid(X)),
        (rule("A is symmetric").rewrite, entry("A", I_, K_) - entry("A", J_, K_)),
    ],
)
def test_a_rule_of_simplification_does_not_apply(rewrite: object, term_: Term) -> None:
    assert callable(rewrite)
    assert rewrite(term_) is None


def differentiated(name: str, body: Term, variable: Term) -> Term:
    """One rule of differentiation, applied once everywhere."""
    assert isinstance(variable, Entry)
    rules = {found.name: found for found in differentiation_rules(Scope(CONTEXT), lambda *_: None)}
    return apply_downward(rules[name].rewrite, Partial(body, variable))


XI = Entry("x", (I_,))


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("linearity", 2 * X + Y, 2 * Partial(X, XI)),
        ("linearity", Total(I_, entry("x", I_)), Total(K_, Partial(X, XI))),
        ("linearity", Z, term(0)),
        ("product rule", X * exp(X), Partial(X, XI) * exp(X) + X * Partial(exp(X), XI)),
        ("quotient rule", X / exp(X), Partial(X, XI) / exp(X) - X * exp(X) ** -2 * Partial(exp(X), XI)),
        ("power rule", X**3, 3 * X**2 * Partial(X, XI)),
        ("chain rule with sigmoid", sigmoid(X), sigmoid(X) * (1 - sigmoid(X)) * Partial(X, XI)),
        ("derivative of an entry by an entry", X, Delta(K_, I_)),
        ("derivative of an entry by an entry", entry("x", I_), term(1)),
    ],
)
def test_a_rule_of_differentiation(name: str, body: Term, expected: Term) -> None:
    assert same(differentiated(name, body, XI), expected)
    wrong = differentiated(name, body, XI) + 1
    assert not same(wrong, expected)


def test_a_bound_index_does_not_capture_the_variable() -> None:
    found = differentiated("linearity", Total(I_, entry("x", I_) ** 2), XI)
    assert isinstance(found, Total)
    assert found.index != I_
    assert XI in (found.body.variable,) if isinstance(found.body, Partial) else False


def test_a_definition_is_unfolded_where_it_depends_on_the_variable() -> None:
    variable = entry("z", I_)
    assert same(differentiated("definition of h", entry("h", K_), variable), Partial(sigmoid(Z), variable))
    assert same(
        differentiated("definition of h", entry("p", K_), variable), Partial(entry("p", K_), variable)
    )


def test_a_logarithm_is_split_over_positive_factors_alone() -> None:
    split = logarithm_rule(CONTEXT)
    inside = Partial(log(exp(X) / Total(K_, exp(Z))), XI)
    assert same(split(inside), Partial(X - log(Total(K_, exp(Z))), XI))
    assert split(Partial(log(X * Y), XI)) is None
    assert split(Partial(log(exp(X) * Y), XI)) is None
    assert split(log(exp(X) * exp(Y))) is None
    positive = Context(CONTEXT.tensors, {}, (Assumption(">", Y, term(0)),))
    assert same(logarithm_rule(positive)(Partial(log(exp(X) * Y), XI)), Partial(X + log(Y), XI))
    one = Context(CONTEXT.tensors, {}, (Assumption(">", entry("A", K_, K_), term(0)),))
    assert logarithm_rule(one)(Partial(log(exp(X) * entry("A", I_, J_)), XI)) is None


def test_a_held_intermediate_hides_what_it_depends_on() -> None:
    assert Scope(CONTEXT).depends(entry("p", I_), "z")
    assert not Scope(CONTEXT, frozenset({"p"})).depends(entry("p", I_), "z")
    assert not Scope(CONTEXT).depends(entry("p", I_), "x")


def test_division_by_an_entry_is_seen_and_division_by_a_sum_of_exponentials_is_not_one() -> None:
    assert divides_by(Y / X, "x")
    assert divides_by(Y / (1 - X), "x")
    assert not divides_by(Y / Total(K_, exp(X)), "x")
    assert not divides_by(X / Y, "x")


def test_names_of_bound_indices_do_not_matter_and_free_ones_do() -> None:
    assert canonical(Total(K_, X * Y)) is canonical(Total(J_, entry("y", J_) * entry("x", J_)))
    assert canonical(Total(K_, X * Y)) is not canonical(Total(K_, X * X))
    assert canonical(X) is not canonical(entry("x", J_))


def test_bound_indices_are_named_apart_from_free_and_enclosing_ones() -> None:
    nested = Total(K_, X * Total(K_, Y * entry("z", I_)))
    found = readable(nested, frozenset({"j"}))
    assert isinstance(found, Total)
    inner = next(part for part in found.body.factors if isinstance(part, Total))  # type: ignore[attr-defined]
    assert len({found.index.name, inner.index.name, "i", "j"}) == 4
    assert same(found, nested)


def test_a_pattern_matches_its_instances_alone() -> None:
    pattern = Total(K_, entry("A", I_, K_) * X)
    variables = frozenset({I_})
    other = Total(N_, entry("A", J_, N_) * entry("x", N_))
    instance = Total(I_, entry("x", I_) * entry("A", J_, I_))
    assert next(match(pattern, instance, {}, variables)) == {I_: J_}
    assert next(match(pattern, other, {}, variables), None) is None
    assert next(match(pattern, Total(I_, entry("A", I_, I_) * entry("x", I_)), {}, variables), None) is None


def test_a_definition_folds_as_often_as_it_occurs() -> None:
    s = Total(I_, exp(entry("z", I_)))
    twice = exp(entry("z", K_)) * exp(entry("z", J_)) * Power(s, Fraction(-2))
    assert same(fold_definition(twice, CONTEXT.definitions["p"]), entry("p", K_) * entry("p", J_))
    assert fold_definition(Power(s, Fraction(-1)), CONTEXT.definitions["p"]) is None


def test_an_inequality_is_no_rewriting_rule() -> None:
    total = Total(K_, Y)
    assert use_assumption(total, Assumption(">", total, term(1))) is None
    assert use_assumption(total, Assumption("=", term(1), total)) is None


def test_powers_collect_equal_bases_and_tidying_keeps_0_to_the_power_minus_1() -> None:
    assert powers(2 * X * Y * X) == (Fraction(2), {X: Fraction(2), Y: Fraction(1)})
    assert tidy(X * 0) is times(0)
    assert tidy(Power(term(0), Fraction(-1))) is Power(term(0), Fraction(-1))


def test_a_derivation_without_end_is_stopped() -> None:
    trail = Trail(frozenset())
    trail.add(X, "")
    forth = Rule("forth", lambda node: Y if node is X else None)
    back = Rule("back", lambda node: X if node is Y else None)
    with pytest.raises(LimitError, match="no closed form"):
        trail.differentiate([forth, back])
