"""One claim: decided, diagnosed where it is refuted, and held against its mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from derivcheck.core.claims import Claim
from derivcheck.core.verdicts import Counterexample, Outcome, StopReason, Verdict
from derivcheck.report.model import ClaimReport, MutantLine, MutantReport, VerdictWord
from derivcheck.verification.statements import counterexample_report, obligations, reading, statement

if TYPE_CHECKING:
    from derivcheck.problem import ProblemClaim

Decide: TypeAlias = Callable[[Claim], Outcome]
WORDS: dict[Verdict, VerdictWord] = {
    Verdict.PROVED: "proved",
    Verdict.REFUTED: "refuted",
    Verdict.UNKNOWN: "unknown",
}


def decider(seed: int) -> Decide:
    """The one road to an Outcome, at this seed."""
    from derivcheck.methods.decide import decide

    return lambda claim: decide(claim, seed=seed)


def claim_report(stated: ProblemClaim, seed: int) -> ClaimReport:
    """What is known of a claim. Mutants are tried on a proved claim only: of others they say nothing."""
    from derivcheck.verification.matrices import equation

    claim, decide = stated.claim, decider(seed)
    outcome = decide(claim)
    proved = outcome.verdict is Verdict.PROVED
    return ClaimReport(
        name=stated.name,
        statement=statement(claim, stated.indices),
        reading=reading(claim, stated.indices),
        verdict=WORDS[outcome.verdict],
        expected=WORDS[stated.expect],
        scope=outcome.scope,
        obligations=obligations(outcome.obligations),
        trusts=outcome.trusts,
        reason=outcome.reason,
        suggestion="" if proved else _suggestion(claim, decide, seed),
        matrix=equation(claim, stated.indices, decide),
        residual=_residual(outcome),
        counterexample=counterexample_report(outcome.evidence, claim.context),
        mutants=MutantReport(tuple(_mutant_lines(claim, decide, seed))) if proved else None,
        note=stated.note,
    )


def _suggestion(claim: Claim, decide: Decide, seed: int) -> str:
    from derivcheck.methods.diagnosis import diagnose

    return diagnose(claim, lambda changed: decide(changed).verdict, seed=seed)


def _residual(outcome: Outcome) -> str:
    from derivcheck.notation.latex import latex

    return "" if outcome.residual is None else latex(outcome.residual, outcome.claim.context)


def _mutant_lines(claim: Claim, decide: Decide, seed: int) -> Iterator[MutantLine]:
    from derivcheck.mutation import mutants

    for mutant in mutants(claim):
        outcome = decide(mutant.claim)
        word = WORDS[outcome.verdict]
        if outcome.verdict is not Verdict.PROVED:
            says_nothing = outcome.reason == StopReason.NO_INSTANCE.value
            yield MutantLine(mutant.description, "malformed" if says_nothing else word, reason=_why(outcome))
        elif equivalent(claim, mutant.claim, decide, seed):
            reason = "no mistake here: each side equals that of the claim, under the same assumptions"
            yield MutantLine(mutant.description, word, equivalent=True, reason=reason)
        else:
            yield MutantLine(mutant.description, word)


def _why(outcome: Outcome) -> str:
    if isinstance(outcome.evidence, Counterexample):
        return f"left side {outcome.evidence.lhs}, right side {outcome.evidence.rhs}"
    return outcome.reason


def equivalent(claim: Claim, mutant: Claim, decide: Decide, seed: int) -> bool:
    """Whether a proved mutant says the same as the claim: each side is proved equal to the claim's own
    side, and the search for a counterexample, which shares no code with the proof, finds none.
    """
    from derivcheck.methods.refutation import find_counterexample

    if isinstance(find_counterexample(mutant, seed=seed), Counterexample):
        return False
    pairs = ((claim.lhs, mutant.lhs), (claim.rhs, mutant.rhs))
    return mutant.context == claim.context and all(
        decide(Claim(claim.context, left, right)).verdict is Verdict.PROVED for left, right in pairs
    )
