"""The value of a source term at an Instance, enclosed in an Arb ball or exactly rational."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from flint import arb, ctx

from derivcheck.calculus.arithmetic import BallArithmetic, ExactArithmetic, IrrationalError, PrecisionError
from derivcheck.calculus.evaluator import BUDGET, Evaluator
from derivcheck.core.contexts import Context
from derivcheck.core.terms import Term
from derivcheck.core.verdicts import Instance


def evaluate(
    node: Term, context: Context, instance: Instance, precision: int = 64, *, budget: int = BUDGET
) -> arb:
    """A ball that holds the value of the term, finite; `precision` in bits.

    Raises UndefinedError where the term has no value, its subclass PrecisionError where a higher
    precision may find one, LimitError past the budget, MalformedError where the Instance lacks a value.
    """
    return evaluate_together((node,), context, instance, precision, budget=budget)[0]


def evaluate_together(
    nodes: Iterable[Term], context: Context, instance: Instance, precision: int, *, budget: int = BUDGET
) -> list[arb]:
    """A ball for each term, what they share computed once; the budget is for each. Raises as `evaluate`."""
    return Evaluations().together(nodes, context, instance, precision, budget=budget)


class Evaluations:
    """Evaluations of many terms at few Instances: what the terms share is computed once at each of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[Context, int, int, int], tuple[Instance, Evaluator[arb]]] = {}

    def together(
        self,
        nodes: Iterable[Term],
        context: Context,
        instance: Instance,
        precision: int,
        *,
        budget: int = BUDGET,
    ) -> list[arb]:
        """As `evaluate_together`."""
        key = context, id(instance), precision, budget
        if key not in self._known:
            self._known[key] = instance, Evaluator(context, instance, BallArithmetic(), budget)
        _, evaluator = self._known[key]
        with ctx.workprec(precision):
            balls = [evaluator.at(node, instance.indices) for node in nodes]
        if not all(ball.is_finite() for ball in balls):
            raise PrecisionError("a value is not enclosed by a finite ball")
        return balls


def evaluate_exact(
    node: Term, context: Context, instance: Instance, *, budget: int = BUDGET
) -> Fraction | None:
    """The value where rational arithmetic finds it, else None. Raises as `evaluate` does."""
    try:
        return Evaluator(context, instance, ExactArithmetic(), budget).at(node, instance.indices)
    except IrrationalError:
        return None
