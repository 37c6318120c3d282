"""One row a claim: what the corpus is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from derivcheck.core.claims import Claim
from derivcheck.core.verdicts import Verdict
from derivcheck.notation.arrays import Statement
from derivcheck.problem import Problem

Stated: TypeAlias = Statement | Callable[[Problem], Statement]
"""An equation, or a function that names intermediates with problem.let and then states one."""

COOKBOOK = "Petersen and Pedersen, The Matrix Cookbook (2012), "
GOODFELLOW = "Goodfellow, Bengio and Courville, Deep Learning (2016), "
BISHOP = "Bishop, Pattern Recognition and Machine Learning (2006), "
MURPHY = "Murphy, Probabilistic Machine Learning: An Introduction (2022), "
ELEMENTARY = "elementary calculus"


@dataclass(frozen=True)
class Row:
    """A claim with its source.

    The folder says what is true: `accept` that the claim holds wherever both sides are defined, `reject`
    that it does not, `unknown` that it lies outside what the program can decide; `truth` then says what
    is the case. `short` is why the program does not find the true answer yet; it then answers UNKNOWN.
    """

    name: str
    source: str
    stated: Stated
    given: Sequence[Statement] = ()
    short: str = ""
    truth: str = ""
    malformed: bool = False

    @cached_property
    def claim(self) -> Claim:
        """The claim, lowered under a Context of its own."""
        problem = Problem(self.name, source=self.source, given=self.given)
        problem.claim(self.name, self.stated if isinstance(self.stated, Statement) else self.stated(problem))
        return problem.claims[0].claim


@dataclass(frozen=True)
class Wrong:
    """A claim one mistake away from an accepted row, under its assumptions unless others are given.

    `malformed` where it has no meaning at all: the shapes do not fit, or a letter is not known. `short`
    as for a Row.
    """

    of: str
    mistake: str
    stated: Stated
    given: Sequence[Statement] | None = None
    malformed: bool = False
    short: str = ""

    def beside(self, right: Row) -> Row:
        """The row of this claim, with the source and the assumptions of the right one."""
        given = right.given if self.given is None else self.given
        name = f"{self.of}: {self.mistake}"
        return Row(name, right.source, self.stated, given, self.short, malformed=self.malformed)


def expected(row: Row, folder: str) -> Verdict:
    """The verdict that the program has to give."""
    if row.short or folder == "unknown":
        return Verdict.UNKNOWN
    return Verdict.PROVED if folder == "accept" else Verdict.REFUTED
