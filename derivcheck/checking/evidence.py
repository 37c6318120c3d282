"""What a refutation shows, where no small change makes the step true.

Where one small change makes a step true, the difference is the author's. Where none does, it may be ours:
most readings that are wrong take a name for an array of other axes than the author meant, or sum where he
does not. So the difference has to show where every array has one entry, and no such reading counts; or the
reading is a usual one, in which no shape is of our choice. Names alike have to be of one kind in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from derivcheck.checking.attempts import Resolved
from derivcheck.checking.caution import Knowledge
from derivcheck.checking.judgement import Judgement
from derivcheck.checking.ones import differs_at_ones
from derivcheck.core.claims import Claim
from derivcheck.core.contexts import Context
from derivcheck.core.terms import Apply, Determinant, Term
from derivcheck.core.terms import children as children_of
from derivcheck.meaning.expressions import Component, Expression, Variable, children

UNUSUAL = 2
"""What a reading may cost that takes names for what most authors mean."""

_LETTER = re.compile(r"[A-Za-z]\w*['^]*\Z|d")
_NUMBERED = re.compile(r"(?P<stem>\w*?[A-Za-z])_\d+")


def substantiated(found: Judgement, resolved: Resolved | None, knowledge: Knowledge) -> Judgement:
    """The same; UNKNOWN in place of a refutation that may rest on a misreading alone."""
    if found.verdict != "refuted" or found.attempt is None or not found.final or resolved is None:
        return found
    reading, explained = found.attempt.reading, bool(found.suggestion)
    context, sides = reading.claim.context, (resolved.lhs, resolved.rhs)
    doubt = _barred(reading.claim) or _unlike(context) or ("" if explained else _unknown(context))
    plain = explained or knowledge.is_shaped(*sides) or _in_components(sides, context)
    if not doubt and not (plain and reading.cost <= (0 if explained else UNUSUAL)):
        doubt = "" if differs_at_ones(reading.claim) else "they do not where every array has one entry"
    return found.but("unknown", f"as it is read here, {found.reason}; {doubt}") if doubt else found


def _barred(claim: Claim) -> str:
    """Whether bars are a determinant here and an absolute value there: |I + u v^T| = |1 + v^T u|."""
    for one, other in ((claim.lhs, claim.rhs), (claim.rhs, claim.lhs)):
        if _has_determinant(one) and isinstance(other, Apply) and other.function == "abs":
            return "the bars are a determinant on one side and an absolute value on the other"
    return ""


def _has_determinant(term: Term) -> bool:
    return isinstance(term, Determinant) or any(map(_has_determinant, children_of(term)))


def _unknown(context: Context) -> str:
    """A relation 1[=](y, u) that is read as a function of arrays of which nothing is known, or ""."""
    heads = {name: name.partition("(")[0] for name, each in context.tensors.items() if each.axes}
    name = next((name for name, head in heads.items() if head != name and not _LETTER.match(head)), "")
    return f"nothing is known of {name}" if name else ""


def _in_components(sides: tuple[Expression, ...], context: Context) -> bool:
    """Whether the author writes every index of every array, so that we have chosen none."""
    return all(_is_component(node, context) for side in sides for node in _parts(side))


def _is_component(node: Expression, context: Context) -> bool:
    if isinstance(node, Component) and isinstance(node.base, Variable):
        return len(context.axes(node.base.name) or ()) == len(node.slots)
    return not isinstance(node, Variable) or not context.axes(node.name)


def _parts(side: Expression) -> Iterator[Expression]:
    """The nodes of a side, but for what stands under subscripts."""
    yield side
    for part in () if isinstance(side, Component) and isinstance(side.base, Variable) else children(side):
        yield from _parts(part)


def _unlike(context: Context) -> str:
    """That of two names with one letter and numbers, mu_1 and mu_2, one has more axes; or ""."""
    kin: dict[str, dict[int, str]] = defaultdict(dict)
    for name in (*context.tensors, *context.definitions):
        found = _NUMBERED.fullmatch(name)
        kin[found["stem"] if found else name].setdefault(len(context.axes(name) or ()), name)
    pair = next((tuple(each.values()) for each in kin.values() if len(each) > 1), ())
    return f"{pair[0]} and {pair[1]} have other axes than one another" if pair else ""
