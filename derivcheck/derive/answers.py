"""What is asked and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivcheck.core.contexts import Context
from derivcheck.core.indices import Index, Size
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """The derivative of a formula by one of its names. `order` is 1 or 2; `where` are declarations."""

    formula: str
    wrt: str
    order: int = 1
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a derivation: equal to the line before it, why, and what is known of that step."""

    text: str
    latex: str
    justification: str
    verdict: Verdict | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lemma:
    """A derivation, headed by what it finds; the first line is the derivative itself.

    `naming` says what a name in it stands for that was found by the derivation before.
    """

    title: str
    lines: tuple[Line, ...]
    naming: str = ""


@dataclass(frozen=True)
class Answer:
    """A derivative, and how it was found.

    `kind` is gradient, derivative, Jacobian or Hessian; `free` are the axes of `term`. `text` and `latex`
    are the closed form in matrix notation where there is one (`closed`), else index notation. `verdict` is
    what is known of the claim that the derivative is this form; `obligations` say where it holds,
    `intermediates` what the named matrices under an inverse or a determinant are.
    """

    question: Question
    objective: str
    kind: str
    variables: Mapping[str, tuple[Size, ...]]
    unusual: tuple[str, ...]
    context: Context
    free: tuple[Index, ...]
    term: Term
    closed: bool
    text: str
    latex: str
    verdict: Verdict
    scope: str
    reason: str
    trusts: tuple[str, ...]
    intermediates: tuple[str, ...]
    obligations: tuple[str, ...]
    derivations: tuple[Lemma, ...]

    @property
    def shape(self) -> tuple[Size, ...]:
        """Sizes of the axes of the derivative."""
        return tuple(index.size for index in self.free)

    @property
    def output(self) -> str:
        """The name of the derivative in emitted code."""
        wish = self.kind.lower().replace(" ", "_")
        while wish in self.context.tensors or wish in self.context.definitions:
            wish += "_"
        return wish
