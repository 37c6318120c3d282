"""Steps that are proved only as another reading has them; the reading says with the step what it takes.

And steps that are proved, but not as another reading has them which they have to be true of as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from derivcheck.checking.attempts import Read, Resolved, Trial, tried
from derivcheck.checking.deciding import decided
from derivcheck.checking.judgement import Judgement, judged
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import entries
from derivcheck.core.errors import DerivcheckError
from derivcheck.core.terms import Partial, term
from derivcheck.core.verdicts import Verdict
from derivcheck.elaboration.equations import AGAINST_WHOLE, WHOLE

FROM_HEAD = "the whole is equal to the beginning of the chain"


def proved_otherwise(
    found: Judgement, resolutions: Iterable[Resolved], read: Read, verdicts: frozenset[str]
) -> Judgement:
    """The same, but proved where it has one of the verdicts, and read proves it."""
    if found.verdict not in verdicts:
        return found
    other = judged(tried(resolutions, read, decided))
    return other if other.verdict == "proved" else found


def as_whole(found: Judgement, from_head: Callable[[], Trial]) -> Judgement:
    """The same; proved where a step goes from the component back to the whole, 2 x_j = 2 x, and the whole is
    what the chain began with. Open where that may be so in another layout.
    """
    attempt = found.attempt
    if attempt is None or not any(each.startswith(AGAINST_WHOLE) for each in attempt.notes):
        return found
    if found.verdict in ("refuted", "malformed") and any(each.proved for each in from_head().attempts):
        return found.but("unknown", f"{found.reason}; but {FROM_HEAD} as another layout has it")
    suppose = found.verdict == "unknown" and attempt.reading.only == WHOLE and not attempt.reading.faults
    if not suppose or attempt.outcome.verdict is not Verdict.PROVED:
        return found
    proved = judged(from_head()).verdict == "proved"
    return Judgement("proved", attempt=attempt, notes=(FROM_HEAD,)) if proved else found


def proved_of_value(
    found: Judgement, resolutions: Iterable[Resolved], read: Read, verdicts: frozenset[str]
) -> Judgement:
    """The same, but not proved where read only shows that both sides are 0, and no side says so: a slip in
    a sum of slopes of p(x) that is minus the same would not be seen.
    """
    other = proved_otherwise(found, resolutions, read, verdicts)
    if other is found or other.attempt is None:
        return found
    written = () if found.attempt is None else (found.attempt.reading.claim,)
    slopes = (side for each in written for side in (each.lhs, each.rhs) if isinstance(side, Partial))
    constant = any(next(entries(side.body), None) is None for side in slopes)
    return found if not constant and vanishes(other.attempt.reading.claim) else other


def at_any_point(trial: Trial, resolutions: Iterable[Resolved], read: Read) -> Trial:
    """The trial; where it proves that both sides are 0, what is true at any point, and not at one that is
    named alone.

    After f(x) = (x - a)^2 and "the minimum is at x = a", f'(x) = 7 (x - a) would be 0 = 0. read: without the
    definition of x; nothing where x has none.
    """
    found = judged(trial)
    if found.verdict != "proved" or found.attempt is None:
        return trial
    free = tried(resolutions, read, decided)
    unmade = not (free.attempts or free.refusals)
    held = any(each.outcome.verdict is Verdict.PROVED for each in free.attempts)
    return trial if unmade or held or not vanishes(found.attempt.reading.claim) else free


def vanishes(claim: Claim) -> bool:
    """Whether both sides of a proved claim are 0, though neither is written so."""
    if term(0) in (claim.lhs, claim.rhs):
        return False
    try:
        return decided(replace(claim, rhs=term(0))).verdict is not Verdict.REFUTED
    except DerivcheckError:
        return True
