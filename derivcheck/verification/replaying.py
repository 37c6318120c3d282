"""Counterexamples of a run, checked again from its JSON alone: sizes, values, components, enclosures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from derivcheck import kernel, problem_files
from derivcheck.core.claims import Claim
from derivcheck.core.errors import DataError, ProblemError
from derivcheck.core.verdicts import Counterexample, Enclosure, Instance, Verdict
from derivcheck.report.json import VERSION

if TYPE_CHECKING:
    from derivcheck.problem import Problem

Place: TypeAlias = tuple[str, ...]
"""Where a claim stands in a problem: its name, then the name of a part or the number of a step."""

Values: TypeAlias = dict[tuple[str, tuple[int, ...]], Fraction]

MOST_AXES = 16
"""Axes that a tensor of a document may have."""

_RATIONAL = re.compile(r"-?[0-9]{1,2000}(/[0-9]{1,2000})?")
_WRITTEN = "write the file with  derivcheck run NAME --format json"


@dataclass(frozen=True)
class Replayed:
    """A counterexample of a run, and whether the two sides of the claim differ there when computed again."""

    problem: str
    claim: str
    confirmed: bool
    reason: str


def replayed(document: bytes, folder: Path) -> Iterator[Replayed]:
    """Every counterexample of the JSON of a run, replayed; `folder` holds the problem files.

    Those of claims, of the parts of an induction, and of the steps of an author's derivation.

    Raises DataError where the document is not the JSON of a run, and ProblemError where a problem or a
    claim that it speaks of is not there.
    """
    for entry in _list(_read(document), "problems", "the document"):
        name = _text(entry, "name", "a problem")
        recorded = list(_recorded(entry, f"the problem {name}"))
        if recorded:
            claims = dict(_claims(problem_files.load(_found(name, folder))))
            for place, found in recorded:
                yield _replayed(name, place, found, claims)


def _found(name: str, folder: Path) -> Path:
    """The file of the problem; the document has its name alone, not where it was."""
    try:
        return problem_files.find(name, folder)
    except ProblemError as error:
        remedy = "is it a file of your own? Then name its folder: derivcheck replay FILE --problems DIR"
        raise ProblemError(error.what, text=f"looked for in {folder}", remedy=remedy) from error


def _replayed(name: str, place: Place, found: Mapping[str, Any], claims: Mapping[Place, Claim]) -> Replayed:
    shown = ", ".join(place)
    if place not in claims:
        raise DataError(f"the problem {name} has no claim {shown}", remedy="run the problem again")
    outcome = kernel.replay(claims[place], _counterexample(found, f"the counterexample of {shown}"))
    return Replayed(name, shown, outcome.verdict is Verdict.REFUTED, outcome.reason)


def _claims(problem: Problem) -> Iterator[tuple[Place, Claim]]:
    """Every claim of a problem by where its counterexample would stand."""
    for each in problem.claims:
        yield (each.name,), each.claim
    for each in problem.inductions:
        yield (each.name, "base"), each.recursion.base_claim()
        yield (each.name, "step"), each.recursion.step_claim()
        for part in each.consequences:
            yield (each.name, part.name), part.claim
    for each in problem.derivations:
        for number, step in enumerate(each.steps, start=1):
            yield (f"derivation {each.name}", f"step {number}"), step.claim


def _recorded(problem: Mapping[str, Any], where: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The counterexamples of a problem, with where they stand."""
    for claim in _list(problem, "claims", where):
        yield from _of_claim(claim, ())
    for derivation in _list(problem, "derivations", where):
        if _text(derivation, "origin", "a derivation") == "author":
            name = f"derivation {_text(derivation, 'name', 'a derivation')}"
            for number, step in enumerate(_list(derivation, "steps", name), start=1):
                if step.get("counterexample") is not None:
                    yield (name, f"step {number}"), _object(step, "counterexample", name)


def _of_claim(claim: Mapping[str, Any], above: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    place = (*above, _text(claim, "name", "a claim"))
    if claim.get("counterexample") is not None:
        yield place, _object(claim, "counterexample", place[-1])
    if not above:
        for part in _list(claim, "parts", place[-1]):
            yield from _of_claim(part, place)


def _counterexample(found: Mapping[str, Any], where: str) -> Counterexample:
    """What the JSON says; whether it is so is for the kernel to find out."""
    values: Values = {}
    for name, nested in _object(found, "values", where).items():
        _flatten(name, nested, (), values, where)
    sizes, indices = (_whole(_object(found, key, where), where) for key in ("dimensions", "indices"))
    left, right = (_enclosure(_text(found, key, where), where) for key in ("lhs", "rhs"))
    return Counterexample(Instance(sizes, values, indices), left, right)


def _flatten(name: str, nested: Any, at: tuple[int, ...], values: Values, where: str) -> None:
    if isinstance(nested, list) and len(at) < MOST_AXES:
        parts: Sequence[Any] = nested
        for place, part in enumerate(parts, start=1):
            _flatten(name, part, (*at, place), values, where)
        return
    if not isinstance(nested, str) or not _RATIONAL.fullmatch(nested):
        raise DataError(f"{where}: {str(nested)[:80]!r} is no rational number", remedy='write "3/7" or "-2"')
    above, _, below = nested.partition("/")
    if below and not int(below):
        raise DataError(f"{where}: {nested} divides by zero")
    values[name, at] = Fraction(int(above), int(below or 1))


def _enclosure(text: str, where: str) -> Enclosure:
    midpoint, sign, radius = text.partition(" +/- ")
    if not sign:
        raise DataError(f"{where}: {text!r} is no enclosure", remedy='write "1.5 +/- 1e-9"')
    return Enclosure(midpoint, radius)


def _read(document: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise DataError(f"this is not JSON: {error}", remedy=_WRITTEN) from None
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise DataError(f"this is not the JSON of a run, version {VERSION}", remedy=_WRITTEN)
    return found


def _whole(found: Mapping[str, Any], where: str) -> dict[str, int]:
    for name, number in found.items():
        if not isinstance(number, int) or isinstance(number, bool):
            raise DataError(f"{where}: {name} is {number!r} and not a whole number")
    return dict(found)


def _list(found: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    value: Any = found.get(key)
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise DataError(f"{where} has no list of objects {key!r}", remedy=_WRITTEN)
    return value


def _object(found: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value: Any = found.get(key)
    if not isinstance(value, dict):
        raise DataError(f"{where} has no object {key!r}", remedy=_WRITTEN)
    return value


def _text(found: Mapping[str, Any], key: str, where: str) -> str:
    value: Any = found.get(key)
    if not isinstance(value, str):
        raise DataError(f"{where} has no text {key!r}", remedy=_WRITTEN)
    return value
