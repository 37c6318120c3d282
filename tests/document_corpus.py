"""The documents of tests/corpus/documents, and what every step of them should come to.

Beside NAME stands NAME.expected, one line for every step that the reader finds, in its order:

    LINE:COLUMN VERDICT [now=VERDICT]  # why

VERDICT is the mathematical truth: proved, refuted, malformed, unknown, definition, or skip for what is no
claim (a membership, a range, an update, a condition). `a|b`: both are right. `now=` is what the program says
today where it falls short; it goes as soon as the program does better.

`python -m tests.document_corpus [NAME...]` shows where the program and the files differ;
`python -m tests.document_corpus --now [NAME...]` brings the `now=` up to date, as far as that is allowed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from derivcheck.checking.session import Session
from derivcheck.reader.derivations import Step
from derivcheck.reader.documents import read

FOLDER = Path(__file__).parent / "corpus" / "documents"
SUFFIX = ".expected"
WRONG = frozenset(("refuted", "malformed"))
WORDS = WRONG | {"proved", "unknown", "not-understood", "definition", "skip"}
_LINE = re.compile(
    r"(?P<line>\d+):(?P<column>\d+) (?P<truth>[a-z|-]+)(?: now=(?P<now>[a-z-]+))?  # (?P<why>.+)"
)


class ExpectationError(ValueError):
    """A line of an expectation that says nothing, or something that may not be expected."""


@dataclass(frozen=True)
class Expected:
    """What one step should come to, and what it comes to today where that is something else."""

    line: int
    column: int
    truth: tuple[str, ...]
    now: str
    why: str

    @property
    def wrong(self) -> bool:
        return bool(WRONG.intersection(self.truth))

    def met_by(self, verdict: str) -> bool:
        """What is no claim may be left out or taken for a definition."""
        return verdict in self.truth or ("skip" in self.truth and verdict == "definition")

    def __str__(self) -> str:
        now = f" now={self.now}" if self.now else ""
        return f"{self.line}:{self.column} {'|'.join(self.truth)}{now}  # {self.why}"


def documents(folder: Path = FOLDER) -> list[Path]:
    """All documents of a folder. Raises LookupError where there is none."""
    found = sorted(path for path in folder.iterdir() if path.suffix != SUFFIX)
    if not found:
        raise LookupError(f"no documents in {folder.name}")
    return found


def expectation_of(document: Path) -> Path:
    return document.with_name(document.name + SUFFIX)


def expected(text: str) -> list[Expected]:
    """The lines of an expectation; those that begin with # are remarks. Raises ExpectationError."""
    return [_expected(line) for line in text.splitlines() if line and not line.startswith("#")]


def _expected(line: str) -> Expected:
    found = _LINE.fullmatch(line)
    if not found:
        raise ExpectationError(f"this line says nothing: {line}")
    truth, now = tuple(found["truth"].split("|")), found["now"] or ""
    step = Expected(int(found["line"]), int(found["column"]), truth, now, found["why"])
    if not WORDS.issuperset({*truth, now or "skip"}):
        raise ExpectationError(f"no such verdict: {line}")
    if now and (step.met_by(now) or not may_be_now(step, now)):
        raise ExpectationError(f"now={now} may not stand here: {line}")
    return step


def may_be_now(step: Expected, verdict: str) -> bool:
    """Whether the program may fall short in this way: never by a proof of what is wrong, nor by an alarm."""
    return verdict != "proved" if step.wrong else verdict not in WRONG


def steps_of(document: Path) -> list[Step]:
    return [step for derivation in read(document).derivations for step in derivation.steps]


def unread(document: Path) -> list[str]:
    """What the reader does not understand in a document."""
    return [
        f"{document.name}:{formula.line}: {finding.reason}: {formula.text.strip()}"
        for formula in read(document).formulas
        for finding in formula.findings
    ]


def misplaced(steps: Iterable[tuple[int, int]], expectations: Iterable[Expected]) -> list[str]:
    """Where the steps of a document are not those of its expectation."""
    wanted = [(each.line, each.column) for each in expectations]
    return [
        f"step {number}: {_place(found)} where {_place(want)} is expected"
        for number, (found, want) in enumerate(zip_longest(steps, wanted), 1)
        if found != want
    ]


def _place(place: tuple[int, int] | None) -> str:
    return f"{place[0]}:{place[1]}" if place else "nothing"


def verdicts(document: Path) -> list[str]:
    """One word for every step of a document; skip where the check leaves it out."""
    checked = Session().check_file(str(document))
    if checked.error:
        return [checked.error]
    found = {(each.line, each.column, each.relation, each.rhs): each.verdict for each in checked.steps}
    places = [(each.line, each.column, each.relation, each.rhs.text.strip()) for each in steps_of(document)]
    stray = sorted({str(place) for place in found.keys() - set(places)})
    return stray or [found.get(place, "skip") for place in places]


def complaint(step: Expected, verdict: str) -> str:
    """What is wrong with a verdict, "" for nothing."""
    where = f"{step.line}:{step.column} ({step.why})"
    if step.wrong and verdict == "proved":
        return f"{where}: UNSOUND, a mistake is proved"
    if step.met_by(verdict):
        return f"{where}: it is {verdict} now: remove now={step.now}" if step.now else ""
    if verdict == step.now:
        return ""
    also = f" (or {step.now} for the time being)" if step.now else ""
    return f"{where}: {verdict}, expected {'|'.join(step.truth)}{also}"


def complaints(expectations: Sequence[Expected], found: Sequence[str]) -> list[str]:
    """All complaints about the verdicts of one document."""
    if len(expectations) != len(found):
        return [f"{len(found)} verdicts for {len(expectations)} steps: {found}"]
    said = [complaint(step, verdict) for step, verdict in zip(expectations, found, strict=True)]
    return [each for each in said if each]


def up_to_date(step: Expected, verdict: str) -> Expected:
    """The step with the `now=` that it should have; unchanged where the verdict may not be expected."""
    if step.met_by(verdict):
        return replace(step, now="")
    return replace(step, now=verdict) if may_be_now(step, verdict) else step


def _update(document: Path, expectations: Sequence[Expected], found: Sequence[str]) -> None:
    path = expectation_of(document)
    remarks = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    lines = [str(up_to_date(step, verdict)) for step, verdict in zip(expectations, found, strict=True)]
    path.write_text("\n".join([*remarks, *lines]) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> None:
    """Show where the program and the expectations differ; with --now write down what may stand there."""
    names = {each for each in arguments if each != "--now"}
    for document in documents():
        if names and document.name not in names:
            continue
        expectations = expected(expectation_of(document).read_text("utf-8"))
        found = verdicts(document)
        for said in complaints(expectations, found):
            sys.stdout.write(f"{document.name}:{said}\n")
        if "--now" in arguments and len(found) == len(expectations):
            _update(document, expectations, found)


if __name__ == "__main__":
    main(sys.argv[1:])
