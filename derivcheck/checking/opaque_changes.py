"""Two sides that are equal whatever their parts are, but for a sign, a number, a subscript or a lost factor.

Nothing is looked into: where both sides agree in all other terms, and in all other factors of this one, what
is left is a slip, unless the document relates the parts to one another. So a factor must stand on both sides
elsewhere: it is no number that happens to be 1. And a name may be its own square, if that is 0 or 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from derivcheck.checking.opaque_forms import Form, Part, Powers, Unreadable, renamed
from derivcheck.checking.opaque_reading import form
from derivcheck.checking.writing import Rule, Writing, letter
from derivcheck.reader.derivations import Step
from derivcheck.reader.sources import Slip
from derivcheck.reader.syntax import Name, Node, Number

_PICKED = frozenset(("y", "t", "Y", "T", "I", "1", "delta", "d"))
"""Names that stand for 1 somewhere, for an identity, or for a differential."""

_OPERATORS = frozenset("EPDHJ")
"""Letters of expectations, projections and the like, which may leave a vector as it is."""

FEWEST_SUMS = 3
"""Sums that a document writes which does not leave them out as understood."""

_LETTER = re.compile(r"(?<![A-Za-z])[a-z](?![A-Za-z])")
"""What may be an index."""

_SAID = {"sign": "one sign", "number": "one number", "subscript": "a subscript", "sum": "a sum",
         "power": "one power"}


@dataclass(frozen=True)
class Change:
    """What tells two forms apart. kept: terms and factors beside it that are the same; part: a lost factor;
    beside: factors of its term. deep: within how many sums, functions and derivatives.
    """

    kind: str
    kept: int
    part: Part | None = None
    beside: int = 0
    deep: int = 0


def one_change(step: Step, writing: Writing) -> Slip | None:
    r"""\sum_i a_i (1 - b_i) = \sum_i a_i - \sum_i b_i: the factor a_i is lost."""
    left, right = step.lhs.tree, step.rhs.tree
    if step.relation != "=" or not isinstance(left, Node) or not isinstance(right, Node):
        return None
    found = list(_forms(left, right))
    if not found or any(one == other for one, other in found):
        return None
    slips = [each for one, other in found for each in _slips(one, other)]
    surely = [each for each in slips if each.kind in {"factor", "subscript"} or len(slips) == len(found)]
    implied = sum(writing.bound.values()) < FEWEST_SUMS
    if not surely or (surely[0].kind == "sum" and implied) or _is_one(surely[0].part, writing):
        return None
    part, kind = surely[0].part, surely[0].kind
    lost = f"the {kind}{'s with' if kind == 'term' else ''} {part.said[0]}" if part else _SAID[kind]
    reason = f"whatever is meant by the names, both sides are the same but for {lost}"
    return Slip(step.rhs.span, reason, "compare the terms of both sides")


def _is_one(factor: Part | None, writing: Writing) -> bool:
    """Whether the document says that a factor is 1, or the identity."""
    said = (trees for trees in writing.trees if len(trees) > 1 and trees[-1] in {Number("1"), Name("I")})
    return factor is not None and any(letter(trees[0]) == factor.said[0] for trees in said)


def _forms(left: Node, right: Node) -> Iterator[tuple[Form, Form]]:
    for products in (False, True):
        try:
            yield form(left, products=products), form(right, products=products)
        except (Unreadable, RecursionError):
            continue


def _slips(one: Form, other: Form) -> Iterator[Change]:
    change = _change(one, other)
    if change is not None and _is_slip(change, one, other):
        yield change


def _change(one: Form, other: Form) -> Change | None:
    here, there = dict(one - other), dict(other - one)
    kept = len(one & other)
    if here.keys() == there.keys():
        ratios = {there[powers] / number for powers, number in here.items()}
        if len(ratios) != 1:
            return None
        return Change("sign" if ratios == {Fraction(-1)} else "number", kept)
    if not here or not there:
        return _lost_name(here or there, one & other)
    if len(here) != len(there):
        return None
    changes = {_of_terms(powers, number, there) for powers, number in here.items()}
    only = changes.pop() if len(changes) == 1 else None
    return only and replace(only, kept=only.kept + kept)


def _lost_name(terms: dict[Powers, Fraction], kept: Form) -> Change | None:
    """Terms of one side that all have a name that nothing else has: (w x - t)^2 for (w x + b - t)^2."""
    names = [{part for part, _ in powers if part.kind == "name"} for powers in terms]
    shared = set[Part].intersection(*names) - set(_parts(kept))
    shared = {part for part in shared if part.said[0] not in _PICKED}
    return Change("term", len(kept), shared.pop()) if len(shared) == 1 and len(terms) > 1 else None


def _of_terms(powers: Powers, number: Fraction, there: dict[Powers, Fraction]) -> Change | None:
    """What tells a term apart from one with the same number."""
    changes = [_of_factors(powers, each) for each, value in there.items() if value == number]
    return next((each for each in changes if each is not None), None)


def _of_factors(one: Powers, other: Powers) -> Change | None:
    here, there = dict(one - other), dict(other - one)
    kept = len(one & other)
    if len(here) + len(there) == 1:
        ((part, power),) = (here or there).items()
        return Change("factor", 0, part, kept) if part.kind == "name" and power == 1 else None
    for one_sum, written in ((here, there), (there, here)):
        if len(one_sum) == 1 and _is_written_once(next(iter(one_sum)), written):
            return Change("sum", 0)
    if len(here) != 1 or len(there) != 1:
        return None
    ((part, power), (changed, value)) = (*here.items(), *there.items())
    if part == changed:
        if part.kind == "name" and part.said[0] not in _PICKED and 1 not in {power, value}:
            return Change("power", 0)
        return Change("sign", kept, deep=1) if part.kind == "exp" and power == -value else None
    if power != value or part.kind != changed.kind:
        return None
    if part.kind == "name":
        lost = part.said[0] == changed.said[0] and sorted((part.said[1:], changed.said[1:]))[0] == ("", "")
        plain = lost and not part.said[2] + changed.said[2]
        return Change("subscript", kept - 1) if plain and kept > 1 else None
    return _within(part, changed) if part.said == changed.said else None


def _is_written_once(part: Part, written: dict[Part, Fraction]) -> bool:
    """Whether the summand of a sum over one index stands there alone, with a letter for the index."""
    if part.kind != "sum" or len(part.said) != 1:
        return False
    inside = next(iter(part.inside[0]))[0]
    letters = {letter for each in written for text in each.said for letter in _LETTER.findall(text)}
    return any(dict(renamed(inside, {part.said[0]: letter})) == written for letter in letters)


def _within(part: Part, changed: Part) -> Change | None:
    """What tells apart what two parts of one kind are made of. Functions may be even, or constant."""
    if len(part.inside) != len(changed.inside):
        return None
    pairs = zip(part.inside, changed.inside, strict=True)
    unlike = [(one, other) for one, other in pairs if one != other]
    found = _change(*unlike[0]) if len(unlike) == 1 else None
    if part.kind == "call" and found is not None and found.kind != "factor":
        return None
    return found and replace(found, deep=found.deep + 1)


def _is_slip(change: Change, one: Form, other: Form) -> bool:
    parts = [set(_parts(each)) for each in (one, other)]
    derived = any(part.said[:1] == ("d",) or part.kind == "d" for each in parts for part in each)
    if derived and change.kind != "factor":
        return False
    if change.kind in {"term", "power"}:
        return change.kept > 1 and not change.deep
    if change.part is not None:
        return _is_lost(change, change.part, parts)
    if change.kept:
        return change.kind in {"sign", "subscript", "sum"} or not change.deep
    return change.kind == "sign" and not change.deep and all(len(powers) > 1 for powers, _ in one)


def _is_lost(change: Change, factor: Part, parts: list[set[Part]]) -> bool:
    """Whether a factor cannot be 1: it stands on both sides elsewhere, or is a plain letter among others."""
    name, lower, upper = factor.said
    letters = [{part.said[0] for part in each if part.kind == "name"} for each in parts]
    if name in _PICKED:
        return False
    if change.kept or "#" in lower:
        return all(name in each for each in letters)
    plain = len(name) == 1 and not (lower or upper) and name not in _OPERATORS
    return plain and change.beside > 1 and not change.deep


def _parts(terms: Form) -> Iterator[Part]:
    for part in (part for powers, _ in terms for part, _ in powers):
        yield part
        yield from (inner for each in part.inside for inner in _parts(each))


RULES: tuple[Rule, ...] = (one_change,)
