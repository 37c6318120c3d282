"""What is wrong as written, whatever is meant: slips that need no mathematics, but a look at the document.

They count only where nothing is known of a step: one that is proved as it is read has no slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derivcheck.checking.counted import bare_name, left_behind, mixed_sample, unturned_posterior
from derivcheck.checking.differentials import (
    gradient_of_nothing,
    is_applied_to_itself,
    loss_itself,
    other_variable,
    own_derivative,
    unsummed_chain,
)
from derivcheck.checking.gates import Gates
from derivcheck.checking.model import OPEN, CheckedStep
from derivcheck.checking.orders import number_for_array, turned_outer, unreversed
from derivcheck.checking.places import mark
from derivcheck.checking.standards import (
    density_with_deviation,
    normalized_by_variance,
    positive_entropy,
    softmax_of_plain_sum,
)
from derivcheck.checking.subscripts import (
    crossed_limit,
    fixed_indicator,
    idle_sum,
    is_rounded,
    odd_index,
    own_subscript,
    unequal_numbers,
    zero_for_o,
)
from derivcheck.checking.transposes import Transposes
from derivcheck.checking.writing import Writing
from derivcheck.reader.derivations import Step
from derivcheck.reader.documents import Document
from derivcheck.reader.sources import Slip, Source

_RULES = (
    other_variable, own_derivative, gradient_of_nothing, unsummed_chain,
    is_applied_to_itself, odd_index, own_subscript, crossed_limit, idle_sum,
    fixed_indicator, zero_for_o, unequal_numbers, normalized_by_variance, density_with_deviation,
    softmax_of_plain_sum,
    bare_name, left_behind, mixed_sample, unturned_posterior, loss_itself,
)  # fmt: skip
_ORDERS = number_for_array, turned_outer, unreversed
_UNDECIDED = OPEN | {"definition"}


@dataclass(frozen=True)
class Oddities:
    """What the document shows of its writing."""

    writing: Writing
    transposes: Transposes
    gates: Gates

    @classmethod
    def of(cls, document: Document) -> Oddities:
        writing = Writing.of(document)
        return cls(writing, Transposes.of(writing), Gates.of(writing))

    def seen(self, found: CheckedStep, step: Step, source: Source) -> CheckedStep:
        """The step; malformed, where nothing else is known of it and it is odd. Rounding refutes nothing."""
        against = found.counterexample if found.verdict == "refuted" else None
        if against is not None and is_rounded(step, against.lhs):
            return found.left_open("the right side is the left side as far as it is written out")
        if found.verdict not in _UNDECIDED:
            return found
        slip = next(self._slips(step, source), None)
        if slip is None:
            return found
        place = mark(source, slip.span, step.rhs.span)
        return found.malformed(slip.reason, slip.remedy, place)

    def _slips(self, step: Step, source: Source) -> Iterator[Slip]:
        shapes = (rule(step, self.transposes) for rule in _ORDERS)
        found = (
            *(rule(step, self.writing) for rule in _RULES), *shapes,
            self.transposes.slip(step), self.gates.slip(step), positive_entropy(step, source),
        )  # fmt: skip
        yield from (each for each in found if each is not None)
