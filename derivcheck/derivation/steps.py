"""A derivation as it is shown: equal terms in a row, each with the rule that led to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from derivcheck.core.contexts import Context, Definition
from derivcheck.core.errors import LimitError
from derivcheck.core.terms import Entry, Index, Term, free_indices
from derivcheck.derivation.bound_indices import readable
from derivcheck.derivation.products import tidy
from derivcheck.derivation.rules import Rule, apply_downward, apply_upward
from derivcheck.derivation.simplification import arranged, positive_first, simplification_rules

STEP_LIMIT = 200


@dataclass(frozen=True, slots=True)
class DerivedStep:
    """A term equal to the one before it, and why."""

    term: Term
    justification: str


@dataclass(frozen=True)
class Derived:
    """A derivative found by named rules.

    `steps` begin with the derivative itself and end in `result`; `free` are its free indices: those of
    the variable in the order of its axes (for a Jacobian, those of the function first). `context`
    extends the given one by `adjoints`, the gradients by intermediates that the steps call by name.
    `expanded` is the result without those names. `lemmas` are Jacobians used in the steps.
    """

    variable: Entry
    free: tuple[Index, ...]
    steps: tuple[DerivedStep, ...]
    context: Context
    expanded: Term
    adjoints: tuple[Definition, ...] = ()
    lemmas: tuple[Derived, ...] = ()

    @property
    def result(self) -> Term:
        """The last term."""
        return self.steps[-1].term


@dataclass
class Trail:
    """The steps so far. Terms are tidied, and their bound indices named for reading, as they are added."""

    taken: frozenset[str]
    steps: list[DerivedStep] = field(default_factory=list[DerivedStep])

    @property
    def last(self) -> Term:
        return self.steps[-1].term

    def add(self, node: Term, justification: str) -> bool:
        """Append a step, unless it changes nothing.

        Raises LimitError after STEP_LIMIT steps.
        """
        node = readable(tidy(node), self.taken)
        if self.steps and node is self.last:
            return False
        if len(self.steps) >= STEP_LIMIT:
            raise LimitError(f"no closed form after {STEP_LIMIT} steps of a derivation")
        self.steps.append(DerivedStep(node, justification))
        return True

    def differentiate(self, rules: Iterable[Rule]) -> None:
        """Move derivatives inward until no rule applies."""
        rules = tuple(rules)
        while any(self.add(apply_downward(rule.rewrite, self.last), rule.name) for rule in rules):
            pass

    def simplify(self, context: Context) -> None:
        """Apply the rules of simplification until none applies."""
        rules = simplification_rules(context, free_indices(self.last))
        while any(self._simplify_by(rule) for rule in rules):
            pass
        self.steps[-1] = DerivedStep(arranged(positive_first(self.last)), self.steps[-1].justification)

    def _simplify_by(self, rule: Rule) -> bool:
        found = apply_upward(rule.rewrite, self.last)
        return found is not self.last and self.add(arranged(tidy(found)), rule.name)


def simplified(node: Term, context: Context, taken: frozenset[str]) -> Term:
    """The term after all simplifications, without the steps."""
    trail = Trail(taken)
    trail.add(node, "")
    trail.simplify(context)
    return trail.last
