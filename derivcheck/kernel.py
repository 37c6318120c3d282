"""The kernel: replays evidence, and alone makes an Outcome.

A searcher hands over a Claim with Evidence, or with the reason why it found none. Nothing that the
evidence says is believed:

- Certificate: both sides are normalized here, the named intermediates it lists are unfolded, and the
  difference must come out zero; the witness is evaluated with Arb balls, by code that shares nothing with
  the normal form, every assumption must hold there and the two sides must not exclude one another. A claim
  that is true of nothing has no witness and is not proved. What was found before, in answer to a search that
  asked `difference` or `look`, was found by the kernel itself.
- Counterexample: every assumption is checked at the Instance, both sides are evaluated again, and their
  balls must exclude one another.
- Unrolled: the claim is written out again here at the sizes of every witness, shown there, and the
  witness is evaluated again. A claim that is shown at some sizes stays UNKNOWN: it speaks of all sizes.
- Agreement of numbers, a stop reason, an exception, a limit: UNKNOWN.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from derivcheck.calculus import residual
from derivcheck.calculus.definedness import obligations
from derivcheck.calculus.known_sizes import is_shown_at, named_sizes
from derivcheck.calculus.nodes import Polynomial
from derivcheck.calculus.normal_form import Normalizer
from derivcheck.calculus.normalizers import Normalizers
from derivcheck.calculus.replay import Finding, check_counterexample, check_witness
from derivcheck.core.claims import Claim, check_claim
from derivcheck.core.contexts import Assumption, names
from derivcheck.core.errors import LimitError, MalformedError
from derivcheck.core.recursions import Recursion
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import (
    Agreement,
    Certificate,
    Counterexample,
    Evidence,
    Instance,
    Outcome,
    StopReason,
    Unrolled,
    Verdict,
)

ALL = "all dimensions"
PROOF_TRUSTS = (
    "derivcheck: core, calculus, kernel",
    "python-flint: Arb balls, for the witness",
)
REFUTATION_TRUSTS = ("derivcheck: core, evaluation, kernel", "python-flint: Arb balls")

BUDGET = 200_000
"""Products of monomials that one replay may take."""

Unfolding: TypeAlias = Literal["nothing", "nonlinear", "everything"]
"""Which named intermediates are unfolded."""

_normalizers = Normalizers()
_looked: dict[Claim, tuple[Instance, Instance, Finding]] = {}
"""The witness looked at last: as it was handed over, the kernel's own copy, and what it found there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Left less right side once these intermediates are unfolded, and whether that is shown to be zero."""

    unfolded: tuple[str, ...]
    form: Polynomial
    zero: bool


def difference(claim: Claim, unfolding: Unfolding, budget: int = BUDGET) -> Difference:
    """What a Certificate that unfolds these names will come out as. A search asks; nothing is decided.

    The claim has passed `check_claim`. Raises LimitError past the budget, RecursionError where the terms are
    nested too deeply, MalformedError for a division by zero.
    """

    def work(normalizer: Normalizer) -> Difference:
        match unfolding:
            case "nothing":
                names = frozenset[str]()
            case "nonlinear":
                names = normalizer.nonlinear(normalizer.difference(claim.lhs, claim.rhs))
            case "everything":
                names = frozenset(claim.context.definitions)
        return _difference(normalizer, claim, names)

    return _normalizers.run(claim.context, work, budget)


def look(claim: Claim, instance: Instance) -> Finding:
    """What a replay of a Certificate with this witness will find there. A search asks; nothing is decided.

    The claim has passed `check_claim`. The last Instance is remembered, as long as it says the same. Raises
    LimitError where an evaluation goes past its budget.
    """
    return _looked_at(claim, instance)[2]


def _looked_at(claim: Claim, instance: Instance) -> tuple[Instance, Instance, Finding]:
    known = _looked.get(claim)
    if known is None or known[0] is not instance or known[1] != instance:
        own = _copied(instance)
        known = instance, own, check_witness(claim, own)
        _looked.clear()
        _looked[claim] = known
    return known


def _copied(instance: Instance) -> Instance:
    return Instance(dict(instance.sizes), dict(instance.values), dict(instance.indices))


def _difference(normalizer: Normalizer, claim: Claim, unfolded: frozenset[str]) -> Difference:
    form = normalizer.unfold(normalizer.difference(claim.lhs, claim.rhs), unfolded)
    return Difference(tuple(sorted(unfolded)), form, normalizer.is_shown_zero(form))


def replay(claim: Claim, evidence: Evidence | StopReason, *, left_over: Term | None = None) -> Outcome:
    """The Outcome that the evidence supports; `left_over` is a searcher's residual, shown with UNKNOWN only.

    Raises MalformedError, ShapeError or UnknownSymbolError where the claim has no meaning.
    """
    check_claim(claim)
    try:
        match evidence:
            case Certificate(unfolded, witness):
                known = frozenset(unfolded) & frozenset(claim.context.definitions)
                return _replay_certificate(claim, known, witness)
            case Counterexample():
                return _replay_counterexample(claim, evidence)
            case Agreement(instances):
                reason = f"the sides agree at {instances} instances, which proves nothing"
                return _unknown(claim, reason, evidence, left_over)
            case Unrolled(witnesses):
                return _replay_unrolled(claim, witnesses, left_over)
            case StopReason():
                return _unknown(claim, evidence.value, left_over=left_over)
            case _:
                raise TypeError(f"{evidence!r} is no evidence")
    except LimitError as limit:
        return _unknown(claim, f"{StopReason.LIMIT.value}: {limit.what}")
    except RecursionError:
        return _unknown(claim, f"{StopReason.LIMIT.value}: the terms are nested too deeply")


def replay_recursion(
    recursion: Recursion, base: Evidence | StopReason, step: Evidence | StopReason
) -> Outcome:
    """The Outcome of a statement about every depth: PROVED where its base and its step are.

    The claims are built here from the recursion; a base or a step that is refuted refutes nothing but
    itself, and leaves the statement UNKNOWN with its name. Raises as `replay` does.
    """
    outcomes = (replay(recursion.base_claim(), base), replay(recursion.step_claim(), step))
    for name, outcome in zip(("base", "step"), outcomes, strict=True):
        if outcome.verdict is not Verdict.PROVED:
            reason = f"the {name} of the induction is {outcome.verdict.value}: {outcome.reason}"
            return replace(outcome, verdict=Verdict.UNKNOWN, scope="", reason=reason)
    fixed = next((outcome.scope for outcome in outcomes if outcome.scope != ALL), "")
    depth = f"by induction on depth; {fixed}" if fixed else "by induction on depth"
    conditions = tuple(dict.fromkeys((*outcomes[0].obligations, *outcomes[1].obligations)))
    return replace(outcomes[1], scope=depth, obligations=conditions)


def _replay_certificate(claim: Claim, unfolded: frozenset[str], witness: Instance) -> Outcome:
    def work(normalizer: Normalizer) -> tuple[tuple[Assumption, ...], Difference]:
        return obligations(normalizer, claim.lhs, claim.rhs), _difference(normalizer, claim, unfolded)

    open_conditions, found = _normalizers.run(claim.context, work, BUDGET)
    if not found.zero:
        return _unknown(claim, StopReason.RESIDUAL.value, left_over=residual.to_term(found.form))
    _, own, finding = _looked_at(claim, witness)
    if finding is Finding.AGREES:
        evidence = Certificate(found.unfolded, _copied(own))
        return Outcome(claim, Verdict.PROVED, scope(claim), evidence, open_conditions, PROOF_TRUSTS)
    disagree = finding is Finding.EXCLUDES
    return _unknown(claim, (StopReason.ROUTES_DISAGREE if disagree else StopReason.NO_INSTANCE).value)


def _replay_counterexample(claim: Claim, evidence: Counterexample) -> Outcome:
    if not check_counterexample(claim, evidence):
        return _unknown(claim, "the counterexample did not survive its replay")
    sizes = ", ".join(f"{name} = {value}" for name, value in sorted(evidence.instance.sizes.items()))
    reason = "the two sides differ at the instance shown"
    return Outcome(claim, Verdict.REFUTED, sizes, evidence, (), REFUTATION_TRUSTS, reason)


def _replay_unrolled(claim: Claim, witnesses: tuple[Instance, ...], left_over: Term | None) -> Outcome:
    """UNKNOWN, with the sizes at which the claim is shown; sizes that it does not rest on are not named."""
    findings = [check_witness(claim, witness) for witness in witnesses]
    shown = all(f is not Finding.INADMISSIBLE for f in findings) and all(
        _shown_at(claim, witness) for witness in witnesses
    )
    if shown and Finding.EXCLUDES in findings:
        return _unknown(claim, StopReason.ROUTES_DISAGREE.value, left_over=left_over)
    named = named_sizes(claim)
    at = dict.fromkeys(
        ", ".join(f"{name} = {witness.sizes[name]}" for name in named if name in witness.sizes)
        for witness in witnesses
    )
    if not (shown and all(f is Finding.AGREES for f in findings) and all(at)) or not at:
        return _unknown(claim, "the proof at known sizes did not survive its replay", left_over=left_over)
    reason = f"proved at {' and at '.join(at)}; not shown for all sizes"
    return _unknown(claim, reason, Unrolled(witnesses), left_over)


def _shown_at(claim: Claim, witness: Instance) -> bool:
    """A side that is defined nowhere at these sizes is not shown to equal anything."""
    try:
        return is_shown_at(claim, witness.sizes)
    except MalformedError:
        return False


def _unknown(
    claim: Claim, reason: str, evidence: Evidence | None = None, left_over: Term | None = None
) -> Outcome:
    return Outcome(claim, Verdict.UNKNOWN, "", evidence, (), (), reason, left_over)


def scope(claim: Claim) -> str:
    """For which sizes a proof of the claim holds: all, except where the claim itself fixes one."""
    seen = claim.context.ground(names((claim.lhs, claim.rhs)))
    sizes = {size for name in seen for size in claim.context.axes(name) or ()}
    fixed = sorted(size for size in sizes if isinstance(size, int) and size > 1)
    listed = ", ".join(map(str, fixed))
    return f"{ALL}, with the fixed sizes {listed}" if fixed else ALL
