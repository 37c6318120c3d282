"""A step that differs, where what it rests on is open: one slip that explains the difference refutes it.

A name that nothing defines may be whatever makes the step true; a second definition may be meant as one.
But where one change, which has nothing to do with such a name, makes a step a proved one, for all values of
the name, the step as it stands is a slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derivcheck.checking.attempts import Trial
from derivcheck.checking.cases import Cases
from derivcheck.checking.caution import Knowledge
from derivcheck.checking.contradictions import AGAINST
from derivcheck.checking.deciding import is_empty
from derivcheck.checking.judgement import DIFFER, Judgement
from derivcheck.checking.remedies import length_of, remedied
from derivcheck.core.contexts import Context, entries, names
from derivcheck.core.terms import Entry, Term
from derivcheck.elaboration.names import closure
from derivcheck.elaboration.names import names as names_in
from derivcheck.elaboration.readings import UNDEFINED, Reading
from derivcheck.elaboration.subject import IMPLIED
from derivcheck.meaning.expressions import Variable
from derivcheck.meaning.names import stem
from derivcheck.mutation.edits import Kind

if TYPE_CHECKING:
    from derivcheck.methods.diagnosis import Repair

LONGEST = 150
"""Terms of a claim, its definitions written out in it, of which no slip is looked for any more."""

_WHOLE = frozenset((Kind.OPPOSITE, Kind.SIGN, Kind.SWAPPED))
"""Slips that no value of a name makes good."""

_OTHER_MODEL = frozenset((Kind.OPPOSITE, Kind.DROPPED_TERM, Kind.FACTOR_OF_TERM))
"""How a second definition differs from the first: a gain and a loss, with a penalty, another weight of it."""


def explained(found: Judgement, trial: Trial, cases: Cases, knowledge: Knowledge) -> Judgement:
    """The same; refuted where only names that nothing defines left it open, and one slip explains it."""
    reading = _open_by_names(found, trial)
    if reading is None:
        return found
    final, repairs = remedied(found.but("refuted", DIFFER, "", final=True), cases)
    if final.verdict == "refuted" and any(_explains(each, reading, knowledge) for each in repairs):
        return final
    return found


def restated(found: Judgement, trial: Trial, cases: Cases, note: str, knowledge: Knowledge) -> Judgement:
    """The same of a step that may be a definition; refuted where it differs from the first by one slip."""
    reading = _open_by_names(found, trial)
    if found.verdict == "refuted" and found.attempt is not None:
        reading = found.attempt.reading
    if reading is None:
        return found
    line = AGAINST.search(note)
    reason = f"{DIFFER}, {line[0]}" if line else DIFFER
    final, repairs = remedied(found.but("refuted", reason, "", final=True), cases)
    usual = (each for each in repairs if each.kind not in _OTHER_MODEL)
    if final.verdict == "refuted" and any(_explains(each, reading, knowledge) for each in usual):
        return final
    return found


def _open_by_names(found: Judgement, trial: Trial) -> Reading | None:
    """The reading of a step all of whose readings differ, where names without definition are all that is
    open.
    """
    if found.verdict != "unknown" or found.attempt is None or not trial.complete:
        return None
    reading = found.attempt.reading
    claim = reading.claim
    counts = IMPLIED in reading.notes and not all(tuple(entries(side)) for side in (claim.lhs, claim.rhs))
    if counts or length_of(claim) > LONGEST:
        return None
    sure = all(each.endswith(UNDEFINED) for each in reading.open) and bool(reading.open)
    plain = not (reading.faults or reading.only or reading.loose)
    foreign = any(not each.ill_formed and each.cost <= found.attempt.cost for each in trial.refusals)
    against = all(each.differs for each in trial.attempts)
    return reading if sure and plain and against and not foreign else None


def _undefined(reading: Reading) -> set[str]:
    """The names that nothing defines, and those of their derivatives."""
    found = {each.removesuffix(UNDEFINED) for each in reading.open}
    slopes = {name for name in reading.claim.context.tensors if "/d" in name}
    return found | {name for name in slopes if name[1:].partition("/d")[0] in found}


def _explains(repair: Repair, reading: Reading, knowledge: Knowledge) -> bool:
    """Whether the slip is one whatever the undefined names are: another index of such a name is none where
    the name is the same for all. A trivial repair explains nothing, nor does one that says of an undefined
    function what it says already: du/db = d(h w + u)/db.
    """
    if repair.kind is None or repair.claim.lhs == repair.claim.rhs or is_empty(repair.claim):
        return False
    if _put_in(repair, reading) & _undefined(reading) & {each.of for each in reading.claim.context.jacobians}:
        return False
    touched = set(names(repair.touched))
    if repair.kind is Kind.REPLACED and all(isinstance(each, Entry) for each in repair.touched):
        return _differ(touched, reading, knowledge) if len(touched) > 1 else not touched & _undefined(reading)
    return repair.kind in _WHOLE or not touched & _undefined(reading)


def _put_in(repair: Repair, reading: Reading) -> set[str]:
    """The names that a side of the repaired claim has and that side did not have before."""
    before, now = reading.claim, repair.claim
    pairs = ((now.lhs, before.lhs), (now.rhs, before.rhs))
    return set[str]().union(*(set(names((new,))) - set(names((old,))) for new, old in pairs))


def _differ(pair: set[str], reading: Reading, knowledge: Knowledge) -> bool:
    """Whether two names stand for different things: one side of the step has both, or a definition rests on
    both, z^{l-1} and a^{l-1} where a^l = f(z^l). Values of functions stand for anything, and X for many x.
    """
    if any("(" in name for name in pair):
        return False
    if len({stem(name).casefold() for name in pair}) == 1:
        return _mixed(pair, reading)
    sides = (set(names((side,))) for side in (reading.claim.lhs, reading.claim.rhs))
    together = [*sides, *_of_definitions(knowledge)]
    letters = {stem(name) for name in pair}
    return any(pair <= each for each in together) or (
        len(letters) == 2
        and len({name.removeprefix(stem(name)) for name in pair}) == 1
        and any(letters <= set(map(stem, each)) for each in together)
    )


def _mixed(pair: set[str], reading: Reading) -> bool:
    """Whether one side has both of two names that differ in their labels alone, and the other side has one:
    v_c and v_o for v_c. Nobody writes one for the other in half of a term.
    """
    if len(set(map(stem, pair))) > 1 or not all("_" in name for name in pair):
        return False
    left, right = (_behind(side, reading.claim.context) for side in (reading.claim.lhs, reading.claim.rhs))
    return any(pair <= one and len(pair & other) == 1 for one, other in ((left, right), (right, left)))


def _behind(side: Term, context: Context) -> set[str]:
    """The names in a side; of undefined functions, those in their arguments, too."""
    found = set(names((side,)))
    arguments = (each[each.index("(") + 1 : -1].split(", ") for each in found if each.endswith(")"))
    defined = {each for part in arguments for each in part} & set(context.definitions)
    return found | set(names(context.definitions[each].body for each in defined))


def _of_definitions(knowledge: Knowledge) -> Iterator[set[str]]:
    """The names of every definition of the document that does not give one name another."""
    environment = knowledge.environment
    for name, each in environment.definitions.items():
        if not isinstance(each.body, Variable):
            yield {name, *names_in(*closure((each.body,), environment))}
