"""Normalizers that remember what they found under a Context, without letting that change an answer.

A normalizer that remembers needs less than the budget for what one that remembers nothing needs all of it.
So what is remembered is paid for: the budget covers everything that a normalizer has ever spent, and where
it does not, the work starts again with one that remembers nothing. Then the work ends within the budget
just where it would have if it had been the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from derivcheck.calculus.normal_form import Normalizer
from derivcheck.core.contexts import Context
from derivcheck.core.errors import LimitError

T = TypeVar("T")

MOST = 16
"""Contexts that are remembered, those that were used last."""


class Normalizers:
    """One Normalizer a Context, as long as its budget lasts."""

    def __init__(self) -> None:
        self._found: dict[Context, Normalizer] = {}

    def run(self, context: Context, work: Callable[[Normalizer], T], budget: int) -> T:
        """The result of the work. Raises LimitError past the budget, and what the work raises."""
        warm = self._found.pop(context, None)
        if warm is not None and warm.spent <= budget:
            self._found[context] = warm
            warm.allow(budget)
            try:
                return work(warm)
            except LimitError:
                pass
        cold = self._found[context] = Normalizer.of(context)
        if len(self._found) > MOST:
            del self._found[next(iter(self._found))]
        cold.restart()
        cold.allow(budget)
        return work(cold)
